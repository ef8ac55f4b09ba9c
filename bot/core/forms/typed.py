"""What a person typed, as the value of an answer: forgiving in what it reads, canonical in what it gives.

Numbers are written as XForms writes them, dates as ISO 8601, dateTimes with the offset of the station's zone.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bot.core.forms.model import Kind, Question
from bot.core.forms.moments import DayAlone, Doubt, read_date, read_moment, read_time
from bot.core.forms.state import Problem

LONGEST_TEXT = 4096
INT_LEAST, INT_MOST = -(2**31), 2**31 - 1

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_THOUSANDS = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")
_BETWEEN = re.compile(r"(\d{1,9}) ?(?:[-–—…]|\.\.+|to|до) ?(\d{1,9})", re.ASCII)
_NEARLY = re.compile(r"(?:~|≈|about|around|roughly|около|примерно|шамамен)\s*(?=\d)")
_COUNTED = "people|persons?|человека?|чел|людей|адам|кісі|ballots?|бюллетен[ьяейи]+|metres?|meters?|метр(?:а|ов)?|м|m"
_UNIT = re.compile(rf"(?<=\d)\s*(?:°\s*[cс]?|(?:{_COUNTED}|degrees?|градус(?:а|ов)?)\.?)$")
_SIGNS = str.maketrans("：．，／－−＋٫٬–—", ":.,/--+. --")  # as other scripts and keyboards write them
_POINT = re.compile(r"\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*", re.ASCII)


def read(question: Question, text: str, now: datetime, day: date | None = None) -> str | Doubt | DayAlone | Problem:
    """The value of an answer typed to a question that is not answered by a choice or a file; `day`: chosen before."""
    text = plain(text)
    if not text:
        return Problem("empty")
    match question.kind:
        case Kind.TEXT:
            return text if len(text) <= LONGEST_TEXT else Problem("too_long", {"most": str(LONGEST_TEXT)})
        case Kind.INTEGER | Kind.DECIMAL:
            return _number(question, text)
        case Kind.DATE:
            return read_date(western(text), now)
        case Kind.TIME:
            return read_time(western(text), now)
        case Kind.DATETIME:
            return read_moment(western(text), now, day)
        case Kind.GEOPOINT:
            return _point(western(text))
    return Problem("not_readable_here")


def plain(text: str) -> str:
    """Without signs that no database and no XML can keep."""
    return _UNWANTED.sub("", text).strip()


def western(text: str) -> str:
    """Digits of any script as 0 to 9, and the signs between them as ours."""
    plain_signs = text.translate(_SIGNS)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain_signs)


def between(text: str) -> tuple[str, str] | None:
    """`7-8`, `from 30 to 50 people`: the two numbers, the smaller first."""
    found = _BETWEEN.fullmatch(re.sub(r"^(?:from|от)\s+", "", _bare(text)))
    return (
        (canonical(Decimal(found[1])), canonical(Decimal(found[2])))
        if found and int(found[1]) < int(found[2])
        else None
    )


def _bare(text: str) -> str:
    """A number without `about` before it and `people` after it; `12 thousand` stays as it is, and is refused."""
    return _UNIT.sub("", _NEARLY.sub("", _THOUSANDS.sub("", western(text).casefold()))).strip()


def _number(question: Question, text: str) -> str | Problem:
    digits = _bare(text).replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,15})?", digits, re.ASCII):
        return Problem("one_number") if between(text) else Problem("not_a_number")
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
