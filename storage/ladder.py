"""Alerts on their way up while nobody has claimed them: each step is taken once, whoever looks at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update

from bot.core.words import AlertState, PersonState, Role
from storage.database import Tx
from storage.models import Account, Alert, DeskGroup, Person, Report, RoleGrant


@dataclass(frozen=True, slots=True)
class Climber:
    """`at` is when the next step is due; none where it has come to its end or was never on its way."""

    alert_id: int
    report_id: UUID
    severity: str | None
    late: bool
    practice: bool
    region_id: int | None
    state: AlertState
    step: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A chat of the desk that can be written to."""

    account_id: int
    role: str
    region_id: int | None


_CLIMBER = select(
    Alert.id,
    Alert.report_id,
    Report.severity,
    Report.late,
    Report.practice,
    Report.region_id,
    Alert.state,
    Alert.step,
    Alert.next_step_at,
).join(Report, Alert.report_id == Report.id)
_IN_FORCE = and_(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None))
_WORKS = and_(Person.state == PersonState.ACTIVE, RoleGrant.role != Role.OBSERVER)


def _climber(row: tuple[Any, ...]) -> Climber:
    return Climber(row[0], row[1], row[2], row[3], row[4], row[5], AlertState(row[6]), row[7], row[8])


def get(tx: Tx, alert_id: int) -> Climber | None:
    row = tx.execute(_CLIMBER.where(Alert.id == alert_id)).first()
    return _climber(tuple(row)) if row else None


def due(tx: Tx, now: datetime, stranded: datetime) -> list[Climber]:
    """Open alerts whose next step has come, or lies beyond `stranded`; withdrawn reports wait where they are."""
    come = or_(Alert.next_step_at <= now, Alert.next_step_at > stranded)
    query = _CLIMBER.where(Alert.state == AlertState.OPEN, come, Report.withdrawn_at.is_(None))
    return [_climber(tuple(row)) for row in tx.execute(query.order_by(Alert.id))]


def start(tx: Tx, alert_id: int, at: datetime | None) -> None:
    """From the bottom: the first rung is due at `at`."""
    tx.execute(update(Alert).where(Alert.id == alert_id).values(step=0, next_step_at=at))


def move(tx: Tx, seen: Climber, step: int, at: datetime | None) -> bool:
    """Compare and set: of several who saw this step due, one takes it."""
    same = (Alert.id == seen.alert_id) & (Alert.state == seen.state) & (Alert.step == seen.step)
    same &= Alert.next_step_at.is_(None) if seen.at is None else Alert.next_step_at == seen.at
    return bool(tx.execute(update(Alert).where(same).values(step=step, next_step_at=at)).rowcount)


def give_back(tx: Tx, alert_id: int, claimed_by: int, at: datetime | None) -> bool:
    """Compare and set: nobody has it any more, and it climbs from the bottom."""
    theirs = (Alert.id == alert_id) & (Alert.state == AlertState.CLAIMED) & (Alert.claimed_by == claimed_by)
    values = {"state": AlertState.OPEN, "claimed_by": None, "claimed_at": None, "step": 0, "next_step_at": at}
    return bool(tx.execute(update(Alert).where(theirs).values(**values)).rowcount)


def reopen(tx: Tx, alert_id: int, person_id: int, now: datetime) -> bool:
    """Compare and set: what was resolved is in this person's hands again."""
    closed = (Alert.id == alert_id) & (Alert.state == AlertState.RESOLVED)
    values = {"state": AlertState.CLAIMED, "claimed_by": person_id, "claimed_at": now}
    return bool(tx.execute(update(Alert).where(closed).values(**values, resolved_by=None, resolved_at=None)).rowcount)


def abandoned(tx: Tx) -> list[tuple[int, int]]:
    """(alert, claimer) of what is in the hands of somebody who is not of the desk any more."""
    working = select(Person.id).join(RoleGrant, _IN_FORCE).where(_WORKS)
    query = select(Alert.id, Alert.claimed_by).where(Alert.state == AlertState.CLAIMED)
    rows = tx.execute(query.where(Alert.claimed_by.not_in(working)).order_by(Alert.id))
    return [(alert_id, person_id) for alert_id, person_id in rows if person_id is not None]


def seats(tx: Tx, bot_id: int, practice: bool) -> list[Seat]:
    """Every chat of the desk that can be written to; of a practice report those alone of people who practise."""
    query = select(Account.id, RoleGrant.role, RoleGrant.region_id).join(Person, Account.person_id == Person.id)
    query = query.join(RoleGrant, _IN_FORCE).where(_WORKS, Account.bot_id == bot_id)
    query = query.where(Account.unreachable_since.is_(None))
    if practice:
        return [Seat(*row) for row in tx.execute(query.where(Person.practice.is_(True)).order_by(Account.id))]
    seats = [Seat(*row) for row in tx.execute(query)] + _groups(tx, bot_id)
    return sorted(seats, key=lambda seat: seat.account_id)


def _groups(tx: Tx, bot_id: int) -> list[Seat]:
    """Groups of the desk count as coordinators; not those with a stranger among them."""
    query = select(Account.id, DeskGroup.region_id).join(DeskGroup, DeskGroup.account_id == Account.id)
    query = query.where(Account.bot_id == bot_id, Account.unreachable_since.is_(None), DeskGroup.revoked_at.is_(None))
    rows = tx.execute(query.where(func.coalesce(DeskGroup.strangers, 0) == 0))
    return [Seat(account_id, Role.COORDINATOR, region_id) for account_id, region_id in rows]
