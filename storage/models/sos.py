"""Calls for help: one row a call, and everything that was said and done about it, in order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class SosCall(Base):
    """An SOS; `for_whom` is empty when it is for the caller. Latitude and longitude in WGS 84 degrees, accuracy in m.

    `details` are the short answers by question (how_many, condition, cold, medical_need, lawyer, held_since …).
    `caller_state` is the caller's at the time: suspended and pending people ring as well. While nobody has claimed it,
    it rings again at `next_ring_at`; `rung` counts how often it did. The cards say how long ago things were, as of
    `redrawn_at`.
    """

    __tablename__ = "sos_calls"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    raised_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    for_whom: Mapped[str | None] = mapped_column(String(200))
    caller_state: Mapped[str] = mapped_column(String(16))
    practice: Mapped[bool]
    kind: Mapped[str | None] = mapped_column(String(16))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    accuracy: Mapped[float | None] = mapped_column(Float)
    placed_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    late: Mapped[bool]
    last_word_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    claimed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(24))
    outcome_note: Mapped[str | None] = mapped_column(Text)
    rung: Mapped[int] = mapped_column(default=0)
    next_ring_at: Mapped[datetime | None]
    redrawn_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_sos_calls_open",
            "state",
            "next_ring_at",
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
    )


class SosEntry(Base):
    """One thing said or done about a call: raised, told, placed, answered, claimed, rung, closed."""

    __tablename__ = "sos_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("sos_calls.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(String(16))
    text: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]]
