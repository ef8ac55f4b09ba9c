"""The schema: migrations and models say the same on both databases; types mean the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import StatementError

import storage
from storage import schema
from storage.database import Database
from storage.models import AuditEntry, Base
from storage.schema import NewerSchema

NOON = datetime(2021, 1, 10, 6, 40, 30, 123456, tzinfo=UTC)


@pytest.fixture
def empty(empty_url: str):
    database = Database(empty_url)
    yield database
    database.close()


def test_the_migrations_make_exactly_what_the_models_say(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_partial_indexes_are_partial_on_both_databases(database: Database) -> None:
    found = {}
    for table in ("inbox", "outbox", "roles"):
        for index in inspect(database.engine).get_indexes(table):
            options = index.get("dialect_options", {})
            found[index["name"]] = options.get(f"{database.engine.dialect.name}_where")
    for partial in ("ix_inbox_waiting", "ix_outbox_waiting", "ix_outbox_key", "ix_roles_one_in_force"):
        assert "IS NULL" in str(found[partial]) or "waiting" in str(found[partial]), partial


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.transaction() as tx:
        tx.execute(insert(AuditEntry).values(at=NOON, action="a", subject="s", details={}))
    schema.upgrade(empty)
    with empty.reading() as tx:
        assert tx.execute(select(AuditEntry.action)).scalars().all() == ["a"]


def test_the_head_named_in_the_code_is_the_head_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_a_database_of_a_newer_version_is_refused(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.transaction() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema):
        schema.upgrade(empty)


def test_two_processes_that_start_at_once_upgrade_one_after_the_other(empty_url: str) -> None:
    both_ready = Barrier(2)

    def start() -> None:
        database = Database(empty_url)
        both_ready.wait()
        schema.upgrade(database)
        database.close()

    with ThreadPoolExecutor(2) as processes:
        for started in [processes.submit(start) for _ in range(2)]:
            started.result()


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="zone"), database.transaction() as tx:
        tx.execute(insert(AuditEntry).values(at=naive, action="a", subject="s", details={}))


@pytest.mark.parametrize("hours", [0, 5, -3])
def test_a_time_comes_back_as_the_same_instant_in_utc(database: Database, hours: int) -> None:
    given = NOON.astimezone(timezone(timedelta(hours=hours)))
    with database.transaction() as tx:
        tx.execute(insert(AuditEntry).values(at=given, action="a", subject="s", details={}))
    with database.reading() as tx:
        found = tx.execute(select(AuditEntry.at)).scalar_one()
    assert found == NOON
    assert found.utcoffset() == timedelta(0)


def test_times_compare_as_instants_in_a_query(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(insert(AuditEntry).values(at=NOON, action="a", subject="s", details={}))
        later = (NOON + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=-11)))
        assert tx.execute(select(AuditEntry.id).where(AuditEntry.at < later)).first()
        assert not tx.execute(select(AuditEntry.id).where(AuditEntry.at < NOON)).first()


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"text": "Қарағанды 😀 \"'\\ \n"},
        {"nested": {"list": [1, 2.5, None, True, "x"]}, "empty": []},
        {"big": 2**53, "small": -0.1},
    ],
)
def test_json_comes_back_as_it_was(database: Database, details: dict) -> None:
    with database.transaction() as tx:
        tx.execute(insert(AuditEntry).values(at=NOON, action="a", subject="s", details=details))
    with database.reading() as tx:
        assert tx.execute(select(AuditEntry.details)).scalar_one() == details
