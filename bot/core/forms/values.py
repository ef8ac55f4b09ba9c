"""What an expression may be worth, and how one kind of value becomes another.

Follows XPath 1.0 section 4 with the ODK XForms extensions: a date is the number of days since 1970-01-01 and a
dateTime the same with a fraction, both counted on the station's own wall clock so that the two compare as people mean.
An instance node is typed by its bind, as in JavaRosa, so that `/data/age = 42` holds for the text "42".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_OFFSET = re.compile(r"(.*[+-]\d\d)(\d\d)?", re.ASCII)
_EPOCH = date(1970, 1, 1)
_EPOCH_MIDNIGHT = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock against wall clock
_DAY = timedelta(days=1)
NOT_A_NUMBER = math.nan


@dataclass(frozen=True, slots=True)
class Element:
    """A node of a secondary instance; a row of the choices sheet is one with a child for every column."""

    name: str
    text: str = ""
    children: tuple[Element, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)


Scalar = str | float | bool | date | datetime | time
Value = Scalar | tuple[Element, ...]


def first(value: Value) -> Scalar:
    """A node-set stands for the text of its first node, an empty one for the empty text."""
    if isinstance(value, tuple):
        return value[0].text if value else ""
    return value


def to_text(value: Value) -> str:
    match first(value):
        case str() as text:
            return text
        case bool() as truth:
            return "true" if truth else "false"
        case float() | int() as number:
            return number_text(number)
        case datetime() as moment:
            return moment.isoformat(timespec="milliseconds")
        case time() as hour:
            return hour.isoformat(timespec="milliseconds")
        case day:
            return day.isoformat()


def number_text(number: float) -> str:
    """XPath's writing of a number: no exponent, no fraction where there is none."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return f"{number:.15f}".rstrip("0").rstrip(".") if "e" in text else text


def to_boolean(value: Value) -> bool:
    if isinstance(value, tuple):
        return bool(value)
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, str | bool):
        return bool(value)
    return True


def to_number(value: Value, zone: tzinfo | None) -> float:
    """The number a value stands for, NaN when for none; dates count in days (see the module)."""
    match first(value):
        case bool() as truth:
            return 1.0 if truth else 0.0
        case float() | int() as number:
            return float(number)
        case str() as text:
            return _text_number(text.strip(), zone)
        case datetime() as moment:
            return (on_the_wall(moment, zone) - _EPOCH_MIDNIGHT) / _DAY
        case time() as hour:
            return (hour.hour * 3600 + hour.minute * 60 + hour.second + hour.microsecond / 1e6) / 86_400
        case day:
            return float((day - _EPOCH).days)


def _text_number(text: str, zone: tzinfo | None) -> float:
    if _NUMBER.fullmatch(text):
        return float(text)
    if _DATE.match(text):
        moment = parse_moment(text, zone)
        return NOT_A_NUMBER if moment is None else to_number(moment, zone)
    return NOT_A_NUMBER


def on_the_wall(moment: datetime, zone: tzinfo | None) -> datetime:
    """What a clock on the station's wall showed at that moment, without a zone."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # the first and the last day of the calendar
        return moment.replace(tzinfo=None)


def parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if _DATE.match(text) else None
    except ValueError:
        return None


def parse_moment(text: str, zone: tzinfo | None) -> date | datetime | None:
    """A date or an ISO 8601 dateTime; without an offset it is meant in the station's zone."""
    if len(text) == 10:
        return parse_date(text)
    try:
        moment = datetime.fromisoformat(_with_minutes(text)) if _DATE.match(text) else None
    except ValueError:
        return None
    if moment is not None and moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    return moment


def parse_time(text: str) -> time | None:
    """`14:30`, with seconds, milliseconds and an offset if given."""
    try:
        return time.fromisoformat(_with_minutes(text)) if ":" in text else None
    except ValueError:
        return None


def _with_minutes(text: str) -> str:
    found = _OFFSET.fullmatch(text)
    return f"{found[1]}:{found[2] or '00'}" if found and text.count(":") >= 1 else text


def from_days(days: float, zone: tzinfo | None) -> datetime | None:
    """The moment so many days after 1970-01-01 on the station's wall clock."""
    try:
        return (_EPOCH_MIDNIGHT + timedelta(days=days)).replace(tzinfo=zone)
    except (OverflowError, ValueError):
        return None


def typed(text: str, kind: str, zone: tzinfo | None) -> Scalar:
    """The text of an instance node by the type of its bind; text that does not fit stays text."""
    if not text:
        return ""
    match kind:
        case "int" | "decimal" | "integer":
            number = _text_number(text, zone)
            return text if math.isnan(number) else number
        case "date":
            return parse_date(text) or text
        case "dateTime":
            return parse_moment(text, zone) or text
        case "time":
            return parse_time(text) or text
    return text


def stored(value: Value, kind: str, zone: tzinfo | None) -> str:
    """The text a result leaves in a node of that type; as in JavaRosa NaN leaves nothing, truth 1 or 0."""
    scalar = first(value)
    if isinstance(scalar, float) and math.isnan(scalar):
        return ""
    if isinstance(scalar, bool):
        return "1" if scalar else "0"
    match kind:
        case "int" | "integer" | "decimal":
            number = to_number(scalar, zone)
            whole = kind != "decimal"
            return "" if not math.isfinite(number) else number_text(math.trunc(number) if whole else number)
        case "date" | "dateTime" if isinstance(scalar, float):
            moment = from_days(scalar, zone)
            return "" if moment is None else to_text(moment.date() if kind == "date" else moment)
        case "date" if isinstance(scalar, datetime):
            return to_text(scalar.date())
    return to_text(scalar)


def equal(left: Value, right: Value, zone: tzinfo | None) -> bool:
    """`=`: a node-set equals when one of its nodes does; else booleans, then numbers, then dates, then text."""
    if isinstance(left, tuple):
        return any(equal(node.text, right, zone) for node in left) or (not left and right == "")
    if isinstance(right, tuple):
        return any(equal(left, node.text, zone) for node in right) or (not right and left == "")
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    one, other = numbers(left, right, zone)
    return one == other or abs(one - other) < 1e-12


def numbers(left: Value, right: Value, zone: tzinfo | None) -> tuple[float, float]:
    """Both sides of a comparison as numbers; a text beside a time of day is read as one."""
    one, other = first(left), first(right)
    if isinstance(one, time) and isinstance(other, str):
        other = parse_time(other) or other
    if isinstance(other, time) and isinstance(one, str):
        one = parse_time(one) or one
    return to_number(one, zone), to_number(other, zone)
