"""The review: what was answered or must be, numbered by its place in the form, in pages that a phone can show."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.forms import actions, describing
from bot.core.forms.actions import written
from bot.core.forms.environment import Environment
from bot.core.forms.model import UPLOADS, Question
from bot.core.forms.walk import ROWS, View


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A relevant question and its answer in words; `action` is empty where nothing may be changed.

    `number` is its place among the relevant ones: it stays when another answer is given or taken away. `label` is the
    form's short label where it has one.
    """

    name: str
    label: str
    value: str
    action: str
    attachments: int = 0
    required: bool = False
    number: int = 0

    @property
    def told(self) -> bool:
        """Whether there is something to say: an answer, or that one is wanted."""
        return bool(self.value or self.attachments or self.required)


def rows(view: View, environment: Environment) -> list[ReviewRow]:
    """Every relevant question, answered or not, and every read-only one that has a value."""
    askable = {one.index for one in view.askable}
    shown = [
        one
        for one in view.form.questions
        if one.index in askable or (view.answer(one) and one.name in view.settled.relevant)
    ]
    return [_row(view, one, number, one.index in askable, environment) for number, one in enumerate(shown, 1)]


def _row(view: View, question: Question, number: int, asked: bool, environment: Environment) -> ReviewRow:
    value = view.answer(question)
    return ReviewRow(
        name=question.name,
        label=question.named(environment),
        value=describing.describe(question, value, environment),
        action=written(actions.EDIT, actions.REVIEW, question.index) if asked else "",
        attachments=len(value.split()) if question.kind in UPLOADS else 0,
        required=asked and view.required(question),
        number=number,
    )


def pages(of: list[ReviewRow]) -> int:
    return max(1, -(-sum(row.told for row in of) // ROWS))
