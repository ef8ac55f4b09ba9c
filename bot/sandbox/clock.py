"""A clock for training days: it walks as clocks do, or runs at sixty times that while the day plays itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.errors import Json

SPEEDS = (1, 10, 60)


@dataclass(slots=True)
class DayClock:
    """Seconds since the epoch, from `start` on. A paused day goes on at the usual pace: people are still talking.

    `hurried` is for whoever plays the day: time runs only while nothing is under way, so that a network that takes
    two seconds does not take two minutes.
    """

    start: float
    speed: int = 60
    playing: bool = False
    hurried: bool = True
    zone: str = "UTC"  # IANA name: where the page shows the time of
    real: Callable[[], float] = time.monotonic
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        self._since = self.real()

    def __call__(self) -> float:
        return self.start + (self.real() - self._since) * self.rate

    @property
    def rate(self) -> int:
        """Seconds of the day in one second."""
        return self.speed if self.playing and self.hurried else 1

    def turn(self, playing: bool, speed: int) -> None:
        """Play or pause; `speed` is that of a played day. Raises ValueError for one that is not among SPEEDS."""
        if speed not in SPEEDS:
            raise ValueError(f"speed is one of {SPEEDS}")
        self._settle()
        self.speed, self.playing = speed, playing

    def play(self, speed: int) -> None:
        self.turn(True, speed)

    def pause(self) -> None:
        self.turn(False, self.speed)

    def hurry(self, hurried: bool) -> None:
        if hurried != self.hurried:
            self._settle()
            self.hurried = hurried

    def _settle(self) -> None:
        """What has passed has passed at the old rate."""
        self.start, self._since = self(), self.real()

    def wire(self) -> Json:
        return {"now": self(), "playing": self.playing, "speed": self.speed, "rate": self.rate, "zone": self.zone}
