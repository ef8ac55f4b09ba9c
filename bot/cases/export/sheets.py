"""A workbook of large tables: XlsxWriter makes the frame (styles, filters, pictures), the rows are written here.

XlsxWriter spends four fifths of its time on what rows like ours never need. In its `constant_memory` mode a sheet's
rows go into a file of their own, one after another; there they are written as the XML of ECMA-376, 18.3.1, with every
text inside its cell (`inlineStr`), so that no text can become a formula, a link or a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | bool | datetime | None  # a datetime is of the reader's own clock, without a zone

MOST_ROWS = 1_048_576  # of a sheet, Excel's own limit
MOST_COLUMNS = 16_384
MOST_TEXT = 32_767  # UTF-16 units of a cell
CUT = " […]"
MOST_NAME = 31  # characters of a sheet's name
HEADER_ROWS = 2
A4 = 9  # ECMA-376, 18.3.1.63
READABLE = 200  # letters across a page, in the width of columns
TWO_LINES = 40  # pixels
PICTURE = 64  # pixels, the height of a row with a picture
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial date has no zone
_SECONDS = 86_400
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Book:
    """Close it, or it is no file. `folder`: where rows wait, on the disk of the export."""

    def __init__(self, path: Path, folder: Path, created: datetime) -> None:
        options = {"constant_memory": True, "tmpdir": str(folder), "use_zip64": True}
        self.workbook = Workbook(str(path), options)
        self.workbook.set_properties({"created": created, "comments": "", "author": "Baqylau"})
        self.label = self.workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
        self.code = self.workbook.add_format({"font_color": "#666666", "italic": True, "bg_color": "#E8EEF4"})
        self.left = self.workbook.add_format({"align": "left"})
        self.time = self.workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._names: set[str] = set()

    def add(self, wanted: str) -> Sheet:
        """A sheet; its name is cut to what Excel takes, and told apart from the others'."""
        sheet = self.workbook.add_worksheet(self._name(wanted), worksheet_class=Sheet)
        sheet.time_style = self.time._get_xf_index()
        return sheet  # type: ignore[no-any-return]

    def _name(self, wanted: str) -> str:
        plain = _UNNAMEABLE.sub(" ", wanted).strip(" '") or "-"
        name, number = plain[:MOST_NAME], 1
        while name.lower() in self._names:
            number += 1
            name = f"{plain[: MOST_NAME - len(str(number)) - 1]} {number}"
        self._names.add(name.lower())
        return name

    def close(self) -> None:
        self.workbook.close()


class Sheet(Worksheet):  # type: ignore[misc]
    """Rows are appended; nothing above the last one can be changed."""

    time_style = 0

    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self._letters: list[str] = []

    def to_be_printed(self, width: int) -> None:
        """On A4 across, as few pages side by side as can be read; headers and the first column on each."""
        self.set_landscape()
        self.set_paper(A4)
        self.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.set_footer("&L&A&R&P / &N")
        self.fit_to_pages(-(-width // READABLE), 0)
        self.repeat_rows(0, HEADER_ROWS - 1)
        self.repeat_columns(0)

    def append(self, cells: Sequence[Cell], style: Any = None, height: int | None = None) -> int:
        """Returns the number of the row, from nought. `style` is for texts and numbers; `height` in pixels."""
        row, self.rows = self.rows, self.rows + 1
        self._reaches(row, len(cells))
        number = row + 1
        mark = f' s="{style._get_xf_index()}"' if style else ""
        written = [
            _written(cell, f"{letter}{number}", mark, self.time_style)
            for letter, cell in zip(self._letters, cells, strict=False)
            if cell is not None and cell != ""
        ]
        if height:
            self.set_row_pixels(row, height)  # so that it knows where a picture ends
        tall = f' ht="{height * 0.75:g}" customHeight="1"' if height else ""
        self.row_data_fh.write(f'<row r="{number}"{tall}>{"".join(written)}</row>')
        return row

    def _reaches(self, row: int, columns: int) -> None:
        self.dim_rowmin = self.dim_colmin = 0
        self.dim_rowmax = row
        if columns > len(self._letters):
            self._letters = [xl_col_to_name(at) for at in range(columns)]
            self.dim_colmax = columns - 1


class Table:
    """A sheet with two header rows (labels, codes) that stay in sight, and a filter; full, it goes on in the next."""

    def __init__(self, book: Book, name: str, columns: Sequence[tuple[str, str, int]]) -> None:
        """`columns`: code, label, width in characters."""
        self._book, self._name, self._columns = book, name, columns[:MOST_COLUMNS]
        self.sheet = self._begin()

    def write(self, cells: Sequence[Cell], height: int | None = None) -> int:
        if self.sheet.rows >= MOST_ROWS:
            self.finish()
            self.sheet = self._begin()
        return self.sheet.append(cells, height=height)

    def finish(self) -> None:
        self.sheet.autofilter(HEADER_ROWS - 1, 0, max(self.sheet.rows - 1, HEADER_ROWS - 1), len(self._columns) - 1)

    def _begin(self) -> Sheet:
        sheet = self._book.add(self._name)
        sheet.append([label for _, label, _ in self._columns], self._book.label, TWO_LINES)
        sheet.append([code for code, _, _ in self._columns], self._book.code)
        sheet.freeze_panes(HEADER_ROWS, 1)
        for at, (_, _, width) in enumerate(self._columns):
            sheet.set_column(at, at, width)
        sheet.to_be_printed(sum(width for _, _, width in self._columns))
        return sheet


def _written(cell: Cell, place: str, mark: str, time_style: int) -> str:
    kind = cell.__class__
    if kind is str:
        return f'<c r="{place}"{mark} t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'  # type: ignore[arg-type]
    if kind is bool:
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'  # type: ignore[arg-type]
    if kind is int or kind is float:
        return f'<c r="{place}"{mark}><v>{cell!r}</v></c>'
    assert isinstance(cell, datetime)
    return f'<c r="{place}" s="{time_style}"><v>{(cell - _EPOCH).total_seconds() / _SECONDS!r}</v></c>'


def _text(text: str) -> str:
    if len(text) > MOST_TEXT // 2:
        text = _fitting(text)
    return _SPECIAL.sub(_escaped, text) if _SPECIAL.search(text) else text


def _fitting(text: str) -> str:
    """Cut, and marked as cut, where it is longer than a cell may be."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * MOST_TEXT:
        return text
    return units[: 2 * (MOST_TEXT - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _escaped(found: re.Match[str]) -> str:
    """What XML cannot hold is written _xHHHH_ (ECMA-376, 22.9.2.19); what no text may hold becomes a question mark."""
    sign = found[0]
    known = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    if sign in known:
        return known[sign]
    return "�" if sign >= "\ud800" else f"_x{ord(sign):04X}_"
