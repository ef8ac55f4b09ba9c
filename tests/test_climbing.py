"""Cards that climb, on the stage: who hears what, that it is heard once, and what becomes of it in the chat."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import update

from bot.cases.getting_in import set_suspended
from bot.core.words import Role
from bot.sandbox.faults import retry_after
from storage import people
from storage.models import Alert, Person, Report
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage
from tests.test_asking import member


async def looks_after(stage: Stage, minutes: float) -> None:
    stage.passes(minutes=minutes)
    await stage.looks()
    await stage.settle()


def rings(actor: Actor) -> int:
    return len(heard(actor, "Nobody has claimed it since"))


def cards(actor: Actor) -> int:
    return len([one for one in actor.messages if one.text.startswith("🔴")])


@on_stage
async def test_one_card_a_chat_however_far_it_climbs(stage: Stage) -> None:
    desk, far = await stage.coordinator("Desk", "en", "Алатау"), await stage.coordinator("Far", "en", "Сарыарқа")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    for _ in range(40):
        await looks_after(stage, 1)
    assert (cards(desk), cards(far)) == (1, 1)
    assert (rings(desk), rings(far)) == (4, 2)  # without a lead the last rung is everybody; then a reminder


@on_stage
async def test_a_claim_ends_it_and_the_line_that_rang_says_so(stage: Stage) -> None:
    desk, other = await stage.coordinator("Desk", "en"), await stage.coordinator("Other", "en")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    await looks_after(stage, 5)
    line = desk.last
    assert "⬆ 1: the region's desk" in line.text
    await desk.taps("✋ Claim", line)
    assert (cards(desk), cards(other)) == (1, 1)
    assert "Claimed by" in desk.last.text and "✋ Claim" not in " ".join(desk.buttons)
    assert "Claimed by" in other.sees
    await looks_after(stage, 120)
    assert (rings(desk), rings(other)) == (0, 0)


@on_stage
async def test_restarts_between_the_rungs_repeat_nothing(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", "Алатау")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    for minutes in (5, 0, 5, 0):
        await stage.restart()
        await looks_after(stage, minutes)
    assert rings(desk) == 2


@on_stage
async def test_a_night_without_the_process_is_one_ring(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", "Алатау")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    await stage.stop()
    stage.passes(hours=9)
    await stage.start()
    await looks_after(stage, 0)
    await looks_after(stage, 1)
    assert rings(desk) == 1


@on_stage
async def test_several_timetables_at_once_ring_once(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", "Алатау")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    stage.passes(minutes=5)
    assert stage.bot is not None
    await asyncio.gather(*(stage.bot.look() for _ in range(4)))
    await stage.settle()
    assert rings(desk) == 1


@on_stage
async def test_whoever_is_suspended_gives_back_what_they_have(stage: Stage) -> None:
    desk, other = await stage.coordinator("Desk", "en"), await stage.coordinator("Other", "en")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    await desk.taps("✋ Claim")
    with stage.mission.database.transaction() as tx:
        set_suspended(tx, member(stage, desk).person_id, True, None, stage.now)
    await looks_after(stage, 1)
    assert "Given back" in other.sees and "✋ Claim" in other.buttons


@on_stage
async def test_a_late_report_is_silent_until_it_climbs(stage: Stage) -> None:
    near, far = await stage.coordinator("Near", "en", "Алатау"), await stage.coordinator("Far", "en", "Сарыарқа")
    aigul = await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(aigul)
    with stage.mission.database.transaction() as tx:
        tx.execute(update(Report).values(late=True))
    await looks_after(stage, 10)
    assert cards(near) == cards(far) == 1
    assert not far.last.silent


@on_stage
async def test_in_practice_nobody_else_is_rung(stage: Stage) -> None:
    desk, learner = await stage.coordinator("Desk", "en"), await stage.coordinator("Learner", "en", "Сарыарқа")
    aigul = await stage.observer("Aigul", "en")
    with stage.mission.database.transaction() as tx:
        both = [member(stage, one).person_id for one in (learner, aigul)]
        tx.execute(update(Person).where(Person.id.in_(both)).values(practice=True))
    await files_a_pack_of_ballots(aigul)
    await looks_after(stage, 60)
    assert heard(desk, "Pack of ballots") == []
    assert len(heard(learner, "Nobody has claimed it since")) == 1


@on_stage
async def test_a_card_resolved_by_mistake_is_opened_again(stage: Stage) -> None:
    desk, aigul = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(aigul)
    await desk.taps("✋ Claim")
    await desk.taps("☑ Resolve")
    assert state(stage) == ["claimed"]  # one tap closes nothing
    await desk.taps("Nothing to do")
    assert state(stage) == ["resolved"] and "☑" in aigul.sees
    await desk.taps("↩ Reopen")
    assert state(stage) == ["claimed"] and "↩" in aigul.sees
    await desk.taps("☑ Resolve")
    await desk.taps("Dealt with")
    assert "☑" in aigul.sees  # each time it is closed, not once ever
    assert cards(desk) == 1


def state(stage: Stage) -> list[Any]:
    return [one for (one,) in stored(stage, Alert.state)]


@on_stage
async def test_stale_buttons_do_no_harm(stage: Stage) -> None:
    desk, other = await stage.coordinator("Desk", "en"), await stage.coordinator("Other", "en")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    ((alert,),) = stored(stage, Alert.id)
    for what in ("done:dealt_with", "reopen", "back", "up:nonsense", "done:nonsense", "card"):
        await desk.taps_data(f"a:{alert}:{what}", desk.last)
    assert state(stage) == ["open"]
    await other.taps("✋ Claim")
    await other.taps("☑ Resolve")
    await other.taps("Dealt with")
    for what in ("claim", "resolve", "back", "up", "up:grave"):
        await desk.taps_data(f"a:{alert}:{what}", desk.last)
    assert state(stage) == ["resolved"]


@on_stage
async def test_a_regional_desk_cannot_set_the_pace(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", "Алатау")
    await desk.says("/ladder")
    assert desk.buttons == []
    assert "whole mission" in await desk.taps_data("a:ladder:critical:60", desk.last)
    assert "every 5 minutes" in desk.sees
    with stage.mission.database.transaction() as tx:
        people.grant(tx, member(stage, desk).person_id, Role.ADMINISTRATOR, None, stage.now)
    await desk.taps_data("a:ladder:critical:60", desk.last)
    assert "every 60 minutes" in desk.sees


@on_stage
async def test_a_ring_under_way_is_not_lost_to_a_card_that_changes(stage: Stage) -> None:
    """The chat rests when the rung comes, and before it is heard a photo is added."""
    desk, aigul = await stage.coordinator("Desk", "en", "Алатау"), await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(aigul)
    receipt = next(one for one in aigul.messages if one.text.startswith("✅ Received"))
    stage.emulator.faults.next("sendMessage", retry_after(30))
    await looks_after(stage, 5)
    assert rings(desk) == 0
    await aigul.replies(receipt, "One more thing")
    await looks_after(stage, 1)
    assert rings(desk) == 1
