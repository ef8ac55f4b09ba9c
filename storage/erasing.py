"""Which messages of ours stand in a chat."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.core.words import OutboxState
from storage.database import Tx
from storage.models import Account, MessageRef, Outbox

DELETABLE = timedelta(hours=47, minutes=55)  # Telegram: 48 hours, by its own clock


def messages_in(tx: Tx, account_id: int, now: datetime) -> tuple[list[int], list[int]]:
    """(those young enough to be deleted, those too old), as far as the outbox remembers: a week.

    A message that was edited is as old as the first letter that made it. An album is one letter and several messages,
    of which the last is remembered: they stand one after another.
    """
    said = (Outbox.account_id == account_id) & (Outbox.state == OutboxState.SENT) & Outbox.message_id.is_not(None)
    made: dict[int, datetime] = {}
    query = select(Outbox.message_id, Outbox.finished_at, Outbox.params).where(said).order_by(Outbox.finished_at)
    for message_id, at, params in tx.execute(query):
        for number in range(len(params.get("files") or [0])):
            made.setdefault(message_id - number, at)
    young = sorted(one for one, at in made.items() if now - at < DELETABLE)
    old = {one for one, at in made.items() if now - at >= DELETABLE} | _remembered(tx, account_id)
    return young, sorted(old - set(young))


def _remembered(tx: Tx, account_id: int) -> set[int]:
    """Messages that are drawn anew as things move; their letters may be forgotten."""
    refs = tx.execute(select(MessageRef.message_id).where(MessageRef.account_id == account_id)).scalars()
    screen = tx.execute(select(Account.screen).where(Account.id == account_id)).scalar()
    return {*refs, *([screen] if screen is not None else [])}
