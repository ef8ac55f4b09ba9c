"""At the desk: what nobody claims climbs; what is claimed is given back, closed, opened again, verified, asked of."""

from __future__ import annotations

from bot.core.words import Role
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script
from tests.transcripts.desk import files_stuffing


async def on_time(play: Play, minutes: int) -> None:
    """The clock of the bot comes by."""
    play.passes(minutes=minutes)
    await play.looks()
    play.writes_down()


async def lead(play: Play, name: str) -> Performer:
    return await play._enters(name, "", Role.ADMINISTRATOR, None, None)


@script("Nobody at home: a report climbs rung by rung up to the mission's lead, and the lead takes it")
async def nobody_at_home(play: Play) -> None:
    await play.coordinator("Region", region="Алатау")
    await play.coordinator("Elsewhere", region="Сарыарқа")
    chief = await lead(play, "Chief")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
    for minutes in (5, 5, 5, 20):
        await on_time(play, minutes)
    await chief.takes("claim")


@script("Claimed, given back, taken by another, sent up by hand, closed with a reason, opened again")
async def claim_escalate_resolve(play: Play) -> None:
    first = await play.coordinator("First", region="Алатау")
    second = await play.coordinator("Second", region="Алатау")
    wide = await play.coordinator("Wide")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
    play.passes(minutes=2)
    await first.takes("claim")
    await first.taps_like(r"o:\d+")
    await first.takes("back")
    await second.takes("claim")
    await second.taps_like(r"o:\d+")
    await second.takes("up")
    await second.takes("up:decision")
    play.passes(minutes=20)
    await wide.takes("show")
    await wide.takes("resolve")
    await wide.takes("card")
    await wide.takes("resolve")
    await wide.takes("done:lawyer")
    await wide.takes("reopen")
    await on_time(play, 60)


@script("Verification and follow-up are two things, each with its reason; nobody verifies a report of their own")
async def verification(play: Play) -> None:
    first = await play.coordinator("First")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
    await first.taps_like(r"o:\d+")
    await first.taps_like(r"w:\d+:ver")
    await first.taps_like(r"w:\d+:ver:confirmed")
    await first.taps_like(r"w:\d+:ver:confirmed:document")
    await first.taps_like(r"w:\d+:note:\d+")
    await first.says(
        play.in_words("Хаттаманың көшірмесін көрдім", "Копию протокола видели", "We have seen the copy of the protocol")
    )
    await first.taps_like(r"w:\d+:page")
    await first.taps_like(r"w:\d+:fol")
    await first.taps_like(r"w:\d+:fol:needs_follow_up")
    await first.taps_like(r"w:\d+:fol:needs_follow_up:lawyer")
    await first.taps_like(r"w:\d+:page")
    with play.offstage():
        await files_stuffing(first)
    await first.taps_like(r"o:\d+")
    await first.taps_like(r"w:\d+:ver")


@script("How fast reports climb is set by those of the whole mission; a regional desk only looks")
async def setting_the_ladder(play: Play) -> None:
    regional = await play.coordinator("Regional", region="Алатау")
    wide = await play.coordinator("Wide")
    await wide.says("/ladder")
    await wide.taps_like("a:ladder:critical")
    await wide.taps_like("a:ladder:critical:15")
    await regional.says("/ladder")


@script("The desk asks by a tap and by a reply, the observer answers in words, by a reply and with a photo; no names")
async def question_and_answer(play: Play) -> None:
    first = await play.coordinator("First")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
    await first.takes("claim")
    card = first.last
    await first.taps_like(r"w:\d+:ask")
    await first.says(play.in_words("Жәшікті кім ұстап тұрды?", "Кто держал урну?", "Who held the box?"))
    await aigul.taps_like(r"w:q:\d+:answer")
    await aigul.says(play.in_words("Комиссия төрайымы", "Председатель комиссии", "The chair of the commission"))
    await first.replies(card, play.in_words("Фотосы бар ма?", "Есть фото?", "Is there a photo?"))
    question = aigul.last
    await aigul.replies_with_photo(question, photo_bytes("teal"))
    await aigul.says(play.in_words("Есік жақтан", "От двери", "From the door"))
    await first.taps_like(r"w:\d+:files:\d+")
    await first.taps_like(r"w:\d+:more")
    await first.taps_like(r"w:\d+:ask")
    await first.says(play.in_words("Қазір де солай ма?", "И сейчас так?", "Is it still so?"))
    await aigul.taps_like(r"w:q:\d+:no")
