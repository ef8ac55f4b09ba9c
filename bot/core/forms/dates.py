"""Dates, times and dateTimes in expressions (ODK XForms specification, "Date and Time Functions")."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time

from bot.core.forms.environment import Environment
from bot.core.forms.values import (
    NOT_A_NUMBER,
    Value,
    first,
    from_days,
    parse_moment,
    parse_time,
    to_number,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(environment: Environment, value: Value) -> datetime | None:
    """Any value as an aware moment; a date is its first instant, a time is today's, a number counts days."""
    match first(value):
        case datetime() as moment:
            return moment
        case date() as day:
            return datetime(day.year, day.month, day.day, tzinfo=environment.zone)
        case time() as hour:
            return datetime.combine(environment.now.date(), hour.replace(tzinfo=None), environment.zone)
        case str() as text if found := parse_moment(text, environment.zone):
            return _moment(environment, found)
        case str() as text if clock := parse_time(text):
            return _moment(environment, clock)
        case other:
            days = to_number(other, environment.zone)
            return None if math.isnan(days) else from_days(days, environment.zone)


def date_of(environment: Environment, given: tuple[Value, ...]) -> Value:
    moment = _moment(environment, given[0])
    return "" if moment is None else moment.date()


def moment_of(environment: Environment, given: tuple[Value, ...]) -> Value:
    return _moment(environment, given[0]) or ""


def decimal_date_time(environment: Environment, given: tuple[Value, ...]) -> Value:
    """Days since 1970-01-01T00:00Z, as the specification has it."""
    moment = _moment(environment, given[0])
    return NOT_A_NUMBER if moment is None else (moment - _EPOCH).total_seconds() / 86_400


def decimal_time(environment: Environment, given: tuple[Value, ...]) -> Value:
    """The fraction of the day that has passed."""
    moment = _moment(environment, given[0])
    return NOT_A_NUMBER if moment is None else to_number(moment.timetz(), environment.zone)


def format_date(environment: Environment, given: tuple[Value, ...]) -> Value:
    """`%Y %y %m %n %b %d %e %H %h %M %S %3 %a %W`; month and day names are English, other signs stay as written."""
    moment, pattern = _moment(environment, given[0]), first(given[1])
    if moment is None or not isinstance(pattern, str):
        return ""
    return re.sub(r"%([YymnbdeHhMS3aW%])", lambda found: _part(moment, found[1]), pattern)


def _part(moment: datetime, sign: str) -> str:
    match sign:
        case "Y":
            return f"{moment.year:04}"
        case "y":
            return f"{moment.year % 100:02}"
        case "m":
            return f"{moment.month:02}"
        case "n":
            return str(moment.month)
        case "b":
            return _MONTHS[moment.month - 1]
        case "d":
            return f"{moment.day:02}"
        case "e":
            return str(moment.day)
        case "W":
            return f"{moment.isocalendar().week:02}"
        case "a":
            return _DAYS[moment.weekday()]
        case "%":
            return "%"
    return _clock(moment, sign)


def _clock(moment: datetime, sign: str) -> str:
    match sign:
        case "H":
            return f"{moment.hour:02}"
        case "h":
            return str(moment.hour)
        case "M":
            return f"{moment.minute:02}"
        case "S":
            return f"{moment.second:02}"
    return f"{moment.microsecond // 1000:03}"
