"""What the reports and calls of an event say, as its page and its figures need it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot.core.words import Severity, Verification
from storage.database import Tx
from storage.models import EventSource, Person, Report, Revision, SosCall, Station

_OPEN = EventSource.left_at.is_(None)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A report or a call in an event. `told`: a report's answers, a call's short answers; `counts` False for a report
    that was withdrawn. `kind` is a report's category, a call's sort of distress; `number` its `seq`."""

    event_id: int
    id: UUID
    is_call: bool
    number: int
    code: str
    teller: str
    teller_id: int
    kind: str | None
    severity: str | None
    station: str | None
    time_zone: str | None
    happened_at: datetime
    form_version_id: int | None
    told: dict[str, Any]
    outcome: str | None
    verification: str | None
    withdrawn_at: datetime | None

    @property
    def counts(self) -> bool:
        return self.withdrawn_at is None and self.verification != Verification.REJECTED


_REPORT = (
    select(
        EventSource.event_id,
        Report.id,
        Report.seq,
        Report.code,
        Person.pseudonym,
        Person.id,
        Report.category,
        Report.severity,
        Station.code,
        Station.time_zone,
        Report.occurred_at,
        Report.received_at,
        Report.form_version_id,
        Revision.answers,
        Report.verification,
        Report.withdrawn_at,
    )
    .join(Report, EventSource.report_id == Report.id)
    .join(Person, Report.reported_by == Person.id)
    .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
    .outerjoin(Station, Report.station_id == Station.id)
)
_CALL = (
    select(
        EventSource.event_id,
        SosCall.id,
        SosCall.seq,
        SosCall.code,
        Person.pseudonym,
        Person.id,
        SosCall.kind,
        Station.code,
        Station.time_zone,
        SosCall.sent_at,
        SosCall.details,
        SosCall.outcome,
    )
    .join(SosCall, EventSource.call_id == SosCall.id)
    .join(Person, SosCall.raised_by == Person.id)
    .outerjoin(Station, SosCall.station_id == Station.id)
)


def sources(tx: Tx, event_ids: Collection[int]) -> dict[int, list[SourceRow]]:
    """Of each event, in the order in which things happened."""
    found: dict[int, list[SourceRow]] = {event_id: [] for event_id in event_ids}
    if not event_ids:
        return found
    these = EventSource.event_id.in_(event_ids) & _OPEN
    told = [*map(_report, tx.execute(_REPORT.where(these))), *map(_call, tx.execute(_CALL.where(these)))]
    for source in sorted(told, key=lambda one: (one.happened_at, one.is_call, one.number)):
        found[source.event_id].append(source)
    return found


def _report(row: Any) -> SourceRow:
    event_id, report_id, seq, code, name, teller, category, severity, station, zone, *rest = row
    occurred, received, version, answers, verification, withdrawn = rest
    return SourceRow(
        event_id, report_id, False, seq, code, name, teller, category, severity, station, zone,
        occurred or received, version, answers, None, verification, withdrawn,
    )  # fmt: skip


def _call(row: Any) -> SourceRow:
    event_id, call_id, seq, code, name, teller, kind, place, zone, sent_at, details, outcome = row
    return SourceRow(
        event_id, call_id, True, seq, code, name, teller, kind, Severity.CRITICAL.value, place, zone,
        sent_at, None, details, outcome, None, None,
    )  # fmt: skip


def report_named(tx: Tx, code: str) -> UUID | None:
    return tx.execute(select(Report.id).where(Report.code == code)).scalar()


def call_named(tx: Tx, code: str) -> UUID | None:
    return tx.execute(select(SosCall.id).where(SosCall.code == code)).scalar()


def codes_of(tx: Tx, source_ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes of reports and calls."""
    if not source_ids:
        return {}
    found: dict[UUID, str] = {}
    for table in (Report, SosCall):
        found |= {row[0]: row[1] for row in tx.execute(select(table.id, table.code).where(table.id.in_(source_ids)))}
    return found
