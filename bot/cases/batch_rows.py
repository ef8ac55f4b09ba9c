"""One report among many, between being read and being filed; as JSON in its batch, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from bot.cases.forms import FormLibrary
from bot.cases.whereabouts import current_station
from bot.core.forms.filling import Filled, Misfit, fill
from bot.core.forms.model import Form
from storage import stations
from storage.accounts import Member
from storage.database import Tx
from storage.stations import StationCard


@dataclass(frozen=True, slots=True)
class Flaw:
    """What keeps a row from being filed. `place` names it in the line, or is the column; `question` is its name."""

    code: str
    place: str
    facts: dict[str, str] = field(default_factory=dict)
    question: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`at` counts lines, or rows as the spreadsheet does. `what`: report, arrived, left, sos. `who` is a person.

    `told` is when it was told (ISO 8601), empty for just now; `state` the interview at its review. `filed` is the
    code of what became of it, `again` of the same that was filed before; `key` tells the same from another.
    """

    at: int
    text: str
    what: str
    key: str
    channel: str
    who: int | None = None
    name: str = ""
    station: str = ""
    version: int | None = None
    told: str = ""
    state: dict[str, Any] | None = None
    words: str = ""
    flaws: tuple[Flaw, ...] = ()
    filed: str = ""
    again: str = ""

    @property
    def ready(self) -> bool:
        return not (self.flaws or self.filed or self.again)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"flaws": [asdict(one) for one in self.flaws]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Row:
        return cls(**{**stored, "flaws": tuple(Flaw(**one) for one in stored["flaws"])})


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reads many at once, when, and by whose clock where no station is known."""

    library: FormLibrary
    member: Member
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Told:
    """A row's report before it is held to its form."""

    form: Form
    version: int
    values: Mapping[str, str]
    at: datetime | None = None


def place_of_report(tx: Tx, code: str, who: Member | None) -> StationCard | None:
    """The station that is named, else the observer's own."""
    if code:
        return stations.by_code(tx, code)
    return current_station(tx, who.person_id) if who else None


def zone_at(place: StationCard | None, desk: Desk) -> ZoneInfo:
    return ZoneInfo(place.time_zone) if place else desk.zone


def filled(desk: Desk, told: Told, place: StationCard | None) -> Filled:
    """By the engine of the interview, and nothing else."""
    known = {"station": place.code} if place else {}
    zone = zone_at(place, desk)
    at = told.at.astimezone(zone) if told.at else None
    return fill(told.form, known, told.values, desk.now.astimezone(zone), at)


def flaw_of(misfit: Misfit, said: str) -> Flaw:
    """`said` is the answer as it was written."""
    return Flaw(misfit.problem.code, said, dict(misfit.problem.params), misfit.name)


def key_of(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
