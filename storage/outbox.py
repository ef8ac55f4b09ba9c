"""What is to be said: intents, enqueued exactly once and delivered at least once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, or_, select, update

from bot.core.words import Lane, OutboxState
from storage.database import Tx
from storage.models import Outbox

LONGEST_ERROR = 400  # characters, as in the column


@dataclass(frozen=True, slots=True)
class Intent:
    """Something to say to an account: what kind of thing, about which subject. The words are made at delivery.

    `key`: of the waiting intents of one account with one key only the latest is said.
    `dedupe`: said once ever, whoever asks for it again.
    """

    account_id: int
    kind: str
    subject: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    lane: Lane = Lane.REPLY
    key: str | None = None
    dedupe: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """An intent as it lies in the outbox."""

    id: int
    account_id: int
    lane: Lane
    kind: str
    subject: str
    params: dict[str, Any]
    key: str | None
    attempts: int
    created_at: datetime


_LETTER = select(
    Outbox.id,
    Outbox.account_id,
    Outbox.lane,
    Outbox.kind,
    Outbox.subject,
    Outbox.params,
    Outbox.key,
    Outbox.attempts,
    Outbox.created_at,
)
_RANK = {lane: rank for rank, lane in enumerate(Lane)}
_BY_LANE = case({lane.value: rank for lane, rank in _RANK.items()}, value=Outbox.lane)
_NEW = insert(Outbox).returning(Outbox.id)
_ONE = update(Outbox).where(Outbox.id == bindparam("which"))
_WAITING = _ONE.where(Outbox.state == OutboxState.WAITING)
_OURS = _WAITING.where(Outbox.owner == bindparam("of_owner"))
_OF_CHAT = update(Outbox).where(Outbox.account_id == bindparam("of_chat"), Outbox.state == OutboxState.WAITING)
_OF_KEY = _OF_CHAT.where(Outbox.key == bindparam("of_key"))
_LETTER_BY_ID = _LETTER.where(Outbox.id == bindparam("which"))
_SAID = select(Outbox.id).where(Outbox.dedupe == bindparam("said"))
_PAUSE = select(func.max(Outbox.due_at)).where(
    Outbox.account_id == bindparam("of_chat"),
    Outbox.state == OutboxState.WAITING,
    Outbox.due_at > bindparam("now"),
    bindparam("rank") >= _BY_LANE,
)


def _letter(row: tuple) -> Letter:  # type: ignore[type-arg]
    return Letter(row[0], row[1], Lane(row[2]), *row[3:])


def enqueue(
    tx: Tx, bot_id: int, intent: Intent, now: datetime, owner: str | None = None, until: datetime | None = None
) -> Letter | None:
    """Write the intent down, and return it when `owner` is to send it at once and holds its lease.

    None: its `dedupe` was said before, or its chat pauses and it queues behind what waits there.
    """
    if intent.dedupe and tx.execute(_SAID, {"said": intent.dedupe}).first():
        return None
    if intent.key:
        _supersede(tx, intent.account_id, intent.key, now)
    due = _pause_of(tx, intent, now)
    if due is not None:
        owner = until = None
    values = {
        "bot_id": bot_id,
        "account_id": intent.account_id,
        "lane": intent.lane,
        "kind": intent.kind,
        "subject": intent.subject,
        "params": intent.params,
        "key": intent.key,
        "dedupe": intent.dedupe,
        "created_at": now,
        "due_at": due or now,
        "state": OutboxState.WAITING,
        "attempts": 0,
        "owner": owner,
        "lease_until": until,
    }
    new_id = tx.execute(_NEW, values).scalar_one()
    if due is not None:
        return None
    return Letter(
        new_id, intent.account_id, intent.lane, intent.kind, intent.subject, intent.params, intent.key, 0, now
    )


def _pause_of(tx: Tx, intent: Intent, now: datetime) -> datetime | None:
    """Until when the chat pauses, if something at least as urgent waits there for its time: order is kept."""
    return tx.execute(_PAUSE, {"of_chat": intent.account_id, "now": now, "rank": _RANK[intent.lane]}).scalar()


def _supersede(tx: Tx, account_id: int, key: str, now: datetime) -> None:
    values = {"state": OutboxState.SUPERSEDED, "finished_at": now}
    tx.execute(_OF_KEY, {"of_chat": account_id, "of_key": key, **values})


def lease_due(tx: Tx, bot_id: int, owner: str, now: datetime, until: datetime, limit: int) -> list[Letter]:
    """Take what is due and in nobody's hands, urgent lanes first, each chat's letters in their order."""
    free = or_(Outbox.owner.is_(None), Outbox.lease_until < now)
    due = (
        select(Outbox.id)
        .where(Outbox.bot_id == bot_id, Outbox.state == OutboxState.WAITING, Outbox.due_at <= now, free)
        .order_by(_BY_LANE, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = tx.execute(due).scalars().all()
    if not ids:
        return []
    tx.execute(update(Outbox).where(Outbox.id.in_(ids)).values(owner=owner, lease_until=until))
    rows = tx.execute(_LETTER.where(Outbox.id.in_(ids)).order_by(_BY_LANE, Outbox.id)).all()
    return [_letter(tuple(row)) for row in rows]


def renew(tx: Tx, letter_id: int, owner: str, until: datetime) -> Letter | None:
    """Keep a letter that is still ours and still wanted; None when it was superseded or is in other hands."""
    if not tx.execute(_OURS, {"which": letter_id, "of_owner": owner, "lease_until": until}).rowcount:
        return None
    return _letter(tuple(tx.execute(_LETTER_BY_ID, {"which": letter_id}).one()))


def sent(tx: Tx, letter_id: int, message_id: int | None, now: datetime) -> None:
    values = {"state": OutboxState.SENT, "message_id": message_id, "finished_at": now, "owner": None, "error": None}
    tx.execute(_ONE, {"which": letter_id, **values})


def failed(tx: Tx, letter_id: int, error: str, now: datetime) -> None:
    """It will never arrive: the chat is gone, or Telegram refuses the message. The first reason stands."""
    values = {"state": OutboxState.FAILED, "finished_at": now, "owner": None, "error": error[:LONGEST_ERROR]}
    tx.execute(_WAITING, {"which": letter_id, **values})


def put_off(tx: Tx, account_id: int, due_at: datetime, failed_id: int | None = None, error: str | None = None) -> None:
    """Give back everything that waits for a chat until `due_at`, in order; `failed_id` counts one more attempt.

    What fails for a reason of its own (`failed_id`) does not hold up an SOS; a chat that is written to too fast does.
    """
    waiting = (Outbox.account_id == account_id) & (Outbox.state == OutboxState.WAITING)
    if failed_id is not None:
        waiting &= Outbox.lane != Lane.SOS
    later = case((Outbox.due_at < due_at, due_at), else_=Outbox.due_at)
    tx.execute(update(Outbox).where(waiting).values(due_at=later, owner=None, lease_until=None))
    if failed_id is not None:
        one_more = {"attempts": Outbox.attempts + 1, "error": (error or "")[:LONGEST_ERROR]}
        tx.execute(update(Outbox).where(Outbox.id == failed_id).values(**one_more))


def put_off_one(tx: Tx, letter_id: int, due_at: datetime, error: str) -> None:
    """Give one letter back until `due_at`; the rest of its chat goes on."""
    waiting = (Outbox.id == letter_id) & (Outbox.state == OutboxState.WAITING)
    values = {"due_at": due_at, "owner": None, "lease_until": None, "error": error[:LONGEST_ERROR]}
    tx.execute(update(Outbox).where(waiting).values(attempts=Outbox.attempts + 1, **values))


def accounts_sent(tx: Tx, bot_id: int, key: str) -> Sequence[int]:
    """Who was ever to be sent this."""
    query = select(Outbox.account_id).where(Outbox.bot_id == bot_id, Outbox.key == key).distinct()
    return tx.execute(query).scalars().all()


def waiting_letters(tx: Tx, account_id: int, kind: str) -> list[Letter]:
    """What of one kind still waits for a chat, in order."""
    waiting = (Outbox.account_id == account_id) & (Outbox.kind == kind) & (Outbox.state == OutboxState.WAITING)
    return [_letter(tuple(row)) for row in tx.execute(_LETTER.where(waiting).order_by(Outbox.id))]


def give_up_chat(tx: Tx, account_id: int, error: str, now: datetime, but: Sequence[str] = ()) -> None:
    """Nothing that waits for this chat can arrive any more, `but` letters of these kinds."""
    values = {"state": OutboxState.FAILED, "finished_at": now, "error": error[:LONGEST_ERROR], "owner": None}
    given_up = _OF_CHAT.where(Outbox.kind.not_in(but)) if but else _OF_CHAT
    tx.execute(given_up, {"of_chat": account_id, **values})


def unsaid(tx: Tx, account_id: int, kinds: Sequence[str], since: datetime) -> list[tuple[str, str]]:
    """(kind, subject) of what was given up for a chat from `since` on, each once, in the order it was to be said."""
    query = select(Outbox.kind, Outbox.subject).where(Outbox.account_id == account_id, Outbox.kind.in_(kinds))
    given_up = query.where(Outbox.state == OutboxState.FAILED, Outbox.finished_at >= since).order_by(Outbox.id)
    return list(dict.fromkeys((kind, subject) for kind, subject in tx.execute(given_up)))


def waiting_count(tx: Tx, bot_id: int) -> int:
    query = select(func.count()).where(Outbox.bot_id == bot_id, Outbox.state == OutboxState.WAITING)
    return tx.execute(query).scalar_one()


def accounts_awaiting(tx: Tx, bot_id: int, key: str) -> Sequence[int]:
    """Accounts to which something under this key is still to be said."""
    waiting = (Outbox.bot_id == bot_id) & (Outbox.key == key) & (Outbox.state == OutboxState.WAITING)
    return tx.execute(select(Outbox.account_id).where(waiting).distinct()).scalars().all()


def prune(tx: Tx, before: datetime) -> int:
    """Forget what was said long ago, but for what must never be said twice."""
    old = Outbox.state.in_((OutboxState.SENT, OutboxState.SUPERSEDED)) & (Outbox.finished_at < before)
    return tx.execute(delete(Outbox).where(old, Outbox.dedupe.is_(None))).rowcount
