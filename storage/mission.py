"""The one mission of a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from storage.database import Tx
from storage.models import MissionRow
from storage.seal import BadKey, Seal


def check_key(tx: Tx, seal: Seal, now: datetime) -> None:
    """Raises BadKey for another key than the database began with: with it every member would be a stranger."""
    kept = tx.execute(select(MissionRow.key_fingerprint)).scalar()
    if kept is None:
        tx.execute(insert(MissionRow).values(id=1, key_fingerprint=seal.fingerprint(), created_at=now))
    elif kept != seal.fingerprint():
        raise BadKey("DATA_KEY is not the key this database was made with")


def settings(tx: Tx) -> dict[str, Any]:
    """What the desk has set for the whole mission, by name; nothing where the defaults hold."""
    return tx.execute(select(MissionRow.settings)).scalar() or {}


def set_setting(tx: Tx, name: str, value: Any) -> None:
    """None goes back to the default. The row is held until the transaction ends, so that two changes both stay."""
    known = tx.execute(select(MissionRow.settings).with_for_update()).scalar() or {}
    others = {one: said for one, said in known.items() if one != name}
    tx.execute(update(MissionRow).values(settings=others if value is None else {**others, name: value}))
