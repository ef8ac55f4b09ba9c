"""What a report's page tells beside the report itself: who filed how much, which calls were near, what was logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storage.database import Tx
from storage.models import AuditEntry, MessageRef, Person, Report, SosCall

SEARCHED = "find:"  # what a message shows when it lists what was found for these words


@dataclass(frozen=True, slots=True)
class CallNear:
    """A call for help by whoever filed the report."""

    seq: int
    code: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log of who did what; `by` a pseudonym."""

    at: datetime
    by: str | None
    action: str
    details: dict[str, Any]


def id_of(tx: Tx, seq: int) -> UUID | None:
    return tx.execute(select(Report.id).where(Report.seq == seq)).scalar()


def calls_of(tx: Tx, person_id: int, since: datetime, until: datetime, practice: bool) -> list[CallNear]:
    """The calls of one person in a stretch of time, the oldest first."""
    theirs = (SosCall.raised_by == person_id) & SosCall.practice.is_(practice)
    query = select(SosCall.seq, SosCall.code, SosCall.raised_at).where(theirs)
    query = query.where(SosCall.raised_at >= since, SosCall.raised_at <= until)
    return [CallNear(*row) for row in tx.execute(query.order_by(SosCall.seq))]


def logged(tx: Tx, subjects: list[str], since: datetime) -> list[Logged]:
    """What the log has of these subjects since then, in order; nothing is logged of a report before it came."""
    query = (
        select(AuditEntry.at, Person.pseudonym, AuditEntry.action, AuditEntry.details)
        .outerjoin(Person, AuditEntry.actor == Person.id)
        .where(AuditEntry.at >= since, AuditEntry.subject.in_(subjects))
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    return [Logged(*row) for row in tx.execute(query)]


def id_of_code(tx: Tx, codes: tuple[str, ...]) -> UUID | None:
    return tx.execute(select(Report.id).where(Report.code.in_(codes))).scalar()


def words_shown(tx: Tx, account_id: int, message_id: int) -> str | None:
    """What was searched for in the message of a chat."""
    here = (MessageRef.account_id == account_id) & (MessageRef.message_id == message_id)
    found = tx.execute(select(MessageRef.subject).where(here, MessageRef.subject.startswith(SEARCHED))).scalar()
    return found.removeprefix(SEARCHED) if found is not None else None
