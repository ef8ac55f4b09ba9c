"""The schema: migrations and models say the same on both databases; types mean the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import StatementError

import storage
from storage import schema
from storage.database import Database
from storage.models import AuditEntry, Base, Draft, Invite, Report, Revision, Visit
from storage.report_index import INDEX_TABLES
from storage.schema import NewerSchema

NOON = datetime(2021, 1, 10, 6, 40, 30, 123456, tzinfo=UTC)
REPORT = UUID("6f1b2c3d-0000-4000-8000-000000000001")
OF_THE_FIRST_VERSION = (
    "INSERT INTO people (id, pseudonym, state, practice, created_at) VALUES (1, 'O-1234', 'active', false, :at)",
    "INSERT INTO regions (id, name) VALUES (1, 'Алатау')",
    "INSERT INTO stations (id, code, region_id, time_zone, type) VALUES (1, 'T-1', 1, 'Asia/Almaty', 'ordinary')",
    "INSERT INTO visits (id, person_id, station_id, arrived_at) VALUES (1, 1, 1, :at)",
    "INSERT INTO invites (id, code_hash, role, created_at, expires_at) VALUES (1, 'hash', 'observer', :at, :at)",
    "INSERT INTO forms (id, form_id, current_version_id) VALUES (1, 'incident', 1)",
    "INSERT INTO form_versions (id, form_id, version, xform, source, source_type, published_at) "
    "VALUES (1, 1, '1', '<h/>', '', 'md', :at)",
    "INSERT INTO drafts (id, person_id, form_version_id, station_id, state, begun_at, changed_at, closed_at, outcome) "
    "VALUES (:id, 1, 1, 1, '{}', :at, :at, :at, 'submitted')",
    "INSERT INTO reports (seq, id, code, form_version_id, reported_by, entered_by, channel, sent_at, received_at, "
    "late, practice, verification, follow_up, revision) "
    "VALUES (1, :id, '123-456', 1, 1, 1, 'chat', :at, :at, false, false, "
    "'unverified', 'not_applicable', 1)",
    "INSERT INTO revisions (id, report_id, number, answers, made_at, made_by) "
    """VALUES (1, :id, 1, '{"category": "kettling"}', :at, 1)""",
)


@pytest.fixture
def empty(empty_url: str):
    database = Database(empty_url)
    yield database
    database.close()


def test_the_migrations_make_exactly_what_the_models_say(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": _is_modelled}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def _is_modelled(name: str | None, _kind: str, _parents: object) -> bool:
    """What each database has for the search alone, its own way: SQLite the tables of FTS5, PostgreSQL a GIN index."""
    return name not in (*INDEX_TABLES, "ix_report_words_stems")


def test_the_index_of_words_is_there_on_both_databases(database: Database) -> None:
    found = inspect(database.engine)
    if database.engine.dialect.name == "sqlite":
        assert set(INDEX_TABLES) <= set(found.get_table_names())
    else:
        assert "ix_report_words_stems" in {index["name"] for index in found.get_indexes("report_words")}


def test_the_partial_indexes_are_partial_on_both_databases(database: Database) -> None:
    found = {}
    for table in ("inbox", "outbox", "roles"):
        for index in inspect(database.engine).get_indexes(table):
            options = index.get("dialect_options", {})
            found[index["name"]] = options.get(f"{database.engine.dialect.name}_where")
    for partial in ("ix_inbox_waiting", "ix_outbox_waiting", "ix_outbox_key", "ix_roles_one_in_force"):
        assert "IS NULL" in str(found[partial]) or "waiting" in str(found[partial]), partial


def test_a_database_of_the_first_version_keeps_its_rows(empty: Database) -> None:
    """The second version gives some tables new columns with foreign keys, for which SQLite writes them anew."""
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    with empty.transaction() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, "0001")
        as_written = tx.dialect.name == "postgresql"
        known = {"id": REPORT, "at": NOON} if as_written else {"id": REPORT.hex, "at": f"{NOON:%Y-%m-%d %H:%M:%S.%f}"}
        for statement in OF_THE_FIRST_VERSION:
            tx.execute(text(statement), known)
    schema.upgrade(empty)
    with empty.reading() as tx:
        assert tx.execute(select(Revision.answers, Revision.reason)).all() == [({"category": "kettling"}, "filed")]
        assert tx.execute(select(Draft.id, Draft.outcome, Draft.revises)).all() == [(REPORT, "submitted", None)]
        assert tx.execute(select(Visit.arrived_at, Visit.relieved)).all() == [(NOON, None)]
        assert tx.execute(select(Invite.vetted, Invite.practice)).all() == [(False, False)]
        assert tx.execute(select(Report.code, Report.withdrawn_at)).all() == [("123-456", None)]
        if tx.dialect.name == "sqlite":
            assert tx.exec_driver_sql("PRAGMA foreign_key_check").all() == []


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
