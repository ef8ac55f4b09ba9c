"""The logic of a form over a set of answers: relevance, calculations, choices, constraints, what is final.

Answers are texts by question name, as XForms writes them: numbers canonical, dateTimes ISO 8601 with the offset,
several choices or attachments separated by spaces, a geopoint as `latitude longitude altitude accuracy`.
Irrelevant nodes read as empty everywhere (JavaRosa), but their answers are kept in case they become relevant again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.forms.environment import Environment
from bot.core.forms.model import Choice, Form, Kind, Node, Question
from bot.core.forms.state import State
from bot.core.forms.values import Element, stored, to_text

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """Answers after a pass: `values` is what expressions see, `cleared` whose choice is gone."""

    answers: Answers
    calculated: Answers
    values: Answers
    relevant: frozenset[str]
    cleared: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Pass:
    form: Form
    answers: dict[str, str]
    calculated: dict[str, str]
    values: dict[str, str]
    relevant: set[str]
    cleared: set[str]


def settle(form: Form, answers: Answers, calculated: Answers, now: datetime) -> Settled:
    """Bring everything that depends on the answers up to date, in the form's order of evaluation.

    `calculated` are the results of the last pass: a calculation that a person can see and correct overwrites the
    answer only when its result changes.
    """
    working = _Pass(form, dict(answers), dict(calculated), {}, set(), set())
    environment = form.environment(working.values, now)
    for node in form.nodes:
        if node.parent and node.parent not in working.relevant:
            continue
        if node.relevant is None or node.relevant.truth(environment):
            working.relevant.add(node.key)
            if node.name:
                _settle_node(node, working, environment)
    return Settled(
        working.answers,
        working.calculated,
        working.values,
        frozenset(working.relevant),
        frozenset(working.cleared),
    )


def _settle_node(node: Node, working: _Pass, environment: Environment) -> None:
    value = working.answers.get(node.name, "")
    if node.calculate is not None:
        value = _calculate(node, value, working, environment)
    elif value and node.question is not None and node.question.choices:
        value = _among_choices(node.question, value, working, environment)
    if value:
        working.values[node.name] = value


def _calculate(node: Node, answer: str, working: _Pass, environment: Environment) -> str:
    assert node.calculate is not None
    before = working.calculated.get(node.name, "")
    correctable = node.question is not None and node.question.readonly is None
    working.values[node.name] = answer if correctable else before
    result = stored(node.calculate.run(environment), node.kind, environment.zone)
    del working.values[node.name]
    working.calculated[node.name] = result
    if not correctable:
        return result
    if result != before:
        working.answers[node.name] = answer = result
    return answer


def _among_choices(question: Question, value: str, working: _Pass, environment: Environment) -> str:
    """An answer whose choice was filtered away is taken back, so that the question is asked again."""
    allowed = {choice.name for choice in choices_in(question, environment)}
    kept = " ".join(name for name in value.split() if name in allowed)
    if kept != value:
        working.answers[question.name] = kept
        working.cleared.add(question.name)
    return kept


def choices_in(question: Question, environment: Environment) -> tuple[Choice, ...]:
    """The choices that pass the question's choice filter, in the order of the sheet."""
    if question.choice_filter is None:
        return question.choices
    found = question.choice_filter.run(environment)
    kept = {id(item) for item in found if isinstance(item, Element)} if isinstance(found, tuple) else set()
    return tuple(choice for choice in question.choices if id(choice.item) in kept)


def first_load(form: Form, now: datetime, prefill: Answers) -> Settled:
    """A new record: preloads, defaults, `setvalue` on first load, calculations; what is known already wins over all."""
    known = {name: value for name, value in prefill.items() if value and name in form.names}
    answers = {node.name: value for node in form.nodes if node.name and (value := _initial(node, now))} | known
    settled = settle(form, answers, {}, now)
    settled = _set_values(form, settled, "", now, kept=frozenset(known))
    return settle(form, {**settled.answers, **known}, settled.calculated, now)


def _initial(node: Node, now: datetime) -> str:
    match node.preload:
        case "timestamp start":
            return to_text(now)
        case "date today":
            return to_text(now.date())
    return node.default


def answered(form: Form, settled: Settled, question: Question, value: str, now: datetime) -> Settled:
    """Everything that follows from one new answer; an empty value takes the answer back."""
    before = settled.answers.get(question.name, "")
    answers = {**settled.answers, question.name: value}
    after = settle(form, answers, settled.calculated, now)
    return after if value == before else _set_values(form, after, question.name, now)


def _set_values(form: Form, settled: Settled, asked_by: str, now: datetime, kept: Iterable[str] = ()) -> Settled:
    """Run the `setvalue` actions of one event (ODK XForms, "Actions and Events")."""
    due = [one for one in form.setters if one.asked_by == asked_by and one.name not in kept]
    for setter in due:
        kind = next((node.kind for node in form.nodes if node.name == setter.name), "string")
        environment = form.environment(settled.values, now)
        value = stored(setter.value.run(environment), kind, now.tzinfo)
        settled = settle(form, {**settled.answers, setter.name: value}, settled.calculated, now)
    return settled


def is_required(form: Form, question: Question, settled: Settled, now: datetime) -> bool:
    expression = question.required
    return expression is not None and expression.truth(form.environment(settled.values, now))


def is_readonly(form: Form, question: Question, settled: Settled, now: datetime) -> bool:
    if question.kind is Kind.NOTE:
        return True
    expression = question.readonly
    return expression is not None and expression.truth(form.environment(settled.values, now))


def violates(form: Form, question: Question, value: str, settled: Settled, now: datetime) -> bool:
    """Whether the form's own constraint refuses this value; an empty one is never checked (XForms 1.0, 6.1.6)."""
    if question.constraint is None or not value:
        return False
    environment = form.environment({**settled.values, question.name: value}, now)
    return not question.constraint.truth(environment)


def final_answers(form: Form, state: State, now: datetime) -> dict[str, str]:
    """What is submitted: the relevant answers and calculations by name, empty ones absent, the end stamped."""
    settled = settle(form, state.answers, state.calculated, now)
    ends = {node.name: to_text(now) for node in form.nodes if node.preload == "timestamp end"}
    return {**settled.values, **ends}
