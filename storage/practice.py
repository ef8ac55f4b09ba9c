"""Practice: who is in it, and what they did there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select, update

from bot.core.words import Role
from storage.database import Tx
from storage.models import (
    Account,
    Attachment,
    AuditEntry,
    Draft,
    Form,
    FormVersion,
    Inbox,
    Person,
    Report,
    Revision,
    RoleGrant,
    SosCall,
)


@dataclass(frozen=True, slots=True)
class Trainee:
    """`last_seen`: when something last came from them, as far as the inbox remembers (a week)."""

    person_id: int
    pseudonym: str
    practising: bool
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class PracticeReport:
    """`state` is that of the interview when it was submitted."""

    id: UUID
    person_id: int
    form_id: str
    form_version_id: int
    answers: dict[str, Any]
    begun_at: datetime
    received_at: datetime
    files: int
    state: dict[str, Any] | None


def set_practice(tx: Tx, person_id: int, on: bool) -> bool:
    """False when it was so already."""
    other = (Person.id == person_id) & (Person.practice != on)
    return bool(tx.execute(update(Person).where(other).values(practice=on)).rowcount)


def began_at(tx: Tx, person_id: int) -> datetime | None:
    """When practice was last begun, from the log; None for somebody who came in practice."""
    begun = (AuditEntry.subject == f"person:{person_id}") & (AuditEntry.action == "practice on")
    return tx.execute(select(func.max(AuditEntry.at)).where(begun)).scalar()


def close_drafts(tx: Tx, person_id: int, now: datetime) -> None:
    """What was begun in practice and not submitted counts for nothing later."""
    begun = (Draft.person_id == person_id) & Draft.closed_at.is_(None) & Draft.revises.is_(None)
    tx.execute(update(Draft).where(begun).values(closed_at=now, outcome="practice"))


def has_open_drafts(tx: Tx, person_id: int) -> bool:
    """Corrections aside: those belong to reports that are practice or not already."""
    begun = (Draft.person_id == person_id) & Draft.closed_at.is_(None) & Draft.revises.is_(None)
    return tx.execute(select(Draft.id).where(begun).limit(1)).first() is not None


def trainees(tx: Tx, region_id: int | None, limit: int) -> list[Trainee]:
    """Observers who practise, and whoever filed practice reports, of a region or of all, the last seen first."""
    seen = (
        select(Account.person_id.label("person_id"), func.max(Inbox.received_at).label("at"))
        .join(Inbox, (Inbox.bot_id == Account.bot_id) & (Inbox.chat_hash == Account.chat_hash))
        .group_by(Account.person_id)
        .subquery()
    )
    filed = exists().where(Report.reported_by == Person.id, Report.practice.is_(True))
    query = (
        select(Person.id, Person.pseudonym, Person.practice, seen.c.at)
        .join(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
        .outerjoin(seen, seen.c.person_id == Person.id)
        .where(or_(Person.practice.is_(True) & (RoleGrant.role == Role.OBSERVER), filed))
        .order_by(seen.c.at.is_(None), seen.c.at.desc(), Person.id)
    )
    if region_id is not None:
        query = query.where(RoleGrant.region_id == region_id)
    return [Trainee(*row) for row in tx.execute(query.limit(limit))]


def reports_of(tx: Tx, person_ids: Sequence[int]) -> list[PracticeReport]:
    files = select(func.count()).where(Attachment.report_id == Report.id).scalar_subquery()
    query = (
        select(
            Report.id,
            Report.reported_by,
            Form.form_id,
            Report.form_version_id,
            Revision.answers,
            func.coalesce(Draft.begun_at, Report.received_at),
            Report.received_at,
            files,
            Draft.state,
        )
        .join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Form, FormVersion.form_id == Form.id)
        .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
        .outerjoin(Draft, Draft.id == Report.id)
        .where(Report.practice.is_(True), Report.reported_by.in_(person_ids))
        .order_by(Report.seq)
    )
    return [PracticeReport(*row) for row in tx.execute(query)]


def tried_sos(tx: Tx, person_ids: Sequence[int]) -> set[int]:
    query = select(SosCall.raised_by).where(SosCall.practice.is_(True), SosCall.raised_by.in_(person_ids))
    return set(tx.execute(query).scalars())
