"""Calls for help in an export: one line a call in a table, the whole story of each in JSON lines, its files beside.

Calls made in practice are never among them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from bot.cases.export import reading
from bot.cases.export.reading import Plan
from bot.cases.export.record import Enclosed, attachment_object, instant
from bot.cases.export.tables import defused
from bot.core.distress import CHOICES, KIND, PLACE
from storage import attachments, sos
from storage.database import Database
from storage.sos import CallRow, EntryRow

_PLAIN = (
    "code", "pseudonym", "caller_state", "for_whom", "kind", "region", "station", "latitude", "longitude", "accuracy",
    "placed_at", "sent_at", "raised_at", "late", "last_word_at", "state", "claimed_at", "closed_at", "outcome",
    "outcome_note", "rung",
)  # fmt: skip
_ASKED = tuple(question for question in CHOICES if question not in (KIND, PLACE))
COLUMNS = (*_PLAIN, *_ASKED)


@dataclass(frozen=True, slots=True)
class Call:
    row: CallRow
    entries: Sequence[EntryRow]
    attachments: tuple[Enclosed, ...]


def calls(database: Database, plan: Plan) -> Iterator[Call]:
    """In the order they were raised, up to the mark of the plan; each as it now is."""
    after = 0
    while True:
        with database.reading() as tx:
            rows = sos.page(tx, plan.wanted, after, plan.calls, reading.PAGE)
            files = attachments.of_reports(tx, [row.id for row in rows])
            told = [Call(row, sos.entries(tx, row.id), tuple(Enclosed(one) for one in files[row.id])) for row in rows]
        yield from told
        if len(rows) < reading.PAGE:
            return
        after = rows[-1].seq


class CallTable:
    """The table: a header, then a line a call; texts are defused as in reports.csv."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.writer(file)
        self._rows.writerow([*COLUMNS, "attachments"])

    def write(self, call: Call) -> None:
        self._rows.writerow([*map(_cell, told_of(call)), len(call.attachments)])


def told_of(call: Call) -> list[Any]:
    """What the columns are for this call."""
    return [*(getattr(call.row, name) for name in _PLAIN), *(call.row.details.get(name) for name in _ASKED)]


def call_object(call: Call) -> dict[str, Any]:
    """An allowlist, as for reports."""
    row = call.row
    return {
        **{name: _plain(getattr(row, name)) for name in _PLAIN},
        "answers": {name: row.details[name] for name in _ASKED if name in row.details},
        "said_and_done": [
            {"at": instant(one.at), "by": one.by, "what": one.what, "text": one.text, "details": one.details}
            for one in call.entries
        ],
        "attachments": [attachment_object(one) for one in call.attachments],
    }


def _plain(cell: Any) -> Any:
    return instant(cell) if isinstance(cell, datetime) else cell


def _cell(cell: Any) -> Any:
    match cell:
        case bool():
            return "true" if cell else "false"
        case str():
            return defused(cell)
    return _plain(cell)
