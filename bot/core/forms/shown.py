"""The screen of an interview as data, and what is on it. Labels are the form's own text, unescaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.forms.model import Kind
from bot.core.forms.picking import Grid
from bot.core.forms.reviewing import ReviewRow
from bot.core.forms.state import Problem


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
class Screen:
    """`position` counts from 1 among `total`; `pages` is 1 unless choices or rows need more; `notes` stand in front.

    `grid` is the calendar or the hours of the day that `heading` names. A "doubt" asks whether `answer` is meant, for
    a reason: `doubt` is `today` or `year`. "held" asks what the words in `answer` belong to.
    """

    kind: Literal["question", "doubt", "held", "review", "confirm_cancel", "ended"]
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
    grid: Grid = ()
    heading: str = ""
    doubt: str = ""
    appearance: str = ""
    problem: Problem | None = None
    problem_text: str = ""
