"""What stands in a coordinator's chat after lines that rang, answers that were lost, and time away."""

from __future__ import annotations

from bot.sandbox.faults import DROP_AFTER
from bot.sandbox.model import Message
from tests.acting import files_a_pack_of_ballots, on_stage
from tests.stage import Actor, Stage


async def looks_after(stage: Stage, **how_long: float) -> None:
    stage.passes(**how_long)
    await stage.looks()
    await stage.settle()


def with_sign(actor: Actor, sign: str) -> list[Message]:
    return [one for one in actor.messages if one.from_bot and one.text.startswith(sign)]


def shown(actor: Actor, message_id: int) -> Message:
    return next(one for one in actor.messages if one.id == message_id)


@on_stage
async def test_an_older_line_that_is_tapped_stays_a_line_and_the_card_moves(stage: Stage) -> None:
    desk, other = await stage.coordinator("Desk", "en"), await stage.coordinator("Other", "en")
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    for _ in range(2):
        await looks_after(stage, minutes=5)
    older, newer = (one for one in desk.messages if "Nobody has claimed it since" in one.text)
    assert older.id < newer.id
    await desk.taps("✋ Claim", older)
    assert len(with_sign(desk, "🔴")) == 1
    assert "Claimed by" in with_sign(desk, "🔴")[0].text
    assert "Claimed by" in shown(desk, older.id).text and "✋ Claim" not in shown(desk, older.id).buttons
    stale = next(one for one in other.messages if "Nobody has claimed it since" in one.text)
    assert "Already claimed" in await other.taps("✋ Claim", stale)
    assert len(with_sign(other, "🔴")) == 1
    assert "✋ Claim" not in shown(other, stale.id).buttons


@on_stage
async def test_a_card_that_came_twice_is_put_right_by_its_stale_button(stage: Stage) -> None:
    desk, aigul = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await desk.blocks()
    await files_a_pack_of_ballots(aigul)
    stage.emulator.faults.next("sendMessage", DROP_AFTER)  # it is there, and the bot cannot know it
    await desk.unblocks()
    await looks_after(stage, minutes=1)
    first, second = (one.id for one in with_sign(desk, "🔴"))
    await desk.taps("✋ Claim", shown(desk, second))
    await desk.taps("✋ Claim", shown(desk, first))
    await desk.taps("☑ Resolve", shown(desk, second))
    await desk.taps("Dealt with", shown(desk, second))
    await desk.taps("☑ Resolve", shown(desk, first))
    for card in (first, second):
        assert "Resolved by" in shown(desk, card).text and "↩ Reopen" in shown(desk, card).buttons


@on_stage
async def test_whoever_comes_back_finds_every_card_as_it_stands(stage: Stage) -> None:
    desk, other = await stage.coordinator("Desk", "en"), await stage.coordinator("Other", "en")
    aigul = await stage.observer("Aigul", "en")
    for _ in range(3):
        await files_a_pack_of_ballots(aigul)
    await desk.blocks()
    for card, resolves in zip(with_sign(other, "🔴"), (True, False), strict=False):
        await other.taps("✋ Claim", card)
        if resolves:
            await other.taps("☑ Resolve", shown(other, card.id))
            await other.taps("Dealt with", shown(other, card.id))
    await stage.looks()
    await desk.unblocks()
    resolved, claimed, free = with_sign(desk, "🔴")
    assert "Resolved by" in resolved.text and "Claimed by" in claimed.text and "✋ Claim" in free.buttons
