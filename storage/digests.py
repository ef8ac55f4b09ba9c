"""What a digest counts of reports and calls for help. Practice and withdrawn reports never count.

Everything is as of `until`: a digest that is delivered late says what stood at its hour. Times bound as
since < moment <= until.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, or_, select

from bot.core.digests import OpenCall, OpenReport, Window
from bot.core.words import Severity
from storage.database import Tx
from storage.models import Alert, Attachment, Region, Report, Revision, SosCall, Station

_SEVERITY = {Severity.CRITICAL.value: 0, Severity.HIGH.value: 1, Severity.MEDIUM.value: 2, Severity.LOW.value: 3}
_WORST = case(_SEVERITY, value=Report.severity, else_=4)
_COUNTED = Report.practice.is_(False) & Report.withdrawn_at.is_(None)


@dataclass(frozen=True, slots=True)
class Group:
    """So many reports that are alike in all of this."""

    form_version_id: int
    category: str | None
    severity: str | None
    region_id: int | None
    late: bool
    reports: int


def groups(tx: Tx, window: Window) -> list[Group]:
    """The new reports, counted."""
    alike = (Report.form_version_id, Report.category, Report.severity, Report.region_id, Report.late)
    query = select(*alike, func.count()).where(_COUNTED, _within(Report.received_at, window.since, window.until))
    return [Group(*row) for row in tx.execute(_in_region(query, window).group_by(*alike))]


def count_since(tx: Tx, window: Window, since: datetime) -> int:
    query = select(func.count()).where(_COUNTED, _within(Report.received_at, since, window.until))
    return int(tx.execute(_in_region(query, window)).scalar_one())


def by_hour(tx: Tx, window: Window, hours: Sequence[datetime]) -> list[tuple[int, str, int]]:
    """(number of the hour, severity, reports) of incidents received from the first hour on, each hour by its begin.

    The hours are compared, not computed from the clock: so they are right in a zone of half hours and at a change of
    the clock, in both dialects.
    """
    number = case(
        *((Report.received_at < end, literal(index)) for index, end in enumerate(hours[1:])), else_=len(hours) - 1
    )
    query = select(number.label("hour"), Report.severity, func.count()).where(
        _COUNTED,
        Report.severity.is_not(None),
        Report.received_at >= hours[0],
        Report.received_at <= window.until,
    )
    rows = tx.execute(_in_region(query, window).group_by("hour", Report.severity)).all()
    return [(hour, severity, reports) for hour, severity, reports in rows]


def open_alerts(tx: Tx, window: Window) -> tuple[int, int, datetime | None]:
    """(not resolved, of them claimed by nobody, since when the oldest of these waits)."""
    free = _as_of(Alert.claimed_at, window)
    oldest = func.min(case((free, Alert.raised_at)), type_=Alert.raised_at.type)
    query = select(func.count(), func.count(case((free, 1))), oldest).join(Report, Alert.report_id == Report.id)
    row = tx.execute(_open(query, window)).one()
    return row[0], row[1], row[2]


def worst_alerts(tx: Tx, window: Window, limit: int) -> list[OpenReport]:
    """The gravest first; of the same weight those nobody has, then the oldest."""
    picture = (
        select(Attachment.thumbnail)
        .where(Attachment.report_id == Report.id, Attachment.thumbnail.is_not(None))
        .order_by(Attachment.seq)
        .limit(1)
        .scalar_subquery()
    )
    free = _as_of(Alert.claimed_at, window)
    columns = (
        Report.id,
        Report.code,
        Report.severity,
        Report.form_version_id,
        Report.category,
        Station.code,
        Region.name,
        Alert.raised_at,
        case((free, 0), else_=1),
        picture,
    )
    query = select(*columns).join(Alert, Alert.report_id == Report.id)
    query = query.outerjoin(Station, Report.station_id == Station.id).outerjoin(Region, Report.region_id == Region.id)
    found = tx.execute(_open(query, window).order_by(_WORST, case((free, 0), else_=1), Alert.id).limit(limit))
    return [_open_report(tuple(row)) for row in found]


def _open_report(row: tuple[Any, ...]) -> OpenReport:
    report_id, code, severity, version, category, station, region, raised_at, claimed, thumbnail = row
    known = Severity(severity) if severity else None
    return OpenReport(report_id, code, known, version, category, station, region, raised_at, bool(claimed), thumbnail)


def open_calls(tx: Tx, window: Window) -> list[OpenCall]:
    """Calls for help that are not closed, those nobody has first; one without a place is everybody's."""
    query = (
        select(SosCall.code, Region.name, SosCall.raised_at, SosCall.claimed_at)
        .outerjoin(Region, SosCall.region_id == Region.id)
        .where(SosCall.practice.is_(False), SosCall.raised_at <= window.until)
        .where(or_(SosCall.state != "closed", SosCall.closed_at > window.until))
        .order_by(case((SosCall.claimed_at.is_(None), 0), else_=1), SosCall.seq)
    )
    if window.region_id is not None:
        query = query.where(or_(SosCall.region_id == window.region_id, SosCall.region_id.is_(None)))
    return [
        OpenCall(code, region, raised, claimed is not None and claimed <= window.until)
        for code, region, raised, claimed in tx.execute(query)
    ]


def changed(tx: Tx, window: Window) -> int:
    """Reports of which there is a later revision: corrected, added to, moved to another station."""
    revised = select(func.count(Revision.report_id.distinct())).join(Report, Revision.report_id == Report.id)
    revised = revised.where(Revision.number > 1, _within(Revision.made_at, window.since, window.until), _COUNTED)
    return int(tx.execute(_in_region(revised, window)).scalar_one())


def withdrawn(tx: Tx, window: Window) -> int:
    query = select(func.count()).where(_within(Report.withdrawn_at, window.since, window.until))
    return int(tx.execute(_in_region(query.where(Report.practice.is_(False)), window)).scalar_one())


def moved_alerts(tx: Tx, window: Window) -> tuple[int, int]:
    """(claimed, resolved) since the last digest."""
    claimed, resolved = (
        func.count(case((_within(column, window.since, window.until), 1)))
        for column in (Alert.claimed_at, Alert.resolved_at)
    )
    query = select(claimed, resolved).join(Report, Alert.report_id == Report.id).where(_COUNTED)
    row = tx.execute(_in_region(query, window)).one()
    return row[0], row[1]


def _within(column: Any, since: datetime, until: datetime) -> Any:
    return (column > since) & (column <= until)


def _as_of(column: Any, window: Window) -> Any:
    """It had not happened yet."""
    return or_(column.is_(None), column > window.until)


def _open(query: Any, window: Window) -> Any:
    query = query.where(_COUNTED, Alert.raised_at <= window.until, _as_of(Alert.resolved_at, window))
    return _in_region(query, window)


def _in_region(query: Any, window: Window) -> Any:
    return query if window.region_id is None else query.where(Report.region_id == window.region_id)
