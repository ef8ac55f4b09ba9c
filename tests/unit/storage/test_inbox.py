"""The inbox: each update once, each conversation in one pair of hands and in its order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.core.words import InboxState
from storage import inbox
from storage.database import Database, Tx
from storage.inbox import Arrival
from storage.models import Inbox

BOT = 123456789
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
SOON = NOON + timedelta(seconds=60)
A, B = "a" * 32, "b" * 32


def arrival(update_id: int, chat: str = A) -> Arrival:
    return Arrival(update_id, chat, f"sealed {update_id}".encode())


def payloads(tx: Tx, chat: str = A) -> list[bytes]:
    """What the chat's updates say, taken and done one by one."""
    found = []
    while (waiting := inbox.first_waiting(tx, BOT, chat)) is not None:
        found.append(waiting.payload)
        assert inbox.done(tx, waiting.id)
    return found


def states(tx: Tx) -> list[str]:
    return list(tx.execute(select(Inbox.state).order_by(Inbox.id)).scalars())


@pytest.fixture
def tx(database: Database):
    with database.transaction() as opened:
        yield opened


def test_an_update_stored_twice_is_one_row(database: Database) -> None:
    for again in range(2):
        with database.transaction() as tx:
            inbox.store(tx, BOT, [arrival(7), arrival(7), arrival(8 + again)], NOON)
    with database.reading() as tx:
        assert tx.execute(select(Inbox.update_id).order_by(Inbox.id)).scalars().all() == [7, 8, 9]


def test_an_update_already_done_does_not_come_back_to_life(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(7)], NOON)
    assert payloads(tx) == [b"sealed 7"]
    inbox.store(tx, BOT, [arrival(7)], NOON)
    assert inbox.first_waiting(tx, BOT, A) is None


def test_two_bots_may_have_updates_of_one_number(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(7)], NOON)
    inbox.store(tx, BOT + 1, [arrival(7)], NOON)
    assert tx.execute(select(func.count()).select_from(Inbox)).scalar() == 2
    assert inbox.waiting_chats(tx, BOT + 1, NOON, 10) == [A]


def test_updates_are_taken_as_they_came_whatever_their_numbers(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(900)], NOON)
    inbox.store(tx, BOT, [arrival(5), arrival(6)], NOON)
    assert payloads(tx) == [b"sealed 900", b"sealed 5", b"sealed 6"]


def test_numbers_beyond_32_bits_fit(tx: Tx) -> None:
    inbox.store(tx, 2**40, [Arrival(2**45, A, b"x")], NOON)
    assert inbox.first_waiting(tx, 2**40, A) is not None


def test_two_processes_cannot_hold_one_conversation(
    database: Database, another_process: Callable[[], Database]
) -> None:
    with database.transaction() as tx:
        assert inbox.lease(tx, BOT, [A, B], "one", NOON, SOON) == [A, B]
    with another_process().transaction() as tx:
        assert inbox.lease(tx, BOT, [A, B], "two", NOON, SOON) == []
        assert not inbox.holds(tx, BOT, A, "two", SOON)


def test_of_processes_that_reach_for_one_conversation_at_once_one_gets_it(
    another_process: Callable[[], Database],
) -> None:
    ready = Barrier(4)
    databases = [another_process() for _ in range(4)]

    def reach(owner: int) -> list[str]:
        ready.wait()
        with databases[owner].transaction() as tx:
            return inbox.lease(tx, BOT, [A, B], str(owner), NOON, SOON)

    with ThreadPoolExecutor(4) as processes:
        taken = list(processes.map(reach, range(4)))
    assert sorted(taken) == [[], [], [], [A, B]]


def test_the_holder_may_take_its_conversation_again(tx: Tx) -> None:
    inbox.lease(tx, BOT, [A], "one", NOON, SOON)
    assert inbox.lease(tx, BOT, [A], "one", NOON, SOON + timedelta(seconds=1)) == [A]


def test_a_lease_that_ran_out_can_be_taken_and_its_old_holder_knows(tx: Tx) -> None:
    inbox.lease(tx, BOT, [A], "dead", NOON, SOON)
    assert inbox.lease(tx, BOT, [A], "heir", SOON, SOON + timedelta(seconds=60)) == []  # to the last moment
    later = SOON + timedelta(microseconds=1)
    assert inbox.lease(tx, BOT, [A], "heir", later, later + timedelta(seconds=60)) == [A]
    assert not inbox.holds(tx, BOT, A, "dead", later)


