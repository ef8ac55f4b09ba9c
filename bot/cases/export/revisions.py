"""Every revision of every report, beside the reports, which tell the newest one: nothing said is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cases.export.answers import typed_answers
from bot.cases.export.record import Record, instant
from bot.cases.forms import FormLibrary
from storage import revisions
from storage.database import Database, Tx
from storage.reports import ReportRow
from storage.revisions import RevisionRow


def revision_objects(database: Database, library: FormLibrary, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Those of the reports of one page, in their order, the first of each first; none newer than the report tells."""
    with database.reading() as tx:
        found = revisions.of_reports(tx, [record.report.id for record in records])
        return [
            _object(tx, library, record.report, one)
            for record in records
            for one in found[record.report.id]
            if one.number <= record.report.revision
        ]


def _object(tx: Tx, library: FormLibrary, report: ReportRow, one: RevisionRow) -> dict[str, Any]:
    """An allowlist, as for reports. `reason`: filed, corrected, added, moved."""
    form = library.get(tx, report.form_version_id)
    return {
        "report": report.code,
        "id": str(report.id),
        "revision": one.number,
        "reason": one.reason,
        "made_at": instant(one.made_at),
        "made_by": one.made_by,
        "station": one.station,
        "answers": {name: answer.value for name, answer in typed_answers(form, one.answers).items()},
    }
