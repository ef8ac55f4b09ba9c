"""The rows of a workbook's first visible sheet with anything in it.

A workbook is a zip that anybody may have made: what it says to unpack to is added up before anything is unpacked, and
zipfile gives no more than that. Its own idea of its dimensions is not believed. No formula is run and no link followed:
the values are those that the spreadsheet program stored.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.cases import station_table
from bot.cases.station_table import NoTable, Row, Unfit

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_UNPACKED = 64 * 1024 * 1024  # bytes; the 10,061 precincts of a country unpack to some 5 MB
MOST_PARTS = 1000
MOST_COLUMNS = 200
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"})
UNREADABLE = "this is not a workbook that can be read; save it as .xlsx anew, or as CSV in UTF-8"


def workbook_rows(content: bytes) -> Iterator[Row]:
    """Raises NoTable; openpyxl has many ways to fail on a broken or hostile file, and all of them mean that."""
    _weigh(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that openpyxl leaves out
            yield from _rows(content)
    except NoTable:
        raise
    except Exception as error:
        raise NoTable(UNREADABLE) from error


def _weigh(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NoTable(UNREADABLE) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NoTable(f"the workbook unpacks to more than {MOST_UNPACKED // 2**20} MB or {MOST_PARTS} parts")


def _rows(content: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                told = False
                for row in _of_sheet(sheet):
                    told = True
                    yield row
                if told:
                    return
    finally:
        book.close()


def _of_sheet(sheet: ReadOnlyWorksheet) -> Iterator[Row]:
    sheet.reset_dimensions()
    most = station_table.MOST_ROWS + station_table.HEADER_AMONG
    # Beyond the last row that openpyxl is told of it stops; two more show that there are too many.
    for at, cells in enumerate(sheet.iter_rows(max_row=most + 2, max_col=MOST_COLUMNS, values_only=True), start=1):
        row = [_text(value) for value in cells]
        if any(row):
            yield at, row


def _text(value: Any) -> str:
    """A cell as a person reads it: 123.0 is "123"; text keeps its leading zeros."""
    match value:
        case None:
            return ""
        case str():
            return Unfit(f"holds the error {value}") if value in ERRORS else value
        case bool():
            return Unfit("holds yes or no instead of text")
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
        case date() | time() | timedelta():
            return Unfit("holds a date; format the column as text and write it again")
    return str(value)
