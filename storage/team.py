"""The team as the desk sees it: lists of people, one person's facts, what somebody has in hand, links not yet used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import aliased

from bot.core.words import AlertState, PersonState, Role
from storage.database import Tx
from storage.models import Account, Alert, Assignment, Invite, MessageRef, Person, Region, Report, RoleGrant, Station


@dataclass(frozen=True, slots=True)
class Teammate:
    """Somebody of the mission. `seen_at`: when something last came from them, to the quarter of an hour."""

    person_id: int
    pseudonym: str
    state: PersonState
    practice: bool
    role: Role | None
    region_id: int | None
    region: str | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: of a role, a region, a state, or not heard of since `silent_since`; of a text, those it names."""

    role: Role | None = None
    region_id: int | None = None
    state: PersonState | None = None
    silent_since: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class OpenInvite:
    """A link that still lets somebody in. `made_by`, `for_whom`: pseudonyms; the first empty for the command line."""

    id: int
    role: Role
    region_id: int | None
    region: str | None
    station_id: int | None
    station: str | None
    expires_at: datetime
    vetted: bool
    practice: bool
    made_by: str | None
    for_person: int | None
    for_whom: str | None


_SEEN = select(func.max(Account.seen_at)).where(Account.person_id == Person.id).scalar_subquery()
_TEAM = (
    select(
        Person.id,
        Person.pseudonym,
        Person.state,
        Person.practice,
        RoleGrant.role,
        RoleGrant.region_id,
        Region.name,
        _SEEN,
    )
    .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
    .outerjoin(Region, RoleGrant.region_id == Region.id)
)


def _teammate(row: Any) -> Teammate:
    return Teammate(row[0], row[1], PersonState(row[2]), row[3], Role(row[4]) if row[4] else None, *row[5:])


def find(tx: Tx, person_id: int) -> Teammate | None:
    row = tx.execute(_TEAM.where(Person.id == person_id)).first()
    return _teammate(row) if row else None


def listed(tx: Tx, wanted: Wanted, skip: int, limit: int) -> list[Teammate]:
    """By pseudonym; those who wait to be admitted first."""
    order = (Person.state != PersonState.PENDING, Person.pseudonym)
    rows = tx.execute(_filtered(_TEAM, wanted).order_by(*order).offset(skip).limit(limit))
    return [_teammate(row) for row in rows]


def count(tx: Tx, wanted: Wanted) -> int:
    query: Any = (
        select(func.count())
        .select_from(Person)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
    )
    return int(tx.execute(_filtered(query, wanted)).scalar_one())


def _filtered(query: Any, wanted: Wanted) -> Any:
    if wanted.role is not None:
        query = query.where(RoleGrant.role == wanted.role)
    if wanted.region_id is not None:
        query = query.where(RoleGrant.region_id == wanted.region_id)
    if wanted.state is not None:
        query = query.where(Person.state == wanted.state)
    if wanted.silent_since is not None:
        query = query.where(Person.state == PersonState.ACTIVE)
        query = query.where(or_(_SEEN.is_(None), wanted.silent_since > _SEEN))
    return query.where(_named(wanted.text)) if wanted.text is not None else query


def _named(text: str) -> Any:
    """By pseudonym, or by the code or number of a station that is theirs."""
    at = (Station.code == text) | (Station.number == text)
    theirs = select(Assignment.person_id).join(Station, Assignment.station_id == Station.id)
    theirs = theirs.where(at, Assignment.until.is_(None))
    return func.lower(Person.pseudonym).contains(text.lower(), autoescape=True) | Person.id.in_(theirs)


def reports_filed(tx: Tx, person_id: int) -> int:
    """Real ones, withdrawn or not."""
    query = select(func.count()).where(Report.reported_by == person_id, Report.practice.is_(False))
    return int(tx.execute(query).scalar_one())


