"""The one mission of a database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

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
