"""The team at the desk: a person's life in the mission, a lost phone, a phone that was taken, links made and void."""

from __future__ import annotations

from bot.core.words import Role
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script
from tests.transcripts.desk import files_stuffing


async def administrator(play: Play, name: str = "Lead") -> Performer:
    return await play._enters(name, "", Role.ADMINISTRATOR, None, None)


async def opens(desk: Performer, word: str = "") -> None:
    """Somebody's page: found by the beginning of the pseudonym, which is random."""
    await desk.taps_like(rf"t:p:\d+{word}")


async def opens_observer(play: Play, desk: Performer, observer: Performer) -> None:
    with play.mission.database.reading() as tx:
        person_id = play.member(tx, observer.user).person_id
    await desk.taps_like(rf"t:p:{person_id}")


@script(
    "/team: a list, its filters, a person's page; moved, made a coordinator and an observer again, suspended, let in"
)
async def team(play: Play) -> None:
    lead = await administrator(play)
    await play.coordinator("Desk", region="Сарыарқа")
    aigul = await play.observer("Айгүл")
    play.passes(minutes=40)
    await lead.says("/team")
    await lead.taps_like(r"t:c:role:.*")
    await lead.taps_like(r"t:l:o-:0:0")
    await opens_observer(play, lead, aigul)
    await lead.taps_like(r"t:p:\d+:move")
    await lead.taps_like(r"t:p:\d+:region:2")
    await lead.says("9")
    await lead.taps_like(r"t:p:\d+:station:\d+")
    await lead.taps_like(r"t:p:\d+:up:c")
    await lead.taps_like(r"t:p:\d+:ask:down:o")
    await lead.taps_like(r"t:p:\d+:down:o")
    await lead.taps_like(r"t:p:\d+:ask:suspend")
    await lead.taps_like(r"t:p:\d+:suspend")
    await aigul.says("/report")
    await lead.taps_like(r"t:p:\d+:back")
    await aigul.says("/report")


@script("A lost phone: the old account is a stranger's, the new one goes on where the person was")
async def lost_phone(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
    await desk.says("/team")
    await opens_observer(play, desk, aigul)
    await desk.taps_like(r"t:p:\d+:ask:link")
    with play.offstage():
        await desk.taps_like(r"t:p:\d+:link")
        code = desk.sees.partition("start=")[2].split()[0]
    play.remarks("the link comes, and is given to Aigul")
    play.hides(code)
    await aigul.says("/myreports")
    found = await play.stranger("Айгүл 2")
    await found.says(f"/start {code}")
    await found.chooses_language()
    await found.says("/myreports")


@script("The phone is taken: one tap suspends, and what can be deleted there is")
async def phone_taken(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await aigul.sends_photo(photo_bytes())
    await desk.says("/team")
    await opens_observer(play, desk, aigul)
    await desk.taps_like(r"t:p:\d+:ask:phone")
    await desk.taps_like(r"t:p:\d+:phone")
    await play.looks()
    play.writes_down()
    shown = [message.text or message.kind for message in aigul.messages]
    play.remarks(f"in the chat of Айгүл there are left: {', '.join(one.split()[0] for one in shown)}")
    await aigul.says("/myreports")


@script("/wipe: what goes and what stays is said before and after")
async def wipe(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.says("/wipe")
    await aigul.taps_like("t:wipe:no")
    await aigul.says("/wipe")
    await aigul.taps_like("t:wipe:yes")
    await play.looks()
    play.writes_down()


@script("/invite: links by buttons, those not used yet, one made void, one replaced; nobody gets in by a void one")
async def links(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    await desk.says("/invite")
    await desk.taps_like(r"i:o:1:0:1:00:station:0")
    await desk.says("1")
    await desk.taps_like(r"i:o:1:1:1:00:main:0")
    await desk.taps_like(r"i:o:1:1:1:10:main:0")
    with play.offstage():
        await desk.taps_like(r"i:o:1:1:1:10:go:0")
        code = desk.sees.partition("start=")[2].split()[0]
    play.hides(code)
    play.remarks("the link comes below, to be copied")
    await desk.taps_like(r"i:open:0")
    await desk.taps_like(r"i:no:\d+")
    guest = await play.stranger("Guest")
    await guest.says(f"/start {code}")
