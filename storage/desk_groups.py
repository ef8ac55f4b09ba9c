"""Groups in which a desk works: of which region, who is in them, and whether they are still in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.core.words import PersonState, Role
from storage.database import Tx
from storage.models import Account, DeskGroup, MessageRef, Person, RoleGrant
from storage.sql import insert_or


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in use. `strangers` is None as long as nobody has counted."""

    account_id: int
    region_id: int | None
    checked_at: datetime | None
    strangers: int | None
    topics: dict[str, Any]


_ROW = select(
    DeskGroup.account_id, DeskGroup.region_id, DeskGroup.checked_at, DeskGroup.strangers, DeskGroup.topics
).where(DeskGroup.revoked_at.is_(None))


def of_account(tx: Tx, account_id: int) -> GroupRow | None:
    row = tx.execute(_ROW.where(DeskGroup.account_id == account_id)).first()
    return GroupRow(*row) if row else None


def in_use(tx: Tx, bot_id: int) -> list[GroupRow]:
    """All that are not revoked and that the bot is still a member of."""
    query = _ROW.join(Account, DeskGroup.account_id == Account.id).where(Account.bot_id == bot_id)
    return [
        GroupRow(*row) for row in tx.execute(query.where(Account.unreachable_since.is_(None)).order_by(DeskGroup.id))
    ]


def open_desk(tx: Tx, account_id: int, region_id: int | None, by: int, now: datetime) -> None:
    """From now on a desk works there, if nobody but its people is in the group; one revoked earlier is open again."""
    fresh: dict[str, Any] = {
        "checked_at": None,
        "strangers": None,
        "revoked_at": None,
        "revoked_by": None,
        "topics": {},
    }
    values = {"region_id": region_id, "opened_by": by, "opened_at": now, **fresh}
    row = insert_or(tx, DeskGroup).values(account_id=account_id, **values)
    tx.execute(row.on_conflict_do_update(index_elements=["account_id"], set_=values))


def revoke(tx: Tx, account_id: int, by: int, now: datetime) -> bool:
    """False when somebody else did."""
    still = (DeskGroup.account_id == account_id) & DeskGroup.revoked_at.is_(None)
    return bool(tx.execute(update(DeskGroup).where(still).values(revoked_by=by, revoked_at=now)).rowcount)


def checked(tx: Tx, account_id: int, strangers: int, now: datetime) -> None:
    _set(tx, account_id, strangers=strangers, checked_at=now)


def doubt(tx: Tx, account_id: int) -> None:
    """Somebody came or went: who is there is counted anew before anything is said."""
    _set(tx, account_id, checked_at=None)


def set_topics(tx: Tx, account_id: int, topics: dict[str, Any]) -> None:
    _set(tx, account_id, topics=topics)


def _set(tx: Tx, account_id: int, **values: Any) -> None:
    tx.execute(update(DeskGroup).where(DeskGroup.account_id == account_id).values(**values))


def accounts_known(tx: Tx, bot_id: int) -> list[bytes]:
    """The sealed ids of everybody at the desk: a private chat has the number of its person."""
    in_force = (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None) & (RoleGrant.role != Role.OBSERVER)
    query = select(Account.chat_sealed).join(Person, Account.person_id == Person.id).join(RoleGrant, in_force)
    return list(tx.execute(query.where(Account.bot_id == bot_id, Person.state == PersonState.ACTIVE)).scalars())


def messages_shown(tx: Tx, account_id: int, most: int) -> list[int]:
    """The messages in which something is kept up to date there, the newest first."""
    query = select(MessageRef.message_id).where(MessageRef.account_id == account_id)
    return list(tx.execute(query.order_by(MessageRef.message_id.desc()).limit(most)).scalars())
