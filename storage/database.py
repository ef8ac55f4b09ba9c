"""One database, opened by URL: SQLite by default, PostgreSQL by psycopg 3."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

Tx = Connection  # an open transaction; only its owner commits
Begin = Callable[[], AbstractContextManager[Tx]]

# Before 3.51.3 a WAL with several connections can lose commits, and the command line is a second connection.
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
BUSY_SECONDS = 15


Unopened = (DatabaseError, sqlite3.DatabaseError)  # it is not there, refuses us, or is no database at all
Failing = (OperationalError, sqlite3.OperationalError)  # full, locked, gone: it may work later


class BadDatabaseUrl(ValueError):
    """The URL names no database this program can open."""


class Database:
    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except (ArgumentError, NoSuchModuleError, ValueError) as error:
            raise BadDatabaseUrl("DATABASE_URL is not a database address") from error
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = _sqlite(parsed.set(drivername="sqlite"))
        elif parsed.get_backend_name() == "postgresql":
            self.engine = create_engine(
                parsed.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True
            )
        else:
            raise BadDatabaseUrl("DATABASE_URL must begin with sqlite:/// or postgresql://")

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A transaction that commits when its block ends and rolls back when it raises."""
        with self.engine.begin() as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A connection for one short read; keep none open longer than a page."""
        with self.engine.connect().execution_options(baqylau_reading=True) as tx:
            yield tx

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # pysqlite's own transaction control begins too late for what we promise: we say BEGIN ourselves.
        connection.isolation_level = None
        for pragma in (
            f"journal_mode = {'WAL' if WAL_IS_SAFE else 'TRUNCATE'}",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -4000",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("baqylau_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
