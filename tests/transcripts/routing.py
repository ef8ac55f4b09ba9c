"""Alerts on their way to the desk: late ones in a bundle, rules, quiet hours, a desk in a group."""

from __future__ import annotations

from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script

WHILE_AWAY = (
    ("Айгүл", "voting", "repeat_voting", "12:20"),
    ("Болат", "voting", "ballot_stuffing", "12:31"),
    ("Сәуле", "opening", "seals_violated", "12:05"),
)


async def finishes(observer: Performer, group: str, category: str, when: str) -> None:
    """Everything but the last tap."""
    await observer.picks("category_group", group)
    await observer.picks("category", category)
    await observer.signs("skip")
    await observer.says(when)
    await observer.signs("skip")
    await observer.picks("basis", "saw_myself")
    await observer.signs("review")


@script("The network dies: what comes hours later is one calm card at the desk, with the true times, and no storm")
async def late_bundle(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    second = await play.coordinator("Second")
    cast = [(await play.observer(name), *said) for name, *said in WHILE_AWAY]
    await play.stop()
    play.remarks("the network is away; three people send photos all the same")
    for observer, *_ in cast:
        play.emulator.send_photo(observer.user, photo_bytes())
    play.passes(hours=3)
    await play.start()
    await play.settle()
    for observer, *said in cast:
        with play.offstage():
            await finishes(observer, *said)
        await observer.signs("submit")
    await desk.taps_like(r"a:\d+:show")
    await desk.takes("claim")
    play.passes(minutes=10)
    await second.taps_like(r"a:\d+:show")
    await desk.takes("resolve")


@script("After half an hour without a late report the next one begins a card of its own")
async def late_again(play: Play) -> None:
    await play.coordinator("Desk")
    cast = [(await play.observer(name), *said) for name, *said in WHILE_AWAY[:2]]
    await play.stop()
    for observer, *_ in cast:
        play.emulator.send_photo(observer.user, photo_bytes())
    play.passes(hours=3)
    await play.start()
    await play.settle()
    for observer, *said in cast:
        with play.offstage():
            await finishes(observer, *said)
        await observer.signs("submit")
        play.passes(minutes=31)


@script("/rules: what rings in a chat, by buttons; critical reports cannot be switched off for the last who hears them")
async def rules(play: Play) -> None:
    desk = await play.coordinator("Desk")
    second = await play.coordinator("Second", region="Алатау")
    aigul = await play.observer("Айгүл")
    await desk.says("/rules")
    await desk.taps_like(r"k:sev:\d+:critical:0")
    await desk.taps_like(r"k:r:\d+:cat")
    await desk.taps_like(r"k:cat:\d+:voting:0")
    await desk.taps_like(r"k:r:\d+:main")
    await second.says("/rules")
    await second.taps_like(r"k:sev:\d+:critical:0")
    await second.taps_like(r"k:sev:\d+:medium:1")
    play.remarks("a report of middling weight rings only where somebody asked for it")
    with play.offstage():
        await aigul.says(play.in_words("Құжат тексерілмеді", "Документы не проверяли", "Nobody asked for a document"))
        await aigul.signs("skip")
        await finishes(aigul, "voting", "identity_not_checked", "12:30")
    await aigul.signs("submit")
    await aigul.says("/rules")


@script("Quiet hours hold back all but critical reports; what was held comes as one card when they end")
async def quiet_hours(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    await desk.says("/rules")
    await desk.taps_like(r"k:r:\d+:quiet")
    await desk.taps_like(r"k:hours:\d+:23:7")
    await desk.taps_like(r"k:hours:\d+:22:7")
    play.passes(hours=10)
    for group, category in (("voting", "repeat_voting"), ("opening", "seals_violated"), ("voting", "ballot_stuffing")):
        with play.offstage():
            await aigul.sends_photo(photo_bytes())
            await finishes(aigul, group, category, "22:30")
        await aigul.signs("submit")
    await desk.says("/open")
    play.passes(hours=8, minutes=30)
    await play.looks()
    play.writes_down()


@script("A desk in a group: minimal cards, claims by whoever is of the desk; with a stranger there nothing is said")
async def group_desk(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    second = await play.coordinator("Second", region="Алатау")
    aigul = await play.observer("Айгүл")
    await desk.says("/desk")
    room = play.group("Room", [desk, second])
    await room.says(aigul, "/desk")
    await room.says(desk, "/desk")
    with play.offstage():
        await aigul.sends_photo(photo_bytes())
        await finishes(aigul, "voting", "ballot_stuffing", "12:31")
    await aigul.signs("submit")
    await room.taps(second, r"a:\d+:claim")
    await room.taps(desk, r"k:see:\d+")
    await room.says(second, "/open")
    stranger = await play.stranger("Stranger")
    await room.is_joined_by(stranger)
    await room.taps(stranger, r"a:\d+:resolve")
    play.passes(minutes=5)
    with play.offstage():
        await aigul.sends_photo(photo_bytes("teal"))
        await finishes(aigul, "opening", "seals_violated", "12:40")
    await aigul.signs("submit")
    await play.looks()
    play.writes_down()
    await room.is_left_by(stranger)
    await play.looks()
    play.writes_down()
    await room.taps(desk, r"a:\d+:resolve")


@script("A desk in a group is closed in one tap: its cards disappear there, and the private chats get everything again")
async def group_closed(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    boss = await play.coordinator("Boss")
    aigul = await play.observer("Айгүл")
    room = play.group("Room", [desk, boss])
    await room.says(desk, "/desk")
    with play.offstage():
        await aigul.sends_photo(photo_bytes())
        await finishes(aigul, "voting", "ballot_stuffing", "12:31")
    await aigul.signs("submit")
    await boss.says("/rules")
    await boss.taps_like(r"k:r:\d+:main")
    await boss.taps_like(r"k:close:\d+")
    await play.looks()
    play.writes_down()
    await room.says(desk, "/open")
    with play.offstage():
        await aigul.sends_photo(photo_bytes("teal"))
        await finishes(aigul, "opening", "seals_violated", "12:40")
    await aigul.signs("submit")


@script("SOS rings in the desk's group as well: what, where and since when; all else is in private")
async def group_sos(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    aigul = await play.observer("Айгүл")
    room = play.group("Room", [desk])
    await room.says(desk, "/desk")
    await aigul.presses_menu("sos")
    await room.taps(desk, r"k:see:sos\d+")
    await room.taps(desk, r"s:\d+:claim")
