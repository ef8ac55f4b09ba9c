"""Reminders: each when it is time by the station's clock, once, and only for what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from bot.cases.forms import publish_shipped
from bot.cases.reminders import whom_to_remind
from bot.core.reminders import Moment, PollingDay, Reminder, due, is_missing, moments
from bot.core.words import Lane, PersonState, Role
from handlers import reminding
from storage import accounts, outbox, people, stations, visits
from storage.database import Database, Tx
from storage.models import Person, Report, SosCall
from storage.outbox import Intent
from storage.stations import StationRow
from tests.filed_reports import file_report

BOT = 7
ALMATY = ZoneInfo("Asia/Almaty")
DAY = PollingDay(date(2021, 1, 10), time(7), time(20))
BEFORE = datetime(2021, 1, 9, tzinfo=UTC)


def at(hour: int, minute: int = 0, zone: ZoneInfo = ALMATY) -> datetime:
    return datetime(2021, 1, 10, hour, minute, tzinfo=zone).astimezone(UTC)


def local(polling: PollingDay, zone: ZoneInfo = ALMATY) -> list[tuple[str, str]]:
    return [(one.reminder.value, f"{one.at.astimezone(zone):%H:%M}") for one in moments(polling, zone)]


def test_a_day_has_its_moments() -> None:
    assert local(DAY) == [
        ("arrival", "06:15"),
        ("opening", "07:20"),
        ("voting", "11:00"),
        ("voting", "14:00"),
        ("voting", "17:00"),
        ("voting", "19:30"),
        ("counting", "19:50"),
        ("results", "22:30"),
    ]


def test_nothing_is_said_in_the_night_or_about_a_station_that_is_closed() -> None:
    early_and_late = PollingDay(DAY.day, time(6), time(23, 30))
    assert [what for what, _ in local(early_and_late)] == ["opening", "voting", "voting", "voting", "voting"]
    half_a_day = PollingDay(DAY.day, time(10), time(14))
    assert local(half_a_day) == [
        ("arrival", "09:15"),
        ("opening", "10:20"),
        ("counting", "13:50"),
        ("results", "16:30"),
    ]


def test_every_station_has_its_own_clock() -> None:
    (first, *_) = moments(DAY, ALMATY)
    (elsewhere, *_) = moments(DAY, ZoneInfo("Asia/Qyzylorda"))
    assert elsewhere.at - first.at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("hour", "minute", "what"),
    [
        (6, 14, None),
        (6, 15, Reminder.ARRIVAL),
        (6, 44, Reminder.ARRIVAL),
        (6, 45, None),
        (19, 49, Reminder.VOTING),
        (19, 50, Reminder.COUNTING),
        (23, 30, None),
    ],
)
def test_a_reminder_is_due_for_half_an_hour(hour: int, minute: int, what: Reminder | None) -> None:
    found = due(DAY, ALMATY, at(hour, minute))
    assert (found.reminder if found else None) == what


def test_what_was_filed_is_not_missing() -> None:
    def missing(what: Reminder, there: bool = True, **filed: datetime) -> bool:
        return is_missing(Moment(what, at(14)), there, filed, "results_protocol")

    assert missing(Reminder.ARRIVAL, there=False) and not missing(Reminder.ARRIVAL)
    assert missing(Reminder.OPENING) and not missing(Reminder.OPENING, opening=at(7))
    assert missing(Reminder.VOTING, voting=at(11, 59)) and not missing(Reminder.VOTING, voting=at(12))
    assert missing(Reminder.RESULTS, counting=at(12)) and not missing(Reminder.RESULTS, results_protocol=at(12))


# On the tables


def somebody(tx: Tx, name: str, station: str | None = "T-1", role: Role = Role.OBSERVER) -> tuple[int, int]:
    """(account, person) of an active observer who has chosen a language."""
    person = people.add_person(tx, name, PersonState.ACTIVE, BEFORE)
    people.grant(tx, person, role, None, BEFORE)
    account = accounts.add_chat(tx, BOT, name, b"sealed", BEFORE).account_id
    accounts.set_person(tx, account, person)
    accounts.set_language(tx, account, "kk")
    place = stations.by_code(tx, station) if station else None
    if place:
        stations.assign(tx, person, place.id, BEFORE)
    return account, person


@pytest.fixture
def mission(database: Database) -> Database:
    with database.transaction() as tx:
        publish_shipped(tx, BEFORE)
        codes = (("T-1", "Asia/Almaty"), ("T-2", "Asia/Almaty"), ("S-9", "Asia/Qyzylorda"))
        stations.save(tx, [StationRow(code, "Алатау", zone) for code, zone in codes])
    return database


def reminded(database: Database, when: datetime) -> list[tuple[int, str]]:
    """(account, reminder), each put in the outbox as the timetable does."""
    with database.transaction() as tx:
        found = whom_to_remind(tx, BOT, DAY, when)
        for one in found:
            intent = Intent(one.account_id, "reminder", one.moment.reminder, {}, Lane.BULK, "reminder", one.once)
            outbox.enqueue(tx, BOT, intent, when)
        return [(one.account_id, one.moment.reminder.value) for one in found]


def test_thousands_are_told_a_few_at_a_time_and_nobody_is_left_out(
    mission: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "AT_ONCE", 2)
    house: Any = SimpleNamespace(bot_id=BOT, polling=DAY)
    with mission.transaction() as tx:
        everybody = [somebody(tx, f"O-000{number}")[0] for number in range(5)]
    told = []
    for _ in range(4):
        with mission.transaction() as tx:
            some = list(reminding.reminders(tx, house, at(6, 15)))
            assert len(some) <= 2
            for intent in some:
                outbox.enqueue(tx, BOT, intent, at(6, 15))
            told += [intent.account_id for intent in some]
    assert told == everybody


def test_each_is_told_once(mission: Database) -> None:
    with mission.transaction() as tx:
        aigul, _ = somebody(tx, "O-0001")
        somebody(tx, "O-0002", station=None)
        somebody(tx, "C-0001", role=Role.COORDINATOR)
    assert reminded(mission, at(6, 15)) == [(aigul, "arrival")]
    assert reminded(mission, at(6, 16)) == []


def test_only_of_what_is_missing_at_the_station_whoever_filed_it(mission: Database) -> None:
    with mission.transaction() as tx:
        _, first = somebody(tx, "O-0001")
        somebody(tx, "O-0002")
        other, _ = somebody(tx, "O-0003", station="T-2")
        file_report(tx, first, "opening", "T-1", at(7, 10))
        file_report(tx, first, "opening", "T-2", at(7, 10), practice=True)
    assert reminded(mission, at(7, 20)) == [(other, "opening")]


def test_a_visit_counts_before_an_assignment_and_whoever_left_is_left_alone(mission: Database) -> None:
    with mission.transaction() as tx:
        aigul, first = somebody(tx, "O-0001")
        _, second = somebody(tx, "O-0002")
        place = stations.by_code(tx, "S-9")
        here = stations.by_code(tx, "T-1")
        assert place and here
        visits.arrive(tx, first, place.id, at(6))
        visits.arrive(tx, second, here.id, at(6))
        visits.leave(tx, second, at(10))
    assert reminded(mission, at(11)) == []  # an hour earlier at the first one's station, the second went home
    assert reminded(mission, at(12)) == [(aigul, "voting")]


def test_nobody_who_calls_for_help_practises_or_is_shut_out_is_reminded(mission: Database) -> None:
    with mission.transaction() as tx:
        _, calling = somebody(tx, "O-0001")
        _, practising = somebody(tx, "O-0002")
        _, suspended = somebody(tx, "O-0003")
        gone, _ = somebody(tx, "O-0004")
        tx.execute(update(Person).where(Person.id == practising).values(practice=True))
        people.set_state(tx, suspended, PersonState.SUSPENDED)
        accounts.set_unreachable(tx, gone, BEFORE)
        call = {"sent_at": at(6), "raised_at": at(6), "last_word_at": at(6), "state": "open", "late": False}
        more = {"id": uuid4(), "code": "S-1", "caller_state": "active", "practice": False, "details": {}, "rung": 0}
        tx.execute(insert(SosCall).values(raised_by=calling, **call, **more))
    assert reminded(mission, at(7, 20)) == []
    with mission.transaction() as tx:
        tx.execute(update(SosCall).values(state="closed"))
    assert len(reminded(mission, at(11))) == 1


def test_a_station_chosen_after_the_time_is_not_asked_for(mission: Database) -> None:
    with mission.transaction() as tx:
        _, person = somebody(tx, "O-0001", station=None)
        place = stations.by_code(tx, "T-1")
        assert place is not None
        stations.assign(tx, person, place.id, at(7, 25))
    assert reminded(mission, at(7, 30)) == []


def test_after_a_standstill_nothing_old_is_said(mission: Database) -> None:
    with mission.transaction() as tx:
        somebody(tx, "O-0001")
    assert reminded(mission, at(9)) == []
    assert reminded(mission, at(7, 20) + timedelta(days=1)) == []


def test_a_report_that_was_withdrawn_is_missing_again(mission: Database) -> None:
    with mission.transaction() as tx:
        aigul, person = somebody(tx, "O-0001")
        file_report(tx, person, "opening", "T-1", at(7, 10))
        tx.execute(update(Report).values(withdrawn_at=at(7, 15)))
    assert reminded(mission, at(7, 20)) == [(aigul, "opening")]
