"""Reports, their revisions and the alerts they raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import aliased

from bot.core.words import AlertState
from storage.database import Tx
from storage.models import (
    Alert,
    Event,
    EventSource,
    Form,
    FormVersion,
    Person,
    Region,
    Report,
    Revision,
    Station,
)
from storage.report_index import index_report


@dataclass(frozen=True, slots=True)
class NewReport:
    id: UUID
    code: str
    form_version_id: int
    reported_by: int
    entered_by: int
    channel: str
    station_id: int | None
    region_id: int | None
    category: str | None
    severity: str | None
    basis: str | None
    phase: str | None
    description: str | None
    occurred_at: datetime | None
    sent_at: datetime
    received_at: datetime
    late: bool
    practice: bool
    verification: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as cards, lists and exports show it."""

    seq: int
    id: UUID
    code: str
    form_id: str
    form_version: str
    form_version_id: int
    reported_by: str
    reporter_id: int
    entered_by: str
    channel: str
    station: str | None
    station_number: str | None
    station_address: str | None
    latitude: float | None
    longitude: float | None
    time_zone: str | None
    region: str | None
    region_id: int | None
    category: str | None
    severity: str | None
    basis: str | None
    phase: str | None
    description: str | None
    occurred_at: datetime | None
    sent_at: datetime
    received_at: datetime
    late: bool
    practice: bool
    verification: str
    follow_up: str
    revision: int
    answers: dict[str, Any]
    alert: str | None
    claimed_at: datetime | None
    resolved_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    revised_at: datetime
    revised_why: str
    event: str | None = None

    @property
    def is_corrected(self) -> bool:
        return self.revised_why == "corrected"


