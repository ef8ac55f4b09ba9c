"""Bringing a database to the newest schema. Alembic is imported only when there is work, for a quick start."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from storage.database import Database, Tx

HEAD = "0001"


def upgrade(database: Database) -> None:
    if _version(database) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.transaction() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, "head")


def _version(database: Database) -> str | None:
    with database.reading() as tx:
        return _stored_version(tx)


def _stored_version(tx: Tx) -> str | None:
    if not inspect(tx).has_table("alembic_version"):
        return None
    return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()
