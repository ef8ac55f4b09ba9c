"""The desk: chats in which it works and what rings there, alerts in bundles, what is said about a report."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Json


class DeskGroup(Base):
    """A group in which a desk works, of one region or of the mission. Its account has no person.

    `topics`: the thread of each kind of message in a group with topics. `strangers` is how many members nobody of the
    mission knows, as counted at `checked_at`; nothing is posted while there are any. Revoked, it hears nothing more.
    """

    __tablename__ = "desk_groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    topics: Mapped[dict[str, Any]]
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    strangers: Mapped[int | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]


class ChatRules(Base):
    """What rings in one chat of the desk, where it differs from the usual; quiet hours are those of `time_zone`.

    `wanted`: lists of severities, groups of categories, regions' ids, form ids; where a list is missing all pass.
    """

    __tablename__ = "chat_rules"
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    wanted: Mapped[dict[str, Any]]
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    time_zone: Mapped[str | None] = mapped_column(String(64))
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]


class Bundle(Base):
    """One card for many alerts in one chat: late ones, a storm of them, what came in quiet hours."""

    __tablename__ = "bundles"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_bundles_account", "account_id", "kind", "closed_at"),)


class BundledAlert(Base):
    __tablename__ = "bundled_alerts"
    bundle_id: Mapped[int] = mapped_column(
        ForeignKey("bundles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"), primary_key=True, autoincrement=False, index=True)
    added_at: Mapped[datetime]


class ReportNote(Base):
    """One thing said or done about a report: asked, answered, noted, verified, followed up, escalated.

    `answers_to` is the note that asked; `details` what the kind of note needs (from, to, reason, attachments).
    """

    __tablename__ = "report_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(String(16))
    text: Mapped[str | None] = mapped_column(Text)
    answers_to: Mapped[int | None] = mapped_column(ForeignKey("report_notes.id"))
    details: Mapped[dict[str, Any]]


class Complaint(Base):
    """A complaint drafted from a report and what became of it. The name and the signature on it are never stored."""

    __tablename__ = "complaints"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    template: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(16))
    authority: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(String(80))
    handed_in_at: Mapped[date | None] = mapped_column(Date)
    deadline: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(16))
    outcome_note: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]


class Broadcast(Base):
    """Words to many. `reached` is the last account (by id) with a letter in the outbox, `total` all who were meant.

    `texts`: what readers of each language are sent, under "" what all others are. `audience`: whom it is for
    (everybody, a region, a phase, those silent). `confirmed_by`: who let it go, the second coordinator where one must.
    `shown`: how many letters were dealt with when its cards were last drawn.
    """

    __tablename__ = "broadcasts"
    id: Mapped[int] = mapped_column(primary_key=True)
    texts: Mapped[dict[str, Any]]
    audience: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    total: Mapped[int | None]
    reached: Mapped[int] = mapped_column(default=0)
    shown: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class SilenceWatch(Base):
    """When a chat is told by itself who is silent: hours of `time_zone`; `settled_at` is the last one told."""

    __tablename__ = "silence_watches"
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    hours: Mapped[str] = mapped_column(String(80))
    time_zone: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class StationMark(Base):
    """Somebody of the desk says that nobody at a station can be reached; cleared by hand, or by a word from there."""

    __tablename__ = "station_marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    marked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_station_marks_one_open",
            "station_id",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )


class Batch(Base):
    """Reports that came together by SMS or in a spreadsheet: as read, waiting for a coordinator's yes; filed once."""

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    rows: Mapped[list[Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    filed_at: Mapped[datetime | None]
