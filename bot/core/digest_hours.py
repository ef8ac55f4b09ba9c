"""When a digest is sent: the hours somebody chose, in their own time zone, become instants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_HOUR, LAST_HOUR = 6, 23  # hours on offer: nobody plans to read a digest at four in the morning
EVERY = (1, 2, 3, 4, 6)
CLOSING_HOURS = (21, 22, 23)
PROPOSED_HOURS = frozenset({9, 12, 15, 18, 21})
PROPOSED_CLOSING = 23
ONE_DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=8)  # what was due longer ago is of no use to anybody


@dataclass(frozen=True, slots=True)
class Schedule:
    """`hours` of the local clock; `closing` the hour of the one that sums the day, if wanted.

    From `first` to `last`, both included, in days of `zone`; without them every day.
    """

    zone: ZoneInfo
    hours: frozenset[int] = PROPOSED_HOURS
    closing: int | None = PROPOSED_CLOSING
    first: date | None = None
    last: date | None = None

    def has(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One digest to send; `at` in UTC."""

    at: datetime
    closing: bool = False


def every(hours: int) -> frozenset[int]:
    """Each so many hours, by the clock: every three are 6, 9, 12 …"""
    return frozenset(hour for hour in range(FIRST_HOUR, LAST_HOUR + 1) if hour % hours == 0)


def slots_between(schedule: Schedule, after: datetime, until: datetime) -> tuple[Slot, ...]:
    """The slots with after < at <= until, in their order.

    An hour that the clock skips is sent at the instant it would have been, an hour that comes twice is sent once.
    """
    found = {slot.at: slot for day in _days(schedule, after, until) for slot in _of_day(schedule, day)}
    return tuple(sorted(slot for slot in found.values() if after < slot.at <= until))


def latest_slot(schedule: Schedule, after: datetime, now: datetime) -> Slot | None:
    """The last slot that is due by now, no older than LOOK_BACK."""
    slots = slots_between(schedule, max(after, now - ONE_DAY), now)
    slots = slots or slots_between(schedule, max(after, now - LOOK_BACK), now)
    return slots[-1] if slots else None


def next_slot(schedule: Schedule, now: datetime) -> Slot | None:
    begin = now
    if schedule.first is not None:
        begin = max(now, instant(schedule.zone, schedule.first, 0) - timedelta(seconds=1))
    slots = slots_between(schedule, begin, begin + 2 * ONE_DAY)
    return slots[0] if slots else None


def instant(zone: ZoneInfo, day: date, hour: int) -> datetime:
    """An hour of the local clock in UTC: of two the first (PEP 495, fold=0), of none the moment after the gap began."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _of_day(schedule: Schedule, day: date) -> Iterator[Slot]:
    for hour in sorted(schedule.hours):
        yield Slot(instant(schedule.zone, day, hour))
    if schedule.closing is not None:
        yield Slot(instant(schedule.zone, day, schedule.closing), closing=True)  # takes the place of an ordinary one


def _days(schedule: Schedule, after: datetime, until: datetime) -> Iterator[date]:
    """A day more on both sides: a zone may move by hours, or across the date line."""
    day, last = day_of(after, schedule.zone) - ONE_DAY, day_of(until, schedule.zone) + ONE_DAY
    while day <= last:
        if schedule.has(day):
            yield day
        day += ONE_DAY
