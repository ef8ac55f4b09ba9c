"""Faults on demand: what a bot must survive, switched on for the next calls of a method."""

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from bot.sandbox.errors import ApiError, Json, too_many_requests

ANY = "*"

Kind = Literal["refuse", "no_answer", "drop_before", "drop_after"]


@dataclass(frozen=True, slots=True)
class Fault:
    """`refuse` answers with an error; `no_answer` accepts and falls silent; `drop_*` cuts the connection.

    `no_answer` and `drop_before` do no work; `drop_after` does the work, and the bot cannot know it.
    """

    kind: Kind
    error: ApiError | None = None


def retry_after(seconds: int = 1) -> Fault:
    return Fault("refuse", too_many_requests(seconds))


def refusal(code: int, description: str = "", parameters: Json | None = None) -> Fault:
    """An answer with `ok: false`: 400, 403, 500, 502 and so on."""
    names = {400: "Bad Request", 403: "Forbidden", 500: "Internal Server Error", 502: "Bad Gateway"}
    return Fault("refuse", ApiError(code, description or names.get(code, "Error"), parameters))


NO_ANSWER = Fault("no_answer")
DROP_BEFORE = Fault("drop_before")
DROP_AFTER = Fault("drop_after")


@dataclass(slots=True)
class Faults:
    down: bool = False  # every connection of the bot is cut at once, polls too
    delay: float = 0.0  # seconds before every call is worked on; calls do not wait for one another
    busy: int = 0  # seconds: every send and edit is answered with 429 and told to wait so long
    duplicate_updates: int = 0  # so many of the next updates are delivered twice
    shuffled: Random | None = None  # puts the updates of every batch in another order
    planned: dict[str, deque[Fault]] = field(default_factory=dict)

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Gives `fault` to the next `times` calls of `method` (`*`: of any method but getUpdates)."""
        self.planned.setdefault(method.lower(), deque()).extend([fault] * times)

    def clear(self) -> None:
        self.down = False
        self.delay = 0.0
        self.busy = 0
        self.duplicate_updates = 0
        self.shuffled = None
        self.planned.clear()

    def take(self, method: str) -> Fault | None:
        if self.down:
            return DROP_BEFORE
        if self.busy and method.lower().startswith(("send", "edit")):
            return retry_after(self.busy)
        if not self.planned:
            return None
        key = method.lower()
        queue = self.planned.get(key)
        if not queue and key != "getupdates":
            queue = self.planned.get(ANY)
        return queue.popleft() if queue else None

    def take_duplicate(self) -> bool:
        if self.duplicate_updates <= 0:
            return False
        self.duplicate_updates -= 1
        return True

    def wire(self) -> Json:
        planned = {name: len(queue) for name, queue in self.planned.items() if queue}
        now = {"down": self.down, "delay": self.delay, "busy": self.busy}
        return {**now, "duplicate_updates": self.duplicate_updates, "planned": planned}


def from_json(body: Json) -> Fault:
    """One fault as the control API names it: `{"kind": "refuse", "code": 429, "retry_after": 3}`."""
    kind = body.get("kind", "refuse")
    if kind != "refuse":
        return {"no_answer": NO_ANSWER, "drop_before": DROP_BEFORE, "drop_after": DROP_AFTER}[str(kind)]
    code = int(body.get("code", 429))
    if code == 429:
        return retry_after(int(body.get("retry_after", 1)))
    return refusal(code, str(body.get("description", "")))
