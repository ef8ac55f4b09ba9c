"""Reading what is wanted, a page at a time, up to a mark fixed before the first page.

Each page is a short read of its own, so that an export of an hour never holds up the writer nor lets its log grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cases.export.answers import typed_answers
from bot.cases.export.record import Enclosed, Record
from bot.cases.forms import FormLibrary
from bot.core.forms import Form
from storage import attachments, forms, reports
from storage.database import Database, Tx
from storage.reports import Filter, ReportRow

PAGE = 500  # reports


@dataclass(frozen=True, slots=True)
class Plan:
    """What the export will hold: reports up to `high_water`, `total` of them, filed on these versions of forms."""

    wanted: Filter
    as_of: datetime
    high_water: int
    total: int
    versions: tuple[tuple[int, str, str], ...]


def plan_export(database: Database, wanted: Filter, now: datetime) -> Plan:
    with database.reading() as tx:
        mark = reports.high_water(tx)
        used = set(reports.versions_among(tx, wanted, mark))
        versions = tuple(version for version in forms.versions_of(tx) if version[0] in used)
        return Plan(wanted, now, mark, reports.count(tx, wanted, mark), versions)


def compiled_forms(database: Database, library: FormLibrary, plan: Plan) -> list[Form]:
    with database.reading() as tx:
        return [library.get(tx, version_id) for version_id, _, _ in plan.versions]


def pages(database: Database, library: FormLibrary, plan: Plan) -> Iterator[list[Record]]:
    """The records in the order they were stored; of each its latest revision, and its attachments as they now are."""
    after = 0
    while True:
        with database.reading() as tx:
            rows = reports.page(tx, plan.wanted, after, plan.high_water, PAGE)
            records = _records(tx, library, rows)
        if records:
            yield records
        if len(rows) < PAGE:
            return
        after = rows[-1].seq


def _records(tx: Tx, library: FormLibrary, rows: list[ReportRow]) -> list[Record]:
    files = attachments.of_reports(tx, [row.id for row in rows])
    return [
        Record(
            row,
            typed_answers(library.get(tx, row.form_version_id), row.answers),
            tuple(Enclosed(file) for file in files[row.id]),
        )
        for row in rows
    ]
