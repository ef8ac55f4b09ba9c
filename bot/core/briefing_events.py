"""An event as a briefing tells of it: its reports, put beside what the desk has of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.event_figures import Figure, bounds_of, moment_of
from bot.core.words import Verification


@dataclass(frozen=True, slots=True)
class Case:
    """A report of an incident. `happened_at` is when it was received where nobody said; `time_zone` that of the place.

    `figures` is what differs in a protocol. Temperature in °C. `event`: the code of the event it was put into.
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
    event: str | None = None

    @property
    def place(self) -> tuple[str | None, str | None]:
        """What two reports of one event have in common; of those at no station, the region."""
        return (self.region, self.station)


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk has of an event: its figures (`bot.core.event_figures`), and the calls for help that tell of it."""

    figures: Mapping[Figure, str] = field(default_factory=dict)
    calls: tuple[str, ...] = ()


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Group:
    """An event: one report, or several that a coordinator put together; in the order in which things happened.

    `maybe` are the codes of others that may tell of the same: nobody has decided.
    """

    cases: tuple[Case, ...]
    known: Known = NOTHING
    maybe: tuple[str, ...] = ()

    @property
    def first(self) -> Case:
        return self.cases[0]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(case.code for case in self.cases)

    @property
    def references(self) -> tuple[str, ...]:
        """The reports, then the calls for help."""
        return (*self.codes, *self.known.calls)

    @property
    def least(self) -> int | None:
        """At least so many were held: the lowest figure anybody gave as such."""
        if Figure.PEOPLE in self.known.figures:
            return bounds_of(self.known.figures[Figure.PEOPLE])[0]
        return min((case.held_least for case in self.cases if case.held_least is not None), default=None)

    @property
    def most(self) -> int | None:
        """At most so many: the highest figure anybody gave."""
        if Figure.PEOPLE in self.known.figures:
            return bounds_of(self.known.figures[Figure.PEOPLE])[1]
        told = (number for case in self.cases for number in (case.held_least, case.held_most) if number is not None)
        most = max(told, default=None)
        return most if any(case.held_most is not None for case in self.cases) or most != self.least else None

    @property
    def since(self) -> datetime | None:
        told = min((case.held_since for case in self.cases if case.held_since), default=None)
        return moment_of(self.known.figures.get(Figure.SINCE)) or told

    @property
    def until(self) -> datetime | None:
        told = max((case.held_until for case in self.cases if case.held_until), default=None)
        return moment_of(self.known.figures.get(Figure.UNTIL)) or told

    @property
    def held_for(self) -> timedelta | None:
        """From the earliest beginning to the latest end that was told; None where one is missing or they cross."""
        if self.since is None or self.until is None or self.until <= self.since:
            return None
        return self.until - self.since

    @property
    def temperatures(self) -> tuple[int, int] | None:
        told = [case.temperature for case in self.cases if case.temperature is not None]
        least, most = bounds_of(self.known.figures.get(Figure.TEMPERATURE, ""))
        if least is not None and most is not None:
            return least, most
        return (min(told), max(told)) if told else None

    def most_of(self, name: str) -> int | None:
        """The highest number anybody gave (`injured`, `in_hospital`): several may have counted the same people."""
        known = self.known.figures.get(Figure(name))
        if known is not None:
            least, most = bounds_of(known)
            return most if most is not None else least
        return max((number for case in self.cases if (number := getattr(case, name)) is not None), default=None)

    @property
    def outcome(self) -> str | None:
        return self.known.figures.get(Figure.OUTCOME)

    def verified(self) -> int:
        return sum(case.verification == Verification.CONFIRMED for case in self.cases)
