"""Regions, stations and who is assigned to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import bindparam, func, insert, select, update

from bot.core.places import Place
from bot.core.words import StationType
from storage.database import Tx
from storage.models import Assignment, Region, Station
from storage.sql import insert_or


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station as imported. Latitude and longitude in WGS 84 degrees, `time_zone` an IANA name."""

    code: str
    region: str
    time_zone: str
    type: StationType = StationType.ORDINARY
    district: str | None = None
    number: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    registered_voters: int | None = None


@dataclass(frozen=True, slots=True)
class StationCard:
    """What a message says of a station."""

    id: int
    code: str
    region_id: int
    region: str
    number: str | None
    address: str | None
    time_zone: str
    district: str | None = None
    registered_voters: int | None = None


BATCH = 500
_OWN = tuple(name for name in StationRow.__dataclass_fields__ if name != "region")

_CARD = select(
    Station.id,
    Station.code,
    Region.id,
    Region.name,
    Station.number,
    Station.address,
    Station.time_zone,
    Station.district,
    Station.registered_voters,
).join(Region, Station.region_id == Region.id)


_BY_ID = _CARD.where(Station.id == bindparam("which"))
_BY_CODE = _CARD.where(Station.code == bindparam("of_code"))
_ASSIGNED = (
    _CARD.join(Assignment, Assignment.station_id == Station.id)
    .where(Assignment.person_id == bindparam("of_person"), Assignment.until.is_(None))
    .order_by(Assignment.id.desc())
)


def region_named(tx: Tx, name: str) -> int | None:
    return tx.execute(select(Region.id).where(Region.name == name)).scalar()


def region_name(tx: Tx, region_id: int) -> str:
    return tx.execute(select(Region.name).where(Region.id == region_id)).scalar_one()


def region_names(tx: Tx) -> list[str]:
    return list(tx.execute(select(Region.name).order_by(Region.name)).scalars())


def ensure_region(tx: Tx, name: str) -> int:
    found = region_named(tx, name)
    if found is not None:
        return found
    return tx.execute(insert(Region).values(name=name).returning(Region.id)).scalar_one()


def all_regions(tx: Tx) -> list[tuple[int, str]]:
    """(id, name) of each, with stations or without, by name."""
    return [(row[0], row[1]) for row in tx.execute(select(Region.id, Region.name).order_by(Region.name))]


def save(tx: Tx, rows: Iterable[StationRow]) -> None:
    """Insert new stations and update known ones by code, some hundreds a statement."""
    regions: dict[str, int] = {}
    new = insert_or(tx, Station)
    updated = {name: new.excluded[name] for name in ("region_id", *_OWN)}
    upsert = new.on_conflict_do_update(index_elements=["code"], set_=updated)
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        for row in batch:
            if row.region not in regions:
                regions[row.region] = ensure_region(tx, row.region)
        own = ({name: getattr(row, name) for name in _OWN} | {"region_id": regions[row.region]} for row in batch)
        tx.execute(upsert, list(own))


def count(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(Station)).scalar_one()


def by_code(tx: Tx, code: str) -> StationCard | None:
    row = tx.execute(_BY_CODE, {"of_code": code}).first()
    return StationCard(*row) if row else None


def by_id(tx: Tx, station_id: int) -> StationCard:
    return StationCard(*tx.execute(_BY_ID, {"which": station_id}).one())


def find(tx: Tx, station_id: int) -> StationCard | None:
    row = tx.execute(_BY_ID, {"which": station_id}).first()
    return StationCard(*row) if row else None


def regions(tx: Tx) -> list[tuple[int, str]]:
    """(id, name) of the regions that have stations, by name."""
    some = select(Station.id).where(Station.region_id == Region.id).exists()
    return [(row[0], row[1]) for row in tx.execute(select(Region.id, Region.name).where(some).order_by(Region.name))]


def places(tx: Tx, region_id: int | None) -> list[Place]:
    """The stations of a region, or all, as they are searched for; by number, then by code."""
    query = select(
        Station.id,
        Station.code,
        Station.number,
        Station.district,
        Station.address,
        Station.latitude,
        Station.longitude,
    )
    if region_id is not None:
        query = query.where(Station.region_id == region_id)
    return [Place(*row) for row in tx.execute(query.order_by(Station.number, Station.code))]


def cards(tx: Tx, region_id: int | None) -> list[StationCard]:
    """The stations of a region, or all, by region and code."""
    query = _CARD if region_id is None else _CARD.where(Region.id == region_id)
    return [StationCard(*row) for row in tx.execute(query.order_by(Region.name, Station.code))]


def assign(tx: Tx, person_id: int, station_id: int, now: datetime) -> None:
    """Make it the person's station, the latest one. Who is assigned there already has one row in force, not two."""
    unassign(tx, person_id, station_id, now)
    tx.execute(insert(Assignment).values(person_id=person_id, station_id=station_id, since=now))


def unassign(tx: Tx, person_id: int, station_id: int, now: datetime) -> None:
    current = (Assignment.person_id == person_id) & (Assignment.station_id == station_id) & Assignment.until.is_(None)
    tx.execute(update(Assignment).where(current).values(until=now))


def assigned_to(tx: Tx, person_id: int) -> list[StationCard]:
    """The person's stations, the latest assigned first."""
    return [StationCard(*row) for row in tx.execute(_ASSIGNED, {"of_person": person_id})]
