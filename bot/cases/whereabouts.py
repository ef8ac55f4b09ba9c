"""Where an observer is: stations chosen or given, arrivals and departures, a colleague relieved.

The current station, to which what is filed next is counted, is that of the open visit, else the one assigned last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage import people, stations, visits
from storage.accounts import Member
from storage.database import Tx
from storage.stations import StationCard

A_NIGHT_AGO = timedelta(hours=18)  # longer than any watch: the people of yesterday have slept since

How = Literal["choose", "change", "add", "wrong"]  # why a station is chosen: what becomes of the one before follows


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`here` is the current station; `since` the arrival there, empty while nobody said so; `mine` all that are the
    person's, the latest first; `others` how many people are at `here` besides."""

    here: StationCard | None
    since: datetime | None
    mine: tuple[StationCard, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """`former` is the station it took the place of, if it did."""

    here: StationCard
    former: StationCard | None


def current_station(tx: Tx, person_id: int) -> StationCard | None:
    visit = visits.open_visit(tx, person_id)
    if visit is not None:
        return stations.by_id(tx, visit.station_id)
    assigned = stations.assigned_to(tx, person_id)
    return assigned[0] if assigned else None


def whereabouts(tx: Tx, person_id: int, now: datetime) -> Whereabouts:
    visit = visits.open_visit(tx, person_id)
    mine = tuple(stations.assigned_to(tx, person_id))
    here = stations.by_id(tx, visit.station_id) if visit else mine[0] if mine else None
    others = len(visits.others_at(tx, here.id, person_id, now - A_NIGHT_AGO)) if here else 0
    return Whereabouts(here, visit.arrived_at if visit else None, mine, others)


def choose_station(tx: Tx, member: Member, station_id: int, how: How, now: datetime) -> Chosen:
    """Assign the station, once confirmed. `change` and `wrong` give the current one up.

    Whoever was at the wrong station was at the right one: that visit is counted to it from its beginning, the other
    has no length.
    """
    person_id = member.person_id
    here = stations.by_id(tx, station_id)
    former = current_station(tx, person_id) if how in ("change", "wrong") else None
    if former is not None and former.id == here.id:
        former = None
    if former is not None:
        _give_up(tx, person_id, former, here, how, now)
    stations.assign(tx, person_id, here.id, now)
    people.log(tx, now, person_id, f"station_{how}", f"station:{here.code}", former=former.code if former else None)
    return Chosen(here, former)


def _give_up(tx: Tx, person_id: int, former: StationCard, here: StationCard, how: How, now: datetime) -> None:
    stations.unassign(tx, person_id, former.id, now)
    visit = visits.open_visit(tx, person_id)
    if visit is None:
        return
    if how == "wrong":
        visits.leave(tx, person_id, visit.arrived_at)
        visits.arrive(tx, person_id, here.id, visit.arrived_at)
    else:
        visits.leave(tx, person_id, now)


def make_current(tx: Tx, person_id: int, station_id: int, now: datetime) -> StationCard | None:
    """A mobile team's next station, of those it has; the visit elsewhere ends. None when it is not one of them."""
    found = next((one for one in stations.assigned_to(tx, person_id) if one.id == station_id), None)
    if found is None:
        return None
    visit = visits.open_visit(tx, person_id)
    if visit is not None and visit.station_id != station_id:
        visits.leave(tx, person_id, now)
    stations.assign(tx, person_id, station_id, now)
    return found


def arrive(tx: Tx, member: Member, station_id: int, now: datetime) -> bool:
    """Say that one is there; False when one was already. A visit elsewhere ends, and one of another day that nobody
    ended."""
    visit = visits.open_visit(tx, member.person_id)
    if visit is not None and visit.station_id == station_id and now - visit.arrived_at < A_NIGHT_AGO:
        return False
    if visit is not None:
        visits.leave(tx, member.person_id, now)
    visits.arrive(tx, member.person_id, station_id, now)
    return True


def leave(tx: Tx, member: Member, now: datetime) -> StationCard | None:
    """End the visit; the station that was left, None when there was none to leave. It stays the person's."""
    visit = visits.open_visit(tx, member.person_id)
    if visit is None or not visits.leave(tx, member.person_id, now):
        return None
    return stations.by_id(tx, visit.station_id)


def relieve(tx: Tx, member: Member, station_id: int, now: datetime) -> int | None:
    """Take the watch over from whoever is there longest: their visit ends, ours begins. The colleague's person id;
    None when nobody else is there (any more), and nothing changes."""
    others = visits.others_at(tx, station_id, member.person_id, now - A_NIGHT_AGO)
    if not others or not visits.leave(tx, others[0], now):
        return None
    visits.leave(tx, member.person_id, now)
    visits.arrive(tx, member.person_id, station_id, now, relieved=others[0])
    if all(one.id != station_id for one in stations.assigned_to(tx, member.person_id)):
        stations.assign(tx, member.person_id, station_id, now)
    people.log(tx, now, member.person_id, "relieve", f"person:{others[0]}", station=station_id)
    return others[0]
