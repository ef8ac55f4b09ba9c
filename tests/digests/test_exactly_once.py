"""Each hour of each digest once: by several schedulers, after a kill, a night away, with a clock that jumps."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier, Event
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from bot.cases import subscriptions as cases
from bot.cases.getting_in import set_suspended
from bot.cases.subscriptions import due_digests
from bot.core.digest_hours import Schedule
from bot.core.words import Lane, PersonState, Role, SlotState
from storage import accounts, outbox, people, subscriptions
from storage.accounts import Chat
from storage.database import Database, Tx
from storage.models import Account, DigestSlot, Outbox
from storage.subscriptions import SubscriptionRow

ROOT = Path(__file__).parents[2]
BOT = 123456789
ALMATY = ZoneInfo("Asia/Almaty")
MORNING = datetime(2021, 1, 10, 2, tzinfo=UTC)  # 08:00 in Almaty
HOURLY = Schedule(ALMATY, frozenset(range(6, 23)), closing=23)


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    return datetime(2021, 1, day, hour, minute, tzinfo=ALMATY).astimezone(UTC)


def coordinator(tx: Tx, number: int = 1) -> Chat:
    chat = accounts.add_chat(tx, BOT, f"{number:032}", b"sealed", MORNING)
    person = people.add_person(tx, f"C-{number:04}", PersonState.ACTIVE, MORNING)
    people.grant(tx, person, Role.COORDINATOR, None, MORNING)
    accounts.set_person(tx, chat.account_id, person)
    return accounts.get_chat(tx, chat.account_id)


def subscribe(tx: Tx, chat: Chat, schedule: Schedule = Schedule(ALMATY), since: datetime = MORNING) -> SubscriptionRow:  # noqa: B008
    assert chat.member is not None
    subscriptions.save(tx, SubscriptionRow(chat.account_id, chat.member.person_id, schedule, None, None, since))
    found = subscriptions.of_account(tx, chat.account_id)
    assert found is not None
    return found


def tick(database: Database, now: datetime) -> int:
    """What every scheduler does every few seconds; how many digests it put in the outbox."""
    with database.transaction() as tx:
        return enqueue_due(tx, now)


def enqueue_due(tx: Tx, now: datetime) -> int:
    due = due_digests(tx, BOT, now)
    for intent in due:
        outbox.enqueue(tx, BOT, intent, now)
    return sum(intent.kind == "digest" for intent in due)


def said(database: Database) -> list[str]:
    """The hours of the digests in the outbox, in order."""
    with database.reading() as tx:
        found = tx.execute(select(Outbox.params).where(Outbox.kind == "digest").order_by(Outbox.id)).scalars().all()
    return [f"{datetime.fromisoformat(one['slot']).astimezone(ALMATY):%d %H}" for one in found]


def since_when(database: Database) -> list[str]:
    with database.reading() as tx:
        found = tx.execute(select(Outbox.params).where(Outbox.kind == "digest").order_by(Outbox.id)).scalars().all()
    return [f"{datetime.fromisoformat(one['since']).astimezone(ALMATY):%d %H}" for one in found]


def slots(database: Database, state: SlotState) -> list[str]:
    with database.reading() as tx:
        query = select(DigestSlot.slot).where(DigestSlot.state == state).order_by(DigestSlot.slot)
        return [f"{slot.astimezone(ALMATY):%d %H}" for slot in tx.execute(query).scalars()]


@pytest.fixture
def chat(database: Database) -> Chat:
    with database.transaction() as tx:
        return coordinator(tx)


@pytest.fixture
def subscribed(database: Database, chat: Chat) -> SubscriptionRow:
    with database.transaction() as tx:
        return subscribe(tx, chat)


# One scheduler


def test_nothing_is_due_before_its_hour_and_it_is_from_then_on(database: Database, subscribed: SubscriptionRow) -> None:
    assert [tick(database, at(8, 59)), tick(database, at(9)), tick(database, at(9)), tick(database, at(11, 59))] == [
        0, 1, 0, 0,
    ]  # fmt: skip
    assert said(database) == ["10 09"]


def test_the_words_and_the_picture_are_two_letters_that_leave_after_everything_urgent(
    database: Database, subscribed: SubscriptionRow
) -> None:
    tick(database, at(9))
    with database.reading() as tx:
        rows = tx.execute(select(Outbox.kind, Outbox.lane).order_by(Outbox.id)).all()
    assert [tuple(row) for row in rows] == [("digest", Lane.BULK), ("digest_picture", Lane.BULK)]


def test_each_covers_what_is_new_since_the_one_before_and_the_closing_one_the_day(
    database: Database, subscribed: SubscriptionRow
) -> None:
    for hour in range(8, 24):
        tick(database, at(hour, 1))
    tick(database, at(9, 1, day=11))
    assert said(database) == ["10 09", "10 12", "10 15", "10 18", "10 21", "10 23", "11 09"]
    assert since_when(database) == ["10 00", "10 09", "10 12", "10 15", "10 18", "10 00", "10 23"]


def test_hours_before_the_subscription_are_not_made_up_for(database: Database, chat: Chat) -> None:
    with database.transaction() as tx:
        subscribe(tx, chat, since=at(12, 30))
    assert tick(database, at(12, 31)) == 0
    assert tick(database, at(15)) == 1


def test_another_hour_chosen_counts_from_then_on(database: Database, chat: Chat) -> None:
    with database.transaction() as tx:
        row = subscribe(tx, chat)
    tick(database, at(9))
    with database.transaction() as tx:
        cases.change(tx, row, SubscriptionRow(row.account_id, row.person_id, HOURLY, None, None, MORNING), at(11, 30))
    assert [tick(database, at(11, 31)), tick(database, at(12)), tick(database, at(13))] == [0, 1, 1]
    assert said(database) == ["10 09", "10 12", "10 13"]


def test_another_language_chosen_loses_no_hour_that_was_missed(database: Database, chat: Chat) -> None:
    with database.transaction() as tx:
        row = subscribe(tx, chat)
    tick(database, at(9))
    with database.transaction() as tx:
        again = SubscriptionRow(row.account_id, row.person_id, row.schedule, None, None, MORNING)
        cases.change(tx, row, again, at(12, 30))
    tick(database, at(12, 31))
    assert said(database) == ["10 09", "10 12"]


# Several schedulers


@pytest.mark.parametrize("schedulers", [2, 4])
def test_of_several_schedulers_at_once_one_sends_each_hour(
    database: Database, chat: Chat, another_process: Callable[[], Database], schedulers: int
) -> None:
    with database.transaction() as tx:
        subscribe(tx, chat, HOURLY)
        for number in range(2, 8):
            subscribe(tx, coordinator(tx, number), HOURLY)
    moments = [at(hour, 0, day) for day in (10, 11) for hour in (9, 10, 11, 12)]
    together = Barrier(schedulers)

    def scheduler(own: Database) -> int:
        found = 0
        for now in moments:
            together.wait()
            found += tick(own, now)
        return found

    with ThreadPoolExecutor(schedulers) as pool:
        counts = list(pool.map(scheduler, [another_process() for _ in range(schedulers)]))
    hours = ["10 09", "10 10", "10 11", "10 12", "11 09", "11 10", "11 11", "11 12"]
    assert sum(counts) == 7 * len(hours)
    assert sorted(said(database)) == sorted(hours * 7)


def _a_process_of_its_own(url: str, moments: list[datetime]) -> int:
    database = Database(url)
    try:
        return sum(tick(database, now) for now in moments)
    finally:
        database.close()


@pytest.mark.parametrize("processes", [2, 4])
def test_of_several_processes_one_sends_each_hour(
    database: Database, chat: Chat, database_url: str, processes: int
) -> None:
    with database.transaction() as tx:
        subscribe(tx, chat, HOURLY)
    moments = [at(hour) for hour in range(9, 21)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        counts = list(pool.map(_a_process_of_its_own, [database_url] * processes, [moments] * processes))
    assert sum(counts) == len(moments)
    assert said(database) == [f"10 {hour:02}" for hour in range(9, 21)]


KILLED = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import text
sys.path[:0] = sys.argv[1:3]
from storage.database import Database
from test_exactly_once import enqueue_due
database = Database(sys.argv[3])
with database.transaction() as tx:
    assert enqueue_due(tx, datetime.fromisoformat(sys.argv[4])) == 1
    assert tx.execute(text("SELECT count(*) FROM digest_slots")).scalar() == 1
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_process_killed_before_its_commit_was_to_send_another_sends(
    database: Database, subscribed: SubscriptionRow, database_url: str
) -> None:
    arguments = [str(ROOT), str(Path(__file__).parent), database_url, at(9).isoformat()]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert killed.returncode == -9, killed.stderr
    assert said(database) == []
    assert tick(database, at(9)) == 1
    assert said(database) == ["10 09"]


def test_who_waits_for_a_leader_that_fails_sends_instead(
    database: Database, subscribed: SubscriptionRow, another_process: Callable[[], Database]
) -> None:
    """The leader has written the hour down; the other one is held up until it is known what becomes of that."""
    leads, fails = Event(), Event()

    def leader(own: Database) -> None:
        with pytest.raises(RuntimeError), own.transaction() as tx:
            assert enqueue_due(tx, at(9)) == 1
            leads.set()
            fails.wait()
            raise RuntimeError("the leader fails")

    def follower(own: Database) -> int:
        leads.wait()
        fails.set()
        return tick(own, at(9))

    with ThreadPoolExecutor(2) as pool:
        failing = pool.submit(leader, another_process())
        assert pool.submit(follower, another_process()).result() == 1
        failing.result()
    assert said(database) == ["10 09"]


# A night away, and clocks


def test_after_a_night_without_the_process_only_the_last_hour_missed_is_sent(
    database: Database, subscribed: SubscriptionRow
) -> None:
    tick(database, at(9))
    tick(database, at(12))
    assert tick(database, at(8, 30, day=11)) == 1
    assert said(database) == ["10 09", "10 12", "10 23"]
    assert since_when(database)[-1] == "10 00"
    assert slots(database, SlotState.SKIPPED) == ["10 15", "10 18", "10 21"]
    assert tick(database, at(8, 31, day=11)) == 0


def test_a_closing_one_after_a_long_time_away_covers_all_since_the_last(
    database: Database, subscribed: SubscriptionRow
) -> None:
    tick(database, at(12))
    tick(database, at(23, 30, day=12))
    assert (said(database)[-1], since_when(database)[-1]) == ("12 23", "10 12")


def test_a_clock_that_jumps_back_repeats_nothing(database: Database, subscribed: SubscriptionRow) -> None:
    for now in (at(9), at(12), at(9, 30), at(8), at(12), at(11, 59), at(12, 1)):
        tick(database, now)
    assert said(database) == ["10 09", "10 12"]
    tick(database, at(15))
    assert said(database) == ["10 09", "10 12", "10 15"]


def test_a_clock_that_was_a_year_ahead_for_a_moment_silences_nobody(
    database: Database, subscribed: SubscriptionRow
) -> None:
    tick(database, at(9))
    tick(database, datetime(2022, 1, 10, 9, tzinfo=UTC))
    for hour in range(9, 16):
        tick(database, at(hour))
    assert said(database)[0] == "10 09"
    assert said(database)[2:] == ["10 12", "10 15"]
    assert since_when(database)[2:] == ["10 09", "10 12"]


def test_what_was_chosen_while_the_clock_was_a_year_ahead_counts_when_it_is_right_again(
    database: Database, chat: Chat
) -> None:
    with database.transaction() as tx:
        subscribe(tx, chat, since=datetime(2022, 1, 10, tzinfo=UTC))
    for hour in range(8, 13):
        tick(database, at(hour))
    assert said(database) == ["10 09", "10 12"]


def test_a_process_whose_clock_is_a_little_behind_sends_no_hour_before_the_subscription(
    database: Database, chat: Chat
) -> None:
    with database.transaction() as tx:
        subscribe(tx, chat, since=at(12, 1))
    assert tick(database, at(12)) == 0


def test_a_clock_that_moves_to_another_zone_sends_the_evening_once(database: Database, chat: Chat) -> None:
    """Almaty, the night of 1 March 2024, when 23:00 came twice."""
    before = datetime(2024, 2, 29, 12, tzinfo=UTC)
    with database.transaction() as tx:
        subscribe(tx, chat, Schedule(ALMATY, frozenset({22}), closing=23), before)
    now = before
    while now < before + timedelta(hours=10):
        tick(database, now)
        now += timedelta(minutes=10)
    assert said(database) == ["29 22", "29 23"]


# Who is asked again


def test_who_was_shut_out_gets_nothing_and_later_what_was_missed_is_covered(
    database: Database, chat: Chat, subscribed: SubscriptionRow
) -> None:
    assert chat.member is not None
    tick(database, at(9))
    with database.transaction() as tx:
        set_suspended(tx, chat.member.person_id, True, None, at(10))
    assert [tick(database, at(12)), tick(database, at(15))] == [0, 0]
    with database.transaction() as tx:
        set_suspended(tx, chat.member.person_id, False, None, at(16))
    assert [tick(database, at(16)), tick(database, at(18))] == [0, 1]
    assert (said(database)[-1], since_when(database)[-1]) == ("10 18", "10 09")


def test_who_became_an_observer_gets_nothing(database: Database, chat: Chat, subscribed: SubscriptionRow) -> None:
    assert chat.member is not None
    with database.transaction() as tx:
        people.grant(tx, chat.member.person_id, Role.OBSERVER, None, at(8))
    assert tick(database, at(9)) == 0


def test_who_blocked_the_bot_is_not_counted_as_told(
    database: Database, chat: Chat, subscribed: SubscriptionRow
) -> None:
    with database.transaction() as tx:
        accounts.set_unreachable(tx, chat.account_id, at(8))
    assert tick(database, at(9)) == 0
    with database.transaction() as tx:
        accounts.set_unreachable(tx, chat.account_id, None)
    tick(database, at(12))
    assert since_when(database) == ["10 00"]


def test_a_pause_and_an_end_are_kept(database: Database, chat: Chat, subscribed: SubscriptionRow) -> None:
    with database.transaction() as tx:
        paused = SubscriptionRow(
            chat.account_id, subscribed.person_id, subscribed.schedule, None, None, MORNING, paused_at=MORNING
        )
        cases.change(tx, subscribed, paused, MORNING)
    assert tick(database, at(9)) == 0
    with database.transaction() as tx:
        cases.change(tx, paused, subscribed, at(10))
    assert [tick(database, at(10)), tick(database, at(12))] == [0, 1]
    with database.transaction() as tx:
        subscriptions.end(tx, chat.account_id, at(13))
    assert tick(database, at(15)) == 0


def test_with_an_account_its_digests_are_forgotten(database: Database, chat: Chat, subscribed: SubscriptionRow) -> None:
    tick(database, at(9))
    with database.transaction() as tx:
        tx.execute(delete(Outbox))
        tx.execute(delete(Account).where(Account.id == chat.account_id))
        assert subscriptions.of_account(tx, chat.account_id) is None
        assert tx.execute(select(DigestSlot.id)).all() == []


def test_another_bot_of_the_mission_leaves_it_alone(database: Database, subscribed: SubscriptionRow) -> None:
    with database.transaction() as tx:
        assert due_digests(tx, BOT + 1, at(9)) == []
