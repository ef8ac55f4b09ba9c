"""Whether a process is the only one at work on a bot, and what it may then take over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from bot.core.words import CameAs, FetchState, PersonState
from storage import accounts, attachments, inbox, outbox, people
from storage.alone import Alone, AlreadyRunning, free_everything
from storage.attachments import NewAttachment
from storage.database import Database
from storage.inbox import Arrival
from storage.models import Lease
from storage.outbox import Intent

BOT = 123456789
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def test_the_first_process_is_alone_and_the_second_learns_of_it(
    database: Database, another_process: Callable[[], Database]
) -> None:
    first = Alone(database, BOT)
    assert first.sure
    if database.engine.dialect.name == "sqlite":
        with pytest.raises(AlreadyRunning):
            Alone(another_process(), BOT)
    else:  # several processes may share the work there
        second = Alone(another_process(), BOT)
        assert not second.sure
        second.release()
    first.release()


def test_another_bot_is_no_reason_not_to_be_alone(database: Database, another_process: Callable[[], Database]) -> None:
    first, second = Alone(database, BOT), Alone(another_process(), BOT + 1)
    assert first.sure
    assert second.sure
    first.release()
    second.release()


def test_a_process_that_ended_leaves_the_place_to_the_next(
    database: Database, another_process: Callable[[], Database]
) -> None:
    first = Alone(database, BOT)
    with database.reading(), database.reading():  # other connections of the same process do not matter
        first.release()
    second = Alone(another_process(), BOT)
    assert second.sure
    second.release()


def test_a_process_that_died_leaves_the_place_to_the_next(
    another_process: Callable[[], Database],
) -> None:
    dead = another_process()
    first = Alone(dead, BOT)
    if first._file is not None:
        first._file.close()
    if first._connection is not None:
        first._connection.invalidate()  # its end of the line is cut
    second = Alone(another_process(), BOT)
    assert second.sure
    second.release()


def test_when_alone_all_that_a_dead_process_held_is_free(database: Database) -> None:
    with database.transaction() as tx:
        chat = accounts.add_chat(tx, BOT, "c" * 32, b"sealed", NOON)
        person = people.add_person(tx, "O-1", PersonState.ACTIVE, NOON)
        inbox.store(tx, BOT, [Arrival(1, "c" * 32, b"x")], NOON)
        inbox.lease(tx, BOT, ["c" * 32], "dead", NOON, LATER)
        outbox.enqueue(tx, BOT, Intent(chat.account_id, "line"), NOON, "dead", LATER)
        attachments.add(tx, _attachment(person))
        assert len(attachments.lease_fetches(tx, BOT, "dead", NOON, LATER, 10)) == 1
        tx.execute(insert(Lease).values(bot_id=BOT + 1, chat_hash="o" * 32, owner="alive", until=LATER))
    with database.transaction() as tx:
        assert inbox.waiting_chats(tx, BOT, NOON, 10) == []
        assert outbox.lease_due(tx, BOT, "heir", NOON, LATER, 10) == []
        assert attachments.lease_fetches(tx, BOT, "heir", NOON, LATER, 10) == []
        free_everything(tx, BOT, NOON)
        assert inbox.waiting_chats(tx, BOT, NOON, 10) == ["c" * 32]
        assert len(outbox.lease_due(tx, BOT, "heir", NOON, LATER, 10)) == 1
        assert len(attachments.lease_fetches(tx, BOT, "heir", NOON, LATER, 10)) == 1
        assert tx.execute(select(Lease.owner)).scalars().all() == ["alive"]


def test_files_that_wait_for_another_try_keep_waiting(database: Database) -> None:
    with database.transaction() as tx:
        person = people.add_person(tx, "O-1", PersonState.ACTIVE, NOON)
        attachments.add(tx, _attachment(person))
        (file,) = attachments.lease_fetches(tx, BOT, "dead", NOON, LATER, 10)
        attachments.put_off(tx, file.id, LATER)
        free_everything(tx, BOT, NOON)
        assert attachments.lease_fetches(tx, BOT, "heir", NOON, LATER, 10) == []


def _attachment(person: int) -> NewAttachment:
    return NewAttachment(
        id=uuid4(), report_id=uuid4(), person_id=person, came_as=CameAs.PHOTO, caption=None, album=None,
        mime=None, file_name=None, declared_size=5, sent_at=NOON, received_at=NOON, fetch_state=FetchState.PENDING,
        bot_id=BOT, file_id="f", file_unique_id="u",
    )  # fmt: skip
