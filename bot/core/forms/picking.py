"""Choosing a time by taps: so long ago, today or another day, then its hour. And asking back about one only guessed."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.core.forms import actions
from bot.core.forms.actions import Action, written
from bot.core.forms.changing import give
from bot.core.forms.model import Kind, Question
from bot.core.forms.moments import clock_text, on_day, to_the_minute
from bot.core.forms.state import Problem, State, Step
from bot.core.forms.values import parse_date, parse_moment, to_text
from bot.core.forms.walk import View, unpicked

TIMED = frozenset({Kind.DATE, Kind.TIME, Kind.DATETIME})
DATED = frozenset({Kind.DATE, Kind.DATETIME})
AGO = (15, 60)  # minutes
KINDS = frozenset({"today", "yesterday", "another_day", "page_prev", "page_next"})  # of buttons while a time is chosen


@dataclass(frozen=True, slots=True)
class Cell:
    """A button of a calendar or of a day's hours; an empty text is a place left free."""

    text: str
    action: str


Grid = tuple[tuple[Cell, ...], ...]


def pick(view: View, question: Question, action: Action) -> Step:
    """A tap on one of the buttons of this module."""
    state, number = view.state, action.number or 0
    match action.sign:
        case actions.AGO if question.kind in TIMED - {Kind.DATE}:
            return give(view, question, _so_long_ago(view.now, question.kind, number))
        case actions.MONTH if question.kind in DATED:
            month = _day_of(number * 100 + 1) or view.now.date()
            return Step(replace(unpicked(state), picking=f"{month:%Y-%m}"))
        case actions.DAY if question.kind in DATED and (day := _day_of(number)):
            if question.kind is Kind.DATE:
                return give(view, question, day.isoformat())
            return Step(replace(unpicked(state), picking=day.isoformat()))
        case actions.HOUR if question.kind is Kind.DATETIME and (day := _day_of(number // 100)) and number % 100 < 24:
            return give(view, question, to_text(on_day(day, time(number % 100), view.now)))
        case actions.SO if state.doubtful:
            return give(view, question, state.doubtful)
        case actions.NOT_SO if state.doubtful:
            return Step(unpicked(state))
    return Step(state, problem=Problem("stale"))


def _so_long_ago(now: datetime, kind: Kind, minutes: int) -> str:
    moment = to_the_minute(now - timedelta(minutes=min(minutes, 1440)))
    return clock_text(moment) if kind is Kind.TIME else to_text(moment)


def _day_of(number: int) -> date | None:
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def chosen_day(state: State) -> date | None:
    return parse_date(state.picking) if len(state.picking) == 10 else None


def grid(state: State, question: Question, now: datetime) -> Grid:
    """The days of a month, Monday first, or the hours of a day; nothing when neither is being chosen."""
    day = chosen_day(state)
    if day is not None:
        return _hours(day, question, now)
    return _days(state.picking, question, now.date()) if state.picking else ()


def _days(picking: str, question: Question, today: date) -> Grid:
    year, month = (int(part) for part in picking.split("-"))
    free = Cell("", written(actions.MONTH, question.index, year * 100 + month))
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    return tuple(
        tuple(_day_cell(day, question, today) if day.month == month else free for day in week) for week in weeks
    )


def _day_cell(day: date, question: Question, today: date) -> Cell:
    return Cell(f"•{day.day}" if day == today else str(day.day), written(actions.DAY, question.index, _number(day)))


def _hours(day: date, question: Question, now: datetime) -> Grid:
    """Of today only those that have come."""
    hours = range(now.hour + 1 if day == now.date() else 24)
    cells = [Cell(f"{hour}:00", written(actions.HOUR, question.index, _number(day) * 100 + hour)) for hour in hours]
    return tuple(tuple(cells[at : at + 6]) for at in range(0, len(cells), 6))


def offered(state: State, question: Question, now: datetime) -> list[tuple[str, str, int | None, bool]]:
    """The actions of a question about time: (kind, sign, number, whether it is offered now)."""
    if question.kind not in TIMED:
        return []
    today, asked = now.date(), not state.picking
    clock, dated = question.kind is not Kind.DATE, question.kind in DATED
    return [
        ("now", actions.NOW, None, asked and clock),
        *((f"ago_{minutes}", actions.AGO, minutes, asked and clock) for minutes in AGO),
        ("today", actions.DAY, _number(today), asked and dated),
        ("yesterday", actions.DAY, _number(today - timedelta(days=1)), asked and dated),
        ("another_day", actions.MONTH, today.year * 100 + today.month, dated and len(state.picking) != 7),
        *_months(state.picking),
    ]


def _months(picking: str) -> list[tuple[str, str, int | None, bool]]:
    if len(picking) != 7:
        return []
    year, month = (int(part) for part in picking.split("-"))
    before = (year - 1) * 100 + 12 if month == 1 else year * 100 + month - 1
    after = (year + 1) * 100 + 1 if month == 12 else year * 100 + month + 1
    return [
        ("page_prev", actions.MONTH, before, year > 1900),
        ("page_next", actions.MONTH, after, year < 2100),
    ]


def heading(state: State) -> str:
    """What is being chosen from, as it is said: `01.2021` or `10.01.2021`."""
    day = chosen_day(state)
    return f"{day:%d.%m.%Y}" if day else "{1}.{0}".format(*state.picking.split("-")) if state.picking else ""


def doubt(state: State, now: datetime) -> str:
    """What makes the value doubtful: `today` when that hour is still to come, else `year`."""
    moment = parse_moment(state.doubtful, now.tzinfo)
    recent = isinstance(moment, datetime) and now - moment <= timedelta(days=1)
    return "today" if recent else "year"
