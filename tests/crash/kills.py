"""When the bot is killed: moments counted in events that Telegram sees, drawn by a seed, never by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

PATIENCE = 30  # so many more calls are waited for the wanted one; then the next call of any kind will do


@dataclass(frozen=True, slots=True)
class Moment:
    """The kill falls at the first `method` at this `stage` once `calls` calls were seen since the (re)start.

    Stages: `arrives` (Telegram has done nothing yet), `done` (Telegram did it, the bot does not know), `half` (of a
    file's bytes), `answered` (the answer is in the bot's socket; then `commits` more commits are let pass).
    """

    method: str
    stage: str
    calls: int
    commits: int = 0

    def __str__(self) -> str:
        late = f" + {self.commits} commits" if self.commits else ""
        return f"{self.method} {self.stage}{late} after {self.calls} calls"


DECK = (
    ("getUpdates", "answered", 0),  # a batch was delivered: nothing is stored yet
    ("getUpdates", "answered", 1),  # in the midst of storing it, or just stored
    ("getUpdates", "answered", 2),  # between storing and processing
    ("getUpdates", "answered", 3),
    ("getUpdates", "answered", 4),
    ("sendMessage", "arrives", 0),  # between commit and send
    ("sendMessage", "arrives", 0),
    ("sendMessage", "done", 0),  # between send and mark
    ("sendMessage", "done", 0),
    ("sendMessage", "answered", 0),
    ("sendMessage", "answered", 1),  # while it is being marked
    ("editMessageText", "arrives", 0),  # edit storms
    ("editMessageText", "done", 0),
    ("editMessageText", "done", 0),
    ("editMessageText", "answered", 0),
    ("editMessageText", "answered", 1),
    ("answerCallbackQuery", "done", 0),
    ("getFile", "arrives", 0),
    ("getFile", "answered", 0),
    ("file", "arrives", 0),
    ("file", "half", 0),
    ("file", "answered", 0),
    ("file", "answered", 1),  # while the hash is being recorded
    ("getMe", "arrives", 0),  # at the start itself
    ("getMe", "answered", 0),
    ("getMe", "answered", 1),  # while the dead process's leases are being freed
    ("getUpdates", "arrives", 0),
)
AT_START = {("getMe", "arrives"), ("getMe", "answered"), ("getUpdates", "arrives")}
LATEST = 90  # calls between a start and the kill; a morning is some seven hundred


def plan(seed: int, mornings: list[int]) -> list[list[Moment]]:
    """So many moments for each morning; every kind comes up before any comes again."""
    rng = Random(seed)
    deck: list[tuple[str, str, int]] = []
    planned = []
    for kills in mornings:
        moments = []
        for _ in range(kills):
            if not deck:
                deck = rng.sample(DECK, len(DECK))
            method, stage, commits = deck.pop()
            calls = 0 if (method, stage) in AT_START else rng.randint(1, LATEST)
            moments.append(Moment(method, stage, calls, commits))
        planned.append(moments)
    return planned
