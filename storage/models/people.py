"""People, the accounts they write from, their roles, and the invites that let them in."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class MissionRow(Base):
    """The one mission of this database, which data key it was made with, and what the desk has set for all of it."""

    __tablename__ = "mission"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class Bot(Base):
    """A bot that has served this mission. All that Telegram numbers is numbered for one bot only."""

    __tablename__ = "bots"
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    username: Mapped[str] = mapped_column(String(64))


class Person(Base):
    """Somebody admitted to the mission, known by a pseudonym."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    practice: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    pledged_at: Mapped[datetime | None]


class RoleGrant(Base):
    """What a person may do, for which region, since when. The open row (`until` empty) is the one in force."""

    __tablename__ = "roles"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(16))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_roles_one_in_force",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )


class Account(Base):
    """A chat with one bot: the only home of a Telegram id, hashed to find it and sealed to write to it.

    `person_id` is empty for a stranger. `screen` is the message in which the interview goes on. `dialogue` is a short
    conversation beside the interview (choosing a station, a reason for withdrawing): its kind and what is known so far.
    `seen_at` is when something came from there, to the quarter of an hour.
    """

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    chat_hash: Mapped[str] = mapped_column(String(32))
    chat_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str | None] = mapped_column(String(8))
    screen: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    told_off_at: Mapped[datetime | None]
    unreachable_since: Mapped[datetime | None]
    dialogue: Mapped[dict[str, Any] | None]
    seen_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("bot_id", "chat_hash"),)


class Invite(Base):
    """A one-time link. Only the hash of its code is kept, so a copy of the database lets nobody in.

    `vetted`: whoever presses it waits until a coordinator admits them. `practice`: they begin in practice mode.
    `for_person`: somebody of the mission comes in again by it from another phone.
    """

    __tablename__ = "invites"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime]
    vetted: Mapped[bool] = mapped_column(default=False, server_default=false())
    practice: Mapped[bool] = mapped_column(default=False, server_default=false())
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]
    for_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
