"""The day itself: fifty observers from the opening to the count, and their desk."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.words import Role
from tests.day.people import Coordinator, Observer, Person, Script
from tests.day.rounds import LANGUAGES, Rounds
from tests.stage import STATIONS

MORNING = datetime(2021, 1, 10, 0, 30, tzinfo=UTC)  # 06:30 in Almaty


class Day(Rounds):
    """`observers` and `desk` are the people of the day; `lives` lets it pass."""

    def __init__(self, folder: Path, database_url: str | None, seed: int, observers: int) -> None:
        super().__init__(folder, database_url, seed, MORNING)
        self.observers = [self._observer(number) for number in range(observers)]
        self.desk = [Coordinator(self.emulator, f"Desk {at}", LANGUAGES[at], self.draw()) for at in range(3)]

    def _observer(self, number: int) -> Observer:
        station = STATIONS[number % len(STATIONS)].code
        name, language = f"Observer {number}", LANGUAGES[number % 3]
        return Observer(self.emulator, name, language, station, self.draw(), self.form, self.number_of)

    async def lives(self) -> None:
        """Everybody comes, then each phase of the day; the bot is restarted in the middle of it."""
        await self.passes_by({desk: desk.joins(self.invite(Role.COORDINATOR)) for desk in self.desk})
        joining = {one: one.joins(self.invite(Role.OBSERVER, None, one.station)) for one in self.observers}
        await self.passes_by(joining)
        await self._at(7, {one: one.opens() for one in self.observers})
        await self._at(11, {one: one.sees_something() for one in self.observers})
        await self.restart()
        calls = {desk: desk.answers_calls() for desk in self.desk}
        await self._at(15, {one: one.watches() for one in self.observers}, restarts=(8,), beside=calls)
        await self._at(20, {one: one.counts() for one in self.observers})
        await self.passes_by({desk: desk.works() for desk in self.desk})
        await self.calm()

    async def _at(
        self,
        hour: int,
        scripts: dict[Person, Script],
        restarts: Container[int] = (),
        beside: dict[Person, Script] | None = None,
    ) -> None:
        self.now = max(self.now, MORNING.replace(hour=0, minute=0) + timedelta(hours=hour - 6))
        await self.passes_by(scripts, restarts, beside)
