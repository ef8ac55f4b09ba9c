"""Who may do what: every command and every button that any transcript shows, pressed by everybody else.

Nothing is listed by hand but what each role may do: a new button of a new part is pressed here as soon as a transcript
shows it, and by whom it may be pressed stands in `world.MAY_PRESS`.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest

from bot.core.words import Language, Role
from handlers.dispatch import FOR_THE_DESK
from handlers.routes import COMMANDS
from tests.roles.world import (
    DESK,
    FOR_ALL,
    MAY_PRESS,
    MAY_SAY,
    Buttons,
    everybody,
    is_among,
    stored_now,
)
from tests.transcript import SCRIPTS, Performer, Play

FOLDER = Path(__file__).parents[1] / "transcripts"
PARTS = sorted(found.name for found in pkgutil.iter_modules([str(FOLDER)]))
PROBLEM = "We have a problem."


def scripts_of(part: str) -> list[str]:
    module = f"tests.transcripts.{part}"
    importlib.import_module(module)
    return sorted(name for name, one in SCRIPTS.items() if one.happens.__module__ == module)


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [f"{name}: {set(after[name]) ^ set(rows)}" for name, rows in before.items() if rows != after[name]]


def said_by_the_bot(actor: Performer) -> list[int]:
    return [message.id for message in actor.messages if message.from_bot]


async def presses(actor: Performer, data: str) -> tuple[str, int]:
    """What popped up, and how many new messages came."""
    before = set(said_by_the_bot(actor))
    popped = await actor.taps_data(data, actor.messages[0])
    return popped, len(set(said_by_the_bot(actor)) - before)


async def play_through(name: str, folder: Path, done: set[str]) -> list[str]:
    """Breaches found in the world of one transcript."""
    async with Play(folder, Language.ENGLISH) as play:
        with play.offstage():
            buttons = Buttons(play)
            await SCRIPTS[name].happens(play)
            shown = {kind: data for kind, data in buttons.shown().items() if kind not in done}
            done |= set(shown)
            others = await everybody(play)
            found, stands = [], stored_now(play)
            for data in shown.values():
                wrong = [(role, actor) for role, actor in others if not is_among(data, MAY_PRESS[role])]
                said = [one for role, actor in wrong for one in await unkind_words(role, actor, data)]
                before, stands = stands, stored_now(play)
                breaches = [*said, *differing(before, stands)]
                found += [f"{name}: {[role for role, _ in wrong]} pressed {data}: {one}" for one in breaches]
            return found


async def unkind_words(role: str, actor: Performer, data: str) -> list[str]:
    popped, lines = await presses(actor, data)
    found = [] if popped or lines or role == "stranger" else [f"not a word to {role}"]
    found += [f"{lines} messages to {role}"] if lines > 1 else []
    return [*found, *([f"a fault for {role}"] if PROBLEM in actor.sees else [])]


@pytest.mark.parametrize("part", PARTS)
def test_a_button_in_the_wrong_hands_changes_nothing_and_says_one_polite_line(part: str, tmp_path: Path) -> None:
    found, done = [], set[str]()
    for number, name in enumerate(scripts_of(part)):
        folder = tmp_path / str(number)
        folder.mkdir()
        found += asyncio.run(play_through(name, folder, done))
    assert found == []
    assert done or part in ("trouble",)


async def all_commands(folder: Path, part: str) -> list[str]:
    found = []
    async with Play(folder, Language.ENGLISH) as play:
        with play.offstage():
            await play.coordinator("Desk")
            others = await everybody(play)
            actor = others.by_role[part]
            for command in sorted(COMMANDS, key="sos".__eq__):  # whoever called is heard out
                before, said = stored_now(play), set(said_by_the_bot(actor))
                await actor.says(f"/{command}")
                lines = len(set(said_by_the_bot(actor)) - said)
                if command not in MAY_SAY[part]:
                    found += [f"{part} said /{command}: {one}" for one in differing(before, stored_now(play))]
                    found += [f"{part} said /{command}: {lines} messages"] if lines > 1 else []
                    found += [f"{part} said /{command}: no word"] if not lines and part != "stranger" else []
                found += [f"{part} said /{command}: a fault"] if PROBLEM in actor.sees else []
    return found


@pytest.mark.parametrize("role", sorted(MAY_SAY))
def test_a_command_in_the_wrong_mouth_changes_nothing_and_is_answered_in_one_line(role: str, tmp_path: Path) -> None:
    assert asyncio.run(all_commands(tmp_path, role)) == []


def test_every_command_is_somebodys() -> None:
    assert {*FOR_ALL, *DESK} == set(COMMANDS)
    assert set(DESK) == FOR_THE_DESK


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_the_desk_may_press_whatever_the_desk_was_shown_and_nothing_breaks(role: Role, tmp_path: Path) -> None:
    """The buttons of the team, of links and complaints, pressed by somebody who may."""

    async def play_desk() -> list[str]:
        found = []
        for number, name in enumerate(("team", "links", "complaint")):
            folder = tmp_path / str(number)
            folder.mkdir()
            async with Play(folder, Language.ENGLISH) as play:
                with play.offstage():
                    buttons = Buttons(play)
                    await SCRIPTS[name].happens(play)
                    shown = buttons.shown()
                    actor = await play._enters("One more", "", role, None, None)
                    for data in shown.values():
                        await actor.taps_data(data, actor.messages[0])
                        found += [data] if PROBLEM in "\n".join(one.text for one in actor.messages) else []
        return found

    for part in PARTS:
        scripts_of(part)
    assert asyncio.run(play_desk()) == []
