"""Pages of what was said and done about reports, for exports: each after the last id of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.database import Tx
from storage.models import Form, FormVersion, Person, Region, Report, ReportNote, Station
from storage.report_pages import chosen
from storage.reports import Filter


@dataclass(frozen=True, slots=True)
class NoteLine:
    id: int
    code: str
    at: datetime
    by: str | None
    what: str
    text: str | None
    answers_to: int | None
    details: dict[str, Any]
    time_zone: str | None


def page(tx: Tx, wanted: Filter, after: int, size: int) -> list[NoteLine]:
    """Of the wanted reports alone; practice never passes."""
    named: dict[str, Any] = {"code": Report.code, "by": Person.pseudonym, "time_zone": Station.time_zone}
    names = list(NoteLine.__dataclass_fields__)
    columns = [named[name] if name in named else getattr(ReportNote, name) for name in names]
    query: Any = select(*columns)
    query = query.select_from(ReportNote).join(Report, ReportNote.report_id == Report.id)
    query = query.join(FormVersion, Report.form_version_id == FormVersion.id).join(Form)
    query = query.outerjoin(Region, Report.region_id == Region.id).outerjoin(Station, Report.station_id == Station.id)
    query = query.outerjoin(Person, ReportNote.by == Person.id)
    query = chosen(query, wanted).where(ReportNote.id > after).order_by(ReportNote.id).limit(size)
    return [NoteLine(*row) for row in tx.execute(query)]
