"""What a report said at one time after another, and whether it was taken back. Nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from storage.database import Tx
from storage.forms import DraftRow, get_draft
from storage.models import Alert, Attachment, Draft, Person, Report, Revision, Station
from storage.report_index import index_report


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """`reason`: filed, corrected, added, moved; `station` the code of the one it was counted to."""

    report_id: UUID
    number: int
    answers: dict[str, Any]
    made_at: datetime
    made_by: str
    reason: str
    station: str | None


@dataclass(frozen=True, slots=True)
class Promoted:
    """The columns of a report that lists and alerts read, as the newest answers give them."""

    station_id: int | None
    region_id: int | None
    category: str | None
    severity: str | None
    basis: str | None
    phase: str | None
    description: str | None
    occurred_at: datetime | None


_ROW = (
    select(
        Revision.report_id,
        Revision.number,
        Revision.answers,
        Revision.made_at,
        Person.pseudonym,
        Revision.reason,
        Station.code,
    )
    .join(Person, Revision.made_by == Person.id)
    .outerjoin(Station, Revision.station_id == Station.id)
)


def of_report(tx: Tx, report_id: UUID) -> list[RevisionRow]:
    """The first one first."""
    query = _ROW.where(Revision.report_id == report_id).order_by(Revision.number)
    return [RevisionRow(*row) for row in tx.execute(query)]


def of_reports(tx: Tx, report_ids: Sequence[UUID]) -> dict[UUID, list[RevisionRow]]:
    found: dict[UUID, list[RevisionRow]] = {report_id: [] for report_id in report_ids}
    for row in tx.execute(_ROW.where(Revision.report_id.in_(report_ids)).order_by(Revision.number)):
        found[row.report_id].append(RevisionRow(*row))
    return found


def promoted(tx: Tx, report_id: UUID) -> Promoted:
    columns = (getattr(Report, name) for name in Promoted.__dataclass_fields__)
    return Promoted(*tx.execute(select(*columns).where(Report.id == report_id)).one())


def add(
    tx: Tx,
    report_id: UUID,
    after: int,
    answers: Mapping[str, str],
    told: Promoted,
    by: int,
    reason: str,
    now: datetime,
) -> bool:
    """The revision that follows number `after`; False when another one has followed it meanwhile."""
    columns = {name: getattr(told, name) for name in Promoted.__dataclass_fields__}
    newest = (Report.id == report_id) & (Report.revision == after)
    if not tx.execute(update(Report).where(newest).values(**columns, revision=after + 1)).rowcount:
        return False
    row = {"report_id": report_id, "number": after + 1, "answers": dict(answers), "made_at": now, "made_by": by}
    tx.execute(insert(Revision).values(**row, reason=reason, station_id=told.station_id))
    index_report(tx, report_id)
    return True


def withdraw(tx: Tx, report_id: UUID, reason: str, now: datetime) -> bool:
    """Compare and set: False when it was withdrawn before."""
    standing = (Report.id == report_id) & Report.withdrawn_at.is_(None)
    row = update(Report).where(standing).values(withdrawn_at=now, withdrawn_reason=reason)
    return _indexed(tx, report_id, tx.execute(row).rowcount)


def restore(tx: Tx, report_id: UUID, not_before: datetime) -> bool:
    """Take the withdrawal back, unless it was made before `not_before`."""
    lately = (Report.id == report_id) & (Report.withdrawn_at >= not_before)
    row = update(Report).where(lately).values(withdrawn_at=None, withdrawn_reason=None)
    return _indexed(tx, report_id, tx.execute(row).rowcount)


def _indexed(tx: Tx, report_id: UUID, changed: int) -> bool:
    if changed:
        index_report(tx, report_id)
    return bool(changed)


def alert_of(tx: Tx, report_id: UUID) -> int | None:
    return tx.execute(select(Alert.id).where(Alert.report_id == report_id)).scalar()


def count_of(tx: Tx, person_id: int) -> int:
    """How many reports a person has filed."""
    return tx.execute(select(func.count()).select_from(Report).where(Report.reported_by == person_id)).scalar_one()


def newest_of(tx: Tx, person_id: int, since: datetime) -> UUID | None:
    """The last report of a person, if it came since then, stands, and is practice or not as the person is."""
    mine = (Report.reported_by == person_id) & (Report.practice == Person.practice) & Report.withdrawn_at.is_(None)
    query = select(Report.id).join(Person, Report.reported_by == Person.id)
    query = query.where(mine, Report.received_at >= since).order_by(Report.seq.desc())
    return tx.execute(query.limit(1)).scalar()


def move_files(tx: Tx, draft_id: UUID, report_id: UUID) -> int:
    """What was sent with a draft belongs to the report from now on; returns how many files."""
    row = update(Attachment).where(Attachment.report_id == draft_id).values(report_id=report_id)
    moved = tx.execute(row).rowcount
    _indexed(tx, report_id, moved)
    return moved


def file_added_at(tx: Tx, report_id: UUID, after: datetime) -> datetime | None:
    """When the last file came that was added to a report after it was received."""
    added = (Attachment.report_id == report_id) & (Attachment.received_at > after)
    return tx.execute(select(func.max(Attachment.received_at)).where(added)).scalar()


def open_correction(tx: Tx, report_id: UUID) -> DraftRow | None:
    """The draft in which a report is being corrected."""
    author = select(Report.reported_by).where(Report.id == report_id).scalar_subquery()  # nobody else corrects it
    theirs = (Draft.person_id == author) & Draft.closed_at.is_(None)  # found by an index, of all the drafts
    found = tx.execute(select(Draft.id).where(theirs, Draft.revises == report_id).limit(1)).scalar()
    return get_draft(tx, found) if found is not None else None


def keep_answers(tx: Tx, draft_id: UUID, state: dict[str, Any]) -> None:
    """A change that does not make the draft the one in hand."""
    tx.execute(update(Draft).where(Draft.id == draft_id).values(state=state))
