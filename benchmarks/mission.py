"""A mission whose observers are already admitted, each with an open incident draft."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Mission, open_mission
from bot.cases.filing import begin_filling
from bot.cases.forms import INCIDENT
from bot.core.words import Language, PersonState, Role
from bot.sandbox.telegram import TOKEN
from bot.settings import load
from storage import accounts, people, stations
from storage.database import Tx
from storage.stations import StationRow

LANGUAGES = tuple(Language)


def environment(folder: Path, url: str) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "MEDIA_URL": str(folder / "media"),
        "DATA_KEY_FILE": str(folder / "key"),
    }


def prepare(folder: Path, chats: Sequence[int]) -> None:
    """Admit the person behind each chat and begin a draft for it, past the conversation."""
    mission = open_mission(load(environment(folder, "http://127.0.0.1:1")))
    with mission.database.transaction() as tx:
        stations.save(tx, [StationRow("B-1", "Алатау", "Asia/Almaty", number="1")])
        for number, chat_id in enumerate(chats):
            _admit(tx, mission, number, chat_id)
    mission.database.close()


def _admit(tx: Tx, mission: Mission, number: int, chat_id: int) -> None:
    now, bot_id = datetime.now(UTC), mission.settings.bot_id
    sealed = mission.seal.close(str(chat_id).encode())
    chat = accounts.add_chat(tx, bot_id, mission.seal.hash_chat(bot_id, chat_id), sealed, now)
    person_id = people.add_person(tx, f"O-{number}", PersonState.ACTIVE, now)
    people.grant(tx, person_id, Role.OBSERVER, None, now)
    accounts.set_person(tx, chat.account_id, person_id)
    accounts.set_language(tx, chat.account_id, LANGUAGES[number % len(LANGUAGES)])
    place = stations.by_code(tx, "B-1")
    assert place is not None
    stations.assign(tx, person_id, place.id, now)
    known = accounts.find_chat(tx, bot_id, chat.chat_hash)
    assert known is not None and known.member is not None
    begin_filling(tx, mission.library, known.member, INCIDENT, now, ZoneInfo("Asia/Almaty"), {})


def commits(folder: Path) -> int:
    """SQLite's count of commits, from the file's header (File Format, 1.3.7); a WAL does not move it."""
    with (folder / "bench.db").open("rb") as file:
        file.seek(24)
        return int(struct.unpack(">I", file.read(4))[0])
