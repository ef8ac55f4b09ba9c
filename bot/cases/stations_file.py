"""The mission's stations from a table that somebody keeps in a spreadsheet: all of it or nothing.

A .csv or .xlsx with a header and one row a station. The columns, in any order and in any case, in English, Russian or
Kazakh (see station_words): code and region, without which no row goes, and district, number, address, latitude,
longitude (WGS 84 degrees), registered_voters, time_zone (an IANA name, or UTC+5), type (ordinary, military, hospital,
dormitory, detention, abroad, mobile). Other columns are named and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.cases import station_table
from bot.cases.station_cells import COLUMNS, REQUIRED, CellRefused, station_from
from bot.cases.station_table import HEADER_AMONG, NoTable, Row, Unfit, read_table
from bot.cases.station_words import column_named
from storage import people, stations
from storage.database import Tx
from storage.stations import StationRow

STEP = 500  # rows between two words about the progress
_LOST = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")

Progress = Callable[[int, int], None]  # hears (rows done, rows in all)


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
    """Which row it is, and where each of our columns is in a row."""

    at: int
    places: dict[str, int]
    width: int
    ignored: tuple[str, ...]


def read_stations(
    content: bytes, default_zone: str, progress: Progress | None = None
) -> StationsRead | StationsRefused:
    """Read a .csv or .xlsx; stations without a time zone get `default_zone`, those without a type are ordinary.

    A .csv is UTF-8 with or without its mark, UTF-16 with it, else Windows-1251; comma, semicolon or tab between cells.
    """
    try:
        table = read_table(content)
    except NoTable as error:
        return _refused(error.row, str(error))
    if not table.rows:
        return _refused(1, "the file is empty")
    place = _place_of_header(table.rows)
    rows = table.rows[place + 1 :]
    if len(rows) > station_table.MOST_ROWS:
        return _refused(rows[station_table.MOST_ROWS][0], f"more than {station_table.MOST_ROWS} stations")
    header = _header(table.rows[place])
    if isinstance(header, StationsRefused):
        return header
    return _read_rows(header, rows, default_zone, table.lost_letters, progress or (lambda done, total: None))


def import_stations(
    tx: Tx, rows: Iterable[StationRow], now: datetime, by: int | None, progress: Progress | None = None
) -> ImportSummary:
    """Store them by code: new ones are added, known ones updated, none is ever removed. `by` None: the server."""
    rows = list(rows)
    before = stations.count(tx)
    for first in range(0, len(rows), STEP):
        stations.save(tx, rows[first : first + STEP])
        if progress:
            progress(min(first + STEP, len(rows)), len(rows))
    new = stations.count(tx) - before
    summary = ImportSummary(new, len(rows) - new)
    people.log(tx, now, by, "import_stations", "stations", new=summary.new, updated=summary.updated)
    return summary


def _read_rows(
    header: _Header, rows: list[Row], default_zone: str, lost_letters: bool, progress: Progress
) -> StationsRead | StationsRefused:
    found = StationsRead(ignored=header.ignored)
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for done, (at, row) in enumerate(rows, start=1):
        cells = {name: _tidied(row[place]) for name, place in header.places.items() if place < len(row)}
        station, wrong = station_from(cells, default_zone)
        wrong = [*wrong, *_strays(row, header), *_repeated(seen, cells.get("code", ""), at)]
        wrong += _lost(cells) if lost_letters else []
        problems += [RowProblem(at, one.column, one.message) for one in wrong]
        if station:
            found.append(station)
        if done % STEP == 0 or done == len(rows):
            progress(done, len(rows))
    if not problems and not found:
        return _refused(header.at + 1, "there is a header, but no station")
    return StationsRefused(tuple(problems)) if problems else found


def _tidied(cell: str) -> str:
    return cell if isinstance(cell, Unfit) else " ".join(cell.split())


def _lost(cells: dict[str, str]) -> list[CellRefused]:
    """Windows-1251 has no ә, ғ, қ, ң, ө, ұ, ү, һ: whoever saved them in it has question marks now."""
    why = "a letter became “?”: Windows-1251 has no Kazakh letters; save the table as .xlsx or as CSV in UTF-8"
    return [CellRefused(name, why) for name, cell in cells.items() if _LOST.search(cell)]


def _strays(row: list[str], header: _Header) -> list[CellRefused]:
    if any(cell.strip() for cell in row[header.width :]):
        return [CellRefused("", "more cells than the header has; is a comma in an address without quotation marks?")]
    return []


def _repeated(seen: dict[str, int], code: str, at: int) -> list[CellRefused]:
    first = seen.setdefault(code, at)
    return [CellRefused("code", f"{code} is in row {first} already")] if code and first != at else []


def _place_of_header(rows: list[Row]) -> int:
    """Which of the first rows is the header: the one with the most columns that we know; titles stand above it."""
    known = [sum(bool(column_named(cell)) for cell in cells) for _, cells in rows[:HEADER_AMONG]]
    return known.index(max(known))


def _header(row: Row) -> _Header | StationsRefused:
    at, cells = row
    names = [column_named(cell) for cell in cells]
    problems = [RowProblem(at, name, "there is no such column") for name in REQUIRED if name not in names]
    problems += [RowProblem(at, name, "two columns have this name") for name in COLUMNS if names.count(name) > 1]
    if problems:
        return StationsRefused(tuple(problems))
    ignored = tuple(cell.strip() for cell, name in zip(cells, names, strict=True) if not name and cell.strip())
    return _Header(at, {name: place for place, name in enumerate(names) if name}, len(cells), ignored)


def _refused(row: int, message: str) -> StationsRefused:
    return StationsRefused((RowProblem(row, "", message),))
