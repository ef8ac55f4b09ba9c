"""When an observer is reminded of what is missing, by the clock of the station, on the day of the election.

A reminder is a help to somebody who is busy: each comes once, only for what is missing, never in the night, and not at
all when its time is long past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

BEFORE_OPENING = timedelta(minutes=45)
AFTER_OPENING = timedelta(minutes=20)
VOTING_AT = (time(11), time(14), time(17), time(19, 30))
VOTING_HOLDS = timedelta(hours=2)  # a voting checklist filed so long ago says enough
BEFORE_CLOSING = timedelta(minutes=10)
AFTER_CLOSING = timedelta(hours=2, minutes=30)
DAY = (time(6), time(23))  # outside it people sleep, or count and must not be disturbed
TOO_LATE = timedelta(minutes=30)

RESULTS_FORMS = ("results_protocol", "counting")  # the first that the mission has tells the result


class Reminder(StrEnum):
    ARRIVAL = "arrival"
    OPENING = "opening"
    VOTING = "voting"
    COUNTING = "counting"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class PollingDay:
    """`opens` and `closes` by the clock of each station."""

    day: date
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Moment:
    """When a reminder is to be given; `at` in UTC."""

    reminder: Reminder
    at: datetime


def moments(polling: PollingDay, zone: ZoneInfo) -> list[Moment]:
    """All of the day for stations in one zone, in their order."""
    opens = datetime.combine(polling.day, polling.opens, zone)
    closes = datetime.combine(polling.day, polling.closes, zone)
    voting = [datetime.combine(polling.day, at, zone) for at in VOTING_AT]
    every = [
        (Reminder.ARRIVAL, opens - BEFORE_OPENING),
        (Reminder.OPENING, opens + AFTER_OPENING),
        *((Reminder.VOTING, at) for at in voting if opens + VOTING_HOLDS <= at < closes),
        (Reminder.COUNTING, closes - BEFORE_CLOSING),
        (Reminder.RESULTS, closes + AFTER_CLOSING),
    ]
    by_day = [(what, at) for what, at in every if at.date() == polling.day and DAY[0] <= at.time() < DAY[1]]
    return [Moment(what, at.astimezone(UTC)) for what, at in sorted(by_day, key=lambda one: one[1])]


def due(polling: PollingDay, zone: ZoneInfo, now: datetime) -> Moment | None:
    """The reminder whose time it is; of two at once the later, and none that is half an hour late."""
    passed = [one for one in moments(polling, zone) if one.at <= now < one.at + TOO_LATE]
    return passed[-1] if passed else None


def is_missing(moment: Moment, is_there: bool, filed: Mapping[str, datetime], results_form: str) -> bool:
    """`is_there`: arrived, not left. `filed`: when each form was last filed from the station, that day before `at`."""
    match moment.reminder:
        case Reminder.ARRIVAL:
            return not is_there
        case Reminder.OPENING:
            return "opening" not in filed
        case Reminder.VOTING:
            last = filed.get("voting")
            return last is None or last < moment.at - VOTING_HOLDS
        case Reminder.COUNTING:
            return "counting" not in filed
        case Reminder.RESULTS:
            return results_form not in filed
