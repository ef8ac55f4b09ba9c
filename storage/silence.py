"""What was heard from each station that is watched; marks of those that cannot be reached; who is told by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update

from bot.core.digest_hours import Schedule
from bot.core.silence import Heard
from bot.core.words import PersonState
from storage.database import Tx
from storage.models import (
    Account,
    Assignment,
    Form,
    FormVersion,
    Person,
    Region,
    Report,
    Revision,
    SilenceWatch,
    Station,
    StationMark,
    Visit,
)
from storage.sql import insert_or

VOTING = "voting"  # the form whose figures are the turnout
FIGURES = ("voters_counted", "voters_announced")


@dataclass(frozen=True, slots=True)
class Watched:
    """A station where somebody observes, or is to. `last_word`: when anything came from there."""

    station_id: int
    code: str
    address: str | None
    region_id: int
    region: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    heard: Heard
    last_word: datetime | None
    marked_at: datetime | None

    @property
    def unreachable(self) -> bool:
        """Marked so, and silent since."""
        return self.marked_at is not None and (self.last_word is None or self.last_word <= self.marked_at)


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A chat that is told at hours of its clock who is silent."""

    account_id: int
    person_id: int
    schedule: Schedule
    begun_at: datetime
    settled_at: datetime | None


def watched(tx: Tx, region_id: int | None, since: datetime, station_id: int | None = None) -> list[Watched]:
    """By region and code. What was heard before `since` is not looked at; people who practise do not count."""
    arrivals = _latest(tx, Visit.station_id, Visit.arrived_at, Visit.arrived_at >= since)
    departures = _latest(tx, Visit.station_id, Visit.left_at, Visit.left_at >= since)
    filed = _filed(tx, since)
    figures = _figures(tx, since)
    marks = dict(
        tx.execute(select(StationMark.station_id, StationMark.marked_at).where(StationMark.cleared_at.is_(None))).all()
    )
    found = []
    for row in tx.execute(_stations(region_id, since, station_id)):
        forms = filed.get(row.id, {})
        words = (arrivals.get(row.id), departures.get(row.id), *forms.values())
        heard = Heard(arrivals.get(row.id), forms, figures.get(row.id))
        last = max((one for one in words if one is not None), default=None)
        found.append(Watched(*tuple(row), heard, last, marks.get(row.id)))  # type: ignore[call-arg]
    return found


def mark(tx: Tx, station_id: int, person_id: int, now: datetime) -> None:
    """Nobody there can be reached; said twice it is one mark, of the later time."""
    clear(tx, station_id, now)
    values = {"station_id": station_id, "marked_by": person_id, "marked_at": now}
    tx.execute(insert_or(tx, StationMark).values(**values))


def clear(tx: Tx, station_id: int, now: datetime) -> None:
    open_mark = (StationMark.station_id == station_id) & StationMark.cleared_at.is_(None)
    tx.execute(update(StationMark).where(open_mark).values(cleared_at=now))


def watch_of(tx: Tx, account_id: int) -> WatchRow | None:
    row = tx.execute(_WATCH.where(SilenceWatch.account_id == account_id)).first()
    return _watch(row) if row else None


def watches_of(tx: Tx, bot_id: int) -> list[WatchRow]:
    query = _WATCH.join(Account, Account.id == SilenceWatch.account_id).where(Account.bot_id == bot_id)
    return [_watch(row) for row in tx.execute(query.order_by(SilenceWatch.account_id))]


def set_watch(tx: Tx, row: WatchRow) -> None:
    """Other hours count from `begun_at` on."""
    values = {
        "person_id": row.person_id,
        "hours": " ".join(map(str, sorted(row.schedule.hours))),
        "time_zone": row.schedule.zone.key,
        "begun_at": row.begun_at,
    }
    new = insert_or(tx, SilenceWatch).values(account_id=row.account_id, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=values))


def settle(tx: Tx, row: WatchRow, at: datetime) -> bool:
    """Compare and set: of two who look at once, one tells."""
    same = SilenceWatch.settled_at.is_(None) if row.settled_at is None else SilenceWatch.settled_at == row.settled_at
    one = (SilenceWatch.account_id == row.account_id) & same
    return bool(tx.execute(update(SilenceWatch).where(one).values(settled_at=at)).rowcount)


_WATCH = select(
    SilenceWatch.account_id,
    SilenceWatch.person_id,
    SilenceWatch.time_zone,
    SilenceWatch.hours,
    SilenceWatch.begun_at,
    SilenceWatch.settled_at,
)


def _watch(row: Any) -> WatchRow:
    schedule = Schedule(ZoneInfo(row[2]), frozenset(map(int, row[3].split())), None)
    return WatchRow(row[0], row[1], schedule, row[4], row[5])


def _stations(region_id: int | None, since: datetime, station_id: int | None) -> Any:
    """Those to which somebody active is assigned, or where somebody came and has not left."""
    active = (Person.state == PersonState.ACTIVE) & Person.practice.is_(False)
    assigned = select(Assignment.station_id).join(Person, Assignment.person_id == Person.id)
    visited = select(Visit.station_id).join(Person, Visit.person_id == Person.id)
    there = Station.id.in_(assigned.where(active, Assignment.until.is_(None)))
    here = Station.id.in_(visited.where(active, Visit.left_at.is_(None), Visit.arrived_at >= since))
    query = select(
        Station.id,
        Station.code,
        Station.address,
        Station.region_id,
        Region.name,
        Station.time_zone,
        Station.latitude,
        Station.longitude,
    ).join(Region, Station.region_id == Region.id)
    if region_id is not None:
        query = query.where(Station.region_id == region_id)
    if station_id is not None:
        query = query.where(Station.id == station_id)
    return query.where(or_(there, here)).order_by(Region.name, Station.code)


def _latest(tx: Tx, by: Any, what: Any, *where: Any) -> dict[int, datetime]:
    query = (
        select(by, func.max(what)).join(Person, Person.id == Visit.person_id).where(*where, Person.practice.is_(False))
    )
    return {row[0]: row[1] for row in tx.execute(query.group_by(by))}


def _filed(tx: Tx, since: datetime) -> dict[int | None, dict[str, datetime]]:
    query = (
        select(Report.station_id, Form.form_id, func.max(Report.received_at))
        .join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Form, FormVersion.form_id == Form.id)
        .where(_counts(since))
        .group_by(Report.station_id, Form.form_id)
    )
    found: dict[int | None, dict[str, datetime]] = {}
    for station, form, at in tx.execute(query):
        found.setdefault(station, {})[form] = at
    return found


def _figures(tx: Tx, since: datetime) -> dict[int | None, datetime]:
    """When each station last told how many have voted."""
    told = or_(*(Revision.answers[name].as_string().is_not(None) for name in FIGURES))
    query = (
        select(Report.station_id, func.max(Report.received_at))
        .join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Form, FormVersion.form_id == Form.id)
        .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
        .where(_counts(since), Form.form_id == VOTING, told)
        .group_by(Report.station_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def _counts(since: datetime) -> Any:
    real = Report.practice.is_(False) & Report.withdrawn_at.is_(None)
    return (Report.received_at >= since) & Report.station_id.is_not(None) & real
