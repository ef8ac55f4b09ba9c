"""Who was at which station from when to when. Of one person at most one visit is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import aliased

from bot.core.words import PersonState
from storage.database import Tx
from storage.models import Person, Region, Station, Visit
from storage.reports import Filter


@dataclass(frozen=True, slots=True)
class VisitRow:
    id: int
    station_id: int
    arrived_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitTold:
    """A visit as an export tells it: people by pseudonym, the station by code."""

    id: int
    observer: str
    station: str
    region: str
    time_zone: str
    arrived_at: datetime
    left_at: datetime | None
    relieved: str | None

    @property
    def was_mistaken(self) -> bool:
        """It ended when it began: the station was chosen wrongly."""
        return self.left_at == self.arrived_at


_VISIT = select(Visit.id, Visit.station_id, Visit.arrived_at, Visit.left_at)
_OPEN = (
    _VISIT.where(Visit.person_id == bindparam("of_person"), Visit.left_at.is_(None)).order_by(Visit.id.desc()).limit(1)
)


def open_visit(tx: Tx, person_id: int) -> VisitRow | None:
    row = tx.execute(_OPEN, {"of_person": person_id}).first()
    return VisitRow(*row) if row else None


def arrive(tx: Tx, person_id: int, station_id: int, at: datetime, relieved: int | None = None) -> None:
    """Begin a visit. The one before must have ended."""
    tx.execute(insert(Visit).values(person_id=person_id, station_id=station_id, arrived_at=at, relieved=relieved))


def leave(tx: Tx, person_id: int, at: datetime) -> bool:
    """End the open visit; False when there is none."""
    mine = (Visit.person_id == person_id) & Visit.left_at.is_(None)
    return bool(tx.execute(update(Visit).where(mine).values(left_at=at)).rowcount)


def forget(tx: Tx, person_id: int, since: datetime | None) -> None:
    """Arrivals that were practice: those since then, or all."""
    theirs = Visit.person_id == person_id
    tx.execute(delete(Visit).where(theirs if since is None else theirs & (Visit.arrived_at >= since)))


def others_at(tx: Tx, station_id: int, person_id: int, since: datetime) -> list[int]:
    """Who else came since `since` and is there now, the longest first; whoever practises meets only those who do."""
    mine = select(Person.practice).where(Person.id == person_id).scalar_subquery()
    query = (
        select(Visit.person_id)
        .join(Person, Visit.person_id == Person.id)
        .where(Visit.station_id == station_id, Visit.left_at.is_(None), Visit.person_id != person_id)
        .where(Visit.arrived_at > since, Person.practice == mine, Person.state == PersonState.ACTIVE)
        .order_by(Visit.arrived_at, Visit.id)
    )
    return list(tx.execute(query).scalars())


def high_water(tx: Tx) -> int:
    return tx.execute(select(Visit.id).order_by(Visit.id.desc()).limit(1)).scalar() or 0


def page(tx: Tx, wanted: Filter, after: int, up_to: int, size: int) -> list[VisitTold]:
    """The next visits by id: after < id <= up_to, that fell at least in part between `since` and `until`.

    People who practise are left out.
    """
    query = _TOLD.where(Person.practice.is_(False), Visit.id > after, Visit.id <= up_to)
    if wanted.region is not None:
        query = query.where(Region.name == wanted.region)
    if wanted.since is not None:
        query = query.where(Visit.left_at.is_(None) | (Visit.left_at >= wanted.since))
    if wanted.until is not None:
        query = query.where(Visit.arrived_at < wanted.until)
    return [VisitTold(*row) for row in tx.execute(query.order_by(Visit.id).limit(size))]


_Relieved: Any = aliased(Person)
_TOLD = (
    select(
        Visit.id,
        Person.pseudonym,
        Station.code,
        Region.name,
        Station.time_zone,
        Visit.arrived_at,
        Visit.left_at,
        _Relieved.pseudonym,
    )
    .join(Person, Visit.person_id == Person.id)
    .join(Station, Visit.station_id == Station.id)
    .join(Region, Station.region_id == Region.id)
    .outerjoin(_Relieved, Visit.relieved == _Relieved.id)
)
