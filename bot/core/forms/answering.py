"""How a question gets its answer: typed, tapped, attached or located; then what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.forms import choosing, typed
from bot.core.forms.actions import Action
from bot.core.forms.changing import again, change, give
from bot.core.forms.model import SELECTS, UPLOADS, Kind, Question
from bot.core.forms.moments import DayAlone, Doubt, clock_text, to_the_minute
from bot.core.forms.state import Problem, Step, Typed
from bot.core.forms.telling import keep_words
from bot.core.forms.values import parse_date, to_text
from bot.core.forms.walk import View, unpicked

ACKNOWLEDGED = "OK"
A_STORY = 20  # characters; less is a mistaken try at a choice
_TIMED = frozenset({Kind.DATE, Kind.TIME, Kind.DATETIME})


def type_in(view: View, event: Typed) -> Step:
    question, text = view.current, event.text
    if question is None or question.kind is Kind.ACKNOWLEDGE:
        return Step(view.state, problem=Problem("choose_a_button"))
    if question.kind in UPLOADS:
        code = "photo_wanted" if question.kind is Kind.IMAGE else "file_wanted"
        wanted = Step(view.state, problem=Problem(code, {"kind": question.kind.value}, question.index))
        return keep_words(view, text) or wanted
    if question.kind in SELECTS:
        return _type_choice(view, question, text)
    if question.kind is Kind.INTEGER and (several := _several_numbers(view, event)):
        return several
    return _type_value(view, question, event)


def _type_value(view: View, question: Question, event: Typed) -> Step:
    day = parse_date(view.state.picking) if len(view.state.picking) == 10 else None
    match typed.read(question, event.text, moment_of(view, event.at), day):
        case str() as value:
            return give(view, question, value)
        case Doubt(value):
            return Step(replace(unpicked(view.state), doubtful=value))
        case DayAlone(day):
            return Step(replace(unpicked(view.state), picking=day.isoformat()))
        case Problem() as problem:
            long = len(event.text) >= A_STORY and question.kind is not Kind.TEXT
            told = keep_words(view, event.text) if long else None
            return told or Step(view.state, problem=replace(problem, question=question.index))


def moment_of(view: View, at: datetime | None) -> datetime:
    """When something was written, in the station's zone: `now` on a message that lay somewhere was then."""
    return min(at.astimezone(view.now.tzinfo), view.now) if at else view.now


def _several_numbers(view: View, event: Typed) -> Step | None:
    """`7-8` answers a pair of questions `x_from` and `x_to`; several lines of numbers as many questions in a row."""
    lines = event.text.split("\n")
    question = view.current
    if question is None:
        return None
    pair = typed.between(event.text)
    other = view.form.question(question.name.removesuffix("_from") + "_to") if question.name.endswith("_from") else None
    if pair and other in view.askable:
        done = _one_by_one(view, pair)
        kept = Problem("range_kept", {"least": pair[0], "most": pair[1]}, question.index)
        return done if done.problem else replace(done, problem=kept)
    return _one_by_one(view, [line for line in lines if line.strip()]) if len(lines) > 1 else None


def _one_by_one(view: View, texts: Sequence[str]) -> Step:
    """Each to the question that follows, as long as numbers are asked for and what comes is one."""
    done = Step(view.state)
    for text in texts:
        question = view.current
        if question is None or question.kind is not Kind.INTEGER:
            break
        done = _type_value(view, question, Typed(text))
        if done.problem is not None:
            break
        view = again(view, done)
    return done


def _type_choice(view: View, question: Question, text: str) -> Step:
    """One sure match is an answer; else the list that is shown narrows, which is how a long list is searched."""
    found = choosing.matches(view.choices(question), text)
    if len(found) == 1 and question.kind is Kind.SELECT_ONE:
        return give(view, question, found[0].name)
    several = found if len(found) == 1 else choosing.each(view.choices(question), text)
    if several and question.kind is Kind.SELECT_MULTIPLE:
        names = {*view.answer(question).split(), *(one.name for one in several)}
        return change(view, question, choosing.in_order(question, names))
    found = choosing.searched(view.choices(question), text)
    if not found:
        told = keep_words(view, text) if len(text) >= A_STORY else None
        return told or Step(replace(view.state, search=""), problem=Problem("choose_a_button", question=question.index))
    searched = replace(view.state, search=typed.plain(text)[:100], page=0)
    return Step(searched, problem=Problem("several_match", {"count": str(len(found))}, question.index))


def choose(view: View, question: Question, action: Action) -> Step:
    """A choice that the filter leaves out by now is as stale as a button of another question."""
    stale = Step(view.state, problem=Problem("stale"))
    if question.kind is Kind.ACKNOWLEDGE:
        return give(view, question, ACKNOWLEDGED)
    choice = next((one for one in view.choices(question) if one.index == action.number), None)
    if choice is None:
        return stale
    match question.kind, action.on:
        case Kind.SELECT_ONE, None:
            return give(view, question, choice.name)
        case Kind.SELECT_MULTIPLE, bool() as on:
            return change(view, question, choosing.toggled(question, view.answer(question), choice.name, on))
    return stale


def now(view: View, question: Question) -> Step:
    if question.kind is Kind.GEOPOINT:  # the phone is asked for its place by the caller; this button only explains
        return Step(view.state, problem=Problem("location_wanted", question=question.index))
    if question.kind not in _TIMED:
        return Step(view.state, problem=Problem("stale"))
    moment = to_the_minute(view.now)
    match question.kind:
        case Kind.DATE:
            return give(view, question, to_text(moment.date()))
        case Kind.TIME:
            return give(view, question, clock_text(moment))
    return give(view, question, to_text(moment))


def clear(view: View, question: Question) -> Step:
    return change(view, question, "")


def done(view: View, question: Question) -> Step:
    """Leave the question with the answer it has, or with none if it may have none."""
    value = view.answer(question)
    if not value and view.required(question):
        return Step(view.state, problem=Problem("required", question=question.index))
    return give(view, question, value)
