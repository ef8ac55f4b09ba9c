"""Who is on the page when the demo opens, and how somebody is added from it: everybody comes in by a real link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.app import Mission
from bot.cases.getting_in import make_invite
from bot.core.words import Role
from bot.demo.morning import SILENT
from bot.demo.places import AREAS, EACH, station_code
from bot.sandbox.telegram import Scene
from storage import stations

USERNAME = "baqylau_bot"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the page. An observer has a station, a desk a region."""

    name: str
    language: str
    role: Role
    station: str | None = None
    region: str | None = None


CAST = (
    Part("Айгүл", "kk", Role.OBSERVER, "AJ-14"),
    Part("Данияр", "kk", Role.OBSERVER, "AJ-15"),
    Part("Ольга", "ru", Role.OBSERVER, "TP-14"),
    Part("Emma", "en", Role.OBSERVER, "SB-14"),
    Part("Desk", "ru", Role.COORDINATOR, None, AREAS[0].name),
    Part("Штаб", "kk", Role.COORDINATOR),
)
ROLES = (Role.OBSERVER, Role.COORDINATOR, Role.ADMINISTRATOR)


class Casting:
    """Makes the links. `clock` is the mission's."""

    def __init__(self, mission: Mission, clock: Callable[[], datetime]) -> None:
        self.mission, self.clock = mission, clock
        self._free = self._stations()

    def scenes(self) -> list[Scene]:
        return [self._scene(part) for part in CAST]

    async def invite(self, name: str, role: str) -> Scene:
        """A link for somebody new: an observer gets the next station nobody is at, a desk sees the whole mission."""
        station = next(self._free, None) if role == Role.OBSERVER else None
        return await asyncio.to_thread(self._scene, Part(name, "ru", Role(role), station))

    def _scene(self, part: Part) -> Scene:
        with self.mission.database.transaction() as tx:
            code = make_invite(tx, part.role, part.region, part.station, None, self.clock())
            place = stations.by_code(tx, part.station) if part.station else None
        where = f"{place.code} · {place.region}" if place else part.region or ""
        link = f"https://t.me/{USERNAME}?start={code}"
        return Scene(part.name, where, link, part.language, role=part.role.value)

    @staticmethod
    def _stations() -> Iterator[str]:
        taken = {part.station for part in CAST}
        codes = (station_code(area, number) for number in range(EACH + 1 - SILENT, EACH + 1) for area in AREAS)
        return (code for code in codes if code not in taken)
