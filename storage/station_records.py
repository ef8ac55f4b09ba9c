"""Checklists of a station side by side, and which answers the desk chose where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from bot.core.station_records import Checklist
from bot.core.words import Verification
from storage.database import Tx
from storage.models import Form, FormVersion, Person, Region, Report, Revision, Station, StationRecord
from storage.sql import insert_or

_COUNTS = (
    Report.category.is_(None)
    & Report.practice.is_(False)
    & Report.withdrawn_at.is_(None)
    & (Report.verification != Verification.REJECTED)
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A station and a checklist that more than one observer filed there; `form_number` is the form's row."""

    station_id: int
    station: str
    region: str
    time_zone: str
    form_number: int
    form_id: str


_PAIR = (
    select(Station.id, Station.code, Region.name, Station.time_zone, Form.id, Form.form_id)
    .select_from(Report)
    .join(FormVersion, Report.form_version_id == FormVersion.id)
    .join(Form, FormVersion.form_id == Form.id)
    .join(Station, Report.station_id == Station.id)
    .join(Region, Station.region_id == Region.id)
    .where(_COUNTS)
)


def pairs(tx: Tx, region_id: int | None, after: tuple[int, int], limit: int) -> list[Pair]:
    """The next pairs after (station, form): those that at least two observers told of."""
    query = _PAIR.where((Station.id > after[0]) | ((Station.id == after[0]) & (Form.id > after[1])))
    if region_id is not None:
        query = query.where(Station.region_id == region_id)
    query = query.group_by(Station.id, Region.id, Form.id).having(func.count(Report.reported_by.distinct()) > 1)
    return [Pair(*row) for row in tx.execute(query.order_by(Station.id, Form.id).limit(limit))]


def pair(tx: Tx, station_id: int, form_number: int) -> Pair | None:
    row = tx.execute(_PAIR.where(Station.id == station_id, Form.id == form_number).limit(1)).first()
    return Pair(*row) if row else None


def pair_of(tx: Tx, report_id: UUID) -> Pair | None:
    """The station and checklist of a report; None for an incident, one of no station, one that does not count."""
    row = tx.execute(_PAIR.where(Report.id == report_id)).first()
    return Pair(*row) if row else None


def checklists(tx: Tx, station_id: int, form_number: int) -> list[tuple[int, Checklist]]:
    """(form version, checklist) of all that stand, the oldest first."""
    query = (
        select(
            Report.form_version_id,
            Report.id,
            Report.code,
            Person.id,
            Person.pseudonym,
            Report.received_at,
            Revision.answers,
        )
        .join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Person, Report.reported_by == Person.id)
        .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
        .where(_COUNTS, Report.station_id == station_id, FormVersion.form_id == form_number)
        .order_by(Report.seq)
    )
    return [(version, Checklist(*row)) for version, *row in tx.execute(query)]


def decided(tx: Tx, station_id: int, form_id: str) -> dict[str, Any]:
    """By question: {"report": UUID or None, "value": …}."""
    here = (StationRecord.station_id == station_id) & (StationRecord.form_id == form_id)
    return dict(tx.execute(select(StationRecord.decided).where(here)).scalar() or {})


def decide(
    tx: Tx, station_id: int, form_id: str, name: str, chosen: dict[str, Any] | None, person_id: int, now: datetime
) -> None:
    """None takes the choice back. The row is held until the transaction ends, so that no other choice is lost."""
    key = {"station_id": station_id, "form_id": form_id}
    changed = {"changed_by": person_id, "changed_at": now}
    tx.execute(insert_or(tx, StationRecord).values(**key, **changed, decided={}).on_conflict_do_nothing())
    here = (StationRecord.station_id == station_id) & (StationRecord.form_id == form_id)
    row = tx.execute(update(StationRecord).where(here).values(**changed).returning(StationRecord.decided)).one()
    others = {one: what for one, what in row[0].items() if one != name}
    kept = others if chosen is None else {**others, name: chosen}
    tx.execute(update(StationRecord).where(here).values(decided=kept))
