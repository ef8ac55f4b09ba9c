"""The day that plays itself: what the people of the page do from noon until the count, while somebody lets it play."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from bot.app import Mission
from bot.core.forms import Form
from bot.demo.afternoon import AFTERNOON, SQUARE, Deed
from bot.demo.drawings import drawing
from bot.demo.hands import Hands, LetGo
from bot.sandbox.clock import DayClock
from bot.sandbox.telegram import Emulator
from storage import forms

log = logging.getLogger(__name__)

A_LOOK = 0.1  # seconds of the real clock
LOOKS_A_TICK = 5  # looks between two words about the time to the page


@dataclass(slots=True)
class Day:
    """Runs beside the bot. Deeds are done in their order, those of one person one after another."""

    emulator: Emulator
    mission: Mission
    clock: DayClock
    date: date
    seed: int
    done: int = 0

    async def run(self) -> None:
        """Until cancelled: while the clock plays, start every deed whose time has come."""
        at_work: dict[str, asyncio.Task[None]] = {}
        rng, looks = Random(self.seed), 0  # noqa: S311  invented, not secret
        while True:
            await asyncio.sleep(A_LOOK)
            if not self.clock.playing:
                continue
            self.clock.hurry(not self._busy(at_work))
            while self.done < len(AFTERNOON) and self.clock() >= self._moment(AFTERNOON[self.done].at):
                deed, self.done = AFTERNOON[self.done], self.done + 1
                at_work[deed.who] = asyncio.create_task(self._after(at_work.get(deed.who), deed, rng))
            looks += 1
            if self.done == len(AFTERNOON) and all(task.done() for task in at_work.values()):
                self.clock.pause()
            if looks % LOOKS_A_TICK == 0 or not self.clock.playing:
                self.emulator.world.publish({"type": "clock", "clock": self.clock.wire()})

    def _busy(self, at_work: dict[str, asyncio.Task[None]]) -> bool:
        """Updates wait for the bot, or the network is bad: then time walks."""
        faults = self.emulator.faults
        ill = faults.down or faults.delay > 0 or faults.busy > 0
        return ill or bool(self.emulator.world.updates.pending)

    async def _after(self, before: asyncio.Task[None] | None, deed: Deed, rng: Random) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await self._do(deed, rng)
        except (LetGo, TimeoutError, LookupError, PermissionError) as why:
            log.info("a deed of the day is left undone: %s", type(why).__name__)

    async def _do(self, deed: Deed, rng: Random) -> None:
        hands = self._hands(deed.who)
        if hands is None or hands.person.by_hand:
            return
        acts: dict[str, Callable[[], Awaitable[None]]] = {
            "joins": hands.joins,
            "claims": hands.claims,
            "calls": lambda: hands.calls(deed.words, SQUARE),
            "closes": lambda: hands.closes("released"),
            "reports": lambda: self._reports(hands, deed, rng),
            "lists": lambda: self._lists(hands, deed),
            "loses network": lambda: _at_once(lambda: self.emulator.cut(hands.user)),
            "finds network": lambda: _at_once(lambda: self.emulator.restore(hands.user)),
            "says": lambda: _at_once(lambda: self.emulator.send_text(hands.user, deed.words)),
        }
        await acts[deed.act]()

    async def _reports(self, hands: Hands, deed: Deed, rng: Random) -> None:
        photos = [drawing(deed.picture, rng) for _ in range(deed.photos)]
        await hands.reports(self._form("incident")[0], dict(deed.given), photos)

    async def _lists(self, hands: Hands, deed: Deed) -> None:
        form, number = self._form(deed.form)
        await hands.lists(form, number, dict(deed.given))

    def _form(self, form_id: str) -> tuple[Form, int]:
        with self.mission.database.reading() as tx:
            number = next(number for number, found, _ in forms.current(tx) if found == form_id)
            version = forms.current_version(tx, form_id)
            assert version is not None
            return self.mission.library.get(tx, version), number

    def _hands(self, name: str) -> Hands | None:
        found = [(user, scene) for user, scene in self.emulator.scenes if scene.name == name]
        return Hands(self.emulator, found[0][0], found[0][1].start_link) if found else None

    def _moment(self, minutes: int) -> float:
        day = self.date
        zone = ZoneInfo(self.clock.zone)
        return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone).timestamp()


async def _at_once(act: Callable[[], object]) -> None:
    act()
