"""What somebody of the desk means by what they typed: a code, a call, a station, an observer, or words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.cases.finding import StationFinder
from bot.core.places import words_of
from bot.core.stems import sought
from storage import people, report_facts, stations
from storage.database import Tx

MOST_STATIONS = 3
LONGEST_CODE = 16
_LIKE_LATIN = str.maketrans("АВЕЅКМНОРСТХІ", "ABESKMHOPCTXI")
_CODE = re.compile(r"\d{6,10}")
_CALL = re.compile(r"(?:SOS|COC)(\d{3,6})")
_PERSON = re.compile(r"([OCA])(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Meant:
    """`report_id` or `call_code` is one thing, to be shown at once if the reader may see it; `person_id` whose reports
    are wanted; `stations` that may be meant, `exact` when it is surely the first; `sought` what to look for else."""

    report_id: UUID | None = None
    call_code: str | None = None
    person_id: int | None = None
    stations: tuple[int, ...] = ()
    exact: bool = False
    sought: tuple[tuple[str, ...], ...] = ()


def understand(tx: Tx, finder: StationFinder, region_id: int | None, typed: str, now: datetime) -> Meant:
    """Nothing typed is an error; letters that look alike are the same in codes."""
    code = _as_code(typed)
    report_id = report_facts.id_of_code(tx, _codes(code)) if _CODE.fullmatch(code) else None
    call = _CALL.fullmatch(code)
    found = finder.of(tx, region_id, now).find(typed, MOST_STATIONS)
    return Meant(
        report_id,
        f"SOS-{call[1]}" if call else None,
        _person(tx, code),
        tuple(found),
        _is_exact(tx, found, typed),
        sought(typed),
    )


def _as_code(typed: str) -> str:
    """Without spaces and dashes, in capitals, letters that look Latin as Latin; empty for what is no code."""
    bare = re.sub(r"[\s\-‐-―−_№#]", "", typed)
    plain = unicodedata.normalize("NFKC", bare).upper().translate(_LIKE_LATIN)
    return plain if len(plain) <= LONGEST_CODE else ""


def _codes(digits: str) -> tuple[str, ...]:
    return f"{digits[:3]}-{digits[3:]}", digits


def _person(tx: Tx, code: str) -> int | None:
    found = _PERSON.fullmatch(code)
    if found is None:
        return None
    return people.find_person(tx, f"{found[1]}-{int(found[2]):04}")


def _is_exact(tx: Tx, found: list[int], typed: str) -> bool:
    """The code of a station, or a number that one station alone has."""
    first = stations.find(tx, found[0]) if found else None
    if first is None:
        return False
    asked = words_of(typed)
    return words_of(first.code) == asked or (len(found) == 1 and words_of(first.number or "") == asked)
