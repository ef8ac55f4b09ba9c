"""What has not been heard from a station that should have been by now, by the station's own clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.reminders import AFTER_CLOSING, AFTER_OPENING, BEFORE_OPENING, PollingDay

TURNOUT_HOLDS = timedelta(hours=1)
USUAL_HOURS = time(7), time(20)  # where the mission has not said when polls open and close


class Lack(StrEnum):
    CHECK_IN = "check_in"
    OPENING = "opening"
    TURNOUT = "turnout"
    PROTOCOL = "protocol"


@dataclass(frozen=True, slots=True)
class Heard:
    """What came from a station: the last arrival, the last of each form, the last turnout figure."""

    arrived_at: datetime | None = None
    filed: Mapping[str, datetime] = field(default_factory=dict)
    turnout_at: datetime | None = None


def day_of(polling: PollingDay | None, zone: ZoneInfo, now: datetime) -> PollingDay:
    """The mission's day of voting; where none is set, today with the usual hours."""
    return polling or PollingDay(now.astimezone(zone).date(), *USUAL_HOURS)


def begins(polling: PollingDay, zone: ZoneInfo) -> datetime:
    """What was heard before is not of this day."""
    return datetime.combine(polling.day, time(), zone)


def lacking(polling: PollingDay, zone: ZoneInfo, now: datetime, heard: Heard, results_form: str) -> tuple[Lack, ...]:
    """What is missing now, in the order of the day; nothing before anything is to be expected."""
    midnight = begins(polling, zone)
    opens = datetime.combine(polling.day, polling.opens, zone)
    closes = datetime.combine(polling.day, polling.closes, zone)

    def today(at: datetime | None) -> bool:
        return at is not None and at >= midnight

    expected = {
        Lack.CHECK_IN: now >= opens - BEFORE_OPENING and not today(heard.arrived_at),
        Lack.OPENING: now >= opens + AFTER_OPENING and not today(heard.filed.get("opening")),
        Lack.TURNOUT: opens + TURNOUT_HOLDS <= now <= closes
        and (heard.turnout_at is None or heard.turnout_at < now - TURNOUT_HOLDS),
        Lack.PROTOCOL: now >= closes + AFTER_CLOSING and not today(heard.filed.get(results_form)),
    }
    return tuple(lack for lack, missing in expected.items() if missing)
