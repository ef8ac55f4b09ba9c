"""What a person sees of a state, in one language, as data: the caller adds signs, words and keyboards.

Labels are the form's own text, unescaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.forms import actions, choosing, describing
from bot.core.forms.actions import written
from bot.core.forms.environment import Environment
from bot.core.forms.model import SELECTS, UPLOADS, Choice, Form, Kind, Question
from bot.core.forms.state import Problem, State
from bot.core.forms.walk import View, view_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class ChoiceButton:
    text: str
    action: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ActionButton:
    """`kind` is what the button does; for `share_location` the caller may ask the phone instead."""

    kind: str
    action: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A relevant question and its answer in words; `action` is empty where nothing may be changed."""

    name: str
    label: str
    value: str
    action: str
    attachments: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """`position` counts from 1 among `total`; `pages` is 1 unless the choices need more; `notes` stand in front."""

    kind: Literal["question", "review", "confirm_cancel", "ended"]
    title: str
    position: int = 0
    total: int = 0
    name: str = ""
    type: Kind | None = None
    group: str = ""
    label: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    required: bool = False
    answer: str = ""
    attachments: int = 0
    choices: tuple[ChoiceButton, ...] = ()
    actions: tuple[ActionButton, ...] = ()
    rows: tuple[ReviewRow, ...] = ()
    page: int = 0
    pages: int = 1
    search: str = ""
    appearance: str = ""
    problem: Problem | None = None
    problem_text: str = ""


def screen(form: Form, state: State, now: datetime, language: str, problem: Problem | None = None) -> Screen:
    """The screen of a state; with a problem of the last step, also the form's own words for it."""
    view = view_of(form, state, now)
    environment = form.environment(view.values, now, language)
    said = _form_says(form, problem, environment)
    if view.state.place == "ended":
        return Screen("ended", form.title, problem=problem, problem_text=said)
    where = actions.REVIEW if view.state.place == "review" else str(view.state.at)
    if view.state.cancelling:
        yes_no = (ActionButton("yes", written(actions.YES, where)), ActionButton("no", written(actions.NO, where)))
        return Screen("confirm_cancel", form.title, actions=yes_no, problem=problem, problem_text=said)
    question = view.current
    if question is None:
        return _review(view, environment, problem, said)
    return _question(view, question, environment, problem, said)


def _form_says(form: Form, problem: Problem | None, environment: Environment) -> str:
    if problem is None or problem.question is None:
        return ""
    question = form.questions[problem.question]
    match problem.code:
        case "constraint":
            return question.constraint_message.say(environment)
        case "required":
            return question.required_message.say(environment)
        case "photo_kept" | "location_kept":
            return question.label.say(environment)
    return ""


