"""Rounds in which everybody who can go on does one thing, and then the weather changes."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.core.forms import Form
from storage import forms
from tests.day.people import Person, Script
from tests.day.weather import blow
from tests.stage import Stage

LANGUAGES = ("kk", "ru", "en")
A_ROUND = timedelta(seconds=25)
PATIENCE = 150  # rounds in which nobody gets anywhere before something is wrong


class Stuck(AssertionError):
    """Somebody waits in vain: what for, and what they see."""


class Rounds(Stage):
    def __init__(self, folder: Path, database_url: str | None, seed: int, begins: datetime) -> None:
        super().__init__(folder, database_url, by_hand=True)
        self.now = begins
        self.rng = Random(seed)
        self.rounds = 0

    def draw(self) -> Random:
        """Luck of somebody's own."""
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

    async def passes_by(
        self, scripts: dict[Person, Script], restarts: Container[int] = (), beside: dict[Person, Script] | None = None
    ) -> None:
        """Rounds, until every script has come to its end; those `beside` go on for as long.

        `restarts`: after so many rounds the bot is stopped and started.
        """
        idle, before, others = 0, self.rounds, beside or {}
        while scripts:
            waiting = {person: person.waits_for for person in (*scripts, *others)}
            for person in self.rng.sample(list(scripts), len(scripts)):
                self._goes_on(person, scripts)
            for person, script in others.items():
                self._goes_on(person, {person: script})
            moved = waiting != {person: person.waits_for for person in (*scripts, *others)}
            idle = 0 if moved else idle + 1
            if idle > PATIENCE:
                raise Stuck("\n".join(self._why(person) for person in [*others, *list(scripts)[:3]]))
            await self._round()
            if self.rounds - before in restarts:
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

    async def calm(self) -> None:
        """The weather is fine again: whatever still waits arrives, and every file is fetched."""
        self.emulator.faults.clear()
        for _ in range(40):
            await self.settle()
            self.now += timedelta(minutes=2)
            await self.looks()

    def _why(self, person: Person) -> str:
        shown = "\n".join(
            f"    {m.id}: {m.text!r} {[b['text'] for b in m.inline_buttons]}" for m in person.messages[-3:]
        )
        return f"{person.name} waits for {person.waits_for}; the last messages:\n{shown}"
