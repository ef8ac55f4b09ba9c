"""Pages of stations and of the log of who did what, for exports: each after the last id of the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from storage import report_pages
from storage.database import Tx
from storage.models import AuditEntry, Person, Region, Station
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
    every = report_pages.count(tx, replace(wanted, withdrawn=True), up_to)
    return every - report_pages.count(tx, replace(wanted, withdrawn=False), up_to)


def _next(query: Select[Any], key: Any, after: int, size: int, wanted: Filter) -> Select[Any]:
    if wanted.region is not None:
        query = query.where(Region.name == wanted.region)
    return query.where(key > after).order_by(key).limit(size)
