"""Lists of reports at the desk."""

from __future__ import annotations

from sqlalchemy import case

from bot.core.words import AlertState, Severity
from storage.database import Tx
from storage.models import Alert, Report
from storage.reports import ROW, ReportRow, as_report


def unresolved(tx: Tx, region_id: int | None, limit: int, practice: bool = False) -> list[tuple[int, ReportRow]]:
    """(alert, report) of what is open or claimed: critical before high, then what nobody has, then by age.

    What was withdrawn comes last; practice is only for who practises, after all that is real.
    """
    worst = case({Severity.CRITICAL.value: 0, Severity.HIGH.value: 1}, value=Report.severity, else_=2)
    query = ROW.add_columns(Alert.id).where(Alert.state != AlertState.RESOLVED)
    if not practice:
        query = query.where(Report.practice.is_(False))
    if region_id is not None:
        query = query.where(Report.region_id == region_id)
    order = (Report.practice, Report.withdrawn_at.is_not(None), worst, Alert.state == AlertState.CLAIMED, Alert.id)
    rows = tx.execute(query.order_by(*order).limit(limit)).all()
    return [(row[-1], as_report(tuple(row)[:-1])) for row in rows]
