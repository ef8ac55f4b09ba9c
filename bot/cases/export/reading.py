"""Reading what is wanted, a page at a time, up to a mark fixed before the first page.

Each page is a short read of its own, so that an export of an hour never holds up the writer nor lets its log grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.cases.export.answers import typed_answers
from bot.cases.export.record import Enclosed, Record
from bot.cases.forms import FormLibrary
from bot.core.forms import Form
from storage import attachments, forms, likeness, report_pages, sos
from storage.database import Database, Tx
from storage.reports import Filter, ReportRow

PAGE = 500  # reports
Version = tuple[int, str, str]  # its number, form id, version


@dataclass(frozen=True, slots=True)
class Plan:
    """What the export will hold: reports up to `high_water`, `total` of them, filed on these versions of forms.

    `draft_versions` are those of the drafts that were not submitted; empty when none is to be in it. `calls` is the
    number of the last call for help; 0 when none is to be in it.
    """

    wanted: Filter
    as_of: datetime
    high_water: int
    total: int
    versions: tuple[Version, ...]
    draft_versions: tuple[Version, ...] = ()
    calls: int = 0

    @property
    def all_versions(self) -> list[Version]:
        """Each once, the oldest first."""
        return sorted({*self.versions, *self.draft_versions})

    @property
    def is_of_reports_alone(self) -> bool:
        """A draft, a visit, a call for help is of no form and of no category: to ask for either leaves them out."""
        return self.wanted.form is not None or self.wanted.category is not None

    @property
    def is_empty(self) -> bool:
        return not self.total and not self.draft_versions and not self.calls


def plan_export(database: Database, wanted: Filter, now: datetime, with_drafts: bool, with_calls: bool) -> Plan:
    alone = Plan(wanted, now, 0, 0, ()).is_of_reports_alone
    with_drafts, with_calls = with_drafts and not alone, with_calls and not alone
    with database.reading() as tx:
        mark = report_pages.high_water(tx)
        filed = set(report_pages.versions_among(tx, wanted, mark))
        begun = set(forms.versions_unsubmitted(tx, wanted, mark)) if with_drafts else set()
        known = forms.versions_of(tx)
        versions, draft_versions = (tuple(one for one in known if one[0] in used) for used in (filed, begun))
        calls = sos.high_water(tx, wanted) if with_calls else 0
        return Plan(wanted, now, mark, report_pages.count(tx, wanted, mark), versions, draft_versions, calls)


def compiled_forms(database: Database, library: FormLibrary, plan: Plan) -> dict[int, Form]:
    with database.reading() as tx:
        return {version_id: library.get(tx, version_id) for version_id, _, _ in plan.versions}


def pages(database: Database, library: FormLibrary, plan: Plan) -> Iterator[list[Record]]:
    """The records in the order they were stored; of each its latest revision, and its attachments as they now are."""
    after = 0
    while True:
        with database.reading() as tx:
            rows = report_pages.page(tx, plan.wanted, after, plan.high_water, PAGE)
            records = _records(tx, library, rows)
        if records:
            yield records
        if len(rows) < PAGE:
            return
        after = rows[-1].seq


def _records(tx: Tx, library: FormLibrary, rows: list[ReportRow]) -> list[Record]:
    files = enclosed_of(tx, [row.id for row in rows])
    return [
        Record(row, typed_answers(library.get(tx, row.form_version_id), row.answers), files[row.id]) for row in rows
    ]


def enclosed_of(tx: Tx, report_ids: list[UUID]) -> dict[UUID, tuple[Enclosed, ...]]:
    """The attachments of reports, or drafts, and which files of reports they look the same as."""
    files = attachments.of_reports(tx, report_ids)
    resembled = {row.resembles for rows in files.values() for row in rows if row.resembles}
    places = likeness.places_of(tx, resembled)
    return {
        report_id: tuple(Enclosed(row, resembles=places.get(row.resembles) if row.resembles else None) for row in rows)
        for report_id, rows in files.items()
    }
