"""Complaints drafted from reports, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import aliased

from storage.database import Tx
from storage.models import Complaint, Person, Region, Report
from storage.reports import Filter


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """`made_by`, `changed_by` are pseudonyms; `code`, `region_id` of the report. Nobody stores whose it is."""

    id: int
    report_id: UUID
    code: str
    seq: int
    region_id: int | None
    language: str
    template: str
    state: str
    authority: str | None
    number: str | None
    handed_in_at: date | None
    deadline: date | None
    outcome: str | None
    outcome_note: str | None
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime


_MAKER: Any = aliased(Person)
_CHANGER: Any = aliased(Person)
_ROW = (
    select(
        Complaint.id,
        Complaint.report_id,
        Report.code,
        Report.seq,
        Report.region_id,
        Complaint.language,
        Complaint.template,
        Complaint.state,
        Complaint.authority,
        Complaint.number,
        Complaint.handed_in_at,
        Complaint.deadline,
        Complaint.outcome,
        Complaint.outcome_note,
        _MAKER.pseudonym,
        Complaint.made_at,
        _CHANGER.pseudonym,
        Complaint.changed_at,
    )
    .join(Report, Complaint.report_id == Report.id)
    .join(_MAKER, Complaint.made_by == _MAKER.id)
    .join(_CHANGER, Complaint.changed_by == _CHANGER.id)
    .order_by(Complaint.id)
)


def _complaint(row: Any) -> ComplaintRow:
    return ComplaintRow(*row)


def report_numbered(tx: Tx, seq: int) -> UUID | None:
    return tx.execute(select(Report.id).where(Report.seq == seq)).scalar()


def add(tx: Tx, report_id: UUID, language: str, template: str, by: int, now: datetime) -> int:
    """Returns the complaint's id."""
    values = {"report_id": report_id, "language": language, "template": template, "state": "drafted"}
    who = {"made_by": by, "made_at": now, "changed_by": by, "changed_at": now}
    return tx.execute(insert(Complaint).values(**values, **who).returning(Complaint.id)).scalar_one()


def get(tx: Tx, complaint_id: int) -> ComplaintRow | None:
    row = tx.execute(_ROW.where(Complaint.id == complaint_id)).first()
    return _complaint(row) if row else None


def of_report(tx: Tx, report_id: UUID) -> list[ComplaintRow]:
    return [_complaint(row) for row in tx.execute(_ROW.where(Complaint.report_id == report_id))]


def change(tx: Tx, complaint_id: int, by: int, now: datetime, **values: Any) -> None:
    """Set state, authority, number, handed_in_at, deadline, outcome, outcome_note."""
    row = update(Complaint).where(Complaint.id == complaint_id)
    tx.execute(row.values(**values, changed_by=by, changed_at=now))


def with_deadline(tx: Tx, since: date, until: date) -> list[ComplaintRow]:
    """Those not closed whose deadline lies between these days, both included."""
    near = Complaint.deadline.between(since, until) & (Complaint.state != "closed")
    return [_complaint(row) for row in tx.execute(_ROW.where(near))]


def page(tx: Tx, wanted: Filter, after: int, size: int) -> list[ComplaintRow]:
    """The next complaints by id, of the reports wanted; none of practice."""
    query = _ROW.outerjoin(Region, Report.region_id == Region.id)
    query = query.where(Complaint.id > after, Report.practice.is_(False))
    if wanted.region is not None:
        query = query.where(Region.name == wanted.region)
    if wanted.since is not None:
        query = query.where(Report.received_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Report.received_at < wanted.until)
    if wanted.category is not None:
        query = query.where(Report.category == wanted.category)
    return [_complaint(row) for row in tx.execute(query.limit(size))]