def invited_by(tx: Tx, person_id: int) -> str | None:
    """The pseudonym of whoever made the link; None for the command line."""
    query = select(Person.pseudonym).join(Invite, Invite.created_by == Person.id).where(Invite.used_by == person_id)
    return tx.execute(query.order_by(Invite.used_at).limit(1)).scalar()


def active_administrators(tx: Tx) -> list[int]:
    """Held until the transaction ends, so that of the last two neither removes the other."""
    query = (
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.until.is_(None), Person.state == PersonState.ACTIVE)
        .order_by(Person.id)
        .with_for_update()
    )
    return list(tx.execute(query).scalars())


def alerts_in_hand(tx: Tx, person_id: int) -> list[int]:
    """What somebody claimed and did not resolve."""
    theirs = (Alert.claimed_by == person_id) & (Alert.state == AlertState.CLAIMED)
    return list(tx.execute(select(Alert.id).where(theirs).order_by(Alert.id)).scalars())


def accounts_everywhere(tx: Tx, person_id: int) -> list[int]:
    """With every bot that has served the mission."""
    return list(tx.execute(select(Account.id).where(Account.person_id == person_id).order_by(Account.id)).scalars())


def unlink(tx: Tx, account_id: int) -> None:
    """Whoever writes from there is a stranger from now on; what the chat showed is not drawn anew."""
    tx.execute(delete(MessageRef).where(MessageRef.account_id == account_id))
    forgotten = {"person_id": None, "dialogue": None, "screen": None, "language": None}
    tx.execute(update(Account).where(Account.id == account_id).values(**forgotten))


_MAKER, _WHOM = aliased(Person), aliased(Person)
_OPEN = (
    select(
        Invite.id,
        Invite.role,
        Invite.region_id,
        Region.name,
        Invite.station_id,
        Station.code,
        Invite.expires_at,
        Invite.vetted,
        Invite.practice,
        _MAKER.pseudonym,
        Invite.for_person,
        _WHOM.pseudonym,
    )
    .outerjoin(Region, Invite.region_id == Region.id)
    .outerjoin(Station, Invite.station_id == Station.id)
    .outerjoin(_MAKER, _MAKER.id == Invite.created_by)
    .outerjoin(_WHOM, _WHOM.id == Invite.for_person)
    .where(Invite.used_at.is_(None), Invite.revoked_at.is_(None))
)


def _invite(row: Any) -> OpenInvite:
    return OpenInvite(row[0], Role(row[1]), *row[2:])


def open_invites(tx: Tx, region_id: int | None, now: datetime) -> list[OpenInvite]:
    """Those that end first come first; of one region, or all."""
    query = _OPEN.where(Invite.expires_at > now)
    if region_id is not None:
        query = query.where(Invite.region_id == region_id)
    rows = tx.execute(query.order_by(Invite.expires_at, Invite.id))
    return [_invite(row) for row in rows]


def open_invite(tx: Tx, invite_id: int, now: datetime) -> OpenInvite | None:
    row = tx.execute(_OPEN.where(Invite.id == invite_id, Invite.expires_at > now)).first()
    return _invite(row) if row else None


def revoke(tx: Tx, invite_id: int, now: datetime) -> bool:
    """Compare and set: False when it was used or revoked meanwhile."""
    unused = (Invite.id == invite_id) & Invite.used_at.is_(None) & Invite.revoked_at.is_(None)
    return bool(tx.execute(update(Invite).where(unused).values(revoked_at=now)).rowcount)


def revoke_links_of(tx: Tx, person_id: int, now: datetime) -> int:
    """The links somebody made, and those made for them, that nobody has used. Returns how many."""
    theirs = (Invite.created_by == person_id) | (Invite.for_person == person_id)
    unused = theirs & Invite.used_at.is_(None) & Invite.revoked_at.is_(None) & (Invite.expires_at > now)
    return tx.execute(update(Invite).where(unused).values(revoked_at=now)).rowcount
