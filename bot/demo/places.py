"""An invented country of three regions and sixty stations. No name, number or address here is anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bot.core.words import StationType
from storage.stations import StationRow


@dataclass(frozen=True, slots=True)
class Area:
    """A region: the letters of its station codes, its centre in degrees, and how many voters a station has about."""

    name: str
    letters: str
    time_zone: str
    latitude: float
    longitude: float
    voters: int


AREAS = (
    Area("Ақжар (test)", "AJ", "Asia/Almaty", 44.93, 75.21, 1700),
    Area("Тополёвка (test)", "TP", "Asia/Qostanay", 50.62, 68.94, 1200),
    Area("Сарыбұлақ (test)", "SB", "Asia/Aqtau", 44.21, 52.58, 900),
)
EACH = 20
HOUSES = (
    "№ {} мектеп (test)",
    "№ {} колледж (test)",
    "№ {} мәдениет үйі (test)",
    "Школа № {} (test)",
    "Дом культуры № {} (test)",
    "Библиотека № {} (test)",
)
SPECIAL = {
    7: (StationType.HOSPITAL, "№ {} аурухана (test)"),
    13: (StationType.DORMITORY, "Общежитие № {} (test)"),
    19: (StationType.MILITARY, "№ {} әскери бөлім (test)"),
}


def station_code(area: Area, number: int) -> str:
    return f"{area.letters}-{number:02}"


def invented_stations(rng: Random) -> list[StationRow]:
    """Twenty stations around each centre, some six kilometres about."""
    return [_station(area, at, number, rng) for at, area in enumerate(AREAS) for number in range(1, EACH + 1)]


def _station(area: Area, at: int, number: int, rng: Random) -> StationRow:
    kind, house = SPECIAL.get(number, (StationType.ORDINARY, rng.choice(HOUSES)))
    return StationRow(
        code=station_code(area, number),
        region=area.name,
        time_zone=area.time_zone,
        type=kind,
        number=str(at * 100 + 900 + number),  # numbers nobody has
        address=house.format(at * 100 + 900 + number),
        latitude=round(area.latitude + rng.uniform(-0.06, 0.06), 5),
        longitude=round(area.longitude + rng.uniform(-0.08, 0.08), 5),
        registered_voters=rng.randrange(area.voters // 2, area.voters * 3 // 2),
    )
