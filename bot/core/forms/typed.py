"""What a person typed, as the value of an answer: forgiving in what it reads, canonical in what it gives.

Numbers are written as XForms writes them, dates as ISO 8601, dateTimes with the offset of the station's zone.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from bot.core.forms.model import Kind, Question
from bot.core.forms.state import Problem
from bot.core.forms.values import on_the_wall, parse_date, parse_moment, to_text

LONGEST_TEXT = 4096
INT_LEAST, INT_MOST = -(2**31), 2**31 - 1
AHEAD = timedelta(minutes=10)

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_THOUSANDS = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.hч]([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?", re.ASCII)
_POINT = re.compile(r"\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*", re.ASCII)


def read(question: Question, text: str, now: datetime) -> str | Problem:
    """The value of an answer typed to a question that is not answered by a choice or a file."""
    text = plain(text)
    if not text:
        return Problem("empty")
    match question.kind:
        case Kind.TEXT:
            return text if len(text) <= LONGEST_TEXT else Problem("too_long", {"most": str(LONGEST_TEXT)})
        case Kind.INTEGER | Kind.DECIMAL:
            return _number(question, text)
        case Kind.DATE:
            found = _date(western(text), now)
            return found.isoformat() if found else Problem("not_a_date")
        case Kind.TIME:
            hour = _clock(western(text))
            return clock_text(on_day(now.date(), hour, now)) if hour else Problem("not_a_time")
        case Kind.DATETIME:
            return _moment(western(text), now)
        case Kind.GEOPOINT:
            return _point(western(text))
    return Problem("not_readable_here")


def plain(text: str) -> str:
    """Without signs that no database and no XML can keep."""
    return _UNWANTED.sub("", text).strip()


def western(text: str) -> str:
    """Digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _number(question: Question, text: str) -> str | Problem:
    digits = _THOUSANDS.sub("", western(text)).replace("−", "-").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,15})?", digits, re.ASCII):
        return Problem("not_a_number")
    try:
        number = Decimal(digits)
    except InvalidOperation:  # pragma: no cover - the pattern allows nothing else
        return Problem("not_a_number")
    if question.kind is Kind.INTEGER and number != number.to_integral_value():
        return Problem("not_a_number", {"whole": "yes"})
    return _in_range(question, number) or canonical(number)


def _in_range(question: Question, number: Decimal) -> Problem | None:
    """An integer is an xsd:int in XForms; a range control has bounds of its own."""
    bounds = [one for one in (question.least, question.most) if one is not None]
    whole = question.kind is Kind.INTEGER
    least, most = (min(bounds), max(bounds)) if bounds else (INT_LEAST, INT_MOST) if whole else (-1e15, 1e15)
    if least <= number <= most:
        return None
    return Problem("out_of_range", {"least": canonical(Decimal(str(least))), "most": canonical(Decimal(str(most)))})


def canonical(number: Decimal) -> str:
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def on_day(day: date, hour: time, now: datetime) -> datetime:
    """That hour on that day in the station's zone, with the offset the zone had then."""
    return datetime.combine(day, hour, now.tzinfo)


def clock_text(moment: datetime) -> str:
    """An hour with the offset of its day, which a bare `time` in a zone cannot know."""
    return to_text(moment)[11:]


def _date(text: str, now: datetime) -> date | None:
    """`10.01`, `10.01.2021`, `2021-01-10`; without a year the latest such day that is not in the future."""
    found = _DAY.fullmatch(text)
    if not found:
        return parse_date(text) if len(text) == 10 else None
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year:
        return _calendar(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = range(now.year, now.year - 5, -1)  # 29 February is at most four years back, but for 1900 and 2100
    return next((one for y in years if (one := _calendar(y, month, day)) and one <= now.date()), None)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(text: str, now: datetime) -> str | Problem:
    """A bare time is today's, or yesterday's when today it is still to come; a bare date lacks its time.

    `12.38` can only be a time; `10.01` is a date.
    """
    if hour := _clock(text) if ":" in text or not _date(text, now) else None:
        moment = on_day(now.date(), hour, now)
        late = moment - now > AHEAD
        return to_text(on_day(now.date() - timedelta(days=1), hour, now) if late else moment)
    if day := _date(text, now):
        return Problem("time_missing", {"date": day.isoformat()})
    moment_or_day = parse_moment(text.replace(" ", "T", 1), now.tzinfo)
    if isinstance(moment_or_day, datetime):
        return to_text(on_the_wall(moment_or_day, now.tzinfo).replace(tzinfo=now.tzinfo))
    words = text.replace(",", " ").split()
    day, hour = (_date(words[0], now), _clock(words[-1])) if len(words) >= 2 else (None, None)
    return to_text(on_day(day, hour, now)) if day and hour else Problem("not_a_moment")


def _point(text: str) -> str | Problem:
    found = _POINT.fullmatch(text)
    if not found:
        return Problem("location_wanted")
    return point(float(found[1].replace(",", ".")), float(found[2].replace(",", ".")), None)


def point(latitude: float, longitude: float, accuracy: float | None) -> str | Problem:
    """`latitude longitude altitude accuracy`, as ODK writes a geopoint; what is not known is 0."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return Problem("out_of_range", {"least": "-90 -180", "most": "90 180"})
    known = accuracy is not None and 0 <= accuracy < 1e6
    return " ".join(canonical(Decimal(f"{one:.7f}")) for one in (latitude, longitude, 0, accuracy if known else 0))
