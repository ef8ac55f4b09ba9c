"""Who calls the hotline: people found by pseudonym or station, those written down for last, all of them for a paste."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.core.words import PersonState, Role
from storage.accounts import Member
from storage.database import Tx
from storage.models import Assignment, Person, Report, RoleGrant, Station, Visit

_MEMBER = (
    select(Person.id, Person.pseudonym, Person.state, Person.practice, RoleGrant.role, RoleGrant.region_id)
    .join(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
    .order_by(Person.pseudonym)
)
_OBSERVER = _MEMBER.where(RoleGrant.role == Role.OBSERVER)


def _member(row: tuple) -> Member:  # type: ignore[type-arg]
    return Member(row[0], row[1], PersonState(row[2]), row[3], Role(row[4]), row[5])


def reporter(tx: Tx, person_id: int) -> Member | None:
    """An observer, whatever their state; None for anybody else."""
    row = tx.execute(_OBSERVER.where(Person.id == person_id)).first()
    return _member(tuple(row)) if row else None


def desk_member(tx: Tx, pseudonym: str) -> Member | None:
    """Somebody active of the desk."""
    row = tx.execute(_MEMBER.where(Person.pseudonym == pseudonym)).first()
    member = _member(tuple(row)) if row else None
    return member if member is not None and member.is_desk else None


def by_digits(tx: Tx, digits: str, limit: int) -> list[Member]:
    """Observers whose pseudonym has these digits in it."""
    found = _OBSERVER.where(Person.pseudonym.like(f"%{digits}%"))
    return [_member(tuple(row)) for row in tx.execute(found.limit(limit))]


def at_station(tx: Tx, station_id: int, limit: int) -> list[Member]:
    """Observers who are there or are assigned there."""
    there = select(Visit.person_id).where(Visit.station_id == station_id, Visit.left_at.is_(None))
    given = select(Assignment.person_id).where(Assignment.station_id == station_id, Assignment.until.is_(None))
    found = _OBSERVER.where(Person.id.in_(there.union(given)))
    return [_member(tuple(row)) for row in tx.execute(found.limit(limit))]


def last_reporters(tx: Tx, entered_by: int, limit: int) -> list[Member]:
    """For whom this person wrote something down, the latest first."""
    last = func.max(Report.seq).label("last")
    mine = select(Report.reported_by, last).where(Report.entered_by == entered_by, Report.reported_by != entered_by)
    each = mine.group_by(Report.reported_by).order_by(last.desc()).limit(limit).subquery()
    found = _OBSERVER.join(each, each.c.reported_by == Person.id).order_by(None).order_by(each.c.last.desc())
    return [_member(tuple(row)) for row in tx.execute(found)]


def all_reporters(tx: Tx) -> list[Member]:
    return [_member(tuple(row)) for row in tx.execute(_OBSERVER)]


def station_codes(tx: Tx) -> list[str]:
    return list(tx.execute(select(Station.code).order_by(Station.code)).scalars())
