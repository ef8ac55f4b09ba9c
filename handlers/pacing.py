"""How fast Telegram lets a bot write: 30 messages a second in all, one a second in a chat, twenty a minute in a group.

Figures: "Bots FAQ: My bot is hitting limits". A chat may burst a little; who waits longest is not who goes first:
an SOS goes before an alert, an alert before a reply, a reply before a broadcast. In a chat, what is in no hurry leaves
a message for what is, and an SOS may use up the little that the others always leave below Telegram's patience.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.words import Lane

LEFT = {Lane.SOS: -0.5, Lane.BULK: 1.0}  # messages that must be left in a chat's bucket; a chat takes a burst of three
ROUNDING = 1e-9  # of a message; a wait of no time at all would be waited for for ever
RANK = {lane: rank for rank, lane in enumerate(Lane)}


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second and how many may leave at once, for the bot, a private chat and a group.

    All a little under Telegram's: a first message slow on its way must not make the following ones too fast. A group
    hears fifteen in any minute, so that it can still be read; what is more comes in one card (bot/cases/routing).
    """

    bot: float = 29.0
    bot_burst: float = 29.0
    chat: float = 1.0
    chat_burst: float = 2.5
    group: float = 10 / 60
    group_burst: float = 5.0


class Bucket:
    """A token bucket. `wait` says how many seconds until one may leave and `left` stay; `take` lets it."""

    __slots__ = ("_burst", "_rate", "_seen", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst, self._tokens, self._seen = rate, burst, burst, now

    def wait(self, now: float, left: float = 0.0) -> float:
        self._tokens = min(self._burst, self._tokens + (now - self._seen) * self._rate)
        self._seen = now
        missing = 1.0 + left - self._tokens
        return missing / self._rate if missing > ROUNDING else 0.0

    def take(self) -> None:
        self._tokens -= 1.0

    def give_back(self) -> None:
        self._tokens += 1.0

    def full(self, now: float) -> bool:
        self.wait(now)
        return self._tokens >= self._burst


class Pacer:
    """Hands out turns to send. Without rates (a benchmark, a Bot API server of one's own) nobody waits."""

    def __init__(self, rates: Rates | None, clock: Callable[[], float]) -> None:
        self._rates = rates
        self._clock = clock
        self._chats: dict[int, Bucket] = {}
        self._bot = Bucket(rates.bot, rates.bot_burst, clock()) if rates else None
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, account_id: int, lane: Lane, group: bool = False) -> bool:
        """Return when this chat may be written to; True when that took a while."""
        if self._rates is None or self._bot is None:
            return False
        bucket, waited, left = self._bucket(account_id, group), False, LEFT.get(lane, 0.0)
        while True:
            while (delay := bucket.wait(self._clock(), left)) > 0:
                await asyncio.sleep(delay)
                waited = True
            if not self._waiting and self._bot.wait(self._clock()) <= 0:
                self._bot.take()
                break
            await self._queue(lane)
            waited = True
            if bucket.wait(self._clock(), left) <= 0:
                break
            self._bot.give_back()  # meanwhile something more urgent left for this chat
        bucket.take()
        return waited

    def give_back(self, account_id: int) -> None:
        """Nothing was said after all: whoever waits behind need not wait for that."""
        if self._bot is not None and account_id in self._chats:
            self._chats[account_id].give_back()
            self._bot.give_back()

    async def _queue(self, lane: Lane) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (RANK[lane], self._count, future))
        self._schedule()
        await future

    def _schedule(self) -> None:
        if self._timer is None and self._bot is not None:
            delay = self._bot.wait(self._clock())
            self._timer = asyncio.get_running_loop().call_later(delay, self._release)

    def _release(self) -> None:
        self._timer = None
        assert self._bot is not None
        while self._waiting and self._bot.wait(self._clock()) <= 1e-6:
            _, _, future = heapq.heappop(self._waiting)
            if not future.done():
                self._bot.take()
                future.set_result(None)
        if self._waiting:
            self._schedule()

    def _bucket(self, account_id: int, group: bool) -> Bucket:
        bucket = self._chats.get(account_id)
        if bucket is None:
            assert self._rates is not None
            self._forget_idle()
            rate, burst = (
                (self._rates.group, self._rates.group_burst) if group else (self._rates.chat, self._rates.chat_burst)
            )
            bucket = self._chats[account_id] = Bucket(rate, burst, self._clock())
        return bucket

    def _forget_idle(self) -> None:
        if len(self._chats) >= 10_000:
            now = self._clock()
            self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.full(now)}
