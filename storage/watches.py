"""Who observes where at this moment, all at once: for those who look after everybody, not after one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from bot.core.words import PersonState, Role
from storage.database import Tx
from storage.models import Account, Assignment, Outbox, Person, RoleGrant, SosCall, Station, Visit

CHUNK = 500  # values in one IN


@dataclass(frozen=True, slots=True)
class Watch:
    """An observer's current station since when it is theirs. `arrived` and not left; `left` it and is nowhere now."""

    account_id: int
    station_id: int
    time_zone: str
    since: datetime
    arrived: bool
    left: bool


def zones(tx: Tx) -> list[str]:
    """The time zones of the mission's stations."""
    return list(tx.execute(select(Station.time_zone).distinct().order_by(Station.time_zone)).scalars())


def watches(tx: Tx, bot_id: int, visits_since: datetime) -> list[Watch]:
    """Active observers whom this bot can reach, who do not practise and have no call for help open.

    Visits that began before `visits_since` are over, whether that was said or not.
    """
    assigned = {row.person_id: row for row in tx.execute(_ASSIGNED)}  # the latest of each person comes last
    visited = {row.person_id: row for row in tx.execute(_VISITED, {"since": visits_since})}
    found = []
    for account_id, person_id in tx.execute(_observers(bot_id)):
        visit, place = visited.get(person_id), assigned.get(person_id)
        if visit is not None and visit.left_at is None:
            found.append(Watch(account_id, visit.id, visit.time_zone, visit.arrived_at, arrived=True, left=False))
        elif place is not None:
            left = visit is not None and visit.id == place.id and visit.arrived_at >= place.since
            found.append(Watch(account_id, place.id, place.time_zone, place.since, arrived=False, left=left))
    return found


def said_among(tx: Tx, dedupes: list[str]) -> set[str]:
    """Which of these were put in the outbox already."""
    said: set[str] = set()
    for first in range(0, len(dedupes), CHUNK):
        query = select(Outbox.dedupe).where(Outbox.dedupe.in_(dedupes[first : first + CHUNK]))
        said.update(one for one in tx.execute(query).scalars() if one is not None)
    return said


_ASSIGNED = (
    select(Assignment.person_id, Station.id, Station.time_zone, Assignment.since)
    .join(Station, Assignment.station_id == Station.id)
    .where(Assignment.until.is_(None))
    .order_by(Assignment.id)
)
_VISITED = (
    select(Visit.person_id, Station.id, Station.time_zone, Visit.arrived_at, Visit.left_at)
    .join(Station, Visit.station_id == Station.id)
    .where(Visit.arrived_at >= bindparam("since"))
    .order_by(Visit.id)
)


def is_calling() -> Any:
    """The person has a call for help open: nothing but that is said to them, in case somebody else holds the phone."""
    return exists().where(SosCall.raised_by == Person.id, SosCall.state != "closed", SosCall.practice.is_(False))


def _observers(bot_id: int) -> Any:
    return (
        select(Account.id, Person.id)
        .join(Person, Account.person_id == Person.id)
        .join(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None)))
        .where(Account.bot_id == bot_id, Account.unreachable_since.is_(None), Account.language.is_not(None))
        .where(Person.state == PersonState.ACTIVE, Person.practice.is_(False), RoleGrant.role == Role.OBSERVER)
        .where(~is_calling())
        .order_by(Account.id)
    )
