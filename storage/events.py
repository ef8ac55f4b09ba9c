"""Events, and the reports and calls that tell of them. Nothing is ever deleted: who leaves an event is marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, insert, or_, select, update

from bot.core.words import Severity
from storage.database import Tx
from storage.models import Event, EventSource, Region, Report, SosCall, Station
from storage.sql import insert_or


@dataclass(frozen=True, slots=True)
class EventRow:
    """`figures`: by name the value that stands, and the source it is from: {"value": …, "source": UUID or None}."""

    id: int
    code: str
    category: str | None
    region_id: int | None
    region: str | None
    station: str | None
    time_zone: str | None
    practice: bool
    figures: dict[str, Any]
    note: str | None
    merged_into: int | None
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    code: str
    category: str | None
    region_id: int | None
    station_id: int | None
    practice: bool


_COLUMNS = (
    Event.id,
    Event.code,
    Event.category,
    Event.region_id,
    Region.name,
    Station.code,
    Station.time_zone,
    Event.practice,
    Event.figures,
    Event.note,
    Event.merged_into,
    Event.made_at,
    Event.changed_at,
)
_ROW = (
    select(*_COLUMNS)
    .select_from(Event)
    .outerjoin(Region, Event.region_id == Region.id)
    .outerjoin(Station, Event.station_id == Station.id)
)
OPEN = EventSource.left_at.is_(None)
_SEVERITY = {Severity.CRITICAL.value: 0, Severity.HIGH.value: 1, Severity.MEDIUM.value: 2, Severity.LOW.value: 3}


def add(tx: Tx, new: NewEvent, person_id: int, now: datetime) -> int:
    values = {name: getattr(new, name) for name in NewEvent.__dataclass_fields__}
    made = {"figures": {}, "made_by": person_id, "made_at": now, "changed_at": now}
    return tx.execute(insert(Event).values(**values, **made).returning(Event.id)).scalar_one()


def code_taken(tx: Tx, code: str) -> bool:
    return tx.execute(select(Event.id).where(Event.code == code)).first() is not None


def get(tx: Tx, event_id: int) -> EventRow | None:
    row = tx.execute(_ROW.where(Event.id == event_id)).first()
    return EventRow(*row) if row else None


def by_code(tx: Tx, code: str) -> EventRow | None:
    row = tx.execute(_ROW.where(Event.code == code)).first()
    return EventRow(*row) if row else None


def take(tx: Tx, event_id: int, now: datetime) -> dict[str, Any] | None:
    """Have the event for oneself until the transaction ends; its figures as they now are, None for a merged one."""
    open_one = (Event.id == event_id) & Event.merged_into.is_(None)
    row = tx.execute(update(Event).where(open_one).values(changed_at=now).returning(Event.figures)).first()
    return dict(row[0]) if row else None


def change(tx: Tx, event_id: int, **values: Any) -> None:
    """Set columns of an event that was taken: category, region_id, station_id, figures, note."""
    tx.execute(update(Event).where(Event.id == event_id).values(**values))


def merge(tx: Tx, event_id: int, into: int, now: datetime) -> bool:
    """Compare and set: False for one that was merged before."""
    open_one = (Event.id == event_id) & Event.merged_into.is_(None)
    return bool(tx.execute(update(Event).where(open_one).values(merged_into=into, changed_at=now)).rowcount)


def join(tx: Tx, event_id: int, report_id: UUID | None, call_id: UUID | None, person_id: int, now: datetime) -> bool:
    """False where the report or call is in an event already: no two can have it."""
    row = {"event_id": event_id, "report_id": report_id, "call_id": call_id, "joined_by": person_id, "joined_at": now}
    return bool(tx.execute(insert_or(tx, EventSource).values(**row).on_conflict_do_nothing()).rowcount)


def leave(tx: Tx, event_id: int, source_id: UUID, person_id: int, now: datetime) -> bool:
    theirs = or_(EventSource.report_id == source_id, EventSource.call_id == source_id)
    here = (EventSource.event_id == event_id) & theirs & OPEN
    return bool(tx.execute(update(EventSource).where(here).values(left_by=person_id, left_at=now)).rowcount)


def event_of(tx: Tx, source_id: UUID) -> int | None:
    return events_of(tx, [source_id]).get(source_id)


def events_of(tx: Tx, source_ids: Collection[UUID]) -> dict[UUID, int]:
    """The event that each of these reports or calls is in now; those in none are left out."""
    if not source_ids:
        return {}
    theirs = or_(EventSource.report_id.in_(source_ids), EventSource.call_id.in_(source_ids))
    rows = tx.execute(select(EventSource.report_id, EventSource.call_id, EventSource.event_id).where(theirs, OPEN))
    return {one: event_id for *pair, event_id in rows for one in pair if one is not None}


def members(tx: Tx, event_id: int) -> list[UUID]:
    """The ids of the reports and calls in an event, in the order in which they came to it."""
    query = select(EventSource.report_id, EventSource.call_id).where(EventSource.event_id == event_id, OPEN)
    rows = tx.execute(query.order_by(EventSource.id))
    return [one for pair in rows for one in pair if one is not None]


@dataclass(frozen=True, slots=True)
class Listed:
    """An event in a list: the gravest of its reports' severities, how many tell of it, when the first happened."""

    event: EventRow
    severity: str | None
    sources: int
    happened_at: datetime | None
    newest_at: datetime


def listed(tx: Tx, region_id: int | None, practice: bool, limit: int, skip: int) -> list[Listed]:
    """The gravest first, of the same weight the newest; merged ones are part of others. Practice for who practises."""
    worst = func.min(case((SosCall.id.is_not(None), 0), else_=case(_SEVERITY, value=Report.severity, else_=4)))
    newest = func.max(func.coalesce(Report.received_at, SosCall.raised_at), type_=Report.received_at.type)
    first = func.min(
        func.coalesce(Report.occurred_at, Report.received_at, SosCall.sent_at), type_=Report.received_at.type
    )
    query = (
        select(*_COLUMNS, worst, func.count(), first, newest)
        .select_from(Event)
        .join(EventSource, and_(EventSource.event_id == Event.id, OPEN))
        .outerjoin(Report, EventSource.report_id == Report.id)
        .outerjoin(SosCall, EventSource.call_id == SosCall.id)
        .outerjoin(Region, Event.region_id == Region.id)
        .outerjoin(Station, Event.station_id == Station.id)
        .where(_seen(region_id, practice))
        .group_by(*_grouped())
        .order_by(Event.practice, worst, newest.desc(), Event.id.desc())
    )
    return [_listed(tuple(row)) for row in tx.execute(query.limit(limit).offset(skip))]


def count(tx: Tx, region_id: int | None, practice: bool) -> int:
    return tx.execute(select(func.count()).select_from(Event).where(_seen(region_id, practice))).scalar_one()


def _seen(region_id: int | None, practice: bool) -> Any:
    seen: Any = Event.merged_into.is_(None)
    if not practice:
        seen = seen & Event.practice.is_(False)
    return seen & or_(Event.region_id == region_id, Event.region_id.is_(None)) if region_id is not None else seen


def _grouped() -> tuple[Any, ...]:
    """By keys alone: PostgreSQL knows that the other columns depend on them."""
    return (Event.id, Region.id, Station.id)


def _listed(row: tuple[Any, ...]) -> Listed:
    *columns, worst, sources, first, newest = row
    severity = next((name for name, rank in _SEVERITY.items() if rank == worst), None)
    return Listed(EventRow(*columns), severity, sources, first, newest)
