"""Which of the counted reports are in events, for digests that count events and not reports. As of `window.until`.

Only what people have put into events is read here, so that counting stays with the aggregates of `storage.digests`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from bot.core.digests import Window
from storage.database import Tx
from storage.models import Alert, Event, EventSource, Report


@dataclass(frozen=True, slots=True)
class Part:
    """A counted report in an event, with what a digest counts by."""

    event_id: int
    form_version_id: int
    category: str | None
    severity: str | None
    region_id: int | None
    late: bool
    received_at: datetime


def _standing(window: Window) -> Any:
    left = or_(EventSource.left_at.is_(None), EventSource.left_at > window.until)
    return (EventSource.joined_at <= window.until) & left


def parts(tx: Tx, window: Window, since: datetime) -> list[Part]:
    """The reports of events that got one since then, the first received first."""
    fresh = (
        select(EventSource.event_id)
        .join(Report, EventSource.report_id == Report.id)
        .where(_standing(window), Report.received_at > since)
    )
    query = (
        select(
            EventSource.event_id,
            Report.form_version_id,
            Report.category,
            Report.severity,
            Report.region_id,
            Report.late,
            Report.received_at,
        )
        .join(Report, EventSource.report_id == Report.id)
        .where(_standing(window), EventSource.event_id.in_(fresh), _counted(window))
        .order_by(Report.received_at, Report.seq)
    )
    return [Part(*row) for row in tx.execute(query)]


def open_in_events(tx: Tx, window: Window) -> list[int]:
    """For each report in an event whose alert is not resolved, the event's id."""
    query = (
        select(EventSource.event_id)
        .join(Report, EventSource.report_id == Report.id)
        .join(Alert, Alert.report_id == Report.id)
        .where(_standing(window), _counted(window), Alert.raised_at <= window.until)
        .where(or_(Alert.resolved_at.is_(None), Alert.resolved_at > window.until))
    )
    return list(tx.execute(query).scalars())


def codes_of(tx: Tx, window: Window, report_ids: Collection[UUID]) -> dict[UUID, str]:
    """The code of the event that each report was in."""
    query = select(EventSource.report_id, Event.code).join(Event, EventSource.event_id == Event.id)
    query = query.where(_standing(window), EventSource.report_id.in_(report_ids))
    return {report_id: code for report_id, code in tx.execute(query) if report_id is not None}


def _counted(window: Window) -> Any:
    counted = Report.practice.is_(False) & Report.withdrawn_at.is_(None) & (Report.received_at <= window.until)
    return counted if window.region_id is None else counted & (Report.region_id == window.region_id)
