"""Bringing a database to the newest schema. Alembic is imported only when there is work, for a quick start."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from storage.database import Database, Tx

HEAD = "0004"
_UPGRADING = 0x0BA91A0  # PostgreSQL's advisory lock: two processes that start at once upgrade one after the other


class NewerSchema(Exception):
    """A later version of this program has been at work on the database."""


def upgrade(database: Database) -> None:
    """Raises NewerSchema."""
    with database.reading() as tx:
        if _version(tx) == HEAD:
            return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.transaction() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADING})
        _refuse_unknown(config, _version(tx))
        config.attributes["connection"] = tx
        command.upgrade(config, "head")


def _refuse_unknown(config: object, version: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}  # type: ignore[arg-type]
    if version is not None and version not in known:
        raise NewerSchema


def _version(tx: Tx) -> str | None:
    if not inspect(tx).has_table("alembic_version"):
        return None
    return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()
