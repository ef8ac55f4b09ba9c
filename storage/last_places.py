"""Where a person was last seen by us: at a station, or at a place they sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.database import Tx
from storage.models import Draft, SosCall, Visit


def station_of(tx: Tx, person_id: int) -> int | None:
    """The station of the visit that is under way."""
    query = select(Visit.station_id).where(Visit.person_id == person_id, Visit.left_at.is_(None))
    return tx.execute(query.order_by(Visit.id.desc()).limit(1)).scalar()


def drafts_since(tx: Tx, person_id: int, since: datetime, limit: int) -> list[tuple[int, dict[str, Any], datetime]]:
    """(form version, state, begun at) of the drafts begun since then, sent or not, the newest first."""
    query = (
        select(Draft.form_version_id, Draft.state, Draft.begun_at)
        .where(Draft.person_id == person_id, Draft.begun_at >= since)
        .order_by(Draft.begun_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in tx.execute(query)]


def of_calls(tx: Tx, person_id: int, since: datetime) -> tuple[Any, Any, float | None, Any] | None:
    """Latitude, longitude, accuracy and time of the last place sent in an earlier call for help."""
    placed = (SosCall.raised_by == person_id) & (SosCall.placed_at >= since) & SosCall.latitude.is_not(None)
    query = select(SosCall.latitude, SosCall.longitude, SosCall.accuracy, SosCall.placed_at).where(placed)
    row = tx.execute(query.order_by(SosCall.placed_at.desc()).limit(1)).first()
    return (row[0], row[1], row[2], row[3]) if row else None
