"""Which of the files that were sent before is the same, or looks nearly the same, as this one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from storage.database import Tx
from storage.models import Attachment, Report

PARTS = 8  # of two hex digits: fingerprints that differ in at most PARTS - 1 bits have a part in common


@dataclass(frozen=True, slots=True)
class Placed:
    """A file as people name it: the `number`-th of a report, counted from one."""

    code: str
    number: int
    sha256: str | None


def same_bytes(tx: Tx, attachment_id: UUID, sha256: str) -> UUID | None:
    """The first attachment that was looked at before and has the same bytes."""
    query = select(Attachment.id).where(
        Attachment.sha256 == sha256, Attachment.id != attachment_id, Attachment.verdict.is_not(None)
    )
    return tx.execute(query.order_by(Attachment.seq).limit(1)).scalar()


def sharing_a_part(tx: Tx, attachment_id: UUID, fingerprint: str) -> list[tuple[UUID, str]]:
    """(attachment, fingerprint) of all that agree with this one in a part of it, in the order they were sent."""
    starts = range(1, 2 * PARTS, 2)  # SQL counts from one
    agree = or_(*(func.substr(Attachment.fingerprint, at, 2) == fingerprint[at - 1 : at + 1] for at in starts))
    query = select(Attachment.id, Attachment.fingerprint).where(
        Attachment.fingerprint.is_not(None), agree, Attachment.id != attachment_id
    )
    return [(row[0], str(row[1])) for row in tx.execute(query.order_by(Attachment.seq))]


def places_of(tx: Tx, attachment_ids: Collection[UUID]) -> dict[UUID, Placed]:
    """Where these attachments are, of those that belong to a report that counts."""
    wanted = select(Attachment.report_id).where(Attachment.id.in_(attachment_ids))
    number = func.row_number().over(partition_by=Attachment.report_id, order_by=Attachment.seq)
    numbered = (
        select(Attachment.id, Report.code, number.label("number"), Attachment.sha256)
        .join(Report, Report.id == Attachment.report_id)
        .where(Attachment.report_id.in_(wanted), Report.practice.is_(False))
        .subquery()
    )
    rows = tx.execute(select(numbered).where(numbered.c.id.in_(attachment_ids))) if attachment_ids else ()
    return {row.id: Placed(row.code, row.number, row.sha256) for row in rows}
