"""What a turn and a delivery need to know of the process they run in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cases.finding import StationFinder
from bot.cases.forms import FormLibrary
from bot.core.reminders import PollingDay
from bot.core.words import Language
from storage.media import MediaFolder
from storage.seal import Seal

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class House:
    """`owner` names this process in leases; `exports` is where files to be sent are made."""

    bot_id: int
    username: str
    library: FormLibrary
    seal: Seal
    default_language: Language
    time_zone: ZoneInfo
    media: MediaFolder
    exports: Path
    clock: Callable[[], datetime]
    most_bytes: int | None
    complaints: Path | None = None  # the folder of templates
    polling: PollingDay | None = None  # when it is, observers are reminded of what is missing
    finder: StationFinder = field(default_factory=StationFinder)
    owner: str = field(default_factory=lambda: secrets.token_hex(8))

    def hash_chat(self, chat_id: int) -> str:
        return self.seal.hash_chat(self.bot_id, chat_id)

    def close_chat(self, chat_id: int) -> bytes:
        return self.seal.close(str(chat_id).encode())

    def open_chat(self, sealed: bytes) -> int:
        return int(self.seal.open(sealed))