@dataclass(frozen=True, slots=True)
class AlertRow:
    id: int
    report_id: UUID
    state: AlertState
    raised_at: datetime
    claimed_by: int | None
    claimed_at: datetime | None
    resolved_by: int | None
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports: `since` and `until` bound `received_at` (until excluded); practice never passes.

    Withdrawn ones do, marked, unless `withdrawn` says no.
    """

    since: datetime | None = None
    until: datetime | None = None
    region: str | None = None
    form: str | None = None
    category: str | None = None
    withdrawn: bool = True


_Entered = aliased(Person)
ROW = (
    select(
        Report.seq,
        Report.id,
        Report.code,
        Form.form_id,
        FormVersion.version,
        Report.form_version_id,
        Person.pseudonym,
        Person.id,
        _Entered.pseudonym,
        Report.channel,
        Station.code,
        Station.number,
        Station.address,
        Station.latitude,
        Station.longitude,
        Station.time_zone,
        Region.name,
        Report.region_id,
        Report.category,
        Report.severity,
        Report.basis,
        Report.phase,
        Report.description,
        Report.occurred_at,
        Report.sent_at,
        Report.received_at,
        Report.late,
        Report.practice,
        Report.verification,
        Report.follow_up,
        Report.revision,
        Revision.answers,
        Alert.state,
        Alert.claimed_at,
        Alert.resolved_at,
        Report.withdrawn_at,
        Report.withdrawn_reason,
        Revision.made_at,
        Revision.reason,
        Event.code,
    )
    .join(FormVersion, Report.form_version_id == FormVersion.id)
    .join(Form, FormVersion.form_id == Form.id)
    .join(Person, Report.reported_by == Person.id)
    .join(_Entered, Report.entered_by == _Entered.id)
    .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
    .outerjoin(Station, Report.station_id == Station.id)
    .outerjoin(Region, Report.region_id == Region.id)
    .outerjoin(Alert, Alert.report_id == Report.id)
    .outerjoin(EventSource, (EventSource.report_id == Report.id) & EventSource.left_at.is_(None))
    .outerjoin(Event, EventSource.event_id == Event.id)
)


def as_report(row: tuple[Any, ...]) -> ReportRow:
    return ReportRow(*row)


def rows_with(*more: Any) -> Select[Any]:
    """The columns of `ReportRow`, in its order, and then `more` of what they are joined with (stations, alerts)."""
    return ROW.add_columns(*more)


def add(tx: Tx, report: NewReport, answers: dict[str, Any]) -> None:
    values = {name: getattr(report, name) for name in NewReport.__dataclass_fields__}
    tx.execute(insert(Report).values(**values, revision=1))
    revision = {"report_id": report.id, "number": 1, "answers": answers, "station_id": report.station_id}
    tx.execute(insert(Revision).values(**revision, made_at=report.received_at, made_by=report.entered_by))
    index_report(tx, report.id)


def code_taken(tx: Tx, code: str) -> bool:
    return tx.execute(select(Report.seq).where(Report.code == code)).first() is not None


def find(tx: Tx, report_id: UUID) -> ReportRow | None:
    row = tx.execute(ROW.where(Report.id == report_id)).first()
    return as_report(tuple(row)) if row else None


def by_seq(tx: Tx, seq: int) -> ReportRow | None:
    row = tx.execute(ROW.where(Report.seq == seq)).first()
    return as_report(tuple(row)) if row else None


def latest_of(tx: Tx, person_id: int, limit: int, skip: int = 0) -> list[ReportRow]:
    query = ROW.where(Report.reported_by == person_id).order_by(Report.seq.desc()).limit(limit).offset(skip)
    return [as_report(tuple(row)) for row in tx.execute(query).all()]


_ALERT = select(
    Alert.id,
    Alert.report_id,
    Alert.state,
    Alert.raised_at,
    Alert.claimed_by,
    Alert.claimed_at,
    Alert.resolved_by,
    Alert.resolved_at,
)


def raise_alert(tx: Tx, report_id: UUID, now: datetime) -> int:
    row = insert(Alert).values(report_id=report_id, state=AlertState.OPEN, raised_at=now)
    return tx.execute(row.returning(Alert.id)).scalar_one()


def alert(tx: Tx, alert_id: int) -> AlertRow | None:
    row = tx.execute(_ALERT.where(Alert.id == alert_id)).first()
    return AlertRow(row[0], row[1], AlertState(row[2]), *row[3:]) if row else None


def open_alerts(tx: Tx, region_id: int | None, limit: int, practice: bool = False) -> list[int]:
    """Alerts that nobody has claimed, the oldest first; of one region, or of all; practice only for who practises."""
    query = select(Alert.id).join(Report, Alert.report_id == Report.id)
    query = query.where(Alert.state == AlertState.OPEN, Report.withdrawn_at.is_(None))
    if not practice:
        query = query.where(Report.practice.is_(False))
    if region_id is not None:
        query = query.where(Report.region_id == region_id)
    return list(tx.execute(query.order_by(Alert.id).limit(limit)).scalars())


def claim(tx: Tx, alert_id: int, person_id: int, now: datetime) -> bool:
    """Compare and set: of two claims at once, one wins; from now on it climbs no more."""
    free = (Alert.id == alert_id) & (Alert.state == AlertState.OPEN)
    values = {"state": AlertState.CLAIMED, "claimed_by": person_id, "claimed_at": now, "next_step_at": None}
    return bool(tx.execute(update(Alert).where(free).values(**values)).rowcount)


def resolve(tx: Tx, alert_id: int, person_id: int, now: datetime) -> bool:
    unresolved = (Alert.id == alert_id) & (Alert.state == AlertState.CLAIMED)
    values = {"state": AlertState.RESOLVED, "resolved_by": person_id, "resolved_at": now}
    return bool(tx.execute(update(Alert).where(unresolved).values(**values)).rowcount)


def set_follow_up(tx: Tx, report_id: UUID, follow_up: str) -> None:
    tx.execute(update(Report).where(Report.id == report_id).values(follow_up=follow_up))
