"""The day that plays itself, against the real bot: what was planned is done, and a person may take a phone over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from bot.demo import Room
from bot.demo import day as playing
from bot.demo import hands as working
from bot.demo.afternoon import AFTERNOON, Deed
from bot.demo.cast import CAST
from bot.sandbox.clock import DayClock
from bot.sandbox.model import Message, User

DAY = date(2021, 1, 10)
PATIENCE = 30.0
INCIDENT = {
    "category_group": "voting",
    "category": "repeat_voting",
    "anyone_harmed": "nobody",
    "basis": "saw_myself",
    "phase": "voting",
    "description": "invented",
    "place": "44.9 75.2",
}
FIRST = (
    Deed(12 * 60, "Desk", "joins"),
    Deed(12 * 60, "Айгүл", "joins"),
    Deed(12 * 60, "Айгүл", "reports", INCIDENT, photos=2),
)


def plays(folder: Path, scenario: Callable[[Room], Awaitable[None]]) -> None:
    async def run() -> None:
        room = Room(folder, DAY)
        address = await room.emulator.start()
        running = asyncio.create_task(room.run(address, None))
        try:
            await scenario(room)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await room.emulator.stop()
            room.mission.database.close()

    asyncio.run(run())


def user(room: Room, name: str) -> User:
    return next(user for user, scene in room.emulator.scenes if scene.name == name)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "BETWEEN", 0.0)
    monkeypatch.setattr(playing, "A_LOOK", 0.01)
    monkeypatch.setattr(playing, "AFTERNOON", FIRST)


def _card(message: Message) -> bool:
    return message.from_bot and any(str(b.get("callback_data")).endswith(":photos") for b in message.inline_buttons)


def test_an_observer_of_the_day_files_a_report_and_the_desk_gets_its_card(tmp_path: Path) -> None:
    async def scenario(room: Room) -> None:
        desk = user(room, "Desk")
        room.clock.play(10)
        joined = await room.emulator.wait_for(desk, lambda m: m.from_bot, PATIENCE)
        card = await room.emulator.wait_for(desk, lambda m: _card(m) and "AJ-14" in m.text, PATIENCE, joined.id)
        assert "invented" in card.text

    plays(tmp_path, scenario)


def test_a_call_for_help_is_taken_and_closed_by_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noon = 12 * 60
    deeds = (
        Deed(noon, "Desk", "joins"),
        Deed(noon, "Айгүл", "joins"),
        Deed(noon + 1, "Айгүл", "calls", words="invented"),
        Deed(noon + 3, "Desk", "claims"),
        Deed(noon + 5, "Desk", "closes"),
    )
    monkeypatch.setattr(playing, "AFTERNOON", deeds)

    async def scenario(room: Room) -> None:
        room.clock.play(60)
        await room.emulator.wait_for(user(room, "Desk"), lambda m: _has(m, r"s:\d+:claim"), PATIENCE)
        await room.emulator.wait_for(user(room, "Desk"), lambda m: _has(m, r"s:\d+:close"), PATIENCE)
        await room.emulator.wait_for(user(room, "Desk"), lambda m: _has(m, r"s:\d+:ended"), PATIENCE)

    plays(tmp_path, scenario)


def _has(message: Message, pattern: str) -> bool:
    return any(re.fullmatch(pattern, str(b.get("callback_data"))) for b in message.inline_buttons)


def test_nothing_is_done_before_the_day_is_played(tmp_path: Path) -> None:
    async def scenario(room: Room) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        assert not any(person.started for person in room.emulator.world.people.values())

    plays(tmp_path, scenario)


def test_a_phone_that_a_person_has_taken_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(room: Room) -> None:
        room.emulator.world.people[user(room, "Айгүл").id].by_hand = True
        paused = asyncio.Event()
        monkeypatch.setattr(DayClock, "pause", lambda clock: paused.set())
        room.clock.play(60)
        await room.emulator.wait_for(user(room, "Desk"), lambda m: m.from_bot, PATIENCE)
        await asyncio.wait_for(paused.wait(), PATIENCE)  # the day pauses when everything is done
        assert not room.emulator.messages(user(room, "Айгүл"))

    plays(tmp_path, scenario)


def test_the_plan_of_the_afternoon_is_in_order_and_of_the_people_on_the_page() -> None:
    assert [deed.at for deed in AFTERNOON] == sorted(deed.at for deed in AFTERNOON)
    assert {deed.who for deed in AFTERNOON} == {part.name for part in CAST}
    assert {deed.who for deed in AFTERNOON if deed.act == "loses network"} == {
        deed.who for deed in AFTERNOON if deed.act == "finds network"
    }
