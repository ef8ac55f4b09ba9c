"""The figures of an event: what each source says, the range in which they differ, and what somebody types for them.

A figure's value is a text: a count or a range of counts (`30`, `30..50`, `30..`, `..50`), degrees Celsius (`-9`), a
moment (ISO 8601 in UTC), or the word for what became of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.distress import HOW_MANY, Distress
from bot.core.events import LASTING, moment_in
from bot.core.forms.moments import read_moment
from bot.core.forms.typed import between, plain, western

LONGEST_OUTCOME = 200  # letters
MOST_PEOPLE = 1_000_000


class Figure(StrEnum):
    PEOPLE = "people"
    SINCE = "since"
    UNTIL = "until"
    TEMPERATURE = "temperature"
    INJURED = "injured"
    IN_HOSPITAL = "in_hospital"
    OUTCOME = "outcome"


MOMENTS = (Figure.SINCE, Figure.UNTIL)
COUNTS = (Figure.PEOPLE, Figure.INJURED, Figure.IN_HOSPITAL)
_OF_CALLS = {"one": "1", "2-5": "2..5", "6-20": "6..20", "21-50": "21..50", "over_50": "50.."}
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_SPAN = re.compile(r"(-?\d{1,9})?\.\.(-?\d{1,9})?", re.ASCII)
_OR_MORE = re.compile(r"(?:(\d{1,9})\s*\+|(?:>|≥)\s*(\d{1,9}))", re.ASCII)


def of_report(answers: Mapping[str, Any], category: str | None, happened_at: datetime | None) -> dict[Figure, str]:
    """What a report's answers say, by the names of the questions of the incident form."""
    told = {
        Figure.PEOPLE: _people(answers),
        Figure.SINCE: _moment(moment_in(answers, "held_since") or (happened_at if category in LASTING else None)),
        Figure.UNTIL: _moment(moment_in(answers, "held_until")),
        **{name: _whole(answers, name) for name in (Figure.TEMPERATURE, Figure.INJURED, Figure.IN_HOSPITAL)},
    }
    return {figure: value for figure, value in told.items() if value}


def of_call(kind: str | None, details: Mapping[str, Any], sent_at: datetime, outcome: str | None) -> dict[Figure, str]:
    """What a call for help says by its short answers, and what the desk said when it closed it."""
    people = str(details.get(HOW_MANY) or "")
    held = kind in (Distress.DETAINED, Distress.KETTLED)
    told = {
        Figure.PEOPLE: _OF_CALLS.get(people) or (people if _WHOLE.fullmatch(people) else None),
        Figure.SINCE: _moment(sent_at if held else None),
        Figure.OUTCOME: outcome,
    }
    return {figure: value for figure, value in told.items() if value}


def spread(figure: Figure, values: Iterable[str]) -> str | None:
    """One value for all: the lowest to the highest, the earliest beginning, the latest end; None where words differ."""
    said = list(dict.fromkeys(values))
    if len(said) <= 1:
        return said[0] if said else None
    if figure is Figure.OUTCOME:
        return None
    if figure in MOMENTS:
        return min(said) if figure is Figure.SINCE else max(said)
    bounds = [bounds_of(value) for value in said]
    least = min((low for low, _ in bounds if low is not None), default=None)
    most = max((number for pair in bounds for number in pair if number is not None), default=None)
    if figure is Figure.PEOPLE and least == most and all(high is None for _, high in bounds):
        most = None
    return span(least, most)


def bounds_of(value: str) -> tuple[int | None, int | None]:
    """(at least, at most) of a count or a range of counts; of degrees too."""
    if _WHOLE.fullmatch(value):
        return int(value), int(value)
    found = _SPAN.fullmatch(value)
    least, most = found.groups() if found else (None, None)
    return int(least) if least else None, int(most) if most else None


def span(least: int | None, most: int | None) -> str | None:
    if least is None and most is None:
        return None
    if least == most:
        return str(least)
    return f"{'' if least is None else least}..{'' if most is None else most}"


def lasted(since: str | None, until: str | None) -> timedelta | None:
    """From the beginning to the end, where both are known and do not cross."""
    begin, end = moment_of(since), moment_of(until)
    return end - begin if begin and end and end > begin else None


def moment_of(value: str | None) -> datetime | None:
    return moment_in({"at": value}, "at")


def typed(figure: Figure, text: str, now: datetime) -> str | None:
    """What a coordinator types for a figure; None for what is none. `now` is aware, in the zone of the place."""
    text = plain(text)
    if figure is Figure.OUTCOME:
        return text[:LONGEST_OUTCOME] or None
    if figure in MOMENTS:
        moment = read_moment(western(text), now, None)
        value = moment if isinstance(moment, str) else getattr(moment, "value", None)
        return _moment(moment_of(value)) if value else None
    return _degrees(text) if figure is Figure.TEMPERATURE else _count(text)


def _people(answers: Mapping[str, Any]) -> str | None:
    """`held_from` is said as at least: alone it has no upper end."""
    least, most = (_whole(answers, name) for name in ("held_from", "held_to"))
    if least and not most:
        return f"{least}.."
    if least or most:
        return span(int(least) if least else None, int(most) if most else None)
    return _whole(answers, "how_many")


def _whole(answers: Mapping[str, Any], name: str) -> str | None:
    text = str(answers.get(name) or "")
    return str(int(text)) if _WHOLE.fullmatch(text) else None


def _moment(moment: datetime | None) -> str | None:
    """Always as long and in UTC, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _count(text: str) -> str | None:
    pair = between(text)
    if pair is not None:
        return span(int(pair[0]), int(pair[1])) if int(pair[1]) <= MOST_PEOPLE else None
    more = _OR_MORE.fullmatch(western(text))
    if more:
        return f"{int(more[1] or more[2])}.."
    number = western(text)
    fits = _WHOLE.fullmatch(number) is not None and 0 <= int(number) <= MOST_PEOPLE
    return str(int(number)) if fits else None


def _degrees(text: str) -> str | None:
    number = re.sub(r"\s*°?\s*[cCсС]?$", "", western(text)).replace("− ", "-").replace("- ", "-")
    fits = _WHOLE.fullmatch(number) is not None and -90 <= int(number) <= 60
    return str(int(number)) if fits else None
