"""Who of the observers is where, and which stations say nothing. People who practise do not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from bot.core.digests import Window
from bot.core.words import PersonState
from storage.database import Tx
from storage.models import Assignment, Person, Region, Report, Station, Visit

FORGOTTEN_AFTER = timedelta(hours=24)  # an arrival of yesterday without a departure is no presence


@dataclass(frozen=True, slots=True)
class Post:
    """An observer and a station: assigned there, or there."""

    person_id: int
    station_id: int
    region: str
    voters: int


def assigned(tx: Tx, window: Window) -> list[Post]:
    in_force = (Assignment.since <= window.until) & or_(Assignment.until.is_(None), Assignment.until > window.until)
    return _posts(tx, Assignment, window, in_force)


def present(tx: Tx, window: Window, since: datetime) -> list[Post]:
    """Who was at a station at any moment from `since` to the end of the window."""
    there = (Visit.arrived_at <= window.until) & or_(Visit.left_at.is_(None), Visit.left_at > since)
    return _posts(tx, Visit, window, there & (Visit.arrived_at > since - FORGOTTEN_AFTER))


def silent(tx: Tx, window: Window, since: datetime, assigned_before: datetime) -> list[tuple[str, str]]:
    """(region, code) of stations where somebody is assigned and from which nothing was heard after `since`."""
    watched = (
        select(Assignment.station_id)
        .join(Person, Assignment.person_id == Person.id)
        .where(Person.practice.is_(False), Person.state == PersonState.ACTIVE)
        .where(Assignment.since <= assigned_before)
        .where(or_(Assignment.until.is_(None), Assignment.until > window.until))
    )
    reported = select(Report.station_id).where(
        Report.received_at > since, Report.received_at <= window.until, Report.station_id.is_not(None)
    )
    arrived = select(Visit.station_id).where(Visit.arrived_at > since, Visit.arrived_at <= window.until)
    left = select(Visit.station_id).where(Visit.left_at > since, Visit.left_at <= window.until)
    query = (
        select(Region.name, Station.code)
        .join(Region, Station.region_id == Region.id)
        .where(Station.id.in_(watched), Station.id.not_in(reported))
        .where(Station.id.not_in(arrived), Station.id.not_in(left))
        .order_by(Region.name, Station.code)
    )
    return [(region, code) for region, code in tx.execute(_in_region(query, window))]


def _posts(tx: Tx, source: Any, window: Window, when: Any) -> list[Post]:
    query = (
        select(source.person_id, source.station_id, Region.name, Station.registered_voters)
        .join(Person, source.person_id == Person.id)
        .join(Station, source.station_id == Station.id)
        .join(Region, Station.region_id == Region.id)
        .where(Person.practice.is_(False), Person.state == PersonState.ACTIVE, when)
    )
    rows = tx.execute(_in_region(query, window)).all()
    return [Post(person, station, region, voters or 0) for person, station, region, voters in rows]


def _in_region(query: Any, window: Window) -> Any:
    return query if window.region_id is None else query.where(Station.region_id == window.region_id)
