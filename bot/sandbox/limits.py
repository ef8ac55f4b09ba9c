"""The pace Telegram publishes ("My bot is hitting limits", Bot FAQ), kept with token buckets."""

import math
from dataclasses import dataclass, field

from bot.sandbox.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class Limits:
    per_second: float = 30
    per_chat_second: float = 1
    chat_burst: int = 3  # Telegram tolerates short bursts in one chat
    group_minute: float = 20


@dataclass(slots=True)
class Bucket:
    rate: float  # tokens a second
    capacity: float
    tokens: float
    filled_at: float

    def fill(self, now: float) -> None:
        self.tokens = min(self.capacity, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now

    def wait(self, cost: int) -> float:
        """Seconds until `cost` messages may pass; an album dearer than the bucket passes when it is full."""
        return max(0.0, (min(cost, self.capacity) - self.tokens) / self.rate)


@dataclass(slots=True)
class Pace:
    """The buckets of one bot. A refused call takes nothing, so an obedient client always gets through."""

    limits: Limits | None = None
    buckets: dict[int | str, Bucket] = field(default_factory=dict)

    def spend(self, chat_id: int, cost: int, now: float) -> None:
        """Raises 429 with `retry_after` when any bucket is empty."""
        if self.limits is None:
            return
        buckets = self._buckets(chat_id, self.limits, now)
        for bucket in buckets:
            bucket.fill(now)
        wait = max(bucket.wait(cost) for bucket in buckets)
        if wait > 1e-9:
            raise too_many_requests(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.tokens -= cost

    def _buckets(self, chat_id: int, limits: Limits, now: float) -> list[Bucket]:
        found = [self._bucket("bot", limits.per_second, limits.per_second, now)]
        if chat_id < 0:
            found.append(self._bucket(chat_id, limits.group_minute / 60, limits.group_minute, now))
        else:
            found.append(self._bucket(chat_id, limits.per_chat_second, limits.chat_burst, now))
        return found

    def _bucket(self, key: int | str, rate: float, capacity: float, now: float) -> Bucket:
        bucket = self.buckets.get(key)
        if bucket is None:
            bucket = self.buckets[key] = Bucket(rate, capacity, capacity, now)
        return bucket
