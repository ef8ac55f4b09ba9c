"""Everybody who could press a button, in the world of a transcript; and what may change when they do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.cases.getting_in import set_suspended
from bot.core.words import Role
from storage import people, stations
from storage.models import Base
from tests.transcript import Performer, Play

ELSEWHERE = "Басқа"  # a region where nothing happens

# What each may press of all the buttons that anybody was ever shown; everything else changes nothing.
OWN = (r"l:.*", r"m:pledge", r"m:practice:.*", r"f:.*", r"p:.*", r"t:wipe:.*")
LISTS = (r"x:.*", r"g:.*", r"t:(l|c|find).*", r"i:[oca]:.*:(main|role|region|station):\d+", r"i:open:\d+")
LISTS = (*LISTS, r"b:for:.*", r"q:hour:.*")  # of one's own region, to one's own chat
MAY_PRESS = {
    "stranger": (),
    "pending": (r"l:.*", r"m:pledge"),
    "suspended": (),
    "observer": OWN,
    "demoted": OWN,
    "foreign": (*OWN, *LISTS),
}
FOR_ALL = ("start", "report", "checklists", "sos", "station", "arrived", "myreports", "practice")
FOR_ALL = (*FOR_ALL, "language", "help", "cancel", "wipe")
DESK = (
    "open",
    "find",
    "events",
    "silent",
    "enter",
    "digest",
    "export",
    "broadcast",
    "team",
    "invite",
    "rules",
    "ladder",
)
DESK = (*DESK, "forms", "desk")
MAY_SAY = {
    "stranger": (),
    "pending": ("language", "sos"),
    "suspended": ("sos",),
    "observer": FOR_ALL,
    "demoted": FOR_ALL,
    "foreign": (*FOR_ALL, *DESK),
}

NOT_COMPARED = ("inbox", "outbox", "leases")
NOT_COMPARED_COLUMNS = ("seen_at", "told_off_at", "dialogue")  # one's own dialogue does nothing to others


@dataclass
class Everybody:
    """By what they are; each has a chat with the bot."""

    by_role: dict[str, Performer]

    def __iter__(self) -> Iterator[tuple[str, Performer]]:
        return iter(self.by_role.items())


async def everybody(play: Play) -> Everybody:
    with play.offstage():
        with play.mission.database.transaction() as tx:
            stations.ensure_region(tx, ELSEWHERE)
        stranger = await play.stranger("Stranger")
        await stranger.says("/start")
        pending = await play.stranger("Pending")
        await pending.joins(Role.OBSERVER, station="T-1", vetted=True)
        await pending.chooses_language()
        suspended = await play.observer("Suspended")
        demoted = await play.coordinator("Demoted")
        foreign = await play.coordinator("Foreign", region=ELSEWHERE)
        observer = await play.observer("Another")
        with play.mission.database.transaction() as tx:
            set_suspended(tx, play.member(tx, suspended.user).person_id, True, None, play.now)
            people.grant(tx, play.member(tx, demoted.user).person_id, Role.OBSERVER, None, play.now)
    return Everybody(
        {
            "stranger": stranger,
            "pending": pending,
            "suspended": suspended,
            "observer": observer,
            "demoted": demoted,
            "foreign": foreign,
        }
    )


class Buttons:
    """Every button that ever hangs in any chat of a play, also those that an edit takes away again."""

    def __init__(self, play: Play) -> None:
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        play.emulator.world.viewers.add(self._events)

    def shown(self) -> dict[str, str]:
        """Of every kind one, with what it says to the bot."""
        found: dict[str, str] = {}
        while not self._events.empty():
            markup = self._events.get_nowait().get("message", {}).get("reply_markup", {})
            for row in markup.get("inline_keyboard", []):
                for button in row:
                    found.setdefault(kind_of(button["callback_data"]), button["callback_data"])
        return found


def kind_of(data: str) -> str:
    """Numbers and ids aside."""
    return re.sub(r"(?<=:)[A-Za-z0-9_-]{22}(?=:|$)", "…", re.sub(r"\d+", "0", data))


def is_among(data: str, patterns: tuple[str, ...]) -> bool:
    return any(re.fullmatch(pattern, data) for pattern in patterns)


def stored_now(play: Play) -> dict[str, Any]:
    """Every row of every table but the queues."""
    with play.mission.database.reading() as tx:
        return {
            table.name: sorted(map(repr, tx.execute(select(*_columns(table))).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in NOT_COMPARED
        }


def _columns(table: Any) -> list[Any]:
    return [column for column in table.columns if column.name not in NOT_COMPARED_COLUMNS]
