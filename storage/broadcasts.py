"""Broadcasts: their rows, whom they reach, and what became of their letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, insert, or_, select, update

from bot.core.broadcasts import Audience, BroadcastState, Figures, Whom
from bot.core.words import Lane, OutboxState, PersonState, Role
from storage.database import Tx
from storage.models import (
    Account,
    Assignment,
    Broadcast,
    Form,
    FormVersion,
    Outbox,
    Person,
    Report,
    RoleGrant,
    Station,
    Visit,
)
from storage.sql import insert_or
from storage.watches import is_calling

KIND = "broadcast"  # of the letters that carry it


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    id: int
    texts: dict[str, str]
    audience: Audience
    state: BroadcastState
    made_by: int
    made_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None
    total: int | None
    reached: int
    shown: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Since:
    """The times an audience is reckoned from: the beginning of the day, and since when somebody is silent."""

    midnight: datetime
    silent: datetime


_ROW = select(
    Broadcast.id,
    Broadcast.texts,
    Broadcast.audience,
    Broadcast.state,
    Broadcast.made_by,
    Broadcast.made_at,
    Broadcast.confirmed_by,
    Broadcast.confirmed_at,
    Broadcast.total,
    Broadcast.reached,
    Broadcast.shown,
    Broadcast.finished_at,
)


def _row(row: Any) -> BroadcastRow:
    return BroadcastRow(row[0], row[1], Audience.from_json(row[2]), BroadcastState(row[3]), *row[4:])


def add(tx: Tx, audience: Audience, made_by: int, now: datetime) -> int:
    values = {"texts": {}, "audience": audience.to_json(), "state": BroadcastState.DRAFT, "reached": 0, "shown": 0}
    row = insert(Broadcast).values(**values, made_by=made_by, made_at=now)
    return tx.execute(row.returning(Broadcast.id)).scalar_one()


def get(tx: Tx, broadcast_id: int) -> BroadcastRow | None:
    row = tx.execute(_ROW.where(Broadcast.id == broadcast_id)).first()
    return _row(row) if row else None


def sending(tx: Tx) -> list[BroadcastRow]:
    """Those under way, each in one process's hands until its transaction ends."""
    under_way = _ROW.where(Broadcast.state == BroadcastState.SENDING).order_by(Broadcast.id)
    return [_row(row) for row in tx.execute(under_way.with_for_update(skip_locked=True))]


def change(tx: Tx, broadcast_id: int, was: BroadcastState, **values: Any) -> bool:
    """Compare and set: False when it is not in the state `was` any more."""
    same = (Broadcast.id == broadcast_id) & (Broadcast.state == was)
    return bool(tx.execute(update(Broadcast).where(same).values(**values)).rowcount)


def count(tx: Tx, bot_id: int, audience: Audience, since: Since) -> int:
    some = _recipients(bot_id, audience, since).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def recipients(tx: Tx, bot_id: int, audience: Audience, since: Since, after: int, most: int) -> Sequence[int]:
    """The next accounts, by id."""
    query = _recipients(bot_id, audience, since).where(Account.id > after).order_by(Account.id).limit(most)
    return tx.execute(query).scalars().all()


def enqueue(tx: Tx, bot_id: int, broadcast_id: int, accounts: Sequence[int], now: datetime) -> None:
    """A letter to each, once ever. Found by whoever looks for letters that are due; urgent lanes go before."""
    same = {
        "bot_id": bot_id,
        "lane": Lane.BULK,
        "kind": KIND,
        "subject": str(broadcast_id),
        "params": {},
        "created_at": now,
        "due_at": now,
        "state": OutboxState.WAITING,
        "attempts": 0,
    }
    rows = [{**same, "account_id": one, "dedupe": f"{KIND}:{broadcast_id}:{one}"} for one in accounts]
    if rows:
        tx.execute(insert_or(tx, Outbox).on_conflict_do_nothing(index_elements=["dedupe"]), rows)


def figures(tx: Tx, broadcast_id: int) -> Figures:
    kept_out = case((Account.unreachable_since.is_not(None), 1), else_=0)
    query = (
        select(Outbox.state, kept_out, func.count())
        .join(Account, Account.id == Outbox.account_id)
        .where(Outbox.kind == KIND, Outbox.subject == str(broadcast_id))
        .group_by(Outbox.state, kept_out)
    )
    found = {(state, bool(blocked)): number for state, blocked, number in tx.execute(query)}
    by_state = {state: found.get((state, False), 0) + found.get((state, True), 0) for state in OutboxState}
    blocked = found.get((OutboxState.FAILED, True), 0)
    return Figures(
        sent=by_state[OutboxState.SENT],
        waiting=by_state[OutboxState.WAITING],
        blocked=blocked,
        failed=by_state[OutboxState.FAILED] - blocked,
    )


def _recipients(bot_id: int, audience: Audience, since: Since) -> Select[Any]:
    """Active observers whom this bot can reach, but those who call for help."""
    query = (
        select(Account.id)
        .join(Person, Account.person_id == Person.id)
        .join(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
        .where(Account.bot_id == bot_id, Account.unreachable_since.is_(None))
        .where(Person.state == PersonState.ACTIVE, RoleGrant.role == Role.OBSERVER, ~is_calling())
    )
    if audience.region_id is not None:
        query = query.where(or_(RoleGrant.region_id == audience.region_id, _placed_in(audience.region_id)))
    return query.where(*_chosen(audience, since))


def _placed_in(region_id: int) -> Any:
    at = select(Assignment.id).join(Station, Station.id == Assignment.station_id)
    mine = (Assignment.person_id == Person.id) & Assignment.until.is_(None) & (Station.region_id == region_id)
    return exists(at.where(mine))


def _chosen(audience: Audience, since: Since) -> list[Any]:
    there = exists().where(Visit.person_id == Person.id, Visit.left_at.is_(None), Visit.arrived_at >= since.midnight)
    match audience.whom:
        case Whom.THERE:
            return [there]
        case Whom.AWAY:
            return [~there]
        case Whom.SILENT:
            filed = exists().where(Report.reported_by == Person.id, Report.received_at >= since.silent)
            moved = (Visit.arrived_at >= since.silent) | (Visit.left_at >= since.silent)
            return [~filed, ~exists().where(Visit.person_id == Person.id, moved)]
        case Whom.WITHOUT:
            return [~_filed(audience.form_id, since.midnight)]
        case Whom.ALL:
            return []


def _filed(form_id: str | None, since: datetime) -> Any:
    """The person, or somebody at the same station, filed this form: one answer is enough for a station."""
    of_form = (
        select(Report.seq)
        .join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Form, FormVersion.form_id == Form.id)
        .where(Form.form_id == form_id, Report.received_at >= since)
        .where(Report.practice.is_(False), Report.withdrawn_at.is_(None), Report.reported_by == Person.id)
    )
    return exists(of_form)
