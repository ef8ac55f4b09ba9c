"""The demo: the real bot, an emulator of Telegram on this machine, and a page with observers' phones and desks."""

from __future__ import annotations

import asyncio
import tempfile
import webbrowser
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Mission, RunningBot, open_mission
from bot.cases.complaints.folder import seed as put_samples
from bot.demo.cast import ROLES, USERNAME, Casting
from bot.demo.day import Day
from bot.demo.mission import furnish, sent_file
from bot.demo.places import AREAS
from bot.sandbox.clock import DayClock
from bot.sandbox.telegram import TOKEN, Emulator, Spot
from bot.settings import Settings, load
from handlers.pacing import Rates

SEED = 20210110
NOON = 12


async def run_demo(port: int, open_browser: bool) -> None:
    """Serve until Ctrl-C. Everything it keeps is in a temporary folder and goes when it ends."""
    with tempfile.TemporaryDirectory(prefix="baqylau-demo-") as folder:
        room = Room(Path(folder), datetime.now(UTC).date())
        address = await room.emulator.start(port=port)
        print(
            f"Baqylau demo: {address}\nPress Start in each chat, or ▶ for a day that plays itself. Ctrl-C ends it.",
            flush=True,
        )
        if open_browser:
            webbrowser.open(address)
        try:
            await room.run(address)
        except asyncio.CancelledError:
            pass
        finally:
            await room.emulator.stop()
            room.mission.database.close()


class Room:
    """The training room: an invented mission at noon of `day`, its morning's reports told, nobody at the phones yet."""

    def __init__(self, folder: Path, day: date, seed: int = SEED) -> None:
        zone = ZoneInfo(AREAS[0].time_zone)
        self.clock = DayClock(datetime(day.year, day.month, day.day, NOON, tzinfo=zone).timestamp(), zone=zone.key)
        self.mission: Mission = open_mission(demo_settings(folder), self.now)
        self.emulator = Emulator(username=USERNAME, clock=self.clock)
        put_samples(self.mission.settings.complaints)
        files = self.emulator.world.files
        furnish(self.mission, lambda photo: sent_file(files.keep_photo(photo)[-1].wire()), day, seed)
        casting = Casting(self.mission, self.now)
        self.day = Day(self.emulator, self.mission, self.clock, day, seed)
        for scene in casting.scenes():
            self.emulator.add_scene(scene)
        self.emulator.roles, self.emulator.invite = ROLES, casting.invite
        self.emulator.places = [Spot(area.name, area.latitude, area.longitude) for area in AREAS]

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    async def run(self, address: str, rates: Rates | None = Rates()) -> None:  # noqa: B008
        """Serve as a bot of the emulator at `address`, until cancelled; `rates` as Telegram would have them."""
        settings = replace(self.mission.settings, telegram_api_url=address)
        playing = asyncio.create_task(self.day.run())
        try:
            await RunningBot(replace(self.mission, settings=settings), rates, self.now).run()
        finally:
            playing.cancel()


def demo_settings(folder: Path) -> Settings:
    return load(
        {
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
            "MEDIA_URL": str(folder / "media"),
            "DATA_KEY_FILE": str(folder / "key"),
            "COMPLAINTS": str(folder / "complaints"),
        }
    )
