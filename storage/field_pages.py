"""Pages of stations, visits and the log of who did what, for exports: each after the last id of the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from storage import reports
from storage.database import Tx
from storage.models import AuditEntry, Person, Region, Station, Visit
from storage.reports import Filter


@dataclass(frozen=True, slots=True)
class StationLine:
    id: int
    code: str
    region: str
    district: str | None
    number: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    registered_voters: int | None
    time_zone: str
    type: str


@dataclass(frozen=True, slots=True)
class VisitLine:
    """`relieved`: the pseudonym of the colleague whose watch was taken over."""

    id: int
    observer: str
    station: str
    region: str
    time_zone: str
    arrived_at: datetime
    left_at: datetime | None
    relieved: str | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    id: int
    at: datetime
    actor: str | None
    action: str
    subject: str
    details: dict[str, Any]


def stations_page(tx: Tx, wanted: Filter, after: int, size: int) -> list[StationLine]:
    names = list(StationLine.__dataclass_fields__)
    columns = [Region.name if name == "region" else getattr(Station, name) for name in names]
    query = select(*columns).join(Region, Station.region_id == Region.id)
    return [StationLine(*tuple(row)) for row in tx.execute(_next(query, Station.id, after, size, wanted))]


def visits_page(tx: Tx, wanted: Filter, after: int, size: int) -> list[VisitLine]:
    """Those that touch the time that is asked for; people in practice mode visit nothing."""
    relieved = aliased(Person)
    query: Any = (
        select(
            Visit.id,
            Person.pseudonym,
            Station.code,
            Region.name,
            Station.time_zone,
            Visit.arrived_at,
            Visit.left_at,
            relieved.pseudonym,
        )
        .join(Person, Visit.person_id == Person.id)
        .join(Station, Visit.station_id == Station.id)
        .join(Region, Station.region_id == Region.id)
        .outerjoin(relieved, Visit.relieved == relieved.id)
        .where(Person.practice.is_(False))
    )
    if wanted.since is not None:
        query = query.where(func.coalesce(Visit.left_at, wanted.since) >= wanted.since)
    if wanted.until is not None:
        query = query.where(Visit.arrived_at < wanted.until)
    return [VisitLine(*row) for row in tx.execute(_next(query, Visit.id, after, size, wanted))]


def audit_page(tx: Tx, wanted: Filter, after: int, size: int) -> list[AuditLine]:
    query = select(
        AuditEntry.id, AuditEntry.at, Person.pseudonym, AuditEntry.action, AuditEntry.subject, AuditEntry.details
    ).outerjoin(Person, AuditEntry.actor == Person.id)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    query = query.where(AuditEntry.id > after).order_by(AuditEntry.id).limit(size)
    return [AuditLine(*row) for row in tx.execute(query)]


def withdrawn_count(tx: Tx, wanted: Filter, up_to: int) -> int:
    """How many of the reports asked for were withdrawn."""
    every = reports.count(tx, replace(wanted, standing=False), up_to)
    return every - reports.count(tx, replace(wanted, standing=True), up_to)


def _next(query: Select[Any], key: Any, after: int, size: int, wanted: Filter) -> Select[Any]:
    if wanted.region is not None:
        query = query.where(Region.name == wanted.region)
    return query.where(key > after).order_by(key).limit(size)
