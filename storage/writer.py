"""The one thread that writes: work from everywhere queues here, and what waits together is committed together.

A commit that reaches the disk costs about a millisecond whatever it holds, so under load a group of turns shares one.
Each runs in its own savepoint: one that raises takes nothing of its neighbours with it. A result is handed back only
after the commit, so whatever follows from it ("received") is said of something durable.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from storage.database import Database, Tx


class NotDurable(Exception):
    """The database could not commit (disk full, locked, connection lost): nothing was stored, and it may work later."""


T = TypeVar("T")
GROUP = 64
LOST = (OperationalError, InterfaceError)  # the database is at fault, not the work


@dataclass(slots=True)
class _Job:
    work: Callable[[Tx], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Writer:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in a transaction; its value, or what it or the commit raised, comes back after the commit.

        `work` may be run a second time when the database failed under the first, which then left nothing.
        """
        if self._closed:
            raise NotDurable("closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(work, loop, future))
        return await future

    def close(self) -> None:
        """Finish what is queued, then stop; what comes later is NotDurable."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while True:
            group, last = self._next_group()
            if group:
                _commit(self._database, group)
                _hand_back(group)
            if last:
                return

    def _next_group(self) -> tuple[list[_Job], bool]:
        group: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            group.append(job)
            if len(group) == GROUP:
                return group, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return group, False
        return group, True


class _Broke(Exception):
    """The database failed under one job of a group: the others may go without it."""


def _commit(database: Database, group: list[_Job]) -> None:
    try:
        with database.transaction() as tx:
            for job in group:
                _run_in_savepoint(tx, job)
    except _Broke as broke:
        if len(group) > 1:
            for job in group:
                job.result = job.error = None
                _commit(database, [job])
        else:
            group[0].error = _not_durable(broke.__cause__)
    except Exception as error:  # it could not begin, or the commit failed: a second try a job would wait as long again
        for job in group:
            job.error = _not_durable(error)


def _not_durable(error: BaseException | None) -> NotDurable:
    return NotDurable(type(getattr(error, "orig", None) or error).__name__)


def _run_in_savepoint(tx: Tx, job: _Job) -> None:
    try:
        tx.exec_driver_sql("SAVEPOINT job")
        try:
            job.result = job.work(tx)
        except LOST:
            raise
        except Exception as error:
            job.error = error
            tx.exec_driver_sql("ROLLBACK TO SAVEPOINT job")
        tx.exec_driver_sql("RELEASE SAVEPOINT job")
    except Exception as error:
        raise _Broke from error


def _hand_back(group: list[_Job]) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in group:
        loops.setdefault(job.loop, []).append(job)
    for loop, jobs in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, jobs)


def _resolve(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.future.done():  # its waiter was cancelled; what it wrote stays written
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
