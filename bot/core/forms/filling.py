"""A whole form at once: written answers go through the interview as if somebody typed and tapped them.

So a line of an SMS or a row of a spreadsheet is held to the same relevance, choices and constraints; there is no second
way in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.forms import actions, choosing
from bot.core.forms.actions import written
from bot.core.forms.interview import begin, step
from bot.core.forms.model import SELECTS, Choice, Form, Kind, Question
from bot.core.forms.state import Event, Problem, State, Step, Submit, Tapped, ToReview, Typed

_SEVERAL = re.compile(r"[,;+\n]")
_GOOD = frozenset({"range_kept"})  # said beside an answer that was taken


@dataclass(frozen=True, slots=True)
class Misfit:
    """An answer that was not taken, or one that is missing: the question's name, and why."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Filled:
    """`state` stands at the review; it can be submitted if there are no misfits."""

    state: State
    misfits: tuple[Misfit, ...]


def fill(
    form: Form, known: Mapping[str, str], values: Mapping[str, str], now: datetime, at: datetime | None = None
) -> Filled:
    """`known` are answers that are not asked, `values` what was written, both by question name; `at` when it was told.

    Problems beside the interview's own: not_asked (no question at this point), no_such_choice.
    """
    state = step(form, begin(form, now, known), ToReview(), now).state
    misfits = []
    for question in form.questions:
        value = values.get(question.name, "").strip()
        if not value:
            continue
        done = _answer(form, state, question, value, now, at)
        if done.problem is None or done.problem.code in _GOOD:
            state = step(form, done.state, ToReview(), now).state
        else:
            misfits.append(Misfit(question.name, done.problem))
    return Filled(state, (*misfits, *_missing(form, state, {one.name for one in misfits}, now)))


def _missing(form: Form, state: State, known: set[str], now: datetime) -> tuple[Misfit, ...]:
    """The first thing that would keep it from being submitted, unless that has been said."""
    problem = step(form, state, Submit(), now).problem
    if problem is None or problem.question is None:
        return ()
    name = form.questions[problem.question].name
    return () if name in known else (Misfit(name, problem),)


def _answer(form: Form, state: State, question: Question, value: str, now: datetime, at: datetime | None) -> Step:
    asked = step(form, state, Tapped(written(actions.EDIT, actions.REVIEW, question.index)), now)
    if asked.problem is not None:
        return Step(state, problem=Problem("not_asked", question=question.index))
    done = Step(asked.state)
    events = _events(question, value, at)
    if not events:
        return Step(state, problem=Problem("no_such_choice", question=question.index))
    for event in events:
        done = step(form, done.state, event, now)
        if done.problem is not None and done.problem.code not in _GOOD:
            return Step(state, problem=done.problem)
    if done.state.doubtful or done.state.picking or not done.state.answers.get(question.name):
        return Step(state, problem=Problem("not_a_moment", question=question.index))
    return done


def _events(question: Question, value: str, at: datetime | None) -> list[Event]:
    """None where a choice is not known."""
    if question.kind in SELECTS:
        several = question.kind is Kind.SELECT_MULTIPLE
        found = _choices(question, value) if several else choosing.matches(question.choices, value)
        if not found or (not several and len(found) > 1):
            return []
        on = True if several else None
        return [Tapped(written(actions.CHOOSE, question.index, one.index, on)) for one in found]
    if question.kind is Kind.ACKNOWLEDGE:
        return [Tapped(written(actions.CHOOSE, question.index, 0))]
    text = value if question.kind is Kind.TEXT else " ".join(value.split())  # several lines would be several answers
    return [Typed(text, at)]


def _choices(question: Question, value: str) -> tuple[Choice, ...]:
    """`a, b`, `2+3`; names alone may also be parted by spaces."""
    for parts in (_SEVERAL.split(value), value.split()):
        found = [choosing.matches(question.choices, part) for part in parts if part.strip()]
        if found and all(len(one) == 1 for one in found):
            return tuple(one[0] for one in found)
    return ()
