"""The mission's stations from a table that somebody keeps in a spreadsheet: all of it or nothing.

A header and one row a station. The columns, in any order and in any case: code and region, without which no row goes,
and district, number, address, latitude, longitude (WGS 84 degrees), registered_voters, time_zone (an IANA name), type
(ordinary, military, hospital, dormitory, detention, abroad, mobile). Other columns are named and left alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cases.station_cells import COLUMNS, REQUIRED, CellRefused, station_from
from storage import people, stations
from storage.database import Tx
from storage.stations import StationRow

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
DELIMITERS = ",;\t"


class StationsRead(list[StationRow]):
    """The stations in the order of the file. `ignored`: the headers of columns that mean nothing to us."""

    def __init__(self, rows: Iterable[StationRow] = (), ignored: tuple[str, ...] = ()) -> None:
        super().__init__(rows)
        self.ignored = ignored


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`row` as a spreadsheet counts, the header being 1; `column` is empty when the whole row or file is meant."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class StationsRefused:
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """How many stations are new, and how many were known and now say what the file says."""

    new: int
    updated: int


@dataclass(frozen=True, slots=True)
class _Header:
    """Where each of our columns is in a row."""

    places: dict[str, int]
    width: int
    ignored: tuple[str, ...]


Numbered = tuple[int, list[str]]


def read_stations(content: bytes, default_zone: str) -> StationsRead | StationsRefused:
    """Read a CSV file; stations without a time zone get `default_zone`, those without a type are ordinary.

    UTF-8 with or without its mark, UTF-16 with it, else Windows-1251; comma, semicolon or tab between the cells.
    """
    if len(content) > MOST_BYTES:
        return _refused(1, f"the file is larger than {MOST_BYTES // 2**20} MB")
    text = _decoded(content)
    if text is None:
        return _refused(1, "this is not a text file; save the table as CSV")
    try:
        rows = [(at, row) for at, row in enumerate(_rows(text), start=1) if any(cell.strip() for cell in row)]
    except _NotCsv as error:
        return _refused(error.row, "a quotation mark is not closed, or stands inside a cell undoubled")
    if not rows:
        return _refused(1, "the file is empty")
    if len(rows) > MOST_ROWS + 1:
        return _refused(MOST_ROWS + 2, f"more than {MOST_ROWS} stations")
    header = _header(rows[0])
    return header if isinstance(header, StationsRefused) else _read_rows(header, rows[1:], default_zone)


def import_stations(tx: Tx, rows: Iterable[StationRow], now: datetime, by: int | None) -> ImportSummary:
    """Store them by code: new ones are added, known ones updated, none is ever removed. `by` None: the server."""
    rows = list(rows)
    before = stations.count(tx)
    stations.save(tx, rows)
    new = stations.count(tx) - before
    summary = ImportSummary(new, len(rows) - new)
    people.log(tx, now, by, "import_stations", "stations", new=summary.new, updated=summary.updated)
    return summary


def _read_rows(header: _Header, rows: list[Numbered], default_zone: str) -> StationsRead | StationsRefused:
    found = StationsRead(ignored=header.ignored)
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for at, row in rows:
        cells = {
            name: " ".join(row[place].split()) if place < len(row) else "" for name, place in header.places.items()
        }
        station, wrong = station_from(cells, default_zone)
        wrong = [*wrong, *_strays(row, header), *_repeated(seen, cells["code"], at)]
        problems += [RowProblem(at, one.column, one.message) for one in wrong]
        if station:
            found.append(station)
    if not problems and not found:
        return _refused(2, "there is a header, but no station")
    return StationsRefused(tuple(problems)) if problems else found


def _strays(row: list[str], header: _Header) -> list[CellRefused]:
    if any(cell.strip() for cell in row[header.width :]):
        return [CellRefused("", "more cells than the header has; is a comma in an address without quotation marks?")]
    return []


def _repeated(seen: dict[str, int], code: str, at: int) -> list[CellRefused]:
    first = seen.setdefault(code, at)
    return [CellRefused("code", f"{code} is in row {first} already")] if code and first != at else []


def _header(numbered: Numbered) -> _Header | StationsRefused:
    at, cells = numbered
    names = [_known(cell) for cell in cells]
    problems = [RowProblem(at, name, "there is no such column") for name in REQUIRED if name not in names]
    problems += [RowProblem(at, name, "two columns have this name") for name in COLUMNS if names.count(name) > 1]
    if problems:
        return StationsRefused(tuple(problems))
    ignored = tuple(cell.strip() for cell, name in zip(cells, names, strict=True) if not name and cell.strip())
    return _Header({name: place for place, name in enumerate(names) if name}, len(cells), ignored)


def _known(cell: str) -> str:
    """Our name for a header, empty when we have none: `Registered voters` is registered_voters."""
    name = "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())
    return name if name in COLUMNS else ""


class _NotCsv(Exception):
    def __init__(self, row: int) -> None:
        self.row = row


def _rows(text: str) -> Iterator[list[str]]:
    """Strict, because a lenient reader takes everything after one open quotation mark for a single cell."""
    first = text.lstrip("\r\n").partition("\n")[0]
    between = max(DELIMITERS, key=lambda sign: sum(bool(_known(cell.strip('" '))) for cell in first.split(sign)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    at = 0
    try:
        for at, row in enumerate(reader, start=1):  # noqa: B007 - used when the next one fails
            yield row
    except csv.Error as error:
        raise _NotCsv(at + 1) from error


def _decoded(content: bytes) -> str | None:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):  # a workbook, new or old
        return None
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _refused(row: int, message: str) -> StationsRefused:
    return StationsRefused((RowProblem(row, "", message),))
