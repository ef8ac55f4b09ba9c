"""What an expression may see: at upload the form's names (`Scope`), during a pass the answers (`Environment`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bot.core.forms.values import Element, Value, typed

GROUP = ""


def _no_choice_name(_question: str, value: str, _language: str) -> str:
    return value


def _no_text(key: str, _language: str) -> str:
    return key


@dataclass(slots=True)
class Environment:
    """The answers of one pass by question name, irrelevant ones absent; `now` is aware, in the station's zone."""

    values: Mapping[str, str]
    now: datetime
    language: str = ""
    version: str = ""
    choice_name: Callable[[str, str, str], str] = _no_choice_name
    itext: Callable[[str, str], str] = _no_text
    item: Element | None = None
    position: int = 1
    zone: tzinfo | None = field(init=False)

    def __post_init__(self) -> None:
        self.zone = self.now.tzinfo


Run = Callable[[Environment], Value]


@dataclass(slots=True)
class Scope:
    """Names as one expression sees them.

    `tree` maps the path of every node of the main instance to the type of its bind, groups to ""; `here` is the node
    the expression belongs to; `columns` holds the names a predicate may use, None outside of predicates.
    """

    tree: Mapping[str, str]
    instances: Mapping[str, Element]
    here: str
    columns: frozenset[str] | None = None
    reads: set[str] = field(default_factory=set)
    troubles: list[tuple[str, str]] = field(default_factory=list)

    def trouble(self, code: str, detail: str) -> None:
        self.troubles.append((code, detail))

    def within(self, columns: frozenset[str]) -> Scope:
        """The scope inside a predicate: same ledger, but relative names are columns of the item."""
        return Scope(self.tree, self.instances, self.here, columns, self.reads, self.troubles)

    def own_value(self) -> Run:
        """The value of the node itself, which is no dependency: `once` and `.` may look at it."""
        return reference(name_of(self.here), self.tree.get(self.here, GROUP))


def name_of(path: str) -> str:
    """Answers are kept by question name, which is unique in a form (the compiler refuses duplicates)."""
    return path.rsplit("/", 1)[-1]


def reference(name: str, kind: str) -> Run:
    """Read one answer, typed by its bind; text, the commonest, takes the short way."""
    if kind in {"int", "integer", "decimal", "date", "dateTime", "time"}:
        return lambda environment: typed(environment.values.get(name, ""), kind, environment.zone)
    return lambda environment: environment.values.get(name, "")
