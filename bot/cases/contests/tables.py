"""The cells of a small table, however somebody keeps it: CSV, a spreadsheet, a table in Markdown."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

MOST_ROWS = 1000
MOST_COLUMNS = 50

Cells = list[list[str]]


class NotATable(Exception):
    """What is wrong, in words, and in which row."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row, self.message = row, message


def cells_of(content: bytes, kind: str) -> Cells:
    """Every row, the empty ones too, without outer and doubled spaces; `kind` is .csv, .xlsx or .md.

    Raises NotATable.
    """
    if kind == ".xlsx":
        return _of_spreadsheet(content)
    text = _decoded(content)
    if text is None:  # an older encoding has no Kazakh letters, so nothing is guessed
        raise NotATable(1, "this is not text in UTF-8; save the table as “CSV UTF-8”")
    return list(_of_markdown(text) if kind == ".md" else _of_csv(text))


def _decoded(content: bytes) -> str | None:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _of_csv(text: str) -> Iterator[list[str]]:
    """Strict, because a lenient reader takes the rest of the file for one cell."""
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    at = 0
    try:
        for at, row in enumerate(reader, start=1):  # noqa: B007 - used when the next one fails
            yield [_trimmed(cell) for cell in row]
    except csv.Error as error:
        message = "a quotation mark is not closed, or stands inside a cell undoubled"
        raise NotATable(at + 1, message) from error


def _of_markdown(text: str) -> Iterator[list[str]]:
    """Rows are numbered as lines of the file are; a line that is no row of a table counts as an empty one."""
    for line in text.splitlines():
        row = line.strip()
        is_row = row.startswith("|") and set(row) - set("|-: ")
        yield [_trimmed(cell) for cell in row.strip("|").split("|")] if is_row else []


def _of_spreadsheet(content: bytes) -> Cells:
    """The first sheet; formulas by what they came to."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise NotATable(1, "this spreadsheet cannot be read; save the table as “CSV UTF-8”") from error
    return [[_trimmed("" if cell is None else str(cell)) for cell in row] for row in rows]


def _trimmed(cell: str) -> str:
    return " ".join(cell.split())
