"""The demo: the real bot, an emulator of Telegram on this machine, and a page with an observer's phone and a desk."""

from __future__ import annotations

import asyncio
import tempfile
import webbrowser
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.app import Mission, RunningBot, open_mission
from bot.cases.getting_in import make_invite
from bot.core.words import Role, StationType
from bot.sandbox.telegram import TOKEN, Emulator, Scene
from bot.settings import Settings, load
from storage import stations
from storage.stations import StationRow

USERNAME = "baqylau_bot"
REGION = "Алматы (ойдан шығарылған)"
STATION = "DEMO-215"


async def run_demo(port: int, open_browser: bool) -> None:
    """Serve until Ctrl-C. Everything it keeps is in a temporary folder and goes when it ends."""
    with tempfile.TemporaryDirectory(prefix="baqylau-demo-") as folder:
        mission = open_mission(demo_settings(Path(folder)))
        emulator = Emulator(username=USERNAME, scenes=_scenes(mission))
        address = await emulator.start(port=port)
        print(f"Baqylau demo: {address}\nPress Start in each chat. Ctrl-C ends it.", flush=True)
        if open_browser:
            webbrowser.open(address)
        at_work = replace(mission, settings=replace(mission.settings, telegram_api_url=address))
        try:
            await RunningBot(at_work).run()
        except asyncio.CancelledError:
            pass
        finally:
            await emulator.stop()
            mission.database.close()


def demo_settings(folder: Path) -> Settings:
    return load(
        {
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
            "MEDIA_URL": str(folder / "media"),
            "DATA_KEY_FILE": str(folder / "key"),
        }
    )


def _scenes(mission: Mission) -> list[Scene]:
    """An invented station with one observer and the desk of its region; the links are real, each works once."""
    now = datetime.now(UTC)
    school = StationRow(
        code=STATION,
        region=REGION,
        time_zone="Asia/Almaty",
        type=StationType.ORDINARY,
        number="215",
        address="№ 0 мектеп (ойдан шығарылған)",
        registered_voters=2140,
    )
    with mission.database.transaction() as tx:
        stations.save(tx, [school])
        observer = make_invite(tx, Role.OBSERVER, None, STATION, None, now)
        desk = make_invite(tx, Role.COORDINATOR, REGION, None, None, now)
    link = f"https://t.me/{USERNAME}?start="
    return [
        Scene("Айгүл", "observer", f"{link}{observer}", "kk"),
        Scene("Desk", "coordinator", f"{link}{desk}", "ru"),
    ]
