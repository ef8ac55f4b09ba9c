"""Who is silent, on both databases: what is missing when, who is reminded, marks, and hours that are told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.cases import silence as cases
from bot.core.reminders import PollingDay
from bot.core.silence import Heard, Lack, day_of, lacking
from bot.core.words import PersonState, Role
from storage import accounts, outbox, people, silence, stations, visits
from storage.accounts import Member
from storage.database import Database, Tx
from storage.models import Person
from storage.stations import StationRow

BOT = 123456789
ALMATY = ZoneInfo("Asia/Almaty")
DAY = PollingDay(date(2021, 1, 10), time(7), time(20))
HEARD = Heard()


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    return datetime(2021, 1, day, hour, minute, tzinfo=ALMATY).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "lacks"),
    [
        (at(5), ()),
        (at(6, 15), (Lack.CHECK_IN,)),
        (at(7, 20), (Lack.CHECK_IN, Lack.OPENING)),
        (at(8), (Lack.CHECK_IN, Lack.OPENING, Lack.TURNOUT)),
        (at(20, 1), (Lack.CHECK_IN, Lack.OPENING)),
        (at(22, 30), (Lack.CHECK_IN, Lack.OPENING, Lack.PROTOCOL)),
        (at(3, day=11), (Lack.CHECK_IN, Lack.OPENING, Lack.PROTOCOL)),
    ],
)
def test_a_silent_station_lacks_what_the_hour_asks_for(now: datetime, lacks: tuple[Lack, ...]) -> None:
    assert lacking(DAY, ALMATY, now, HEARD, "counting") == lacks


def test_what_came_is_not_missing() -> None:
    came = Heard(at(6, 30), {"opening": at(7, 5), "counting": at(21)}, at(18, 40))
    assert lacking(DAY, ALMATY, at(19, 30), came, "counting") == ()
    assert lacking(DAY, ALMATY, at(19, 41), came, "counting") == (Lack.TURNOUT,)
    assert lacking(DAY, ALMATY, at(23), came, "counting") == ()
    assert lacking(DAY, ALMATY, at(23), came, "results_protocol") == (Lack.PROTOCOL,)


def test_what_came_yesterday_is_missing_today() -> None:
    came = Heard(at(6, 30, day=9), {"opening": at(7, 5, day=9)}, at(18, day=9))
    assert lacking(DAY, ALMATY, at(9), came, "counting") == (Lack.CHECK_IN, Lack.OPENING, Lack.TURNOUT)


def test_without_a_day_of_voting_today_has_the_usual_hours() -> None:
    assert day_of(None, ALMATY, at(1, day=12)) == PollingDay(date(2021, 1, 12), time(7), time(20))
    assert day_of(DAY, ALMATY, at(1, day=12)) == DAY


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.transaction() as opened:
        rows = [StationRow("T-1", "North", "Asia/Almaty"), StationRow("S-9", "South", "Asia/Almaty")]
        stations.save(opened, rows)
        yield opened


def add(tx: Tx, role: Role = Role.OBSERVER, station: str | None = None) -> Member:
    number = len(people.listed(tx)) + 1
    chat = accounts.add_chat(tx, BOT, f"{number:032x}", b"sealed", at(1))
    person = people.add_person(tx, f"{role.value[0].upper()}-{number}", PersonState.ACTIVE, at(1))
    accounts.set_person(tx, chat.account_id, person)
    accounts.set_language(tx, chat.account_id, "kk")
    people.grant(tx, person, role, None, at(1))
    place = stations.by_code(tx, station) if station else None
    if place is not None:
        stations.assign(tx, person, place.id, at(1))
    member = accounts.get_chat(tx, chat.account_id).member
    assert member is not None
    return member


def arrives(tx: Tx, member: Member, station: str, when: datetime) -> None:
    place = stations.by_code(tx, station)
    assert place is not None
    visits.arrive(tx, member.person_id, place.id, when)


def silent(tx: Tx, now: datetime, region: str | None = None) -> dict[str, tuple[Lack, ...]]:
    region_id = stations.region_named(tx, region) if region else None
    found = cases.who_is_silent(tx, DAY, region_id, now)
    return {one.station.code: one.lacks for one in found.stations}


def test_only_stations_where_somebody_observes_can_be_silent(tx: Tx) -> None:
    assert silent(tx, at(7)) == {}
    add(tx, station="T-1")
    arrives(tx, add(tx), "S-9", at(6, 45))
    assert silent(tx, at(7)) == {"T-1": (Lack.CHECK_IN,), "S-9": ()}
    assert silent(tx, at(7), "South") == {"S-9": ()}


def test_one_who_practises_makes_no_station_heard(tx: Tx) -> None:
    observer, trainee = add(tx, station="T-1"), add(tx)
    tx.execute(update(Person).where(Person.id == trainee.person_id).values(practice=True))
    arrives(tx, trainee, "T-1", at(6, 45))
    assert observer.active and silent(tx, at(7)) == {"T-1": (Lack.CHECK_IN,)}


def test_a_reminder_goes_to_exactly_those_and_not_twice_in_a_quarter_of_an_hour(tx: Tx) -> None:
    desk, late, there = add(tx, Role.COORDINATOR), add(tx, station="T-1"), add(tx, station="S-9")
    arrives(tx, there, "S-9", at(6, 45))

    def reminds(now: datetime) -> list[int]:
        found = cases.who_is_silent(tx, DAY, None, now).lacking(Lack.CHECK_IN)
        letters = cases.remind(tx, BOT, desk, Lack.CHECK_IN, found, now)
        for letter in letters:
            assert outbox.enqueue(tx, BOT, letter, now)
        return [letter.account_id for letter in letters]

    assert reminds(at(7)) == list(accounts.accounts_of(tx, BOT, late.person_id))
    assert reminds(at(7, 14)) == []
    assert len(reminds(at(7, 31))) == 1


def test_a_mark_holds_until_a_word_comes_from_there(tx: Tx) -> None:
    desk, observer = add(tx, Role.COORDINATOR), add(tx, station="T-1")
    place = stations.by_code(tx, "T-1")
    assert place is not None
    silence.mark(tx, place.id, desk.person_id, at(8))
    silence.mark(tx, place.id, desk.person_id, at(8, 5))

    def unreachable(now: datetime) -> bool:
        return cases.who_is_silent(tx, DAY, None, now).stations[0].station.unreachable

    assert unreachable(at(8, 10))
    arrives(tx, observer, "T-1", at(8, 20))
    assert not unreachable(at(8, 30))
    silence.mark(tx, place.id, desk.person_id, at(9))
    assert unreachable(at(9, 1))
    silence.clear(tx, place.id, at(9, 2))
    assert not unreachable(at(9, 3))


def test_each_hour_is_told_once_and_one_long_past_is_not(tx: Tx) -> None:
    desk = add(tx, Role.COORDINATOR)
    account = accounts.accounts_of(tx, BOT, desk.person_id)[0]
    cases.set_hours(tx, account, desk, frozenset({9, 12}), ALMATY, at(8))
    assert cases.due(tx, BOT, at(8, 59)) == []
    assert [one.account_id for one in cases.due(tx, BOT, at(9))] == [account]
    assert cases.due(tx, BOT, at(9, 1)) == []
    assert cases.due(tx, BOT, at(8, 30)) == []  # the clock was set back
    assert cases.due(tx, BOT, at(14)) == []  # the process slept through noon
    assert len(cases.due(tx, BOT, at(9, day=11))) == 1


def test_of_two_who_look_at_once_one_tells(tx: Tx) -> None:
    desk = add(tx, Role.COORDINATOR)
    account = accounts.accounts_of(tx, BOT, desk.person_id)[0]
    cases.set_hours(tx, account, desk, frozenset({9}), ALMATY, at(8))
    seen = silence.watch_of(tx, account)
    assert seen is not None
    assert silence.settle(tx, seen, at(9))
    assert not silence.settle(tx, seen, at(9))
    assert silence.settle(tx, replace(seen, settled_at=at(9)), at(9) + timedelta(hours=3))


def test_whoever_left_the_desk_is_told_nothing(tx: Tx) -> None:
    desk = add(tx, Role.COORDINATOR)
    account = accounts.accounts_of(tx, BOT, desk.person_id)[0]
    cases.set_hours(tx, account, desk, frozenset({9}), ALMATY, at(8))
    people.grant(tx, desk.person_id, Role.OBSERVER, None, at(8, 30))
    assert cases.due(tx, BOT, at(9)) == []
