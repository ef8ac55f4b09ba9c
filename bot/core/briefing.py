"""What a briefing rests on, as numbers: incidents put beside one another, without words and without names.

Nothing is decided here. Reports of one category at one place, each less than three hours after the one before, are
candidates for one event and no more; a person says whether they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.words import Severity, Verification

LINKED_WITHIN = timedelta(hours=3)
MOST_CASES = 2000  # told one by one; what is beyond stays in the counts, and the briefing says how many
DETENTIONS = ("observer_detained", "person_detained")
KETTLING = "kettling"
KEPT_OUT = ("observer_entry_denied", "observer_accreditation_rejected", "observer_removed")
SHUTDOWN = "communications_shutdown"
MISMATCHES = ("result_differs_from_copy", "protocol_altered", "ballots_exceed_voters")
_RANK = {severity.value: rank for rank, severity in enumerate(reversed(Severity))}


@dataclass(frozen=True, slots=True)
class Case:
    """A report of an incident. `happened_at` is when it was received where nobody said; `time_zone` that of the place.

    `figures` is what differs in a protocol. Temperature in °C.
    """

    code: str
    category: str
    severity: str | None
    region: str | None
    station: str | None
    address: str | None
    phase: str | None
    basis: str | None
    verification: str
    late: bool
    happened_at: datetime
    time_zone: str | None
    held_least: int | None = None
    held_most: int | None = None
    held_since: datetime | None = None
    held_until: datetime | None = None
    temperature: int | None = None
    injured: int | None = None
    in_hospital: int | None = None
    reason: str | None = None
    words: str | None = None
    figures: str | None = None

    @property
    def place(self) -> tuple[str | None, str | None]:
        """What two reports of one event have in common; of those at no station, the region."""
        return (self.region, self.station)


@dataclass(frozen=True, slots=True)
class Group:
    """One report, or several that may tell of one event; in the order in which things happened."""

    cases: tuple[Case, ...]

    @property
    def first(self) -> Case:
        return self.cases[0]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(case.code for case in self.cases)

    @property
    def least(self) -> int | None:
        """At least so many were held: the lowest figure anybody gave as such."""
        return min((case.held_least for case in self.cases if case.held_least is not None), default=None)

    @property
    def most(self) -> int | None:
        """At most so many: the highest figure anybody gave."""
        told = (number for case in self.cases for number in (case.held_least, case.held_most) if number is not None)
        most = max(told, default=None)
        return most if any(case.held_most is not None for case in self.cases) or most != self.least else None

    @property
    def since(self) -> datetime | None:
        return min((case.held_since for case in self.cases if case.held_since), default=None)

    @property
    def until(self) -> datetime | None:
        return max((case.held_until for case in self.cases if case.held_until), default=None)

    @property
    def held_for(self) -> timedelta | None:
        """From the earliest beginning to the latest end that was told; None where one is missing or they cross."""
        if self.since is None or self.until is None or self.until <= self.since:
            return None
        return self.until - self.since

    @property
    def temperatures(self) -> tuple[int, int] | None:
        told = [case.temperature for case in self.cases if case.temperature is not None]
        return (min(told), max(told)) if told else None

    def most_of(self, name: str) -> int | None:
        """The highest number anybody gave (`injured`, `in_hospital`): several may have counted the same people."""
        return max((number for case in self.cases if (number := getattr(case, name)) is not None), default=None)

    def verified(self) -> int:
        return sum(case.verification == Verification.CONFIRMED for case in self.cases)


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
    incidents: Counter[str] = field(default_factory=Counter)  # by verification
    by_kind: Counter[tuple[str, str, str, str]] = field(
        default_factory=Counter
    )  # category, region, phase, verification
    kept_out: Counter[tuple[str, str]] = field(default_factory=Counter)  # reason, category; rejected ones are no part
    kept_out_confirmed: Counter[str] = field(default_factory=Counter)  # by reason
    first_at: datetime | None = None
    last_at: datetime | None = None
    cases: list[Case] = field(default_factory=list)
    not_told: int = 0
    calls: list[Call] | None = None  # None where they are no part of it

    def take(self, case: Case) -> None:
        self.incidents[case.verification] += 1
        self.by_kind[(case.category, case.region or "", case.phase or "", case.verification)] += 1
        self.first_at = min(self.first_at or case.happened_at, case.happened_at)
        self.last_at = max(self.last_at or case.happened_at, case.happened_at)
        if case.verification == Verification.REJECTED:
            return
        if case.category in KEPT_OUT:
            self.kept_out[(case.reason or "", case.category)] += 1
            self.kept_out_confirmed[case.reason or ""] += case.verification == Verification.CONFIRMED
        self.cases.append(case)
        if len(self.cases) >= 2 * MOST_CASES:
            self._drop()

    def settle(self) -> None:
        """No more will come."""
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
