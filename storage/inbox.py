"""Updates as they came, and the lease under which one process works on one conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.core.words import InboxState
from storage.database import Tx
from storage.models import Inbox, Lease
from storage.sql import insert_into, insert_or

LONGEST_ERROR = 400  # characters, as in the column


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that was read from Telegram; `payload` is sealed."""

    update_id: int
    chat_hash: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    payload: bytes
    received_at: datetime
    attempts: int
    due_at: datetime


_OURS = (
    (Lease.bot_id == bindparam("of_bot"))
    & (Lease.chat_hash == bindparam("of_chat"))
    & (Lease.owner == bindparam("of_owner"))
)
_HOLD = update(Lease).where(_OURS)
_RELEASE = delete(Lease).where(_OURS)
_STILL_WAITS = update(Inbox).where(Inbox.id == bindparam("which"), Inbox.state == InboxState.WAITING)
_FIRST = (
    select(Inbox.id, Inbox.payload, Inbox.received_at, Inbox.attempts, Inbox.due_at)
    .where(
        Inbox.bot_id == bindparam("of_bot"),
        Inbox.chat_hash == bindparam("of_chat"),
        Inbox.state == InboxState.WAITING,
    )
    .order_by(Inbox.id)
    .limit(1)
)


def store(tx: Tx, bot_id: int, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Keep each update once: Telegram may send one again, and ids are unique for a bot only."""
    rows = [
        {
            "bot_id": bot_id,
            "update_id": arrival.update_id,
            "chat_hash": arrival.chat_hash,
            "payload": arrival.payload,
            "received_at": now,
            "due_at": now,
            "state": InboxState.WAITING,
            "attempts": 0,
        }
        for arrival in arrivals
    ]
    if rows:
        tx.execute(insert_or(tx, Inbox).on_conflict_do_nothing(), rows)


def lease(tx: Tx, bot_id: int, chats: Iterable[str], owner: str, now: datetime, until: datetime) -> list[str]:
    """Take the conversations that nobody else holds; returns those taken (or already ours)."""
    taking, taken = _taking(tx.dialect.name), []
    for chat_hash in sorted(chats):  # in one order everywhere, so that two processes cannot wait for each other
        wanted = {"bot_id": bot_id, "chat_hash": chat_hash, "owner": owner, "until": until, "now": now, "ours": owner}
        if tx.execute(taking, wanted).first():
            taken.append(chat_hash)
    return taken


@cache
def _taking(dialect: str) -> Any:
    new = insert_into(dialect, Lease)
    mine = new.on_conflict_do_update(
        index_elements=["bot_id", "chat_hash"],
        set_={"owner": new.excluded.owner, "until": new.excluded.until},
        where=(Lease.until < bindparam("now")) | (Lease.owner == bindparam("ours")),
    )
    return mine.returning(Lease.chat_hash)


def holds(tx: Tx, bot_id: int, chat_hash: str, owner: str, until: datetime) -> bool:
    """Renew our lease; False when another process has it, and then nothing more may be done for this chat."""
    of = {"of_bot": bot_id, "of_chat": chat_hash, "of_owner": owner}
    return bool(tx.execute(_HOLD, {**of, "until": until}).rowcount)


def release(tx: Tx, bot_id: int, chat_hash: str, owner: str) -> None:
    tx.execute(_RELEASE, {"of_bot": bot_id, "of_chat": chat_hash, "of_owner": owner})


def first_waiting(tx: Tx, bot_id: int, chat_hash: str) -> Waiting | None:
    row = tx.execute(_FIRST, {"of_bot": bot_id, "of_chat": chat_hash}).first()
    return Waiting(row.id, row.payload or b"", row.received_at, row.attempts, row.due_at) if row else None


def waiting_chats(tx: Tx, bot_id: int, now: datetime, limit: int) -> Sequence[str]:
    """Conversations whose first update is due and that nobody is at work on, the longest waiting first."""
    held = select(Lease.chat_hash).where(Lease.bot_id == bot_id, Lease.until >= now)
    waiting = (Inbox.bot_id == bot_id) & (Inbox.state == InboxState.WAITING)
    first = select(func.min(Inbox.id)).where(waiting).group_by(Inbox.chat_hash)
    query = (
        select(Inbox.chat_hash)
        .where(waiting, Inbox.id.in_(first), Inbox.due_at <= now, Inbox.chat_hash.not_in(held))
        .order_by(Inbox.id)
        .limit(limit)
    )
    return tx.execute(query).scalars().all()


def done(tx: Tx, inbox_id: int) -> bool:
    """The update is dealt with: its words go, its number stays for a week. False when somebody dealt with it before."""
    values = {"state": InboxState.DONE, "payload": None, "error": None}
    return bool(tx.execute(_STILL_WAITS, {"which": inbox_id, **values}).rowcount)


def put_off(tx: Tx, inbox_id: int, attempts: int, due_at: datetime, error: str) -> None:
    values = {"attempts": attempts, "due_at": due_at, "error": error[:LONGEST_ERROR]}
    tx.execute(_STILL_WAITS, {"which": inbox_id, **values})


def set_aside(tx: Tx, inbox_id: int, attempts: int, error: str) -> bool:
    """Poison: kept sealed for a person to look at, and out of its chat's way. False when it was dealt with before."""
    values = {"state": InboxState.SET_ASIDE, "attempts": attempts, "error": error[:LONGEST_ERROR]}
    return bool(tx.execute(_STILL_WAITS, {"which": inbox_id, **values}).rowcount)


def prune(tx: Tx, before: datetime) -> int:
    old = delete(Inbox).where(Inbox.state == InboxState.DONE, Inbox.received_at < before)
    return tx.execute(old).rowcount
