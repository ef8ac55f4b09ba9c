"""A table as rows of text, whatever file it came in: a workbook (.xlsx), or text with separators (.csv).

Reading is all there is here; what the columns mean is read in stations_file.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from bot.cases.station_words import column_named

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
DELIMITERS = ",;\t"
HEADER_AMONG = 10  # rows: a title may stand above the header

Row = tuple[int, list[str]]  # its number as a spreadsheet counts, from 1; its cells


class Unfit(str):
    """What a cell holds instead of text; the string says what is wrong with it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that hold anything. `lost_letters`: the encoding has no Kazakh letters, they became question marks."""

    rows: list[Row]
    lost_letters: bool = False


class NoTable(Exception):
    """The file cannot be read as a table; the message says why, `row` where."""

    def __init__(self, message: str, row: int = 1) -> None:
        super().__init__(message)
        self.row = row


def read_table(content: bytes) -> Table:
    """Raises NoTable."""
    from bot.cases.station_workbook import workbook_rows

    if len(content) > MOST_BYTES:
        raise NoTable(f"the file is larger than {MOST_BYTES // 2**20} MB")
    if content.startswith(b"PK\x03\x04"):
        return Table(_filled(workbook_rows(content)))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoTable("this is an old .xls workbook, or one with a password; save it as .xlsx without one")
    text, encoding = _decoded(content)
    return Table(_filled(enumerate(_csv_rows(text), start=1)), lost_letters=encoding == "cp1251")


def _filled(rows: Iterator[Row]) -> list[Row]:
    filled: list[Row] = []
    for at, row in rows:
        if any(cell.strip() for cell in row):
            filled.append((at, row))
        if len(filled) > MOST_ROWS + HEADER_AMONG:
            raise NoTable(f"more than {MOST_ROWS} stations", at)
    return filled


def _csv_rows(text: str) -> Iterator[list[str]]:
    """Strict, because a lenient reader takes everything after one open quotation mark for a single cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    at = 0
    try:
        for at, row in enumerate(reader, start=1):  # noqa: B007 - used when the next one fails
            yield row
    except csv.Error as error:
        raise NoTable("a quotation mark is not closed, or stands inside a cell undoubled", at + 1) from error


def _separator(text: str) -> str:
    """The sign that parts a header of ours into the most columns we know."""
    first = text.lstrip("\r\n").splitlines()[:HEADER_AMONG]

    def known(sign: str) -> int:
        return max((sum(bool(column_named(cell)) for cell in line.split(sign)) for line in first), default=0)

    return max(DELIMITERS, key=known)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and how it was written. UTF-8 is told from Windows-1251 by itself: hardly any text is both."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise NoTable("this is not a text file; save the table as .xlsx or as CSV in UTF-8")
