"""Calls for help on both databases: whom they ring, each step once, taken once, closed by the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import update

from bot.cases import sos as calls
from bot.cases.alerts import AlreadyTaken, NotYours
from bot.cases.forms import FormLibrary
from bot.cases.last_places import Place
from bot.cases.sos import Taken
from bot.core.distress import Outcome
from bot.core.words import PersonState, Role
from storage import accounts, outbox, people, sos, stations
from storage.accounts import Member
from storage.database import Database, Tx
from storage.models import AuditEntry, Person
from storage.outbox import Intent
from storage.sos import CallRow
from storage.stations import StationRow

BOT = 123456789
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.transaction() as opened:
        stations.save(opened, [StationRow("T-1", "North", "Asia/Almaty"), StationRow("S-9", "South", "Asia/Almaty")])
        yield opened


def add(tx: Tx, role: Role, region: str | None = None, practice: bool = False) -> Member:
    number = len(people.listed(tx)) + 1
    chat = accounts.add_chat(tx, BOT, f"{number:032x}", b"sealed", NOON)
    person = people.add_person(tx, f"{role.value[0].upper()}-{number}", PersonState.ACTIVE, NOON)
    accounts.set_person(tx, chat.account_id, person)
    tx.execute(update(Person).where(Person.id == person).values(practice=practice))
    people.grant(tx, person, role, stations.ensure_region(tx, region) if region else None, NOON)
    member = accounts.get_chat(tx, chat.account_id).member
    assert member is not None
    return member


def observer_at(tx: Tx, code: str | None = "T-1", practice: bool = False) -> Member:
    member = add(tx, Role.OBSERVER, practice=practice)
    here = stations.by_code(tx, code) if code else None
    if here is not None:
        stations.assign(tx, member.person_id, here.id, NOON)
    return member


def call_of(tx: Tx, member: Member, sent_at: datetime = NOON, now: datetime = NOON) -> CallRow:
    return calls.raise_call(tx, FormLibrary(), member, sent_at, now)


def rung(tx: Tx, call: CallRow, now: datetime = NOON) -> list[str]:
    chats = [accounts.get_chat(tx, account) for account in calls.circle(tx, BOT, call, now)]
    return [chat.member.pseudonym for chat in chats if chat.member]


def test_the_regions_desk_and_those_of_the_whole_mission_are_rung_at_once(tx: Tx) -> None:
    for region in ("North", "South", None):
        add(tx, Role.COORDINATOR, region)
    add(tx, Role.ADMINISTRATOR)
    call = call_of(tx, observer_at(tx))
    assert rung(tx, call) == ["C-1", "C-3"]
    assert rung(tx, call, after(4)) == ["C-1", "C-3"]
    assert rung(tx, call, after(5)) == ["C-1", "C-2", "C-3", "A-4"]


def test_where_the_region_has_no_desk_all_coordinators_are_rung_and_without_any_the_administrators(tx: Tx) -> None:
    add(tx, Role.ADMINISTRATOR)
    caller = observer_at(tx)
    call = call_of(tx, caller)
    assert rung(tx, call) == ["A-1"]
    add(tx, Role.COORDINATOR, "South")
    assert rung(tx, call) == ["C-3"]


def test_a_coordinator_who_calls_rings_the_others_and_not_themself(tx: Tx) -> None:
    caller = add(tx, Role.COORDINATOR)
    add(tx, Role.ADMINISTRATOR)
    assert rung(tx, call_of(tx, caller)) == ["A-2"]


def test_who_practises_rings_only_who_practises(tx: Tx) -> None:
    add(tx, Role.COORDINATOR)
    call = call_of(tx, observer_at(tx, practice=True))
    assert rung(tx, call, after(30)) == []
    add(tx, Role.COORDINATOR, "South", practice=True)
    assert rung(tx, call) == ["C-3"]


def test_a_call_knows_station_region_and_that_it_came_late(tx: Tx) -> None:
    call = call_of(tx, observer_at(tx), sent_at=NOON - timedelta(hours=3))
    assert (call.station, call.region, call.late) == ("T-1", "North", True)
    assert call.sent_at == NOON - timedelta(hours=3)
    assert not call_of(tx, observer_at(tx), sent_at=NOON - timedelta(minutes=9)).late


def test_the_last_place_of_an_earlier_call_is_known_for_twelve_hours(tx: Tx) -> None:
    caller = observer_at(tx)
    first = call_of(tx, caller)
    calls.set_place(tx, first, Place(43.2, 76.9, 10.0, NOON), NOON)
    again = call_of(tx, caller, after(700), after(700))
    assert (again.latitude, again.longitude, again.accuracy, again.placed_at) == (43.2, 76.9, 10.0, NOON)
    assert call_of(tx, caller, after(721), after(721)).latitude is None


def test_an_unclaimed_call_rings_at_its_steps_and_after_a_night_once(tx: Tx) -> None:
    call = call_of(tx, observer_at(tx))
    heard = [minute for minute in range(25) if calls.rings_due(tx, after(minute))]
    assert heard == [2, 5, 10, 20]
    assert len(calls.rings_due(tx, after(9 * 60 + 1))) == 1
    assert calls.rings_due(tx, after(9 * 60 + 2)) == []
    fresh = sos.get(tx, call.seq)
    assert fresh is not None and fresh.rung == 5
    assert fresh.next_ring_at == after(9 * 60 + 10)


def test_a_claimed_call_rings_no_more(tx: Tx) -> None:
    desk, call = add(tx, Role.COORDINATOR), call_of(tx, observer_at(tx))
    assert isinstance(calls.claim_call(tx, call.seq, desk, after(1)), Taken)
    assert calls.rings_due(tx, after(60)) == []


def test_of_two_processes_at_one_step_one_rings(database: Database, another_process: Callable[[], Database]) -> None:
    """Both have seen the step due before either wrote."""
    other = another_process()
    with database.transaction() as tx:
        call_of(tx, observer_at(tx, None))
    with database.reading() as ours, other.reading() as theirs:
        (seen_here,), (seen_there,) = sos.due(ours, after(2)), sos.due(theirs, after(2))
    with other.transaction() as tx:
        assert sos.rings(tx, seen_there, after(5), after(2))
    with database.transaction() as tx:
        assert not sos.rings(tx, seen_here, after(5), after(2))
        assert calls.rings_due(tx, after(2)) == []
        assert sos.redraws(tx, sos.due(tx, after(5))[0], after(6))
        assert not sos.redraws(tx, seen_here, after(6))


def test_of_two_who_claim_at_once_one_has_it(database: Database, another_process: Callable[[], Database]) -> None:
    with database.transaction() as tx:
        desk = [add(tx, Role.COORDINATOR), add(tx, Role.COORDINATOR)]
        call = call_of(tx, observer_at(tx, None))
    together = Barrier(2)

    def claim(opened: Database, member: Member) -> object:
        together.wait(10)
        with opened.transaction() as tx:
            return calls.claim_call(tx, call.seq, member, after(1))

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(claim, [database, another_process()], desk))
    assert {type(one) for one in came} == {Taken, AlreadyTaken}


def test_only_a_claimed_call_is_closed_and_once(tx: Tx) -> None:
    first, second = add(tx, Role.COORDINATOR), add(tx, Role.COORDINATOR)
    call = call_of(tx, observer_at(tx))
    assert isinstance(calls.close_call(tx, call.seq, first, Outcome.SAFE, after(1)), NotYours)
    calls.claim_call(tx, call.seq, first, after(1))
    assert isinstance(calls.close_call(tx, call.seq, second, Outcome.RELEASED, after(9)), Taken)
    assert calls.close_call(tx, call.seq, first, Outcome.SAFE, after(10)) == AlreadyTaken("C-2")
    closed = sos.get(tx, call.seq)
    assert closed is not None and (closed.outcome, closed.closed_at) == ("released", after(9))
    assert sos.open_call_of(tx, call.raised_by) is None


def test_what_was_done_is_in_the_audit_log(tx: Tx) -> None:
    desk, call = add(tx, Role.COORDINATOR), call_of(tx, observer_at(tx))
    calls.claim_call(tx, call.seq, desk, after(1))
    calls.close_call(tx, call.seq, desk, Outcome.SAFE, after(2))
    logged = tx.execute(AuditEntry.__table__.select().order_by(AuditEntry.id)).all()
    assert [(row.action, row.subject) for row in logged if row.subject.startswith("sos:")] == [
        (action, f"sos:{call.code}") for action in ("raise", "claim", "close")
    ]


def test_a_call_that_cannot_reach_one_goes_to_all_who_were_not_rung(tx: Tx) -> None:
    for region in ("North", "South"):
        add(tx, Role.COORDINATOR, region)
    call = call_of(tx, observer_at(tx))
    (near,) = calls.circle(tx, BOT, call, NOON)
    outbox.enqueue(tx, BOT, Intent(near, "sos_card", str(call.seq), key=calls.ring_key(call.seq)), NOON)
    others = calls.who_else_is_rung(tx, BOT, call.seq)
    assert len(others) == 1 and others != [near]


def test_answers_can_be_taken_back_and_skipped(tx: Tx) -> None:
    call = call_of(tx, observer_at(tx))
    call = calls.answer(tx, call, "kind", "kettled", after(1))
    call = calls.answer(tx, call, "place", None, after(1))
    call = calls.answer(tx, call, "how_many", "6-20", after(2))
    assert call.details == {"kind": "kettled", "place": None, "how_many": "6-20"}
    assert calls.step_back(tx, call, after(3)).details == {"kind": "kettled", "place": None}


def test_for_somebody_else_the_callers_place_is_not_asked_for(tx: Tx) -> None:
    call = calls.set_for_whom(tx, call_of(tx, observer_at(tx)), "w" * 500, after(1))
    assert call.for_whom == "w" * 200
    assert "place" in call.details
    assert [entry.text for entry in sos.entries(tx, call.id) if entry.what == "for_whom"] == ["w" * 500]
