"""What a file claims of its time and place, beside what the report says."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

FAR = 5_000  # metres from the station from which on a photo is pointed out
AROUND_MIDNIGHT = timedelta(hours=3)  # a count goes on past midnight; what is this near is not "another day"


def moment_of(taken_at: object) -> datetime | None:
    """ISO 8601 as inspection gives it: local time of the camera, with an offset where the camera wrote one."""
    try:
        return datetime.fromisoformat(taken_at) if isinstance(taken_at, str) else None
    except ValueError:
        return None


def is_another_day(taken: datetime, said: datetime, zone: ZoneInfo) -> bool:
    """Was it taken on another day than the report says? A camera without an offset is taken to be on local time."""
    here = said.astimezone(zone).replace(tzinfo=None)
    if taken.tzinfo is None:
        there = taken
    elif abs(taken - said) > timedelta(days=2):  # also at the ends of the calendar, where no zone can be reckoned with
        return True
    else:
        there = taken.astimezone(zone).replace(tzinfo=None)
    return there.date() != here.date() and abs(there - here) > AROUND_MIDNIGHT
