"""Forms, drafts, reports and their revisions, attachments, alerts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Form(Base):
    __tablename__ = "forms"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(120), unique=True)
    current_version_id: Mapped[int | None]


class FormVersion(Base):
    """An XForm as published, beside the spreadsheet it was made from. Drafts stay on the version they began with."""

    __tablename__ = "form_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"))
    version: Mapped[str] = mapped_column(String(120))
    xform: Mapped[str] = mapped_column(Text)
    source: Mapped[bytes] = mapped_column(LargeBinary)
    source_type: Mapped[str] = mapped_column(String(8))
    published_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("form_id", "version"),)


class Draft(Base):
    """An interview in progress. Its id becomes the report's id, so that submitting twice is submitting once.

    `late_since` is Telegram's time of the first message of it that reached us late. `revises` is the report that it
    corrects: submitting such a draft makes a revision of that one, not a report. `person_id` is who fills it in;
    `reported_by` whose report it is where that is another, and `channel` how it came then.
    """

    __tablename__ = "drafts"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_versions.id"))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"))
    state: Mapped[dict[str, Any]]
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    late_since: Mapped[datetime | None]
    revises: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"))
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[str | None] = mapped_column(String(8))
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    __table_args__ = (Index("ix_drafts_person", "person_id", "closed_at"),)


class Report(Base):
    """A submitted form. `seq` orders reports as they were committed; the columns are promoted from the answers."""

    __tablename__ = "reports"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_versions.id"))
    reported_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[str] = mapped_column(String(8))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    category: Mapped[str | None] = mapped_column(String(64))
    severity: Mapped[str | None] = mapped_column(String(16))
    basis: Mapped[str | None] = mapped_column(String(16))
    phase: Mapped[str | None] = mapped_column(String(16))
    description: Mapped[str | None] = mapped_column(Text)
    occurred_at: Mapped[datetime | None]
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    late: Mapped[bool]
    practice: Mapped[bool]
    verification: Mapped[str] = mapped_column(String(16))
    follow_up: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
        Index(
            "ix_reports_withdrawn_at",
            "withdrawn_at",
            sqlite_where=text("withdrawn_at IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NOT NULL"),
        ),
    )


class Revision(Base):
    """What a report said at one time: its answers by question name. Nothing is overwritten.

    `station_id` is the station it was counted to, `reason` why this revision was made (filed, corrected, added, moved).
    """

    __tablename__ = "revisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(16), default="filed", server_default="filed")
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"))
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        Index(
            "ix_revisions_made_later",
            "made_at",
            sqlite_where=text("number > 1"),
            postgresql_where=text("number > 1"),
        ),
    )


class Attachment(Base):
    """A file somebody sent. `report_id` is the draft's id, which becomes the report's, or an SOS call's.

    Sizes are in bytes. `copy` is the sha256 of the upright picture without metadata, made anew from the pixels.
    `fingerprint` is a perceptual hash (16 hex digits); `resembles` an earlier attachment with nearly the same one.
    """

    __tablename__ = "attachments"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    report_id: Mapped[UUID] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    came_as: Mapped[str] = mapped_column(String(8))
    caption: Mapped[str | None] = mapped_column(Text)
    album: Mapped[str | None] = mapped_column(String(64))
    mime: Mapped[str | None] = mapped_column(String(120))
    file_name: Mapped[str | None] = mapped_column(String(255))
    declared_size: Mapped[int | None] = mapped_column(BigInteger)
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime]
    fetch_state: Mapped[str] = mapped_column(String(8))
    fetch_attempts: Mapped[int] = mapped_column(default=0)
    fetch_due: Mapped[datetime | None]
    fetch_owner: Mapped[str | None] = mapped_column(String(32))
    kept_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    verdict: Mapped[str | None] = mapped_column(String(24))
    image: Mapped[dict[str, Any] | None]
    thumbnail: Mapped[str | None] = mapped_column(String(64))
    copy: Mapped[str | None] = mapped_column(String(64))
    copy_size: Mapped[int | None] = mapped_column(BigInteger)
    fingerprint: Mapped[str | None] = mapped_column(String(16))
    resembles: Mapped[UUID | None]
    __table_args__ = (
        Index("ix_attachments_fetch", "fetch_state", "fetch_due"),
        Index(
            "ix_attachments_to_inspect",
            "seq",
            sqlite_where=text("fetch_state = 'kept' AND verdict IS NULL"),
            postgresql_where=text("fetch_state = 'kept' AND verdict IS NULL"),
        ),
    )


class TelegramFile(Base):
    """How one bot names an attachment at Telegram: a file id is worth nothing to another bot."""

    __tablename__ = "telegram_files"
    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    file_id: Mapped[str] = mapped_column(String(255))
    file_unique_id: Mapped[str] = mapped_column(String(64))


class Alert(Base):
    """A report that rings. While nobody has claimed it, it climbs at `next_step_at`; `step` counts how often it did."""

    __tablename__ = "alerts"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    raised_at: Mapped[datetime]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    claimed_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    resolved_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0, server_default="0")
    next_step_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_alerts_climbing",
            "next_step_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
