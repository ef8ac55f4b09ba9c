"""What was filed from which station, for those who want to know what is still missing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from storage.database import Tx
from storage.models import Form, FormVersion, Report


def latest_at(
    tx: Tx, stations: Collection[int], since: datetime, before: datetime, by: int | None = None
) -> dict[tuple[int, str], datetime]:
    """When each form was last filed from each station, since <= then < before; by one person, or by anybody.

    Practice reports and those withdrawn do not count.
    """
    query = (
        select(Report.station_id, Form.form_id, func.max(Report.received_at))
        .join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Form, FormVersion.form_id == Form.id)
        .where(Report.station_id.in_(stations), Report.practice.is_(False), Report.withdrawn_at.is_(None))
        .where(Report.received_at >= since, Report.received_at < before)
        .group_by(Report.station_id, Form.form_id)
    )
    if by is not None:
        query = query.where(Report.reported_by == by)
    return {(row[0], row[1]): row[2] for row in tx.execute(query) if row[0] is not None}


def filed_since(tx: Tx, person_id: int, since: datetime, practice: bool) -> dict[str, datetime]:
    """When somebody filed each form last, since `since`, in practice or for real; withdrawn ones do not count."""
    query = (
        select(Form.form_id, func.max(Report.received_at))
        .join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Form, FormVersion.form_id == Form.id)
        .where(Report.reported_by == person_id, Report.received_at >= since, Report.withdrawn_at.is_(None))
        .where(Report.practice.is_(practice))
        .group_by(Form.form_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}