def test_only_its_holder_can_release_a_conversation(tx: Tx) -> None:
    inbox.lease(tx, BOT, [A], "one", NOON, SOON)
    inbox.release(tx, BOT, A, "two")
    assert inbox.holds(tx, BOT, A, "one", SOON)
    inbox.release(tx, BOT, A, "one")
    assert inbox.lease(tx, BOT, [A], "two", NOON, SOON) == [A]


def test_an_update_put_off_holds_up_its_own_chat_only(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(1), arrival(2), arrival(3, B)], NOON)
    first = inbox.first_waiting(tx, BOT, A)
    assert first is not None
    inbox.put_off(tx, first.id, 1, SOON, "KeyError")
    still = inbox.first_waiting(tx, BOT, A)
    assert still is not None
    assert (still.id, still.attempts, still.due_at) == (first.id, 1, SOON)  # the second does not overtake it
    assert payloads(tx, B) == [b"sealed 3"]


def test_an_update_set_aside_lets_its_chat_go_on_and_keeps_its_words(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(1), arrival(2)], NOON)
    first = inbox.first_waiting(tx, BOT, A)
    assert first is not None
    assert inbox.set_aside(tx, first.id, 3, "KeyError in x.py:1")
    assert payloads(tx) == [b"sealed 2"]
    kept = tx.execute(select(Inbox.payload, Inbox.state, Inbox.attempts).where(Inbox.id == first.id)).one()
    assert tuple(kept) == (b"sealed 1", InboxState.SET_ASIDE, 3)


def test_a_long_fault_is_shortened_not_refused(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(1)], NOON)
    first = inbox.first_waiting(tx, BOT, A)
    assert first is not None
    inbox.put_off(tx, first.id, 1, SOON, "x" * 1000)
    inbox.set_aside(tx, first.id, 1, "y" * 1000)
    assert states(tx) == [InboxState.SET_ASIDE]


def test_done_erases_the_words_and_keeps_the_number(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(1)], NOON)
    first = inbox.first_waiting(tx, BOT, A)
    assert first is not None
    assert inbox.done(tx, first.id)
    assert tuple(tx.execute(select(Inbox.update_id, Inbox.payload)).one()) == (1, None)


def test_what_is_done_cannot_be_done_again_nor_put_off_nor_set_aside(tx: Tx) -> None:
    inbox.store(tx, BOT, [arrival(1)], NOON)
    first = inbox.first_waiting(tx, BOT, A)
    assert first is not None
    assert inbox.done(tx, first.id)
    assert not inbox.done(tx, first.id)
    assert not inbox.set_aside(tx, first.id, 1, "x")
    inbox.put_off(tx, first.id, 1, SOON, "x")
    assert states(tx) == [InboxState.DONE]


def test_waiting_chats_are_those_with_something_due_that_nobody_holds(tx: Tx) -> None:
    held, put_off, done, free, dead = "h" * 32, "p" * 32, "d" * 32, "f" * 32, "x" * 32
    inbox.store(tx, BOT, [arrival(n, chat) for n, chat in enumerate((held, put_off, done, free, dead))], NOON)
    inbox.lease(tx, BOT, [held], "other", NOON, SOON)
    inbox.lease(tx, BOT, [dead], "dead", NOON - timedelta(hours=1), NOON - timedelta(seconds=1))
    waiting = inbox.first_waiting(tx, BOT, put_off)
    assert waiting is not None
    inbox.put_off(tx, waiting.id, 1, SOON, "x")
    payloads(tx, done)
    assert inbox.waiting_chats(tx, BOT, NOON, 10) == [free, dead]
    assert inbox.waiting_chats(tx, BOT, NOON, 1) == [free]
    assert set(inbox.waiting_chats(tx, BOT, SOON + timedelta(seconds=1), 10)) == {held, put_off, free, dead}


def test_pruning_forgets_what_was_done_long_ago_and_nothing_else(tx: Tx) -> None:
    old, new = NOON - timedelta(days=8), NOON
    inbox.store(tx, BOT, [arrival(1), arrival(2), arrival(3)], old)
    inbox.store(tx, BOT, [arrival(4)], new)
    rows = list(tx.execute(select(Inbox.id).order_by(Inbox.id)).scalars())
    inbox.done(tx, rows[0])
    inbox.set_aside(tx, rows[1], 3, "x")
    inbox.done(tx, rows[3])
    assert inbox.prune(tx, NOON - timedelta(days=7)) == 1
    assert tx.execute(select(Inbox.update_id).order_by(Inbox.id)).scalars().all() == [2, 3, 4]
