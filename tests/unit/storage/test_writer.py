"""The writer: one transaction for what waits together, results only after the commit, faults only to their owner."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.database import Database, Tx
from storage.models import AuditEntry
from storage.writer import GROUP, NotDurable, Writer

NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)


def note(name: str) -> Callable[[Tx], str]:
    def work(tx: Tx) -> str:
        tx.execute(insert(AuditEntry).values(at=NOON, action=name, subject="", details={}))
        return name

    return work


def noted(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


def database_error(_tx: Tx) -> None:
    raise OperationalError("work", None, Exception("disk full"))


@contextmanager
def writing(database: Database) -> Iterator[Writer]:
    writer = Writer(database)
    try:
        yield writer
    finally:
        writer.close()


class Gate:
    """Holds the writer's thread inside a job, so that what is queued meanwhile goes together."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Event(), threading.Event()

    def __call__(self, _tx: Tx) -> None:
        self.entered.set()
        assert self.opened.wait(10)


async def together(writer: Writer, *works: Callable[[Tx], object]) -> list[object]:
    """Queue the works while the writer is held, so that they form one group; what each came to."""
    gate = Gate()
    held = asyncio.ensure_future(writer.run(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    waiting = [asyncio.ensure_future(writer.run(work)) for work in works]
    await asyncio.sleep(0)  # each has queued its work
    gate.opened.set()
    await held
    return list(await asyncio.gather(*waiting, return_exceptions=True))


@contextmanager
def commits_fail(database: Database, after: int = 0) -> Iterator[list[int]]:
    """Every commit but the first `after` fails, as on a full disk. The list counts the commits tried."""
    tried: list[int] = []

    def commit(_connection: object) -> None:
        tried.append(1)
        if len(tried) > after:
            raise OperationalError("COMMIT", None, Exception("database or disk is full"))

    event.listen(database.engine, "commit", commit)
    try:
        yield tried
    finally:
        event.remove(database.engine, "commit", commit)


def run(work: Awaitable[None]) -> None:
    asyncio.run(asyncio.wait_for(work, 30))  # type: ignore[arg-type]


def test_a_result_comes_only_after_the_commit(database: Database) -> None:
    async def check() -> None:
        with writing(database) as writer:
            assert await writer.run(note("one")) == "one"
            assert noted(database) == ["one"]  # read on another connection

    run(check())


def test_nothing_is_handed_back_while_the_commit_is_under_way(database: Database) -> None:
    committing, let_go = threading.Event(), threading.Event()

    def commit(_connection: object) -> None:
        committing.set()
        assert let_go.wait(10)

    async def check() -> None:
        with writing(database) as writer:
            event.listen(database.engine, "commit", commit)
            waiting = asyncio.ensure_future(writer.run(note("one")))
            await asyncio.to_thread(committing.wait, 10)
            assert not waiting.done()
            let_go.set()
            assert await waiting == "one"

    run(check())


def test_a_failing_job_takes_nothing_of_its_neighbours(database: Database) -> None:
    def writes_and_fails(tx: Tx) -> None:
        note("lost")(tx)
        raise KeyError("a bug")

    async def check() -> None:
        with writing(database) as writer:
            before, failed, after = await together(writer, note("before"), writes_and_fails, note("after"))
            assert (before, after) == ("before", "after")
            assert isinstance(failed, KeyError)
            assert noted(database) == ["before", "after"]

    run(check())


def test_a_statement_the_database_refuses_takes_nothing_of_its_neighbours(database: Database) -> None:
    def refused(tx: Tx) -> None:
        tx.execute(insert(AuditEntry).values(id=1, at=NOON, action="x", subject="", details={}, actor=12345))

    async def check() -> None:
        with writing(database) as writer:
            before, failed, after = await together(writer, note("before"), refused, note("after"))
            assert (before, after) == ("before", "after")
            assert isinstance(failed, IntegrityError)
            assert noted(database) == ["before", "after"]

    run(check())


def test_a_job_under_which_the_database_fails_does_not_take_the_others_along(database: Database) -> None:
    async def check() -> None:
        with writing(database) as writer:
            before, failed, after = await together(writer, note("before"), database_error, note("after"))
            assert (before, after) == ("before", "after")
            assert isinstance(failed, NotDurable)
            assert noted(database) == ["before", "after"]

    run(check())


def test_when_the_commit_fails_nobody_is_told_of_success_and_nothing_is_left(database: Database) -> None:
    async def check() -> None:
        with writing(database) as writer:
            with commits_fail(database, after=1):  # the one of the gate that holds the group together
                results = await together(writer, *(note(str(n)) for n in range(3)))
            assert [type(result) for result in results] == [NotDurable] * 3
            assert noted(database) == []
            assert await writer.run(note("later")) == "later"
            assert noted(database) == ["later"]

    run(check())


def test_a_commit_that_fails_is_not_tried_again_for_each_of_its_group(database: Database) -> None:
    async def check() -> None:
        with writing(database) as writer, commits_fail(database, after=1) as tried:
            await together(writer, *(note(str(n)) for n in range(GROUP)))
            assert len(tried) == 2

    run(check())


def test_the_reason_given_names_the_kind_of_fault_and_quotes_nobody(database: Database) -> None:
    def fails(_tx: Tx) -> None:
        raise OperationalError("INSERT", {"text": "secret"}, OSError("secret"))

    async def check() -> None:
        with writing(database) as writer:
            with pytest.raises(NotDurable) as caught:
                await writer.run(fails)
            assert str(caught.value) == "OSError"

    run(check())


def test_what_is_queued_is_done_in_its_order(database: Database) -> None:
    async def check() -> None:
        with writing(database) as writer:
            names = [str(n) for n in range(3 * GROUP)]
            assert await together(writer, *map(note, names)) == names
            assert noted(database) == names

    run(check())


def test_what_waits_together_is_committed_together_up_to_a_limit(database: Database) -> None:
    commits: list[int] = []

    async def check() -> None:
        with writing(database) as writer:
            event.listen(database.engine, "commit", lambda _: commits.append(1))
            await together(writer, *(note(str(n)) for n in range(2 * GROUP)))

    run(check())
    assert len(commits) == 3  # the gate's and two full groups


def test_a_cancelled_waiter_disturbs_nobody_and_what_it_wrote_stays(database: Database) -> None:
    async def check() -> None:
        with writing(database) as writer:
            gate = Gate()
            held = asyncio.ensure_future(writer.run(gate))
            await asyncio.to_thread(gate.entered.wait, 10)
            gone, stays = (asyncio.ensure_future(writer.run(note(name))) for name in ("gone", "stays"))
            await asyncio.sleep(0)
            gone.cancel()
            gate.opened.set()
            assert await stays == "stays"
            await held
            assert gone.cancelled()
            assert noted(database) == ["gone", "stays"]

    run(check())


def test_closing_finishes_what_is_queued(database: Database) -> None:
    async def check() -> None:
        writer = Writer(database)
        gate = Gate()
        jobs = [asyncio.ensure_future(writer.run(work)) for work in (gate, *(note(str(n)) for n in range(100)))]
        await asyncio.to_thread(gate.entered.wait, 10)
        closing = asyncio.ensure_future(asyncio.to_thread(writer.close))
        gate.opened.set()
        await closing
        await asyncio.gather(*jobs)
        assert len(noted(database)) == 100

    run(check())


def test_work_that_comes_after_the_close_is_refused_not_forgotten(database: Database) -> None:
    async def check() -> None:
        writer = Writer(database)
        writer.close()
        with pytest.raises(NotDurable):
            await writer.run(note("late"))

    run(check())


def test_a_database_that_cannot_begin_makes_everybody_wait_once_only(database: Database) -> None:
    begun: list[int] = []

    def begin(_connection: object) -> None:
        begun.append(1)
        if len(begun) > 1:
            raise OperationalError("BEGIN", None, Exception("database is locked"))

    async def check() -> None:
        with writing(database) as writer:
            event.listen(database.engine, "begin", begin)
            results = await together(writer, *(note(str(n)) for n in range(10)))
            event.remove(database.engine, "begin", begin)
            assert {type(result) for result in results} == {NotDurable}
            assert len(begun) == 2
            assert await writer.run(lambda tx: tx.execute(text("SELECT 1")).scalar()) == 1

    run(check())
