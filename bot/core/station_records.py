"""Two honest observers of one station disagree: which answers of one checklist differ, and which of them stands.

Both originals stay as they are. What is about the observer and not about the station is not compared, nor are words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.core.forms import Form, Kind
from bot.core.forms.model import SELECTS

PERSONAL = frozenset({
    "station", "other_station", "admitted", "denial_reason", "arrived_at", "left_at", "leaving_reason", "rating",
    "anyone_pressured", "free_to_observe", "seen_at_station", "incidents_seen", "observers_present",
    "no_figure_reason", "contest", "photo_terms",
})  # fmt: skip
KINDS = frozenset({*SELECTS, Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.DATETIME})


@dataclass(frozen=True, slots=True)
class Checklist:
    """A report of a checklist as it now is."""

    report: UUID
    code: str
    teller: int
    pseudonym: str
    at: datetime
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    value: str
    by: Checklist


@dataclass(frozen=True, slots=True)
class Difference:
    """A question to which observers gave different answers; `stands` is the one that the desk chose."""

    name: str
    answers: tuple[Answered, ...]
    stands: Answered | None = None
    is_left_open: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A station by one checklist: `agreed` are the answers nobody contradicts."""

    checklists: tuple[Checklist, ...]
    agreed: Mapping[str, Answered]
    differing: tuple[Difference, ...]

    @property
    def undecided(self) -> int:
        return sum(one.stands is None for one in self.differing)


def compared_questions(form: Form) -> list[str]:
    return [one.name for one in form.questions if one.kind in KINDS and one.name not in PERSONAL]


def record_of(names: Iterable[str], checklists: Iterable[Checklist], decided: Mapping[str, Any]) -> Record:
    """`decided`: by question {"report": UUID or None for left open, "value": the answer that was chosen}."""
    told = sorted(checklists, key=lambda one: (one.at, one.code))
    agreed: dict[str, Answered] = {}
    differing = []
    for name in names:
        answers = _latest_of_each(name, told)
        if len({one.value for one in answers}) == 1:
            agreed[name] = answers[0]
        elif answers:
            differing.append(_difference(name, answers, decided.get(name)))
    return Record(tuple(told), agreed, tuple(differing))


def _latest_of_each(name: str, told: Iterable[Checklist]) -> list[Answered]:
    """Of somebody who filed it several times the newest answer; a skipped question contradicts nobody."""
    latest: dict[int, Answered] = {}
    for one in told:
        value = " ".join(sorted(str(one.answers.get(name) or "").split()))
        if value:
            latest[one.teller] = Answered(value, one)
    return list(latest.values())


def _difference(name: str, answers: list[Answered], chosen: Mapping[str, Any] | None) -> Difference:
    """A choice holds as long as its report still says what was chosen."""
    if chosen is None:
        return Difference(name, tuple(answers))
    wanted = str(chosen.get("report")), chosen.get("value")
    stands = next((one for one in answers if (str(one.by.report), one.value) == wanted), None)
    return Difference(name, tuple(answers), stands, chosen.get("report") is None)
