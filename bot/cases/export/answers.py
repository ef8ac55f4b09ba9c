"""Answers with their types again. They are stored as XForms writes them, all as text (bot.core.forms.session)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.forms import Form, Kind
from bot.core.forms.model import SELECTS, UPLOADS, Node

Value = str | int | float | list[str] | dict[str, float]

_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)  # what a double, and so any reader of JSON, holds exactly
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,30})?", re.ASCII)
_POINT = ("latitude", "longitude", "altitude", "accuracy")


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` as stored; `value` typed: a number, a list of codes or attachment ids, a point in degrees and metres."""

    text: str
    value: Value

    @property
    def is_numeric(self) -> bool:
        """A number or a point, so that no spreadsheet can read a formula in its text."""
        return isinstance(self.value, int | float | dict)


def typed_answers(form: Form, answers: Mapping[str, str]) -> dict[str, Answer]:
    """In the form's own order, whatever order the database gives; names the form does not know come last."""
    nodes = {node.name: node for node in _in_order(form)}
    names = [name for name in nodes if name in answers] + sorted(answers.keys() - nodes.keys())
    return {name: Answer(text, _typed(nodes.get(name), text)) for name in names if (text := str(answers[name]))}


def answer_names(form: Form) -> list[str]:
    """Every name that may carry an answer: questions, calculations and hidden fields, but not mere notes.

    `instanceID` is left out: it is the report's own id.
    """
    return [node.name for node in _in_order(form) if not _is_note(node) and node.name != "instanceID"]


def _in_order(form: Form) -> list[Node]:
    """The questions as the sheet has them, then what nobody is asked; `form.nodes` stand in order of evaluation."""
    last = len(form.questions)
    named = (node for node in form.nodes if node.name)
    return sorted(named, key=lambda node: node.question.index if node.question else last)


def _is_note(node: Node) -> bool:
    return node.question is not None and node.question.kind is Kind.NOTE and node.calculate is None


def _typed(node: Node | None, text: str) -> Value:
    """Text that does not fit the type of its question stays text: it is what somebody said."""
    if node is None:
        return text
    if node.question is not None and node.question.kind in {Kind.SELECT_MULTIPLE, *UPLOADS}:
        return text.split()
    if node.question is not None and node.question.kind in SELECTS:
        return text
    match node.kind:
        case "int" | "integer" if _WHOLE.fullmatch(text):
            return int(text)
        case "int" | "integer" | "decimal" if _DECIMAL.fullmatch(text):
            return float(text)
        case "geopoint":
            return _point(text)
    return text


def _point(text: str) -> str | dict[str, float]:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_DECIMAL.fullmatch(part) for part in parts):
        return text
    return {name: float(part) for name, part in zip(_POINT, parts, strict=False)}
