"""Whether this process is the only one that serves a bot: then what a dead predecessor held is free at once."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, delete, text, update
from sqlalchemy.exc import DBAPIError

from bot.core.words import FetchState, OutboxState
from storage.database import Database, Tx
from storage.models import Attachment, Lease, Outbox


class AlreadyRunning(Exception):
    """Another process serves this bot from the same SQLite file."""


class Alone:
    """A lock that ends with the process: a locked file beside SQLite, an advisory lock in PostgreSQL."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._file: IO[str] | None = None
        self._connection: Connection | None = None
        if database.engine.dialect.name == "postgresql":
            self.sure = self._lock_postgresql(database, bot_id)
        else:
            self.sure = self._lock_file(database, bot_id)
            if not self.sure:
                raise AlreadyRunning

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._connection is not None:  # closing alone would free it only when the server notices
            with suppress(DBAPIError):
                self._connection.execute(text("SELECT pg_advisory_unlock_all()"))
            self._connection.close()

    def _lock_postgresql(self, database: Database, bot_id: int) -> bool:
        self._connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._connection.detach()  # back in the pool it would keep the lock
        return bool(self._connection.execute(text("SELECT pg_try_advisory_lock(:bot)"), {"bot": bot_id}).scalar())

    def _lock_file(self, database: Database, bot_id: int) -> bool:
        name = database.engine.url.database
        if os.name != "posix" or not name or name == ":memory:":
            return True
        import fcntl

        self._file = Path(f"{name}.{bot_id}.lock").open("w")  # noqa: SIM115 - held while the process lives
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            return False
        return True


def free_everything(tx: Tx, bot_id: int, now: datetime) -> None:
    """No other process is there, so every lease is a dead one's."""
    tx.execute(delete(Lease).where(Lease.bot_id == bot_id))
    held = (Outbox.bot_id == bot_id) & (Outbox.state == OutboxState.WAITING) & Outbox.owner.is_not(None)
    tx.execute(update(Outbox).where(held).values(owner=None, lease_until=None))
    fetching = (Attachment.fetch_state == FetchState.PENDING) & Attachment.fetch_owner.is_not(None)
    tx.execute(update(Attachment).where(fetching).values(fetch_owner=None, fetch_due=now))
