"""What a person sees of a state, in one language, as data: the caller adds signs, words and keyboards.

Labels are the form's own text, unescaped.
"""

from __future__ import annotations

from datetime import datetime

from bot.core.forms import actions, choosing, describing, picking, reviewing
from bot.core.forms.actions import written
from bot.core.forms.environment import Environment
from bot.core.forms.model import SELECTS, UPLOADS, Choice, Form, Kind, Question
from bot.core.forms.shown import ActionButton, ChoiceButton, Screen
from bot.core.forms.state import Problem, State
from bot.core.forms.walk import View, view_of

PAGE = 20


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
    if view.state.held:
        return _held(view, where, environment, problem, said)
    question = view.current
    if question is None:
        return _review(view, environment, problem, said)
    if view.state.doubtful:
        return _doubt(view, question, environment, problem, said)
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
        case "corrected" | "not_corrected" | "answer_changed":
            return question.named(environment)
    return ""


def _held(view: View, where: str, environment: Environment, problem: Problem | None, said: str) -> Screen:
    """Both ways for the words, with the question that they might answer."""
    question = view.current
    position, total = _position(view, question) if question else (0, len(view.askable))
    offered = (("take", actions.TAKE), ("apart", actions.APART), ("cancel", actions.CANCEL))
    return Screen(
        "held",
        view.form.title,
        position,
        total,
        label=question.label.say(environment) if question else "",
        answer=view.state.held,
        actions=tuple(ActionButton(name, written(sign, where)) for name, sign in offered),
        problem=problem,
        problem_text=said,
    )


def _doubt(view: View, question: Question, environment: Environment, problem: Problem | None, said: str) -> Screen:
    position, total = _position(view, question)
    offered = (("so", actions.SO), ("not_so", actions.NOT_SO), ("cancel", actions.CANCEL))
    return Screen(
        "doubt",
        view.form.title,
        position,
        total,
        label=question.label.say(environment) or question.name,
        answer=describing.describe(question, view.state.doubtful, environment),
        doubt=picking.doubt(view.state, view.now),
        actions=tuple(ActionButton(name, written(sign, question.index)) for name, sign in offered),
        problem=problem,
        problem_text=said,
    )


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
        grid=picking.grid(view.state, question, view.now),
        heading=picking.heading(view.state),
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
        *picking.offered(view.state, question, view.now),
        ("share_location", actions.NOW, None, kind is Kind.GEOPOINT),
        ("page_prev", actions.PAGE, page - 1, page > 0),
        ("page_next", actions.PAGE, page + 1, page + 1 < pages),
        ("show_all", actions.SHOW_ALL, None, bool(view.state.search)),
        ("remove_last", actions.REMOVE, len(value.split()), kind in UPLOADS and bool(value)),
        ("done", actions.DONE, None, bool(value)),
        ("clear", actions.CLEAR, None, bool(value) and not required and kind not in UPLOADS),
        ("skip", actions.SKIP, None, not value and not required),
        ("back", actions.BACK, None, view.state.editing or view.before() is not None or bool(view.state.picking)),
        ("review", actions.TO_REVIEW, None, not view.state.editing and not view.missing()),
        ("submit", actions.SUBMIT, None, not view.state.editing and _is_enough(view)),
        ("cancel", actions.CANCEL, None, True),
    ]
    if view.state.picking:  # nothing but the time in hand
        offered = [one for one in offered if one[0] in picking.KINDS or one[0] in {"back", "cancel"}]
    return [ActionButton(name, written(sign, at, number)) for name, sign, number, fits in offered if fits]


def _is_enough(view: View) -> bool:
    """All that is required has been answered, and something was: then a report may go without a look at the review."""
    return not view.missing() and any(view.answer(one) and view.required(one) for one in view.askable)


def _review(view: View, environment: Environment, problem: Problem | None, said: str) -> Screen:
    rows = reviewing.rows(view, environment)
    pages = reviewing.pages(rows)
    page = min(view.state.page, pages - 1)
    offered = [
        ("page_prev", actions.PAGE, page - 1, page > 0),
        ("page_next", actions.PAGE, page + 1, page + 1 < pages),
        ("submit", actions.SUBMIT, None, True),
        ("continue", actions.CONTINUE, None, bool(view.unanswered())),
        ("back", actions.BACK, None, view.before() is not None),
        ("cancel", actions.CANCEL, None, True),
    ]
    shown = (ActionButton(name, written(sign, actions.REVIEW, to)) for name, sign, to, fits in offered if fits)
    return Screen(
        "review",
        view.form.title,
        total=len(view.askable),
        notes=_notes(view, len(view.form.questions), environment),
        actions=tuple(shown),
        rows=tuple(rows),
        page=page,
        pages=pages,
        problem=problem,
        problem_text=said,
    )
