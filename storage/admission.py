"""People who ask to be admitted, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.core.words import PersonState, Role
from storage.database import Tx
from storage.models import AuditEntry, Draft, Invite, Person, Region, RoleGrant, Station

DECISIONS = ("admit", "refuse")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who pressed a vetted link. `invited_by` is a pseudonym, empty for a link of the command line."""

    person_id: int
    pseudonym: str
    state: PersonState
    practice: bool
    pledged_at: datetime | None
    role: Role
    region_id: int | None
    region: str | None
    station: str | None
    invited_by: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """`what`: admit or refuse; `by` a pseudonym, empty for the command line."""

    what: str
    by: str | None
    at: datetime
    reason: str | None


_INVITER = Person.__table__.alias("inviter")
_APPLICANT = (
    select(
        Person.id,
        Person.pseudonym,
        Person.state,
        Person.practice,
        Person.pledged_at,
        RoleGrant.role,
        RoleGrant.region_id,
        Region.name,
        Station.code,
        _INVITER.c.pseudonym,
    )
    .join(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
    .outerjoin(Region, RoleGrant.region_id == Region.id)
    .outerjoin(Invite, Invite.used_by == Person.id)
    .outerjoin(Station, Invite.station_id == Station.id)
    .outerjoin(_INVITER, _INVITER.c.id == Invite.created_by)
    .order_by(Invite.used_at.desc())
)


def applicant(tx: Tx, person_id: int) -> Applicant | None:
    row = tx.execute(_APPLICANT.where(Person.id == person_id).limit(1)).first()
    return Applicant(row[0], row[1], PersonState(row[2]), row[3], row[4], Role(row[5]), *row[6:]) if row else None


def waiting(tx: Tx, region_id: int | None, limit: int) -> list[int]:
    """Those who accepted the pledge and whom nobody has admitted, the first to come first; of a region, or of all."""
    query = select(Person.id).join(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
    query = query.where(Person.state == PersonState.PENDING, Person.pledged_at.is_not(None))
    if region_id is not None:
        query = query.where(RoleGrant.region_id == region_id)
    return list(tx.execute(query.order_by(Person.pledged_at).limit(limit)).scalars())


def pledge(tx: Tx, person_id: int, now: datetime) -> bool:
    """Compare and set: False when it was accepted before."""
    new = (Person.id == person_id) & Person.pledged_at.is_(None)
    return bool(tx.execute(update(Person).where(new).values(pledged_at=now)).rowcount)


def pledged_at(tx: Tx, person_id: int) -> datetime | None:
    return tx.execute(select(Person.pledged_at).where(Person.id == person_id)).scalar()


def decide(tx: Tx, person_id: int, state: PersonState) -> bool:
    """Compare and set: of two who decide at once, one wins."""
    pending = (Person.id == person_id) & (Person.state == PersonState.PENDING)
    return bool(tx.execute(update(Person).where(pending).values(state=state)).rowcount)


def decision(tx: Tx, person_id: int) -> Decision | None:
    """The last one, from the log."""
    about = (AuditEntry.subject == f"person:{person_id}") & AuditEntry.action.in_(DECISIONS)
    query = select(AuditEntry.action, Person.pseudonym, AuditEntry.at, AuditEntry.details)
    query = query.outerjoin(Person, AuditEntry.actor == Person.id).where(about).order_by(AuditEntry.id.desc())
    row = tx.execute(query.limit(1)).first()
    return Decision(row[0], row[1], row[2], row[3].get("reason")) if row else None


def close_drafts(tx: Tx, person_id: int, now: datetime) -> None:
    """Of somebody who was refused: what they sent stays stored, and is in no export."""
    theirs = (Draft.person_id == person_id) & Draft.closed_at.is_(None)
    tx.execute(update(Draft).where(theirs).values(closed_at=now, outcome="refused"))
