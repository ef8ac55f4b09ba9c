"""Events: what happened. Many reports and calls may tell of one; which is said by people, and can be taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Event(Base):
    """One thing that happened, as the desk has it by now.

    `figures`: for each figure (held_from, held_to, temperature, people, injured, in_hospital, outcome) the value that
    the desk holds to be right and the report or call it is from; what the others say stays with them.
    """

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    category: Mapped[str | None] = mapped_column(String(64))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"))
    practice: Mapped[bool]
    figures: Mapped[dict[str, Any]]
    note: Mapped[str | None] = mapped_column(Text)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class EventSource(Base):
    """A report, or a call for help, that tells of an event; `left_at` when somebody took it out again."""

    __tablename__ = "event_sources"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("sos_calls.id"))
    joined_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    joined_at: Mapped[datetime]
    left_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    left_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_event_sources_one_event_a_report",
            "report_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        Index(
            "ix_event_sources_one_event_a_call",
            "call_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )


class EventProposal(Base):
    """Two that may tell of one event, as found by place, time and category; `later` came after `earlier`.

    Ids are those of reports or calls. `why`: what makes them near (metres, minutes, station, category).
    """

    __tablename__ = "event_proposals"
    id: Mapped[int] = mapped_column(primary_key=True)
    earlier: Mapped[UUID]
    later: Mapped[UUID] = mapped_column(index=True)
    why: Mapped[dict[str, Any]]
    proposed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("earlier", "later"),)


class StationRecord(Base):
    """What the mission holds to be right of one station by one checklist, where its observers' answers differ.

    `decided`: by question, the report whose answer stands and why. The originals stay as they are.
    """

    __tablename__ = "station_records"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    form_id: Mapped[str] = mapped_column(String(120))
    decided: Mapped[dict[str, Any]]
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("station_id", "form_id"),)
