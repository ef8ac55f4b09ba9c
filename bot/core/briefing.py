"""What a briefing rests on, as numbers: incidents put beside one another, without words and without names.

Nothing is decided here. What a coordinator has put together is one event, any other report one of its own. Reports of
one category at one place, each less than three hours after the one before, are candidates for one event and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.briefing_events import NOTHING, Case, Group, Known
from bot.core.words import Severity, Verification

LINKED_WITHIN = timedelta(hours=3)
MOST_CASES = 500  # told one by one; what is beyond stays in the counts, and the briefing says how many
DETENTIONS = ("observer_detained", "person_detained")
KETTLING = "kettling"
KEPT_OUT = ("observer_entry_denied", "observer_accreditation_rejected", "observer_removed")
SHUTDOWN = "communications_shutdown"
MISMATCHES = ("result_differs_from_copy", "protocol_altered", "ballots_exceed_voters")
_RANK = {severity.value: rank for rank, severity in enumerate(reversed(Severity))}


@dataclass(frozen=True, slots=True)
class Call:
    """A call for help, without who called. `seen_at` is when a person took it; codes are those of bot.core.distress."""

    code: str
    kind: str | None
    region: str | None
    station: str | None
    address: str | None
    time_zone: str | None
    raised_at: datetime
    seen_at: datetime | None
    outcome: str | None


@dataclass(slots=True)
class Presence:
    """How much was seen. `hours` are those of visits that ended; of `open_visits` nobody said when."""

    stations: int = 0
    visited: set[str] = field(default_factory=set)
    visits: int = 0
    open_visits: int = 0
    hours: float = 0.0


@dataclass(slots=True)
class Findings:
    """Counted while reports pass by; only a bounded number of cases is kept."""

    presence: Presence = field(default_factory=Presence)
    reports: int = 0
    withdrawn: int = 0
    late: int = 0
    observers: set[int] = field(default_factory=set)
    incidents: Counter[str] = field(default_factory=Counter)  # reports by verification
    events: int = 0  # a report that is in none is an event of its own
    by_kind: Counter[tuple[str, str, str, str]] = field(
        default_factory=Counter
    )  # events by category, region, phase, verification
    kept_out: Counter[tuple[str, str]] = field(default_factory=Counter)  # reason, category; rejected ones are no part
    kept_out_confirmed: Counter[str] = field(default_factory=Counter)  # by reason
    first_at: datetime | None = None
    last_at: datetime | None = None
    cases: list[Case] = field(default_factory=list)
    not_told: int = 0
    calls: list[Call] | None = None  # None where they are no part of it
    known: Mapping[str, Known] = field(default_factory=dict)  # by the code of the event
    apart: frozenset[frozenset[str]] = frozenset()  # codes of two that the desk said are not the same
    _together: dict[str, list[Case]] = field(default_factory=dict)

    def take(self, case: Case) -> None:
        self.incidents[case.verification] += 1
        self.first_at = min(self.first_at or case.happened_at, case.happened_at)
        self.last_at = max(self.last_at or case.happened_at, case.happened_at)
        if case.event is None:
            self._count([case])
        else:
            self._together.setdefault(case.event, []).append(replace(case, words=None))
        if case.verification == Verification.REJECTED:
            return
        self.cases.append(case)
        if len(self.cases) >= 2 * MOST_CASES:
            self._drop()

    def _count(self, cases: Sequence[Case]) -> None:
        """One event. It is rejected when all its reports are, and confirmed when one is."""
        standing = [case for case in cases if case.verification != Verification.REJECTED]
        first = min(standing or cases, key=lambda case: (case.happened_at, case.code))
        confirmed = any(case.verification == Verification.CONFIRMED for case in standing)
        verification = Verification.CONFIRMED.value if confirmed else first.verification
        self.events += 1
        self.by_kind[(first.category, first.region or "", first.phase or "", verification)] += 1
        for reason, category in {(case.reason or "", case.category) for case in standing if case.category in KEPT_OUT}:
            self.kept_out[(reason, category)] += 1
            self.kept_out_confirmed[reason] += confirmed

    def settle(self) -> None:
        """No more will come."""
        for cases in self._together.values():
            self._count(cases)
        self._together.clear()
        self._drop()
        self.cases.sort(key=lambda case: (case.happened_at, case.code))

    def _drop(self) -> None:
        """Keep the gravest; of equal ones those that came first."""
        self.cases.sort(key=lambda case: _RANK.get(case.severity or "", len(_RANK)))
        self.not_told += max(0, len(self.cases) - MOST_CASES)
        del self.cases[MOST_CASES:]

    @property
    def told(self) -> int:
        return sum(self.incidents.values())


def told_events(found: Findings) -> list[Group]:
    """The events in the order of their first report; beside each report that is alone what may be the same."""
    together: dict[str, list[Case]] = {}
    for case in found.cases:
        together.setdefault(case.event or case.code, []).append(case)
    beside = _beside(found)
    groups = []
    for cases in together.values():
        known = found.known.get(cases[0].event or "", NOTHING)
        groups.append(Group(tuple(cases), known, beside.get(cases[0].code, ()) if cases[0].event is None else ()))
    return groups


def _beside(found: Findings) -> dict[str, tuple[str, ...]]:
    """For each report alone the codes of those beside it, without those that the desk set apart from it."""
    told: dict[str, tuple[str, ...]] = {}
    for group in linked(case for case in found.cases if case.event is None):
        for code in group.codes:
            others = (one for one in group.codes if one != code and frozenset((one, code)) not in found.apart)
            told[code] = tuple(others)
    return told


def linked(cases: Iterable[Case]) -> list[Group]:
    """Cases in the order of time, put together where they may be one event; the groups in the order of their first."""
    open_groups: dict[tuple[str, tuple[str | None, str | None]], list[Case]] = {}
    groups: list[list[Case]] = []
    for case in cases:
        key = (case.category, case.place)
        together = open_groups.get(key)
        if together is None or not _belongs(together, case):
            together = open_groups[key] = []
            groups.append(together)
        together.append(case)
    return [Group(tuple(group)) for group in groups]


def _belongs(together: Sequence[Case], case: Case) -> bool:
    has_place = case.place != (None, None)
    return has_place and case.happened_at - together[-1].happened_at < LINKED_WITHIN
