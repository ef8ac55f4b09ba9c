"""What follows from an answer: where the interview goes on, and what else changes with it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.forms.model import Question
from bot.core.forms.session import answered, settle, violates
from bot.core.forms.state import Problem, Step
from bot.core.forms.walk import View, onward, unpicked, view_with


def give(view: View, question: Question, value: str) -> Step:
    """Answer and go on, unless the form's own constraint refuses."""
    if violates(view.form, question, value, view.settled, view.now):
        return Step(view.state, problem=Problem("constraint", question=question.index))
    after = changed(view, question, value)
    state = replace(after.state, passed=after.state.passed | {question.index})
    return Step(onward(replace(after, state=state)))


def change(view: View, question: Question, value: str) -> Step:
    """Change an answer and stay where we are."""
    return Step(changed(view, question, value).state)


def changed(view: View, question: Question, value: str) -> View:
    """The view after a new answer: what it filtered away is open again, what it made relevant is newly opened."""
    after = answered(view.form, view.settled, question, value, view.now)
    reopened = {one.index for one in view.form.questions if one.name in after.cleared}
    state = unpicked(replace(view.state, passed=view.state.passed - reopened, search=""))
    pending = {one.index for one in view.pending()}
    settled = view_with(view.form, state, after, view.now)
    opened = {one.index for one in settled.pending()} - pending
    return replace(settled, state=replace(settled.state, opened=state.opened | opened))


def again(view: View, done_so_far: Step) -> View:
    state = done_so_far.state
    return view_with(view.form, state, settle(view.form, state.answers, state.calculated, view.now), view.now)
