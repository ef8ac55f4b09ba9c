"""Days and hours as people type them, in three languages. What only a guess can settle is a `Doubt`, to be asked back.

A day is written `10.01`, `10.01.2021`, `2021-01-10`, today, yesterday; an hour `14:30`, `14.30`, `14 30`, `1430`. `now`
is aware, in the station's zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core.forms.state import Problem
from bot.core.forms.values import on_the_wall, parse_date, parse_moment, to_text

AHEAD = timedelta(minutes=10)
LONG_AGO = timedelta(days=60)  # a day without a year that would have to be so far back is asked about

_SUFFIX = r"(?:-?(?:де|да|те|та))?"  # Kazakh: at
_CLOCK = re.compile(rf"([01]?\d|2[0-3]) ?[:.hч -] ?([0-5]\d)(?::([0-5]\d))?{_SUFFIX}", re.ASCII)
_FOUR_DIGITS = re.compile(rf"([01]?\d|2[0-3])([0-5]\d){_SUFFIX}", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?", re.ASCII)
_AGO = re.compile(r"(\d{1,3}|an?|one|бір|half an|полчаса|жарты)? ?([^\W\d]*)\.? ?(?:ago|назад|бұрын)")
_NOW = frozenset({"now", "just now", "right now", "сейчас", "только что", "прямо сейчас", "қазір", "жаңа", "дәл қазір"})
_DAYS = {"today": 0, "сегодня": 0, "бүгін": 0, "yesterday": 1, "вчера": 1, "кеше": 1}
_MINUTES = frozenset({"m", "min", "mins", "minute", "minutes", "мин", "минут", "минуту", "минуты", "минута"})
_HOURS = frozenset({"h", "hour", "hours", "ч", "час", "часа", "часов", "сағ", "сағат"})
_FILLERS = frozenset({"at", "about", "around", "roughly", "в", "во", "около", "примерно", "где-то", "~"})
_FILLERS |= frozenset({"сағат", "шамамен", "шамасында", "кезінде"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """The value that is meant if the guess is right."""

    value: str


@dataclass(frozen=True, slots=True)
class DayAlone:
    """A day for a question that wants its hour too."""

    day: date


def read_date(text: str, now: datetime) -> str | Doubt | Problem:
    found = _day(_spoken(text), now)
    if found is None:
        return Problem("not_a_date")
    return Doubt(found.isoformat()) if _surprising(found, text, now) else found.isoformat()


def read_time(text: str, now: datetime) -> str | Problem:
    spoken = _spoken(text)
    past = _past(text, now)
    if past is not None:
        return clock_text(past)
    hour = _clock(spoken)
    return clock_text(on_day(now.date(), hour, now)) if hour else Problem("not_a_time")


def read_moment(text: str, now: datetime, day: date | None) -> str | Doubt | DayAlone | Problem:
    """`day` is the one chosen already, whose hour is wanted; a text that names its own wins over it."""
    spoken = _spoken(text)
    past = _past(text, now)
    if past is not None:
        return to_text(past)
    alone = _day(spoken, now)
    hour = _clock(spoken) if ":" in spoken or day is not None or not alone else None
    if hour is not None:
        return to_text(on_day(day, hour, now)) if day else _today(hour, now)
    if alone:
        return DayAlone(alone)
    return _written_out(text, now) or _day_and_hour(spoken, now)


def on_day(day: date, hour: time, now: datetime) -> datetime:
    """That hour on that day in the station's zone, with the offset the zone had then."""
    return datetime.combine(day, hour, now.tzinfo)


def clock_text(moment: datetime) -> str:
    """An hour with the offset of its day, which a bare `time` in a zone cannot know."""
    return to_text(moment)[11:]


def to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _spoken(text: str) -> str:
    """In small letters, one space between words, without those that say only that it is a time."""
    words = text.casefold().replace("~", " ").replace(",", " ").split()
    kept = [word for word in words if word not in _FILLERS]
    return " ".join(kept) if any(sign.isdigit() for word in kept for sign in word) else " ".join(words)


def _past(text: str, now: datetime) -> datetime | None:
    """`now`, `15 min ago`, `an hour ago`."""
    spoken = " ".join(text.casefold().split())
    if spoken in _NOW:
        return to_the_minute(now)
    found = _AGO.fullmatch(spoken)
    if not found:
        return None
    number, unit = found[1] or "1", found[2]
    if number == "полчаса" or (number in {"half an", "жарты"} and unit in _HOURS):
        return to_the_minute(now - timedelta(minutes=30))
    size = timedelta(minutes=1) if unit in _MINUTES else timedelta(hours=1) if unit in _HOURS else None
    return to_the_minute(now - size * (int(number) if number.isdigit() else 1)) if size else None


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if found:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    found = _FOUR_DIGITS.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None


def _day(text: str, now: datetime) -> date | None:
    """Without a year the latest such day that is not in the future."""
    if text in _DAYS:
        return now.date() - timedelta(days=_DAYS[text])
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


def _surprising(found: date, text: str, now: datetime) -> bool:
    return str(found.year)[2:] not in text and now.date() - found > LONG_AGO


def _today(hour: time, now: datetime) -> str | Doubt:
    """A bare hour is today's; one that is still to come may be yesterday's, or a slip of the finger."""
    moment = on_day(now.date(), hour, now)
    if moment - now <= AHEAD:
        return to_text(moment)
    return Doubt(to_text(on_day(now.date() - timedelta(days=1), hour, now)))


def _written_out(text: str, now: datetime) -> str | None:
    moment = parse_moment(text.replace(" ", "T", 1), now.tzinfo)
    if isinstance(moment, datetime):
        return to_text(on_the_wall(moment, now.tzinfo).replace(tzinfo=now.tzinfo))
    return None


def _day_and_hour(spoken: str, now: datetime) -> str | Doubt | Problem:
    """The day first or the hour first."""
    words = spoken.split()
    for day_word, rest in ((words[:1], words[1:]), (words[-1:], words[:-1])):
        day, hour = _day(" ".join(day_word), now), _clock(" ".join(rest))
        if day and hour:
            value = to_text(on_day(day, hour, now))
            return Doubt(value) if _surprising(day, day_word[0], now) else value
    return Problem("not_a_moment")
