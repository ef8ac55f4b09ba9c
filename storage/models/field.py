"""Where observation happens: regions, stations, who is assigned where, who was there when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Region(Base):
    __tablename__ = "regions"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Station(Base):
    """A polling station. Latitude and longitude are WGS 84 degrees; `time_zone` is an IANA name."""

    __tablename__ = "stations"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    district: Mapped[str | None] = mapped_column(String(120))
    number: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(400))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    registered_voters: Mapped[int | None]
    time_zone: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(16))


class Assignment(Base):
    __tablename__ = "assignments"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (Index("ix_assignments_person", "person_id", "until"),)


class Visit(Base):
    """Somebody's presence at a station; `relieved` is the colleague whose watch was taken over."""

    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True)
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    relieved: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    __table_args__ = (Index("ix_visits_person", "person_id", "left_at"),)
