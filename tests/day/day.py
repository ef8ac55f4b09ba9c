"""The day itself: rounds in which everybody who can go on does one thing, and then the weather changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.core.forms import Form
from bot.core.words import Role
from storage import forms
from tests.day.people import Coordinator, Observer, Person, Script
from tests.day.weather import blow
from tests.stage import STATIONS, Stage

MORNING = datetime(2021, 1, 10, 0, 30, tzinfo=UTC)  # 06:30 in Almaty
LANGUAGES = ("kk", "ru", "en")
A_ROUND = timedelta(seconds=25)
PATIENCE = 150  # rounds in which nobody gets anywhere before something is wrong


class Stuck(AssertionError):
    """Somebody waits in vain: what for, and what they see."""


class Day(Stage):
    """`observers` and `desk` are the people of the day; `lives` lets it pass."""

    def __init__(self, folder: Path, database_url: str | None, seed: int, observers: int) -> None:
        super().__init__(folder, database_url, by_hand=True)
        self.now = MORNING
        self.rng = Random(seed)
        self.rounds = 0
        self.observers = [self._observer(number) for number in range(observers)]
        self.desk = [Coordinator(self.emulator, f"Desk {at}", LANGUAGES[at], self._draw()) for at in range(3)]

    def _observer(self, number: int) -> Observer:
        station = STATIONS[number % len(STATIONS)].code
        name, language = f"Observer {number}", LANGUAGES[number % 3]
        return Observer(self.emulator, name, language, station, self._draw(), self.form, self.number_of)

    def _draw(self) -> Random:
        return Random(self.rng.random())

    def form(self, form_id: str) -> Form:
        with self.mission.database.reading() as tx:
            version = forms.current_version(tx, form_id)
            assert version is not None, form_id
            return self.mission.library.get(tx, version)

    def number_of(self, form_id: str) -> int:
        """The number of a form in the mission, as its button carries it."""
        with self.mission.database.reading() as tx:
            return next(number for number, found, _ in forms.current(tx) if found == form_id)

    async def lives(self) -> None:
        """Everybody comes, then each phase of the day; the bot is restarted in the middle of it."""
        await self._passes({desk: desk.joins(self.invite(Role.COORDINATOR)) for desk in self.desk})
        await self._passes({one: one.joins(self.invite(Role.OBSERVER, None, one.station)) for one in self.observers})
        await self._at(7, {one: one.opens() for one in self.observers})
        await self._at(11, {one: one.sees_something() for one in self.observers})
        await self.restart()
        calls = {desk: desk.answers_calls() for desk in self.desk}
        await self._at(15, {one: one.watches() for one in self.observers}, restart_after=8, beside=calls)
        await self._at(20, {one: one.counts() for one in self.observers})
        await self._passes({desk: desk.works() for desk in self.desk})
        self.emulator.faults.clear()
        await self._calm()

    async def _at(
        self,
        hour: int,
        scripts: dict[Person, Script],
        restart_after: int = 0,
        beside: dict[Person, Script] | None = None,
    ) -> None:
        self.now = max(self.now, MORNING.replace(hour=0, minute=0) + timedelta(hours=hour - 6))
        await self._passes(scripts, restart_after, beside or {})

    async def _passes(
        self, scripts: dict[Person, Script], restart_after: int = 0, beside: dict[Person, Script] | None = None
    ) -> None:
        """Rounds, until every script has come to its end; those `beside` go on for as long."""
        idle, before = 0, self.rounds
        while scripts:
            waiting = {person: person.waits_for for person in scripts}
            for person in self.rng.sample(list(scripts), len(scripts)):
                self._goes_on(person, scripts)
            moved = waiting != {person: person.waits_for for person in scripts}
            for person, script in (beside or {}).items():
                self._goes_on(person, {person: script})
            idle = 0 if moved else idle + 1
            if idle > PATIENCE:
                raise Stuck("\n".join(self._why(person) for person in list(scripts)[:3]))
            await self._round()
            if self.rounds - before == restart_after:
                await self.restart()

    def _goes_on(self, person: Person, scripts: dict[Person, Script]) -> None:
        try:
            person.waits_for = next(scripts[person])
        except StopIteration:
            del scripts[person]

    async def _round(self) -> None:
        self.rounds += 1
        blow(self.emulator.faults, self.rng)
        await self.settle()
        self.now += A_ROUND
        await self.looks()

    async def _calm(self) -> None:
        """The weather is fine again: whatever still waits arrives, and every file is fetched."""
        for _ in range(40):
            await self.settle()
            self.now += timedelta(minutes=2)
            await self.looks()

    def _why(self, person: Person) -> str:
        shown = "\n".join(
            f"    {m.id}: {m.text!r} {[b['text'] for b in m.inline_buttons]}" for m in person.messages[-3:]
        )
        return f"{person.name} waits for {person.waits_for}; the last messages:\n{shown}"
