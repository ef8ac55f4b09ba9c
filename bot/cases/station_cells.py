"""One station from the cells of its row, or what is wrong in which of them."""

from __future__ import annotations

import math
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from bot.cases.station_table import Unfit
from bot.cases.station_words import type_named
from bot.core.words import StationType
from storage.stations import StationRow

REQUIRED = ("code", "region")
LONGEST = {"code": 40, "region": 120, "district": 120, "number": 40, "address": 400}  # characters
COLUMNS = (*LONGEST, "latitude", "longitude", "registered_voters", "time_zone", "type")
MOST_VOTERS = 2**31 - 1

_NUMBER = re.compile(r"[+-]?\d{1,3}([.,]\d{1,20})?", re.ASCII)
_COUNT = re.compile(r"\d{1,3}([ ,']\d{3})+|\d{1,10}([.,]0+)?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-]\d{1,2})(?::?00)?", re.ASCII | re.IGNORECASE)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CellRefused:
    column: str
    message: str


class _Wrong(Exception):
    """What is wrong with a cell, in words; never leaves this module."""


def station_from(cells: Mapping[str, str], default_zone: str) -> tuple[StationRow | None, list[CellRefused]]:
    """`cells` by column, absent or empty where the file says nothing. A station, or else at least one reason."""
    wrong: list[CellRefused] = []

    def read(column: str, reader: Callable[[str], T], empty: T) -> T:
        cell = cells.get(column, "")
        try:
            if isinstance(cell, Unfit):
                raise _Wrong(cell)
            return reader(cell) if cell else empty
        except _Wrong as error:
            wrong.append(CellRefused(column, str(error)))
            return empty

    texts = {name: read(name, _text(most), "") for name, most in LONGEST.items()}
    wrong += [CellRefused(name, "is missing") for name in REQUIRED if not cells.get(name)]
    latitude, longitude = read("latitude", _degrees(90), None), read("longitude", _degrees(180), None)
    if bool(cells.get("latitude")) != bool(cells.get("longitude")):
        wrong.append(CellRefused("longitude" if cells.get("latitude") else "latitude", "is missing beside the other"))
    station = StationRow(
        code=texts["code"],
        region=texts["region"],
        time_zone=read("time_zone", _zone, default_zone),
        type=read("type", _type, StationType.ORDINARY),
        district=texts["district"] or None,
        number=texts["number"] or None,
        address=texts["address"] or None,
        latitude=latitude,
        longitude=longitude,
        registered_voters=read("registered_voters", _voters, None),
    )
    return (None, wrong) if wrong else (station, [])


def _text(most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > most:
            raise _Wrong(f"is longer than {most} characters")
        return cell

    return read


def _degrees(most: int) -> Callable[[str], float | None]:
    def read(cell: str) -> float:
        if not _NUMBER.fullmatch(cell):
            raise _Wrong(f"“{cell[:40]}” is not a number of degrees, such as 51.1694")
        degrees = float(cell.replace(",", "."))
        if not math.fabs(degrees) <= most:
            raise _Wrong(f"{cell} is not between -{most} and {most}")
        return degrees

    return read


def _voters(cell: str) -> int | None:
    """`1520`, `1 520`, `1,520`, `1520.0`."""
    whole = re.sub(r"[.,]0{1,2}$", "", cell)
    if not _COUNT.fullmatch(cell) or (count := int(re.sub(r"\D", "", whole))) > MOST_VOTERS:
        raise _Wrong(f"“{cell[:40]}” is not a number of voters")
    return count


def _zone(cell: str) -> str:
    """An IANA name, or hours from UTC, which the IANA names turn around: UTC+5 is Etc/GMT-5."""
    offset = _OFFSET.fullmatch(cell)
    name = f"Etc/GMT{-int(offset[1]):+d}" if offset and int(offset[1]) else cell
    if name not in _zones():
        raise _Wrong(f"there is no time zone “{cell[:40]}”; write one such as Asia/Almaty")
    return name


def _type(cell: str) -> StationType:
    found = type_named(cell)
    if found is None:
        raise _Wrong(f"“{cell[:40]}” is not one of {', '.join(StationType)}")
    return found


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
