"""Which list of reports, which page of it, through which filters: in the data of its buttons, so that nothing has to be
remembered. `o3.sc.g2.r7.m.h12` is what is open, page 4, critical, the third group, a region, mine, of twelve hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from bot.core.words import Severity

OPEN, FOUND, OF_STATION = "o", "f", "s"  # what is not resolved; what was found; everything from a station
SEVERITIES = {one.value[0]: one for one in Severity}
HOURS = (1, 3, 12, 24)
_LIST = re.compile(r"([ofs])(\d{1,4})((?:\.[a-z]\w{0,9})*)", re.ASCII)
_NUMBERS = {"g": "group", "r": "region", "t": "station", "h": "hours"}
_MARKS = {"m": "mine", "u": "unclaimed", "n": "follow_up", "v": "unverified"}


@dataclass(frozen=True, slots=True)
class ListState:
    """`group` by its place in the form; `region` and `station` by their ids; `hours` before now."""

    kind: str = OPEN
    page: int = 0
    severity: Severity | None = None
    group: int | None = None
    region: int | None = None
    station: int | None = None
    hours: int | None = None
    mine: bool = False
    unclaimed: bool = False
    follow_up: bool = False
    unverified: bool = False

    def written(self) -> str:
        """At most 40 letters."""
        parts = [f"{self.kind}{self.page}", f".s{self.severity.value[0]}" if self.severity else ""]
        parts += [f".{sign}{value}" for sign, name in _NUMBERS.items() if (value := getattr(self, name)) is not None]
        parts += [f".{sign}" for sign, name in _MARKS.items() if getattr(self, name)]
        return "".join(parts)

    def but(self, **changed: object) -> ListState:
        """With another filter one begins at the first page."""
        return replace(self, **{"page": 0, **changed})  # type: ignore[arg-type]

    @property
    def filtered(self) -> bool:
        kept = ("kind", "page", "station") if self.kind == OF_STATION else ("kind", "page")
        return any(getattr(self, one.name) for one in fields(self) if one.name not in kept) or self.group == 0

    @property
    def cleared(self) -> ListState:
        return ListState(self.kind, station=self.station if self.kind == OF_STATION else None)


def read_state(written: str) -> ListState | None:
    """None for what no button of ours ever said."""
    found = _LIST.fullmatch(written)
    if found is None:
        return None
    known: dict[str, object] = {"kind": found[1], "page": int(found[2])}
    for part in found[3].split(".")[1:]:
        sign, value = part[0], part[1:]
        if sign == "s" and value in SEVERITIES:
            known["severity"] = SEVERITIES[value]
        elif sign in _NUMBERS and value.isdigit() and (sign != "h" or int(value) in HOURS):
            known[_NUMBERS[sign]] = int(value)
        elif sign in _MARKS and not value:
            known[_MARKS[sign]] = True
        else:
            return None
    return ListState(**known)  # type: ignore[arg-type]
