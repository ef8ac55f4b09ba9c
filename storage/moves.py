"""Reports and drafts counted to another station: a new revision each, the former ones stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from storage.database import Tx
from storage.models import Alert, Draft, Report, Revision


@dataclass(frozen=True, slots=True)
class Movable:
    """A report as its latest revision says; `alert_id` where it rang."""

    id: UUID
    revision: int
    answers: dict[str, Any]
    alert_id: int | None


def _filed(person_id: int, station_id: int, since: datetime) -> Any:
    mine = (Report.reported_by == person_id) & (Report.station_id == station_id)
    return mine & (Report.received_at >= since) & Report.withdrawn_at.is_(None)


def count(tx: Tx, person_id: int, station_id: int, since: datetime) -> int:
    query = select(func.count()).select_from(Report).where(_filed(person_id, station_id, since))
    return int(tx.execute(query).scalar_one())


def movable(tx: Tx, person_id: int, station_id: int, since: datetime) -> list[Movable]:
    """What the person filed from the station since then, and did not withdraw; the oldest first."""
    query = (
        select(Report.id, Report.revision, Revision.answers, Alert.id)
        .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
        .outerjoin(Alert, Alert.report_id == Report.id)
        .where(_filed(person_id, station_id, since))
        .order_by(Report.seq)
    )
    return [Movable(*row) for row in tx.execute(query)]


def move(
    tx: Tx,
    report: Movable,
    answers: dict[str, Any],
    station_id: int,
    region_id: int,
    by: int,
    now: datetime,
) -> bool:
    """Make the revision that counts the report to the station; False when it was revised meanwhile."""
    number = report.revision + 1
    as_it_was = (Report.id == report.id) & (Report.revision == report.revision)
    values = {"revision": number, "station_id": station_id, "region_id": region_id}
    if not tx.execute(update(Report).where(as_it_was).values(**values)).rowcount:
        return False
    made = {"made_at": now, "made_by": by, "reason": "moved", "station_id": station_id}
    tx.execute(insert(Revision).values(report_id=report.id, number=number, answers=answers, **made))
    return True


def open_drafts(tx: Tx, person_id: int, station_id: int) -> list[tuple[UUID, dict[str, Any]]]:
    """(id, state) of what the person is filling there, but for corrections of reports."""
    mine = (Draft.person_id == person_id) & (Draft.station_id == station_id)
    query = select(Draft.id, Draft.state).where(mine, Draft.closed_at.is_(None), Draft.revises.is_(None))
    return [(row[0], row[1]) for row in tx.execute(query)]


def move_draft(tx: Tx, draft_id: UUID, station_id: int, state: dict[str, Any]) -> None:
    tx.execute(update(Draft).where(Draft.id == draft_id).values(station_id=station_id, state=state))
