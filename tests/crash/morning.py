"""A morning: a dozen observers, two coordinators, and a bot that is killed whenever its moment comes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bot.app import Mission, open_mission
from bot.cases.export import Exported, ExportFormat, export_reports
from bot.cases.forms import INCIDENT
from bot.cases.getting_in import make_invite
from bot.cases.verify import Broken, verify_export
from bot.core.forms import Form
from bot.core.words import Role
from bot.sandbox.telegram import TOKEN
from bot.settings import load
from storage import forms, stations
from storage.reports import Filter
from tests.crash.kills import Moment
from tests.crash.ledger import Ledger, is_quiet, lost_at_once, reading
from tests.crash.people import Coordinator, Observer, Stuck, button
from tests.crash.process import BotProcess, Died
from tests.crash.stories import Told, cast
from tests.crash.watched import Watch, WatchedEmulator
from tests.stage import STATIONS

QUIET_SECONDS = 120.0


class Lost(Exception):
    """The bot has acknowledged what is not in the database."""


@dataclass
class Outcome:
    """What was wrong, and figures: kills that fell, messages said, messages said again."""

    wrong: list[str]
    kills: list[str]
    said: int = 0
    repeats: int = 0
    reports: int = 0
    files: int = 0
    last_words: str = ""


@dataclass
class Morning:
    folder: Path
    seed: int
    moments: list[Moment]
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.environment = {
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_URL": str(self.folder / "media"),
            "DATA_KEY_FILE": str(self.folder / "key"),
            "COMPLAINTS": str(self.folder / "complaints"),
        }
        self.mission: Mission = open_mission(load(self.environment))
        with self.mission.database.transaction() as tx:
            stations.save(tx, STATIONS)
        self.watch = Watch(list(self.moments), self.database, self._kill)
        self.emulator = WatchedEmulator(self.watch)
        self.observers = [Observer(self.emulator, part, self._form(), self.rng) for part in cast(self.rng)]
        self.desk = [
            Coordinator(self.emulator, "Saule", "ru", "patient"),
            Coordinator(self.emulator, "Timur", "en", "twice"),
        ]

    @property
    def database(self) -> Path:
        return self.folder / "mission.db"

    async def pass_by(self) -> Outcome:
        address = await self.emulator.start()
        self.bot = BotProcess({**self.environment, "TELEGRAM_API_URL": address}, self.folder, self._after_kill)
        running = asyncio.create_task(self.bot.keep_running(self.watch.begin_life))
        try:
            await self._until(running, self._everybody())
            await self._until(running, self._until_quiet())
            while self.watch.moments:  # the day was over before its moment came
                self.watch.strike(f"{self.watch.moments[0]} (at rest)")
                await self._until(running, self._until_quiet())
            return await self._close(running)
        except (Stuck, Died, Lost) as error:
            return Outcome([*self.wrong, str(error)], self.bot.kills, last_words=self.bot.last_words())
        finally:
            running.cancel()
            self.bot.destroy()
            await self.emulator.stop()
            self.mission.database.close()

    async def _close(self, running: asyncio.Task[None]) -> Outcome:
        if (code := await self.bot.stop()) != 0:
            self.wrong.append(f"told to stop, the bot ended with {code}")
        with reading(self.database) as tx:
            people = self._people(tx)
            ledger = Ledger(
                *(tx, self.folder / "media", self.emulator, self.observers, self.desk, people),
                *(self.watch.lives, {question.name for question in self._form().questions}),
            )
            files = sum(len(told.files) for told in ledger.filed)
            wrong = [*self.wrong, *ledger.wrong(), *self.bot.complaints()]
            wrong += self._exported(len(ledger.filed), files)
            figures = len(ledger.said), len(ledger.repeats), len(ledger.filed), files
        return Outcome(wrong, self.bot.kills, *figures, last_words=self.bot.last_words() if wrong else "")

    def _exported(self, reports: int, files: int) -> list[str]:
        out, now, mission = self.folder / "evidence.zip", datetime.now(UTC), self.mission
        made = export_reports(mission.database, mission.library, mission.media, Filter(), ExportFormat.ZIP, out, now)
        found = verify_export(out)
        wrong = [str(problem) for problem in found.problems] if isinstance(found, Broken) else []
        counts = (made.reports, made.attachments, made.pending, made.damaged) if isinstance(made, Exported) else ()
        return wrong if counts == (reports, files, 0, 0) else [*wrong, f"exported {counts} of {reports}, {files}"]

    async def _until(self, running: asyncio.Task[None], work: Any) -> None:
        """Do the work unless the bot dies by itself meanwhile."""
        task = asyncio.ensure_future(work)
        await asyncio.wait([task, running], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            running.result()
        task.result()

    async def _everybody(self) -> None:
        invites = [self._invite(Role.OBSERVER, station=observer.station) for observer in self.observers]
        desk = [self._invite(Role.COORDINATOR, region="Алатау"), self._invite(Role.COORDINATOR)]
        await together(*(person.joins(code) for person, code in zip(self.desk, desk, strict=True)))
        work = [self._observes(observer, code) for observer, code in zip(self.observers, invites, strict=True)]
        await together(*work, self._exports())

    async def _observes(self, observer: Observer, code: str) -> None:
        await observer.joins(code)
        for story in observer.stories:
            told = await observer.tells(story)
            if story.alerts:
                await self._handles(observer, told)

    async def _handles(self, observer: Observer, told: Told) -> None:
        first, second = self.desk
        match told.story.desk:
            case "claimed":
                await first.claims(told)
            case "resolved":
                await second.claims(told)
                await second.resolves(told)
            case "raced":
                await together(first.races(told), second.races(told))
        if told.story.desk != "left":
            await observer.sees("that it was seen", lambda m: m.text.startswith("👁") and told.code in m.text)
        if told.story.desk == "resolved":
            await observer.sees("that it was resolved", lambda m: m.text.startswith("☑") and told.code in m.text)
        if told.story.desk == "claimed" and told.files:
            await first.asks_for_photos(told)

    async def _exports(self) -> None:
        await self.desk[0].sees("a first card", lambda m: button(m, "claim") is not None)
        await self.desk[0].exports()

    async def _until_quiet(self) -> None:
        end = asyncio.get_running_loop().time() + QUIET_SECONDS
        while not (self.watch.polling and not self.emulator.updates.pending and is_quiet(self.database)):
            if asyncio.get_running_loop().time() > end:
                raise Stuck(f"the bot does not come to rest: {self._restless()}")
            await asyncio.sleep(0.05)

    def _restless(self) -> str:
        rows = []
        with reading(self.database) as tx:
            for query in (
                "SELECT 'inbox', update_id, attempts, due_at, error FROM inbox WHERE state = 'waiting'",
                "SELECT 'outbox', kind, attempts, due_at, owner, error FROM outbox WHERE state = 'waiting'",
                "SELECT 'file', report_id, fetch_attempts, fetch_due FROM attachments WHERE fetch_state = 'pending'",
            ):
                rows += [str(row) for row in tx.execute(query).fetchmany(5)]
        return f"polling: {self.watch.polling}, updates: {len(self.emulator.updates.pending)}, " + "; ".join(rows)

    def _kill(self, words: str) -> None:
        self.bot.kill(words)

    def _after_kill(self) -> None:
        """What is lost already ends the morning: whoever was promised it would wait in vain."""
        found = lost_at_once(self.database, self.emulator, self.observers)
        if found:
            raise Lost("\n- ".join(f"after kill {len(self.bot.kills)}: {one}" for one in found))

    def _invite(self, role: Role, region: str | None = None, station: str | None = None) -> str:
        with self.mission.database.transaction() as tx:
            code = make_invite(tx, role, region, station, None, datetime.now(UTC))
        assert isinstance(code, str)
        return code

    def _form(self) -> Form:
        with self.mission.database.reading() as tx:
            version = forms.current_version(tx, INCIDENT)
            assert version is not None
            return self.mission.library.get(tx, version)

    def _people(self, tx: sqlite3.Connection) -> dict[int, int]:
        """Telegram's number of a user -> the person of the mission."""
        found = dict(tx.execute("SELECT chat_hash, person_id FROM accounts"))
        hashed = {
            one.user.id: self.mission.seal.hash_chat(self.mission.settings.bot_id, one.user.id)
            for one in (*self.observers, *self.desk)
        }
        return {user: found[chat] for user, chat in hashed.items()}


async def together(*work: Awaitable[None]) -> None:
    """All of them; the first that fails ends the others."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
