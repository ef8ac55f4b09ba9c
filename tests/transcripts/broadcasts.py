"""Words to many: one coordinator writes, where many are meant a second one agrees."""

from __future__ import annotations

from bot.core.words import PersonState, Role
from storage import accounts, people
from tests.transcript import Play, script


def many_observers(play: Play, number: int) -> None:
    """As if they had joined, without anybody playing them."""
    play.remarks(f"{number} observers have joined")
    with play.mission.database.transaction() as tx:
        for one in range(number):
            chat = accounts.add_chat(tx, play.settings.bot_id, f"{one:032x}", play.mission.seal.close(b"1"), play.now)
            person = people.add_person(tx, f"O-9{one:03}", PersonState.ACTIVE, play.now)
            accounts.set_person(tx, chat.account_id, person)
            people.grant(tx, person, Role.OBSERVER, None, play.now)


@script("A coordinator writes to those at no station: readers, words in two languages, the figures")
async def broadcast_to_some(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    await play.observer("Олег", language="ru", station="T-2")
    marat = await play.observer("Марат", station="S-9")
    with play.offstage():
        await aigul.says("/arrived")
        await marat.blocks()
        await play.looks()
    await desk.says("/broadcast")
    await desk.taps_like(r"b:regions")
    await desk.taps_like(r"b:region:0")
    await desk.taps_like(r"b:for:all:0:0")
    await desk.says(
        play.in_words(
            "Ауа райы нашар: жылы киініп келіңіз. 20:00-де санау басталады.",
            "Холодно: оденьтесь теплее. В 20:00 начинается подсчёт.",
            "It is cold: dress warmly. The count begins at 20:00.",
        )
    )
    await desk.taps_like(r"b:\d+:words:ru")
    await desk.says("Оденьтесь теплее. Подсчёт с 20:00.")
    await desk.taps_like(r"b:\d+:send")
    play.passes(seconds=5)
    await play.looks()
    await play.looks()
    await play.looks()
    play.writes_down()


@script("Over fifty people: a second coordinator has to agree; a third comes too late; one broadcast is stopped")
async def broadcast_to_many(play: Play) -> None:
    desk = await play.coordinator("Desk")
    second = await play.coordinator("Second")
    with play.offstage():
        many_observers(play, 51)
    await desk.says("/broadcast")
    await desk.taps_like(r"b:for:all:0:0")
    await desk.says(play.in_words("Телефонды қуаттап қойыңыз.", "Зарядите телефоны.", "Charge your phones."))
    await desk.taps_like(r"b:\d+:send")
    _, yes = second.button_like(r"b:\d+:yes")
    await desk.taps_data(yes)
    await second.taps_like(r"b:\d+:yes")
    await second.taps_data(yes)
    await second.taps_like(r"b:\d+:stop")
