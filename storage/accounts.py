"""Who writes from which chat, and who is to be written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, union, update

from bot.core.words import PersonState, Role
from storage.database import Tx
from storage.models import Account, Bot, DeskGroup, MessageRef, Outbox, Person, RoleGrant
from storage.sql import insert_or


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the mission with the role in force; without one, `role` is empty."""

    person_id: int
    pseudonym: str
    state: PersonState
    practice: bool
    role: Role | None
    region_id: int | None

    @property
    def active(self) -> bool:
        return self.state is PersonState.ACTIVE and self.role is not None

    @property
    def is_desk(self) -> bool:
        return self.active and self.role in (Role.COORDINATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Desk:
    """A group in which a desk works; nothing is said there unless it was counted that no strangers are."""

    region_id: int | None
    strangers: int | None
    topics: dict[str, Any]

    @property
    def clear(self) -> bool:
        return self.strangers == 0


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat with one bot: a private one, whose `member` is None for a stranger, or a group with a `desk`."""

    account_id: int
    bot_id: int
    chat_hash: str
    language: str | None
    told_off_at: datetime | None
    unreachable_since: datetime | None
    dialogue: dict[str, Any] | None
    member: Member | None
    seen_at: datetime | None = None
    desk: Desk | None = None

    @property
    def is_desk(self) -> bool:
        """Whoever reads here works at the desk."""
        return self.desk is not None or (self.member is not None and self.member.is_desk)

    @property
    def region_id(self) -> int | None:
        """The region whose reports belong here; None for all."""
        if self.desk is not None:
            return self.desk.region_id
        return self.member.region_id if self.member else None

    @property
    def practises(self) -> bool:
        return self.member is not None and self.member.practice


_CHAT = (
    select(
        Account.id,
        Account.bot_id,
        Account.chat_hash,
        Account.language,
        Account.told_off_at,
        Account.unreachable_since,
        Account.dialogue,
        Person.id,
        Person.pseudonym,
        Person.state,
        Person.practice,
        RoleGrant.role,
        RoleGrant.region_id,
        Account.seen_at,
        DeskGroup.id,
        DeskGroup.region_id,
        DeskGroup.strangers,
        DeskGroup.topics,
    )
    .outerjoin_from(Account, Person, Account.person_id == Person.id)
    .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None)))
    .outerjoin(DeskGroup, and_(DeskGroup.account_id == Account.id, DeskGroup.revoked_at.is_(None)))
)


_FIND = _CHAT.where(Account.bot_id == bindparam("of_bot"), Account.chat_hash == bindparam("of_chat"))
_ADDRESSEE = _CHAT.add_columns(Account.chat_sealed).where(Account.id == bindparam("which"))
_ONE = update(Account).where(Account.id == bindparam("which"))
_SCREEN = select(Account.screen).where(Account.id == bindparam("which"))


def find_chat(tx: Tx, bot_id: int, chat_hash: str) -> Chat | None:
    row = tx.execute(_FIND, {"of_bot": bot_id, "of_chat": chat_hash}).first()
    return _chat(tuple(row)) if row else None


def get_chat(tx: Tx, account_id: int) -> Chat:
    return addressee(tx, account_id)[0]


def addressee(tx: Tx, account_id: int) -> tuple[Chat, bytes]:
    """The chat to write to, and its id at Telegram, sealed."""
    row = tx.execute(_ADDRESSEE, {"which": account_id}).one()
    return _chat(tuple(row)), row.chat_sealed


def _chat(row: tuple) -> Chat:  # type: ignore[type-arg]
    member = None
    if row[7] is not None:
        role = Role(row[11]) if row[11] else None
        member = Member(row[7], row[8], PersonState(row[9]), row[10], role, row[12])
    desk = Desk(row[15], row[16], row[17]) if row[14] is not None else None
    return Chat(row[0], row[1], row[2], row[3], row[4], row[5], row[6], member, row[13], desk)


def add_chat(tx: Tx, bot_id: int, chat_hash: str, chat_sealed: bytes, now: datetime) -> Chat:
    row = insert(Account).values(bot_id=bot_id, chat_hash=chat_hash, chat_sealed=chat_sealed, created_at=now)
    account_id = tx.execute(row.returning(Account.id)).scalar_one()
    return Chat(account_id, bot_id, chat_hash, None, None, None, None, None)


def screen_of(tx: Tx, account_id: int) -> int | None:
    return tx.execute(_SCREEN, {"which": account_id}).scalar_one()


def set_screen(tx: Tx, account_id: int, message_id: int | None) -> None:
    tx.execute(_ONE, {"which": account_id, "screen": message_id})


def set_language(tx: Tx, account_id: int, language: str) -> None:
    tx.execute(_ONE, {"which": account_id, "language": language})


def set_person(tx: Tx, account_id: int, person_id: int) -> None:
    tx.execute(_ONE, {"which": account_id, "person_id": person_id})


def told_off(tx: Tx, account_id: int, now: datetime) -> None:
    """A stranger got the one polite line at `now`."""
    tx.execute(_ONE, {"which": account_id, "told_off_at": now})


def set_dialogue(tx: Tx, account_id: int, dialogue: dict[str, Any] | None) -> None:
    tx.execute(_ONE, {"which": account_id, "dialogue": dialogue})


def set_seen(tx: Tx, account_id: int, now: datetime) -> None:
    tx.execute(_ONE, {"which": account_id, "seen_at": now})


def set_unreachable(tx: Tx, account_id: int, since: datetime | None) -> None:
    tx.execute(_ONE, {"which": account_id, "unreachable_since": since})


def move_chat(tx: Tx, account_id: int, chat_hash: str, chat_sealed: bytes) -> None:
    """A group became a supergroup and has a new id (`migrate_to_chat_id`)."""
    tx.execute(_ONE, {"which": account_id, "chat_hash": chat_hash, "chat_sealed": chat_sealed})


def accounts_of(tx: Tx, bot_id: int, person_id: int) -> Sequence[int]:
    query = select(Account.id).where(Account.bot_id == bot_id, Account.person_id == person_id)
    return tx.execute(query).scalars().all()


def desk_accounts(tx: Tx, bot_id: int, region_id: int | None, practice: bool = False) -> list[int]:
    """The accounts of `desk_seats`."""
    return [account_id for account_id, _ in desk_seats(tx, bot_id, region_id, practice)]


def desk_seats(tx: Tx, bot_id: int, region_id: int | None, practice: bool = False) -> list[tuple[int, int | None]]:
    """(account, the region of its person) of who is alerted: the region's and mission-wide coordinators; with none, all
    of them; else the administrators.

    Of a `practice` report those alone who practise themselves; a real one goes to these as well.
    """
    desk = (
        select(Account.id, RoleGrant.role, RoleGrant.region_id)
        .join(Person, Account.person_id == Person.id)
        .join(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None)))
        .where(Account.bot_id == bot_id, Person.state == PersonState.ACTIVE, RoleGrant.role != Role.OBSERVER)
        .where(Account.unreachable_since.is_(None))
        .order_by(Account.id)
    )
    if practice:
        desk = desk.where(Person.practice.is_(True))
    rows = tx.execute(desk).all()
    coordinators = [row for row in rows if row.role == Role.COORDINATOR]
    near = [row for row in coordinators if region_id is None or row.region_id in (None, region_id)]
    return [(row.id, row.region_id) for row in near or coordinators or rows]


def accounts_with_role(tx: Tx, bot_id: int, role: Role) -> Sequence[int]:
    """Accounts of the active people who have this role."""
    in_force = and_(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None), RoleGrant.role == role)
    query = select(Account.id).join(Person, Account.person_id == Person.id).join(RoleGrant, in_force)
    query = query.where(Account.bot_id == bot_id, Person.state == PersonState.ACTIVE)
    return tx.execute(query.where(Account.unreachable_since.is_(None)).order_by(Account.id)).scalars().all()


def forget_strangers(tx: Tx, before: datetime) -> int:
    """Strangers who wrote long ago and to whom nothing is to be said any more; a group of the desk is none."""
    kept = union(select(Outbox.account_id), select(DeskGroup.account_id))
    old = Account.person_id.is_(None) & (Account.created_at < before) & Account.id.not_in(kept)
    return tx.execute(delete(Account).where(old)).rowcount


def remember_bot(tx: Tx, bot_id: int, username: str) -> None:
    new = insert_or(tx, Bot).values(bot_id=bot_id, username=username)
    tx.execute(new.on_conflict_do_update(index_elements=["bot_id"], set_={"username": username}))


def bot_username(tx: Tx, bot_id: int | None = None) -> str | None:
    query = select(Bot.username)
    if bot_id is not None:
        query = query.where(Bot.bot_id == bot_id)
    return tx.execute(query.limit(1)).scalar()


def message_of(tx: Tx, account_id: int, subject: str) -> int | None:
    """The message that shows `subject` in this chat."""
    query = select(MessageRef.message_id).where(MessageRef.account_id == account_id, MessageRef.subject == subject)
    return tx.execute(query).scalar()


def set_message(tx: Tx, account_id: int, bot_id: int, subject: str, message_id: int) -> None:
    row = {"account_id": account_id, "bot_id": bot_id, "subject": subject, "message_id": message_id}
    new = insert_or(tx, MessageRef).values(**row)
    tx.execute(new.on_conflict_do_update(index_elements=["account_id", "subject"], set_={"message_id": message_id}))


def accounts_showing(tx: Tx, bot_id: int, subject: str) -> Sequence[int]:
    query = select(MessageRef.account_id).where(MessageRef.subject == subject, MessageRef.bot_id == bot_id)
    return tx.execute(query).scalars().all()
