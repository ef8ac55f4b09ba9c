"""The queue of updates of one bot (getUpdates, "Update")."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from bot.sandbox.errors import Json, conflict

KEPT_SECONDS = 24 * 3600
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # sent only when asked for
TERMINATED = conflict("terminated by other getUpdates request; make sure that only one bot instance is running")


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    at: float
    body: bytes  # JSON, written once


def encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(slots=True)
class Updates:
    next_id: int = 100_000_001
    pending: deque[Update] = field(default_factory=deque)
    allowed: frozenset[str] | None = None
    poll: asyncio.Future[bool] | None = None  # the one long poll that waits
    on_acknowledged: Callable[[int], None] = lambda _number: None

    def push(self, kind: str, content: Json, now: float, copies: int = 1) -> int | None:
        """Adds an update, unless `allowed_updates` leaves its kind out; returns its id."""
        if kind in UNASKED if self.allowed is None else kind not in self.allowed:
            return None
        return self.add(encode({"update_id": self.next_id, kind: content}), now, copies)

    def add(self, body: bytes, now: float, copies: int = 1) -> int:
        update = Update(self.next_id, now, body)
        self.next_id += 1
        self.pending.extend([update] * copies)
        self.wake()
        return update.id

    def wake(self) -> None:
        if self.poll is not None and not self.poll.done():
            self.poll.set_result(True)

    def acknowledge(self, offset: int, now: float) -> None:
        """Forgets what is below `offset` (or all but the last -offset), and what is older than a day."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.drop_first()
        while self.pending and self.pending[0].id < offset:
            self.drop_first()
        while self.pending and self.pending[0].at < now - KEPT_SECONDS:
            self.pending.popleft()

    def drop_first(self) -> None:
        """The bot has taken it."""
        self.on_acknowledged(self.pending.popleft().id)

    def batch(self, limit: int) -> list[bytes]:
        return [update.body for update in islice(self.pending, limit)]

    async def wait(self, seconds: float) -> bool:
        """Waits for an update; a newer call ends an older one with 409, as Telegram does."""
        self.interrupt()
        if self.pending:
            return True
        if seconds <= 0:
            return False
        self.poll = mine = asyncio.get_running_loop().create_future()
        timer = asyncio.get_running_loop().call_later(seconds, _give_up, mine)
        try:
            return bool(await mine)
        finally:
            timer.cancel()
            if self.poll is mine:
                self.poll = None

    def interrupt(self) -> None:
        if self.poll is not None and not self.poll.done():
            self.poll.set_exception(TERMINATED)


def _give_up(poll: asyncio.Future[bool]) -> None:
    if not poll.done():
        poll.set_result(False)
