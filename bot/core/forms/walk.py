"""Where an interview stands: which questions are asked now, in what order, and which come next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.forms.model import Choice, Form, Question
from bot.core.forms.session import Settled, choices_in, is_readonly, is_required, settle
from bot.core.forms.state import State

ROWS = 20  # of the review on one page


@dataclass(frozen=True, slots=True)
class View:
    """A state with everything that follows from it at this moment; `askable` leaves out notes and read-only ones."""

    form: Form
    state: State
    settled: Settled
    askable: tuple[Question, ...]
    now: datetime

    @property
    def current(self) -> Question | None:
        """The question being asked, None in the review, at the end, and while cancelling."""
        here = self.state.place == "question" and not self.state.cancelling
        return self.form.questions[self.state.at] if here else None

    @property
    def values(self) -> Mapping[str, str]:
        return self.settled.values

    def answer(self, question: Question) -> str:
        return self.settled.values.get(question.name, "")

    def required(self, question: Question) -> bool:
        """Nobody can be made to choose from a list that the answers so far have emptied."""
        if not is_required(self.form, question, self.settled, self.now):
            return False
        return question.choice_filter is None or bool(self.choices(question))

    def choices(self, question: Question) -> tuple[Choice, ...]:
        return choices_in(question, self.form.environment(self.settled.values, self.now))

    def unanswered(self) -> list[Question]:
        return [one for one in self.askable if not self.answer(one)]

    def pending(self) -> tuple[Question, ...]:
        return tuple(question for question in self.askable if question.index not in self.state.passed)

    def missing(self) -> tuple[Question, ...]:
        """Required questions without an answer: these keep a report from being submitted."""
        return tuple(one for one in self.askable if not self.answer(one) and self.required(one))

    def before(self) -> Question | None:
        """The question asked before this one; the last of all when in the review."""
        at = self.state.at if self.state.place == "question" else len(self.form.questions)
        asked = [one for one in self.askable if one.index < at and one.index not in self.state.prefilled]
        return asked[-1] if asked else None


def view_of(form: Form, state: State, now: datetime) -> View:
    """The view of a state; a question that the passing of time made irrelevant is left for the next one."""
    return anchored(view_with(form, state, settle(form, state.answers, state.calculated, now), now))


def view_with(form: Form, state: State, settled: Settled, now: datetime) -> View:
    asked = tuple(
        question
        for question in form.questions
        if question.name in settled.relevant and not is_readonly(form, question, settled, now)
    )
    state = replace(state, answers=settled.answers, calculated=settled.calculated)
    return View(form, state, settled, asked, now)


def anchored(view: View) -> View:
    if view.state.place != "question" or any(one.index == view.state.at for one in view.askable):
        return view
    return replace(view, state=onward(view))


def onward(view: View) -> State:
    """The state after a question is done with: the next open one, or the review."""
    if view.state.editing:
        missing = {one.index for one in view.missing()}
        due = [one for one in view.pending() if one.index in view.state.opened]
        due += [one for one in view.askable if one.index in missing]
        if not due:
            return at_review(view.state, page_of(view, view.form.questions[view.state.at]))
        return at_question(view.state, min(due, key=lambda one: one.index))
    pending = view.pending()
    later = [one for one in pending if one.index > view.state.at]
    found = (later or pending)[:1]
    return at_question(view.state, found[0]) if found else at_review(view.state)


def at_question(state: State, question: Question, editing: bool | None = None) -> State:
    editing = state.editing if editing is None else editing
    state = unpicked(replace(state, page=0, search=""))
    return replace(state, place="question", at=question.index, editing=editing)


def at_review(state: State, page: int = 0) -> State:
    return unpicked(replace(state, place="review", editing=False, opened=frozenset(), page=page, search=""))


def unpicked(state: State) -> State:
    """Without a time half chosen."""
    return replace(state, picking="", doubtful="")


def page_of(view: View, question: Question) -> int:
    """The page of the review that a question is on."""
    askable = {one.index for one in view.askable}
    before = [
        one
        for one in view.form.questions[: question.index]
        if view.answer(one) or (one.index in askable and view.required(one))
    ]
    return len(before) // ROWS
