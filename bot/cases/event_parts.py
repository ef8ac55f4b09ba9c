"""A report or call as what joins an event, and what may come of joining."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from bot.core.events import OF_DISTRESS
from storage import event_sources, proposals, reports, sos
from storage.database import Tx
from storage.events import EventRow


@dataclass(frozen=True, slots=True)
class Done:
    """The event as it now is."""

    event: EventRow


@dataclass(frozen=True, slots=True)
class Refused:
    """The two are not the same, and are never proposed again."""


@dataclass(frozen=True, slots=True)
class TwoEvents:
    """Each is in an event of its own: these are merged only by whoever says so."""

    one: EventRow
    other: EventRow


@dataclass(frozen=True, slots=True)
class NotPossible:
    """`why`: stale (decided or changed meanwhile), practice (with real), only (the last report of an event), itself."""

    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """A report or a call, as what joins an event."""

    id: UUID
    code: str
    is_call: bool
    region_id: int | None
    practice: bool
    category: str | None
    station_id: int | None


def source(tx: Tx, source_id: UUID) -> Source | None:
    report = reports.find(tx, source_id)
    if report is not None:
        compared = proposals.of_report(tx, source_id)
        station = compared.telling.station if compared else None
        return Source(source_id, report.code, False, report.region_id, report.practice, report.category, station)
    call, compared = sos.find(tx, source_id), proposals.of_call(tx, source_id)
    if call is None or compared is None:
        return None
    category = OF_DISTRESS.get(call.kind or "")
    return Source(source_id, call.code, True, call.region_id, call.practice, category, compared.telling.station)


def source_named(tx: Tx, code: str) -> Source | None:
    """By the code that people say: 123-456, SOS-1234."""
    code = code.strip().upper()
    found = event_sources.report_named(tx, code) or event_sources.call_named(tx, code)
    return source(tx, found) if found is not None else None
