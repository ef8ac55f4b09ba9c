"""Whether a report holds, as the desk has said."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from storage.database import Tx
from storage.models import Report


def set_verification(tx: Tx, report_id: UUID, verification: str) -> None:
    tx.execute(update(Report).where(Report.id == report_id).values(verification=verification))
