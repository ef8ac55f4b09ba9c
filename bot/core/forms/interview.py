"""The interview: `begin` makes a state, `step` takes an event and gives the next one.

A question is left only by an answer, a skip or a tap that belongs to it, so a doubled or stale tap changes nothing.
What a person cannot do is a `Problem` in the step, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.forms import actions, answering, correcting, picking, telling
from bot.core.forms.actions import Action, read_action
from bot.core.forms.model import Form, Question
from bot.core.forms.session import first_load, violates
from bot.core.forms.state import (
    Attached,
    Back,
    Cancel,
    Corrected,
    Event,
    Held,
    Located,
    Problem,
    Skip,
    State,
    Step,
    Submit,
    Tapped,
    Told,
    ToReview,
    Typed,
)
from bot.core.forms.walk import View, at_question, at_review, onward, page_of, unpicked, view_of, view_with

STALE = Problem("stale")


def begin(form: Form, now: datetime, prefill: Mapping[str, str]) -> State:
    """A new interview at its first question; what `prefill` knows (by question name) is not asked.

    `now` is aware, in the station's own zone, here and in every step.
    """
    settled = first_load(form, now, prefill)
    known = frozenset(q.index for q in form.questions if q.name in prefill and settled.answers.get(q.name))
    state = State(form.form_id, form.version, settled.answers, passed=known, prefilled=known, at=-1)
    return onward(view_with(form, state, settled, now))


def step(form: Form, state: State, event: Event, now: datetime) -> Step:
    """The interview after one event; the state given must belong to this version of the form."""
    if state.place == "ended":
        return Step(state, problem=Problem("file_kept") if isinstance(event, Attached) else STALE)
    view = view_of(form, state, now)
    about_held = correcting.while_held(view, event) if view.state.held else None
    return about_held or _told(view, event) or _commanded(view, event)


def _told(view: View, event: Event) -> Step | None:
    """What brings words, a file or a place."""
    match event:
        case Attached(message=message, caption=caption):
            return correcting.remembered(view, message, caption or "", telling.attach(view, event))
        case Located():
            return telling.locate(view, event)
        case Typed(text=text, message=message):
            return correcting.remembered(view, message, text, answering.type_in(view, event))
        case Told(text=text, message=message):
            return correcting.remembered(view, message, text, telling.tell(view, text))
        case Corrected():
            return correcting.correct(view, event)
        case Held():
            return correcting.hold(view, event)
    return None


def _commanded(view: View, event: Event) -> Step:
    match event:
        case Tapped(action):
            return _tap(view, read_action(action))
        case Cancel():
            return Step(replace(view.state, cancelling=True))
        case Back():
            return _back(view)
        case Skip():
            return _skip(view)
        case ToReview():
            return Step(replace(at_review(view.state), cancelling=False))
        case Submit():
            return _submit(view)
    return Step(view.state)  # drawn again


def _tap(view: View, action: Action | None) -> Step:
    if action is None or action.where != _where(view.state):
        return Step(view.state, problem=STALE)
    if view.state.cancelling:
        return _confirmed(view, action)
    question = view.current
    if question is None:
        return _tap_review(view, action)
    if action.sign in _OF_TIME:
        return picking.pick(view, question, action)
    return _tap_question(view, question, action)


def _tap_review(view: View, action: Action) -> Step:
    act = _IN_REVIEW.get(action.sign)
    if act:
        return act(view)
    if action.sign == actions.PAGE and action.number is not None:
        return Step(at_review(view.state, min(action.number, len(view.form.questions))))
    return _edit(view, action)


def _where(state: State) -> str:
    return actions.REVIEW if state.place == "review" else str(state.at)


def _confirmed(view: View, action: Action) -> Step:
    match action.sign:
        case actions.YES:
            return Step(replace(view.state, place="ended", cancelling=False), "cancelled")
        case actions.NO | actions.BACK:
            return _back(view)
    return Step(view.state, problem=STALE)


def _edit(view: View, action: Action) -> Step:
    """Review rows carry the question in the number: `ev.5`."""
    wanted = next((one for one in view.askable if one.index == action.number), None)
    if action.sign != actions.EDIT or wanted is None:
        return Step(view.state, problem=STALE)
    return Step(at_question(view.state, wanted, editing=True))


def _tap_question(view: View, question: Question, action: Action) -> Step:
    match action.sign:
        case actions.CHOOSE:
            return answering.choose(view, question, action)
        case actions.DONE:
            return answering.done(view, question)
        case actions.SKIP:
            return _skip(view)
        case actions.CLEAR:
            return answering.clear(view, question)
        case actions.NOW:
            return answering.now(view, question)
        case actions.REMOVE:
            return telling.remove_last(view, question, action.number)
        case actions.PAGE if action.number is not None:
            return Step(replace(view.state, page=min(action.number, len(question.choices))))
        case actions.SHOW_ALL:
            return Step(replace(view.state, search="", page=0))
        case actions.BACK:
            return _back(view)
        case actions.CANCEL:
            return _cancel(view)
        case actions.TO_REVIEW:
            return Step(at_review(view.state))
        case actions.SUBMIT:
            return _submit(view)
    return Step(view.state, problem=STALE)


def _back(view: View) -> Step:
    """Out of a calendar; while cancelling: no, go on; while editing: to the review, nothing changed; else back."""
    if view.state.cancelling:
        return Step(replace(view.state, cancelling=False))
    if view.state.picking or view.state.doubtful:
        return Step(unpicked(view.state))
    if view.current is not None and view.state.editing:
        return Step(at_review(view.state, page_of(view, view.current)))
    former = view.before()
    if former is None:
        return Step(view.state, problem=Problem("no_way_back"))
    return Step(at_question(view.state, former, editing=view.state.place == "review"))


def _skip(view: View) -> Step:
    """Leave a question as it is; an answer it already has is kept."""
    question = view.current
    if question is None:
        return Step(view.state, problem=Problem("choose_a_button"))
    return answering.done(view, question)


def _continue(view: View) -> Step:
    """From the review back to the questions that have no answer, the skipped ones too."""
    open_ones = view.unanswered()
    if not open_ones:
        return Step(view.state, problem=STALE)
    passed = view.state.passed - {one.index for one in open_ones}
    return Step(at_question(replace(view.state, passed=passed), open_ones[0], editing=False))


def _submit(view: View) -> Step:
    """Submitted, or the first question that keeps it from being so; asked again, then back to the review."""
    view = replace(view, state=replace(view.state, cancelling=False))
    for question in view.askable:
        if problem := _obstacle(view, question):
            return Step(at_question(view.state, question, editing=True), problem=problem)
    return Step(replace(view.state, place="ended"), "submitted")


def _obstacle(view: View, question: Question) -> Problem | None:
    if not view.answer(question):
        return Problem("required", question=question.index) if view.required(question) else None
    if violates(view.form, question, view.answer(question), view.settled, view.now):
        return Problem("constraint", question=question.index)
    return None


def _cancel(view: View) -> Step:
    return Step(replace(view.state, cancelling=True))


_OF_TIME = frozenset({actions.AGO, actions.DAY, actions.MONTH, actions.HOUR, actions.SO, actions.NOT_SO})
_IN_REVIEW: Mapping[str, Callable[[View], Step]] = {
    actions.SUBMIT: _submit,
    actions.BACK: _back,
    actions.CANCEL: _cancel,
    actions.CONTINUE: _continue,
}
