"""Broadcasts on both databases: whom they reach, who must agree, each letter once, never before what is urgent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.cases import broadcasts as cases
from bot.cases import sos as calls
from bot.cases.alerts import NotYours
from bot.cases.broadcasts import Going, NobodyThere, WantsSecond
from bot.cases.forms import FormLibrary
from bot.core.broadcasts import ALONE, ELSE, Audience, BroadcastState, Figures, Whom, text_for
from bot.core.distress import CallState
from bot.core.words import Lane, PersonState, Role
from storage import accounts, broadcasts, outbox, people, sos, stations, visits
from storage.accounts import Member
from storage.broadcasts import BroadcastRow
from storage.database import Database, Tx
from storage.models import Outbox
from storage.outbox import Intent
from storage.stations import StationRow

BOT = 123456789
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
ALMATY = ZoneInfo("Asia/Almaty")
EVERYBODY = Audience(Whom.ALL)


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.transaction() as opened:
        stations.save(opened, [StationRow("T-1", "North", "Asia/Almaty"), StationRow("S-9", "South", "Asia/Almaty")])
        yield opened


def add(
    tx: Tx, role: Role = Role.OBSERVER, region: str | None = None, state: PersonState = PersonState.ACTIVE
) -> Member:
    number = len(people.listed(tx)) + 1
    chat = accounts.add_chat(tx, BOT, f"{number:032x}", b"sealed", NOON)
    person = people.add_person(tx, f"{role.value[0].upper()}-{number}", state, NOON)
    accounts.set_person(tx, chat.account_id, person)
    people.grant(tx, person, role, stations.ensure_region(tx, region) if region else None, NOON)
    member = accounts.get_chat(tx, chat.account_id).member
    assert member is not None
    return member


def account(tx: Tx, member: Member) -> int:
    return accounts.accounts_of(tx, BOT, member.person_id)[0]


def reached(tx: Tx, audience: Audience, now: datetime = NOON) -> list[int]:
    since = cases.since_when(now, ALMATY)
    found = list(broadcasts.recipients(tx, BOT, audience, since, 0, 1000))
    assert len(found) == broadcasts.count(tx, BOT, audience, since)
    return found


def draft(tx: Tx, member: Member, audience: Audience = EVERYBODY) -> BroadcastRow:
    number = cases.begin(tx, member, audience, NOON)
    found = broadcasts.get(tx, number)
    assert found is not None and cases.set_text(tx, found, ELSE, "Count at eight")
    return again(tx, found)


def again(tx: Tx, row: BroadcastRow) -> BroadcastRow:
    found = broadcasts.get(tx, row.id)
    assert found is not None
    return found


def goes_on(tx: Tx, row: BroadcastRow) -> bool:
    return cases.go_on(tx, BOT, again(tx, row), ALMATY, NOON)


def test_only_active_observers_who_can_be_reached_are_written_to(tx: Tx) -> None:
    here = add(tx)
    add(tx, Role.COORDINATOR)
    add(tx, state=PersonState.SUSPENDED)
    add(tx, state=PersonState.PENDING)
    accounts.set_unreachable(tx, account(tx, add(tx)), NOON)
    assert reached(tx, EVERYBODY) == [account(tx, here)]


def test_nobody_who_calls_for_help_is_written_to_until_the_call_is_closed(tx: Tx) -> None:
    free, held = add(tx), add(tx)
    call = calls.raise_call(tx, FormLibrary(), held, NOON, NOON)
    assert reached(tx, EVERYBODY) == [account(tx, free)]
    sos.change(tx, call.seq, state=CallState.CLOSED)
    assert reached(tx, EVERYBODY) == [account(tx, free), account(tx, held)]


def test_a_region_is_that_of_the_role_or_of_the_station(tx: Tx) -> None:
    by_role, by_station, elsewhere = add(tx, region="North"), add(tx), add(tx, region="South")
    north = stations.by_code(tx, "T-1")
    assert north is not None
    stations.assign(tx, by_station.person_id, north.id, NOON)
    found = reached(tx, Audience(Whom.ALL, north.region_id))
    assert found == [account(tx, by_role), account(tx, by_station)]
    assert account(tx, elsewhere) not in found


def test_those_at_a_station_and_those_at_none_are_everybody(tx: Tx) -> None:
    there, left, never = add(tx), add(tx), add(tx)
    place = stations.by_code(tx, "T-1")
    assert place is not None
    for one in (there, left):
        visits.arrive(tx, one.person_id, place.id, NOON - timedelta(hours=1))
    visit = visits.open_visit(tx, left.person_id)
    assert visit is not None
    visits.leave(tx, left.person_id, NOON - timedelta(minutes=5))
    assert reached(tx, Audience(Whom.THERE)) == [account(tx, there)]
    assert reached(tx, Audience(Whom.AWAY)) == [account(tx, left), account(tx, never)]


def test_whoever_arrived_an_hour_ago_is_not_silent(tx: Tx) -> None:
    arrived, silent = add(tx), add(tx)
    place = stations.by_code(tx, "T-1")
    assert place is not None
    visits.arrive(tx, arrived.person_id, place.id, NOON - timedelta(hours=1))
    assert reached(tx, Audience(Whom.SILENT)) == [account(tx, silent)]
    assert reached(tx, Audience(Whom.SILENT), NOON + timedelta(hours=2)) == [account(tx, arrived), account(tx, silent)]


def test_a_coordinator_of_a_region_writes_to_that_region_only(tx: Tx) -> None:
    add(tx, region="South")
    regional = add(tx, Role.COORDINATOR, "North")
    row = draft(tx, regional)
    assert row.audience.region_id == regional.region_id
    assert cases.release(tx, BOT, row, regional, ALMATY, NOON) == NobodyThere()


def test_a_few_are_written_to_by_one_coordinator_alone(tx: Tx) -> None:
    maker = add(tx, Role.COORDINATOR)
    for _ in range(ALONE):
        add(tx)
    row = draft(tx, maker)
    assert cases.release(tx, BOT, row, maker, ALMATY, NOON) == Going(ALONE)
    assert cases.release(tx, BOT, again(tx, row), maker, ALMATY, NOON) == NotYours()


def test_over_fifty_want_a_second_one_who_is_not_the_first(tx: Tx) -> None:
    maker, second, elsewhere = (
        add(tx, Role.COORDINATOR),
        add(tx, Role.COORDINATOR),
        add(tx, Role.COORDINATOR, "North"),
    )
    for _ in range(ALONE + 1):
        add(tx)
    row = draft(tx, maker)
    assert cases.release(tx, BOT, row, maker, ALMATY, NOON) == WantsSecond(ALONE + 1, (account(tx, second),))
    row = again(tx, row)
    assert not goes_on_at_all(tx, row)
    assert cases.confirm(tx, BOT, row, maker, ALMATY, NOON) == NotYours()
    assert cases.confirm(tx, BOT, row, elsewhere, ALMATY, NOON) == NotYours()
    assert cases.confirm(tx, BOT, row, second, ALMATY, NOON) == Going(ALONE + 1)
    assert cases.confirm(tx, BOT, again(tx, row), second, ALMATY, NOON) == NotYours()


def goes_on_at_all(tx: Tx, row: BroadcastRow) -> bool:
    return row.id in [one.id for one in broadcasts.sending(tx)]


def test_letters_go_to_everybody_once_in_pages_and_the_end_is_seen(tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "PAGE", 3)
    monkeypatch.setattr(cases, "MOST_WAITING", 5)
    maker = add(tx, Role.COORDINATOR)
    readers = [account(tx, add(tx)) for _ in range(7)]
    row = draft(tx, maker)
    cases.release(tx, BOT, row, maker, ALMATY, NOON)
    assert not goes_on(tx, row) and not goes_on(tx, row)
    assert broadcasts.figures(tx, row.id) == Figures(waiting=5)
    assert not goes_on(tx, row)  # no room until some have left
    said: list[int] = []
    for _ in range(10):
        letters = outbox.lease_due(tx, BOT, "me", NOON, NOON + timedelta(minutes=1), 100)
        said += [letter.account_id for letter in letters]
        for letter in letters:
            outbox.sent(tx, letter.id, 1, NOON)
        goes_on(tx, row)
    assert sorted(said) == readers
    assert again(tx, row).state is BroadcastState.DONE
    assert broadcasts.figures(tx, row.id) == Figures(sent=7)


def test_a_page_put_in_the_outbox_again_adds_nothing(tx: Tx) -> None:
    readers = [account(tx, add(tx)) for _ in range(3)]
    broadcasts.enqueue(tx, BOT, 1, readers, NOON)
    broadcasts.enqueue(tx, BOT, 1, readers, NOON)
    assert broadcasts.figures(tx, 1) == Figures(waiting=3)


def test_an_alert_that_comes_later_is_taken_up_before_a_broadcast(tx: Tx) -> None:
    readers = [account(tx, add(tx)) for _ in range(3)]
    broadcasts.enqueue(tx, BOT, 1, readers, NOON)
    outbox.enqueue(tx, BOT, Intent(readers[2], "line", "x", lane=Lane.ALERT), NOON)
    taken = outbox.lease_due(tx, BOT, "me", NOON, NOON + timedelta(minutes=1), 1)
    assert [letter.lane for letter in taken] == [Lane.ALERT]


def test_what_did_not_arrive_is_told_apart_from_who_blocked_the_bot(tx: Tx) -> None:
    blocked, failed, fine = (account(tx, add(tx)) for _ in range(3))
    broadcasts.enqueue(tx, BOT, 1, [blocked, failed, fine], NOON)
    ids = {row.account_id: row.id for row in tx.execute(select(Outbox.account_id, Outbox.id))}
    outbox.failed(tx, ids[failed], "refused", NOON)
    outbox.give_up_chat(tx, blocked, "blocked", NOON)
    accounts.set_unreachable(tx, blocked, NOON)
    outbox.sent(tx, ids[fine], 5, NOON)
    assert broadcasts.figures(tx, 1) == Figures(sent=1, blocked=1, failed=1)


def test_a_stopped_broadcast_goes_no_further(tx: Tx) -> None:
    maker = add(tx, Role.COORDINATOR)
    add(tx)
    row = draft(tx, maker)
    cases.release(tx, BOT, row, maker, ALMATY, NOON)
    assert cases.stop(tx, again(tx, row), maker, NOON)
    assert not cases.stop(tx, again(tx, row), maker, NOON)
    assert broadcasts.sending(tx) == []


def test_a_reader_gets_the_words_of_their_language_or_those_for_all() -> None:
    assert text_for({"": "for all", "kk": "қазақша"}, "kk") == "қазақша"
    assert text_for({"": "for all", "kk": "қазақша"}, "ru") == "for all"
