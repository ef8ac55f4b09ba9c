"""Scheduled digests: who wants one when, and which of them were dealt with."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Subscription(Base):
    """The digest of one person's chat. `hours` and `closing` are hours of the clock of `time_zone` (an IANA name).

    Without `first_day` and `last_day` it comes every day; without `language` in the chat's; without `region_id` about
    the whole mission. Hours before `begun_at` are nobody's business; `settled_at` is the last one dealt with.
    """

    __tablename__ = "subscriptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    hours: Mapped[str] = mapped_column(String(80))
    closing: Mapped[int | None]
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    language: Mapped[str | None] = mapped_column(String(8))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    time_zone: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class DigestSlot(Base):
    """One digest of one subscription, dealt with once: put in the outbox, or skipped for a later one that covers it."""

    __tablename__ = "digest_slots"
    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"))
    slot: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    settled_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("subscription_id", "slot"),)
