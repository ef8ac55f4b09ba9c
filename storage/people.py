"""People, their roles in force, the invites that let them in, and the log of who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from bot.core.words import PersonState, Role
from storage.database import Tx
from storage.models import AuditEntry, Invite, Person, Region, RoleGrant


@dataclass(frozen=True, slots=True)
class InviteRow:
    id: int
    role: Role
    region_id: int | None
    station_id: int | None
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None
    vetted: bool
    practice: bool
    revoked_at: datetime | None
    for_person: int | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    pseudonym: str
    role: str | None
    region: str | None
    state: str
    practice: bool


def add_person(tx: Tx, pseudonym: str, state: PersonState, now: datetime, practice: bool = False) -> int:
    row = insert(Person).values(pseudonym=pseudonym, state=state, practice=practice, created_at=now)
    return tx.execute(row.returning(Person.id)).scalar_one()


def pseudonym_taken(tx: Tx, pseudonym: str) -> bool:
    return tx.execute(select(Person.id).where(Person.pseudonym == pseudonym)).first() is not None


def pseudonym_of(tx: Tx, person_id: int) -> str:
    return tx.execute(select(Person.pseudonym).where(Person.id == person_id)).scalar_one()


def find_person(tx: Tx, pseudonym: str) -> int | None:
    return tx.execute(select(Person.id).where(Person.pseudonym == pseudonym)).scalar()


def listed(tx: Tx) -> list[PersonRow]:
    query = (
        select(Person.pseudonym, RoleGrant.role, Region.name, Person.state, Person.practice)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
        .outerjoin(Region, RoleGrant.region_id == Region.id)
        .order_by(Person.pseudonym)
    )
    return [PersonRow(*row) for row in tx.execute(query)]


def set_state(tx: Tx, person_id: int, state: PersonState) -> None:
    tx.execute(update(Person).where(Person.id == person_id).values(state=state))


def grant(tx: Tx, person_id: int, role: Role, region_id: int | None, now: datetime) -> None:
    """Give a role; the one before it ends now and stays on record."""
    in_force = (RoleGrant.person_id == person_id) & RoleGrant.until.is_(None)
    tx.execute(update(RoleGrant).where(in_force).values(until=now))
    tx.execute(insert(RoleGrant).values(person_id=person_id, role=role, region_id=region_id, since=now))


def count_with_role(tx: Tx, role: Role) -> int:
    query = select(func.count()).select_from(RoleGrant).where(RoleGrant.role == role, RoleGrant.until.is_(None))
    return tx.execute(query).scalar_one()


def add_invite(
    tx: Tx,
    code_hash: str,
    role: Role,
    region_id: int | None,
    station_id: int | None,
    created_by: int | None,
    now: datetime,
    expires_at: datetime,
    vetted: bool = False,
    practice: bool = False,
    for_person: int | None = None,
) -> None:
    tx.execute(
        insert(Invite).values(
            code_hash=code_hash,
            role=role,
            region_id=region_id,
            station_id=station_id,
            created_by=created_by,
            created_at=now,
            expires_at=expires_at,
            vetted=vetted,
            practice=practice,
            for_person=for_person,
        )
    )


def find_invite(tx: Tx, code_hash: str) -> InviteRow | None:
    """Held until the transaction ends: whoever presses the same link meanwhile sees what became of it."""
    row = tx.execute(
        select(
            Invite.id,
            Invite.role,
            Invite.region_id,
            Invite.station_id,
            Invite.expires_at,
            Invite.used_at,
            Invite.used_by,
            Invite.vetted,
            Invite.practice,
            Invite.revoked_at,
            Invite.for_person,
        )
        .where(Invite.code_hash == code_hash)
        .with_for_update()
    ).first()
    return InviteRow(row[0], Role(row[1]), *row[2:]) if row else None


def use_invite(tx: Tx, invite_id: int, person_id: int, now: datetime) -> bool:
    """Compare and set: of two who press one link, one wins."""
    unused = (Invite.id == invite_id) & Invite.used_at.is_(None) & Invite.revoked_at.is_(None)
    return bool(tx.execute(update(Invite).where(unused).values(used_at=now, used_by=person_id)).rowcount)


def log(tx: Tx, now: datetime, actor: int | None, action: str, subject: str, **details: Any) -> None:
    tx.execute(insert(AuditEntry).values(at=now, actor=actor, action=action, subject=subject, details=details))