def _question(view: View, question: Question, environment: Environment, problem: Problem | None, said: str) -> Screen:
    shown = _shown_choices(view, question)
    pages = max(1, -(-len(shown) // PAGE))
    page = min(view.state.page, pages - 1)
    position, total = _position(view, question)
    value = view.answer(question)
    return Screen(
        "question",
        view.form.title,
        position,
        total,
        name=question.name,
        type=question.kind,
        group=question.group.say(environment),
        label=question.label.say(environment) or question.name,
        hint=question.hint.say(environment),
        notes=_notes(view, question.index, environment),
        required=view.required(question),
        answer=describing.describe(question, value, environment),
        attachments=len(value.split()) if question.kind in UPLOADS else 0,
        choices=tuple(_button(question, one, value, environment) for one in shown[page * PAGE : (page + 1) * PAGE]),
        actions=tuple(_actions(view, question, page, pages)),
        page=page,
        pages=pages,
        search=view.state.search,
        appearance=question.appearance,
        problem=problem,
        problem_text=said,
    )


def _shown_choices(view: View, question: Question) -> tuple[Choice, ...]:
    if question.kind not in SELECTS:
        return ()
    choices = view.choices(question)
    return (choosing.searched(choices, view.state.search) if view.state.search else ()) or choices


def _button(question: Question, choice: Choice, value: str, environment: Environment) -> ChoiceButton:
    chosen = choice.name in value.split()
    on = not chosen if question.kind is Kind.SELECT_MULTIPLE else None
    text = choice.label.say(environment) or choice.name
    return ChoiceButton(text, written(actions.CHOOSE, question.index, choice.index, on), chosen)


def _position(view: View, question: Question) -> tuple[int, int]:
    """Counted over the questions that are asked; one known beforehand counts only while it is being edited."""
    counted = [one for one in view.askable if one.index not in view.state.prefilled or one is question]
    return sum(1 for one in counted if one.index <= question.index), len(counted)


def _notes(view: View, until: int, environment: Environment) -> tuple[str, ...]:
    """The notes and read-only values that stand between the question asked before and this one."""
    asked = {one.index for one in view.askable if one.index not in view.state.prefilled}
    since = max((one for one in asked if one < until), default=-1)
    askable = {one.index for one in view.askable}
    return tuple(
        text
        for one in view.form.questions[since + 1 : until]
        if one.index not in askable and one.name in view.settled.relevant
        if (text := describing.note(one, view.answer(one), environment))
    )


def _actions(view: View, question: Question, page: int, pages: int) -> list[ActionButton]:
    value, at, kind = view.answer(question), question.index, question.kind
    required = view.required(question)
    offered = [
        ("acknowledge", actions.CHOOSE, 0, kind is Kind.ACKNOWLEDGE and not value),
        ("now", actions.NOW, None, kind in {Kind.DATE, Kind.TIME, Kind.DATETIME}),
        ("share_location", actions.NOW, None, kind is Kind.GEOPOINT),
        ("page_prev", actions.PAGE, page - 1, page > 0),
        ("page_next", actions.PAGE, page + 1, page + 1 < pages),
        ("show_all", actions.SHOW_ALL, None, bool(view.state.search)),
        ("remove_last", actions.REMOVE, len(value.split()), kind in UPLOADS and bool(value)),
        ("done", actions.DONE, None, bool(value)),
        ("clear", actions.CLEAR, None, bool(value) and not required and kind not in UPLOADS),
        ("skip", actions.SKIP, None, not value and not required),
        ("back", actions.BACK, None, view.state.editing or view.before() is not None),
        ("review", actions.TO_REVIEW, None, not view.state.editing and not view.missing()),
        ("cancel", actions.CANCEL, None, True),
    ]
    return [ActionButton(name, written(sign, at, number)) for name, sign, number, fits in offered if fits]


def _review(view: View, environment: Environment, problem: Problem | None, said: str) -> Screen:
    offered = [
        ("submit", actions.SUBMIT, True),
        ("continue", actions.CONTINUE, bool(view.unanswered())),
        ("back", actions.BACK, view.before() is not None),
        ("cancel", actions.CANCEL, True),
    ]
    return Screen(
        "review",
        view.form.title,
        total=len(view.askable),
        notes=_notes(view, len(view.form.questions), environment),
        actions=tuple(ActionButton(name, written(sign, actions.REVIEW)) for name, sign, fits in offered if fits),
        rows=tuple(_rows(view, environment)),
        problem=problem,
        problem_text=said,
    )


def _rows(view: View, environment: Environment) -> list[ReviewRow]:
    """Every relevant question, answered or not, and every read-only one that has a value."""
    askable = {one.index for one in view.askable}
    rows: list[ReviewRow] = []
    for one in view.form.questions:
        value, asked = view.answer(one), one.index in askable
        if asked or (value and one.name in view.settled.relevant):
            rows.append(_row(view, one, value, asked, environment))
    return rows


def _row(view: View, question: Question, value: str, asked: bool, environment: Environment) -> ReviewRow:
    return ReviewRow(
        name=question.name,
        label=question.label.say(environment) or question.name,
        value=describing.describe(question, value, environment),
        action=written(actions.EDIT, actions.REVIEW, question.index) if asked else "",
        attachments=len(value.split()) if question.kind in UPLOADS else 0,
        required=asked and view.required(question),
    )
