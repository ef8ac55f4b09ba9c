"""A form as a frozen value: what `reading.compile_form` makes and the interview walks through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.forms.environment import Environment
from bot.core.forms.evaluate import Expression
from bot.core.forms.values import Element
from bot.core.forms.words import NOTHING, Text


class Kind(StrEnum):
    """What a question wants; the names are XLSForm's own where it has one."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    GEOPOINT = "geopoint"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"


SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
UPLOADS = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE})


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the choices sheet; `index` counts the unfiltered list, `columns` are the sheet's extra columns too."""

    index: int
    name: str
    label: Text
    item: Element

    @property
    def columns(self) -> Mapping[str, str]:
        return self.item.columns


@dataclass(frozen=True, slots=True)
class Setter:
    """`setvalue`: on first load (`asked_by` empty) or when the question `asked_by` gets another answer."""

    name: str
    value: Expression
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    path: str
    label: Text
    relevant: Expression | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A control of the form; `index` is its place in `form.questions` and stays the same for this version.

    `short` names it where answers are listed: "Photo", not "Send a photo, if it is safe".
    """

    index: int
    name: str
    path: str
    kind: Kind
    label: Text
    hint: Text = NOTHING
    group: Text = NOTHING
    required: Expression | None = None
    required_message: Text = NOTHING
    constraint: Expression | None = None
    constraint_message: Text = NOTHING
    readonly: Expression | None = None
    appearance: str = ""
    choices: tuple[Choice, ...] = ()
    choice_filter: Expression | None = None
    least: float | None = None
    most: float | None = None
    short: Text = NOTHING

    def named(self, environment: Environment) -> str:
        """The question in a few words where the form has them (its columns `bind::short_en` and so on)."""
        return self.short.say(environment) or self.label.say(environment) or self.name


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the main instance in the order of evaluation; a group has no name.

    `key` is the name of a question or the path of a group; `parent` the path of the group around it.
    """

    key: str
    name: str
    parent: str
    kind: str
    relevant: Expression | None = None
    calculate: Expression | None = None
    question: Question | None = None
    default: str = ""
    preload: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`questions` are the controls in the order of the sheet, notes included; `nodes` is the order of evaluation.

    `languages` are codes, the default one first; empty for a form in one language that does not say which.
    """

    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    nodes: tuple[Node, ...] = field(repr=False)
    by_name: Mapping[str, Question] = field(repr=False)
    itext: Mapping[str, Text] = field(repr=False)
    setters: tuple[Setter, ...] = ()

    @property
    def default_language(self) -> str:
        return self.languages[0] if self.languages else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of everything that may carry a value, calculations and hidden fields included."""
        return tuple(node.name for node in self.nodes if node.name)

    def question(self, name: str) -> Question | None:
        """The question asked under that name, None for a calculation or an unknown name."""
        return self.by_name.get(name)

    def environment(self, values: Mapping[str, str], now: datetime, language: str = "") -> Environment:
        language = language if language in self.languages else self.default_language
        return Environment(values, now, language, self.version, self.choice_name, self._itext)

    def choice_name(self, question: str, value: str, language: str) -> str:
        """The label of a choice in a language, the value itself when there is no such choice."""
        asked = self.by_name.get(question)
        found = next((choice for choice in asked.choices if choice.name == value), None) if asked else None
        return _plain(found.label, language) if found else value

    def _itext(self, key: str, language: str) -> str:
        return _plain(self.itext[key], language) if key in self.itext else key


def _plain(text: Text, language: str) -> str:
    parts = text.by_language.get(language) or next(iter(text.by_language.values()), ())
    return "".join(part for part in parts if isinstance(part, str)).strip()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing wrong in a form: a stable code, the question's name, the sheet's column, and the words at fault."""

    code: str
    name: str
    column: str
    detail: str


@dataclass(frozen=True, slots=True)
class Refusals:
    items: tuple[Refusal, ...]
