"""The table of all reports by the shortest way: texts as they lie in the database, into the cells of the CSV.

It is the same table that `tables.CsvTable` writes of records, byte for byte; a test compares them. Only a row in which
some text might be read as a formula is looked at cell by cell.
"""

from __future__ import annotations

import csv
import json
import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import repeat
from operator import itemgetter
from typing import Any, TextIO

from bot.cases.export import reading
from bot.cases.export.answers import typed_answers
from bot.cases.export.reading import Plan
from bot.cases.export.record import FIXED, joined, resemblance
from bot.cases.export.tables import defused, header, might_run
from bot.cases.forms import FormLibrary
from bot.core.forms import Form
from storage import report_texts
from storage.database import Database
from storage.report_texts import ANSWERS, FIELDS, ID, VERSION, Row, TextPage

Fixed = Callable[[Row], Sequence[Any]]
NONE = (0, 0)
_read_json = json.JSONDecoder().raw_decode  # without the search for blanks around it, which no database writes
_NUMBER = r"-?\d{1,15}(\.\d{1,30})?"
_NUMBERS = {kind: re.compile(_NUMBER, re.ASCII) for kind in ("int", "integer", "decimal")}
_NUMBERS["geopoint"] = re.compile(f"{_NUMBER}( {_NUMBER}){{1,3}}", re.ASCII)
PROBE = "aB 1"
OURS = frozenset(  # columns in whose texts no formula can begin: ids, times and words of our own
    (
        *("code", "id", "severity", "occurred_at", "sent_at", "received_at"),
        *("late", "channel", "verification", "follow_up", "alert", "claimed_at"),
        *("resolved_at", "revision", "revised_at", "withdrawn_at", "event", "latitude", "longitude"),
    )
)
REVISED, REVISION = (FIELDS.index(name) for name in ("revised_at", "revision"))
MARK = "\ufeff"  # Excel takes UTF-8 for the local code page without it


def write_pages(
    file: TextIO, database: Database, library: FormLibrary, plan: Plan, names: Sequence[str]
) -> Iterator[tuple[int, int, int]]:
    """Write the table; yields (reports, attachments, those still on their way) of each page when it is written."""
    table = _Table(database, library, names)
    file.write(MARK)
    rows = csv.writer(file)
    rows.writerow(header(names))
    for page in _pages(database, plan):
        counts = [page.attached.get(row[ID], NONE) for row in page.rows]
        alike = {one: joined(resemblance(*other) for other in others) for one, others in page.resembled.items()}
        resembled = [alike.get(row[ID], "") for row in page.rows]
        rows.writerows(map(table.cells, page.rows, counts, resembled))
        yield len(page.rows), sum(every for every, _ in counts), sum(pending for _, pending in counts)


def _pages(database: Database, plan: Plan) -> Iterator[TextPage]:
    after = 0
    while True:
        with database.reading() as tx:
            page = report_texts.page(tx, plan.wanted, after, plan.high_water, reading.PAGE)
        if page.rows:
            yield page
        if len(page.rows) < reading.PAGE:
            return
        after = page.rows[-1][0]


_Named: Any = namedtuple("_Named", FIELDS)  # type: ignore[misc]


class _Table:
    def __init__(self, database: Database, library: FormLibrary, names: Sequence[str]) -> None:
        self._database, self._library, self._names = database, library, names
        self._fixed = _fixed()
        self._free = itemgetter(*(at for at, (name, _) in enumerate(FIXED) if name not in OURS))
        self._known: dict[int, _Questions] = {}

    def cells(self, row: Row, attached: tuple[int, int], resembled: str) -> list[Any]:
        """No file lies beside this table, so it names none, nor a copy."""
        fixed = self._fixed(row)
        found, _ = _read_json(row[ANSWERS])
        said = list(map(found.get, self._names, repeat("")))  # texts, all of them (`forms.final_answers`)
        asked = self._known.get(row[VERSION]) or self._questions(row[VERSION])
        free = filter(None, self._free(fixed))
        if might_run([*free, *said]) and might_run([*filter(None, self._free(fixed)), *asked.texts_among(said)]):
            fixed = [defused(cell) if isinstance(cell, str) else cell for cell in fixed]
            said = asked.defused(found, self._names)
        return [*fixed, *attached, "", "", resembled, *said]

    def _questions(self, version_id: int) -> _Questions:
        with self._database.reading() as tx:
            self._known[version_id] = _Questions(self._library.get(tx, version_id), self._names)
        return self._known[version_id]


class _Questions:
    """Which of the answers are numbers: no spreadsheet reads a formula in those, though they may begin with a minus."""

    def __init__(self, form: Form, names: Sequence[str]) -> None:
        self._form = form
        kinds = {node.name: node.kind for node in form.nodes}
        self._numbers = [(at, _NUMBERS[kinds[name]]) for at, name in enumerate(names) if kinds.get(name) in _NUMBERS]

    def texts_among(self, said: list[str]) -> list[str]:
        texts = said.copy()
        for at, number in self._numbers:
            if number.fullmatch(texts[at]):
                texts[at] = ""
        return texts

    def defused(self, found: dict[str, Any], names: Sequence[str]) -> list[str]:
        typed = typed_answers(self._form, found)
        answers = (typed.get(name) for name in names)
        return ["" if one is None else one.text if one.is_numeric else defused(one.text) for one in answers]


def _fixed() -> Fixed:
    """All the fixed columns of a row. Most are a field of it as it stands: these are taken in one go.

    `revised_at` is so, too, where there is more than one revision; for its sake no row is given names.
    """
    numbers = [REVISED if name == "revised_at" else _number(told_by) for name, told_by in FIXED]
    revised = [at for at, (name, _) in enumerate(FIXED) if name == "revised_at"]
    others = [(at, told_by) for at, (_, told_by) in enumerate(FIXED) if numbers[at] is None]
    take = itemgetter(*(number or 0 for number in numbers))

    def cells_of(row: Row) -> list[Any]:
        cells = list(take(row))
        if row[REVISION] == 1:
            for at in revised:
                cells[at] = None
        named: Any = _Named(*row) if others else None
        for at, told_by in others:
            told = told_by(named)
            cells[at] = ("true" if told else "false") if isinstance(told, bool) else told
        return cells

    return cells_of


def _number(told_by: Callable[[Any], Any]) -> int | None:
    """Which field a column is: the one that it tells even when there is nothing in any other."""
    for at in range(len(FIELDS)):
        alone: list[Any] = [None] * len(FIELDS)
        alone[at] = PROBE
        with suppress(TypeError, AttributeError):
            if told_by(_Named(*alone)) == PROBE:
                return at
    return None
