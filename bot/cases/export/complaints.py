"""complaints.csv: what became of the complaints about the reports of an export. Whose they are nobody has stored."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.cases.export.reading import PAGE, Plan
from bot.cases.export.record import instant
from bot.cases.export.tables import defused
from bot.cases.export.workshop import text_file
from storage import complaints
from storage.complaints import ComplaintRow
from storage.database import Database

COMPLAINTS_NAME = "complaints.csv"
COLUMNS = (
    *("code", "complaint", "complaint_language", "complaint_state", "authority", "registered_as", "handed_in_on"),
    *("answer_due_on", "complaint_outcome", "complaint_answer", "drafted_by", "drafted_at"),
)


def write_complaints(database: Database, plan: Plan, folder: Path) -> int:
    """Write the table into `folder`; returns how many are in it, and writes none when there are none."""
    found = list(told_complaints(database, plan))
    if not found:
        return 0
    with text_file(folder / COMPLAINTS_NAME, "utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for one in found:
            rows.writerow([*(defused(cell or "") for cell in told_of(one)), instant(one.made_at)])
    return len(found)


def told_complaints(database: Database, plan: Plan) -> Iterator[ComplaintRow]:
    after = 0
    while True:
        with database.reading() as tx:
            page = complaints.page(tx, plan.wanted, after, PAGE)
        yield from (one for one in page if one.made_at <= plan.as_of)
        if len(page) < PAGE:
            return
        after = page[-1].id


def told_of(one: ComplaintRow) -> tuple[str | None, ...]:
    """The columns, without the moment it was drafted at; days as ISO 8601."""
    handed, due = (day.isoformat() if day else None for day in (one.handed_in_at, one.deadline))
    what = (one.code, one.template, one.language, one.state, one.authority, one.number, handed, due)
    return (*what, one.outcome, one.outcome_note, one.made_by)
