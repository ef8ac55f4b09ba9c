"""The two texts of an export: CSV for spreadsheets, JSON lines for programs.

A spreadsheet runs a cell that begins with = + - @ (or a tab or a return, and in East Asian locales the full-width
signs) as a formula, and a formula can send the sheet's content away. As OWASP advises ("CSV Injection"), such text gets
an apostrophe before it in the CSV; blanks and quotation marks before the sign do not hide it. Numbers, times and codes
of our own are no text and stay as they are. To have the original back, take one apostrophe off a cell where it stands
before such a sign; no other cell begins so. JSON lines are never changed.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TextIO

from bot.cases.export.answers import Answer
from bot.cases.export.record import (
    COUNTED,
    FIXED,
    Attached,
    Cell,
    Columns,
    Counted,
    Record,
    as_object,
    attachment_object,
    instant,
)

_FORMULA = re.compile(r"[\t\r\n]|[\s\"'“”„«»‘’`\ufeff\u200b-\u200f]*[=+\-@＝＋－＠]")
_SOME_FORMULA = re.compile("\0(?:" + _FORMULA.pattern + ")")
_LINE_ENDS = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def might_run(cells: Sequence[str]) -> bool:
    """A quick look at many cells at once: False only when none of them begins a formula."""
    return _SOME_FORMULA.search("\0" + "\0".join(cells)) is not None


def defused(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def header(names: Sequence[str], columns: Columns = FIXED, counted: Counted = COUNTED) -> list[str]:
    return [*(name for name, _ in columns), *(name for name, _ in counted), *(f"answers.{name}" for name in names)]


class CsvTable:
    """RFC 4180: commas, CRLF, doubled quotation marks; a header, then one line a report.

    `names` are the questions that get a column each, after the fixed ones, as `answers.<name>`.
    """

    def __init__(
        self, file: TextIO, names: Sequence[str], columns: Columns = FIXED, counted: Counted = COUNTED
    ) -> None:
        self._rows = csv.writer(file)
        self._names = names
        self._columns, self._counted = columns, counted
        self._rows.writerow(header(names, columns, counted))

    def write(self, record: Record) -> None:
        fixed = [_cell(told_by(record.report)) for _, told_by in self._columns]
        counted = [told_by(record) for _, told_by in self._counted]
        self._rows.writerow([*fixed, *counted, *(_answer(record.answers.get(name)) for name in self._names)])


class JsonLines:
    """One object a line, UTF-8."""

    def __init__(self, file: TextIO, columns: Columns = FIXED, attached: Attached = attachment_object) -> None:
        self._file = file
        self._columns = columns
        self._attached = attached

    def write(self, record: Record) -> None:
        self.write_object(as_object(record, self._columns, self._attached))

    def write_object(self, told: dict[str, Any]) -> None:
        self._file.write(to_json(told) + "\n")


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON with its letters readable, but no character inside that some readers take for the end of a line."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    for sign, escape in _LINE_ENDS:
        text = text.replace(sign, escape)
    return text


def _cell(cell: Cell) -> Cell:
    match cell:
        case str():
            return defused(cell)
        case datetime():
            return instant(cell)
        case bool():
            return "true" if cell else "false"
    return cell


def _answer(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    return answer.text if answer.is_numeric else defused(answer.text)
