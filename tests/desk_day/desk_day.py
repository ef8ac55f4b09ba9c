"""Fifty incidents in the same minutes and three coordinators; then a quiet hour in which reports climb."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.words import Role
from tests.day.people import Person, Script
from tests.day.rounds import LANGUAGES, Rounds
from tests.day.weather import blow
from tests.desk_day.coordinators import Coordinator
from tests.desk_day.observers import PACK, SEEN, TWICE, Incident, Witness
from tests.stage import STATIONS

NOON = datetime(2021, 1, 10, 6, 0, tzinfo=UTC)  # 12:00 in Almaty
REGIONS = (STATIONS[0].region, STATIONS[0].region, None)  # of the coordinators; None: the whole mission
UNCLAIMED = (PACK, TWICE, PACK)  # reports of the quiet hour
RESTARTS = (12, 22)  # rounds of the rush
CLIMBS_FOR = timedelta(minutes=32)  # three rungs of ten minutes


class DeskDay(Rounds):
    def __init__(self, folder: Path, database_url: str | None, seed: int, observers: int) -> None:
        super().__init__(folder, database_url, seed, NOON)
        self.observers = [self._witness(number) for number in range(observers)]
        self.desk = [Coordinator(self.emulator, f"Botagoz {at}", LANGUAGES[at], self.draw()) for at in range(3)]

    def _witness(self, number: int) -> Witness:
        station = STATIONS[number % len(STATIONS)].code
        name, language = f"Araylym {number}", LANGUAGES[number % 3]
        return Witness(self.emulator, name, language, station, self.draw(), self.form, self.number_of)

    @property
    def unclaimed(self) -> tuple[Incident, ...]:
        """What is filed in the quiet hour."""
        return UNCLAIMED

    def regions(self) -> list[tuple[Coordinator, str | None]]:
        return list(zip(self.desk, REGIONS, strict=True))

    def region_of(self, witness: Witness) -> str:
        return next(station.region for station in STATIONS if station.code == witness.station)

    async def lives(self) -> None:
        joining: dict[Person, Script] = {
            one: one.joins(self.invite(Role.COORDINATOR, region))
            for one, region in zip(self.desk, REGIONS, strict=True)
        }
        joining |= {one: one.joins(self.invite(Role.OBSERVER, None, one.station)) for one in self.observers}
        await self.passes_by(joining)
        await self._rush()
        await self._quiet_hour()
        await self.calm()

    async def _rush(self) -> None:
        self.desk[1].away = range(14, 34)
        seen = {one: one.witnesses(SEEN[one.number % len(SEEN)]) for one in self.observers}
        await self.passes_by(seen, RESTARTS, {one: one.works() for one in self.desk})
        await self._desk_finishes()

    async def _quiet_hour(self) -> None:
        """The desk has no eyes for what comes: it climbs to the top, over several restarts, and then is claimed."""
        for one in self.desk:
            one.busy = True
        await self.passes_by({one: one.files(what) for one, what in zip(self.observers, UNCLAIMED, strict=False)})
        for minute in range(CLIMBS_FOR // timedelta(minutes=1)):
            await self._minute(minute)
        for one in self.desk:
            one.busy = False
        await self.passes_by(
            {one: one.hears() for one in self.observers[: len(UNCLAIMED)]}, (), {one: one.works() for one in self.desk}
        )
        await self._desk_finishes()

    async def _minute(self, minute: int) -> None:
        if minute % 5 == 3:
            blow(self.emulator.faults, self.rng)
        await self.settle()
        self.now += timedelta(minutes=1)
        await self.looks()
        if minute % 5 == 4:
            await self.restart()

    async def _desk_finishes(self) -> None:
        """Nobody goes home while something is open."""
        for one in self.desk:
            one.may_go = True
        await self.passes_by({one: one.works() for one in self.desk})
        for one in self.desk:
            one.may_go = False
