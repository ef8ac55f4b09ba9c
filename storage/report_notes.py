"""What was said and done about a report beside its answers, in order: its file at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from storage.database import Tx
from storage.models import Person, ReportNote
from storage.report_index import index_report


@dataclass(frozen=True, slots=True)
class NoteRow:
    """`by` is a pseudonym, empty for what happened by itself; `answers_to` the id of the note that asked."""

    id: int
    report_id: UUID
    at: datetime
    by: str | None
    by_id: int | None
    what: str
    text: str | None
    answers_to: int | None
    details: dict[str, Any]


_ROW = select(
    ReportNote.id,
    ReportNote.report_id,
    ReportNote.at,
    Person.pseudonym,
    ReportNote.by,
    ReportNote.what,
    ReportNote.text,
    ReportNote.answers_to,
    ReportNote.details,
).outerjoin(Person, ReportNote.by == Person.id)


def add(
    tx: Tx,
    report_id: UUID,
    at: datetime,
    by: int | None,
    what: str,
    text: str | None = None,
    answers_to: int | None = None,
    **details: Any,
) -> int:
    """Returns the note's id."""
    values = {"report_id": report_id, "at": at, "by": by, "what": what, "text": text}
    row = insert(ReportNote).values(**values, answers_to=answers_to, details=details)
    note_id = tx.execute(row.returning(ReportNote.id)).scalar_one()
    if text:
        index_report(tx, report_id)
    return note_id


def get(tx: Tx, note_id: int) -> NoteRow | None:
    row = tx.execute(_ROW.where(ReportNote.id == note_id)).first()
    return NoteRow(*row) if row else None


def of_report(tx: Tx, report_id: UUID) -> list[NoteRow]:
    return [NoteRow(*row) for row in tx.execute(_ROW.where(ReportNote.report_id == report_id).order_by(ReportNote.id))]
