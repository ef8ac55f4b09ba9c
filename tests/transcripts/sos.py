"""SOS: one tap from anywhere, the alarm first and the questions after."""

from __future__ import annotations

from bot.cases.getting_in import set_suspended
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script


async def picks_call(caller: Performer, question: str, choice: str) -> None:
    await caller.taps_like(rf"s:\d+:a:{question}:{choice}")


async def time_comes(play: Play, **how_long: float) -> None:
    """So much later the timetable looks."""
    play.passes(**how_long)
    await play.looks()
    play.writes_down()


@script(
    "Kettled: one tap, no words; nobody takes it, it rings again; claimed, told more, closed with what became of them"
)
async def sos_kettled(play: Play) -> None:
    regional = await play.coordinator("Regional", region="Алатау")
    await play.coordinator("Elsewhere", region="Сарыарқа")
    aigul = await play.observer("Айгүл")
    await aigul.presses_menu("sos")
    await picks_call(aigul, "kind", "kettled")
    await aigul.sends_location(43.2385, 76.9451)
    await time_comes(play, minutes=2)
    await picks_call(aigul, "how_many", "21-50")
    await regional.taps_like(r"s:\d+:claim")
    await picks_call(aigul, "cold", "cold")
    await picks_call(aigul, "condition", "unharmed")
    await picks_call(aigul, "medical_need", "no")
    await picks_call(aigul, "lawyer", "needed")
    await time_comes(play, minutes=3)
    await regional.taps_like(r"s:\d+:map")
    with play.offstage():
        for _ in range(36):
            play.now_quietly(minutes=10)
            await play.looks()
    await aigul.says(play.in_words("Бір адамның аяғы ұйып қалды", "У одного онемели ноги", "Somebody's feet are numb"))
    await aigul.sends_photo(photo_bytes())
    await play.files_arrive()
    await regional.taps_like(r"s:\d+:photos")
    await time_comes(play, hours=2, minutes=40)
    await regional.taps_like(r"s:\d+:log")
    await regional.taps_like(r"s:\d+:close")
    await regional.taps_like(r"s:\d+:end:released")
    await regional.says(
        play.in_words("Екеуі ауруханада, үсік", "Двое в больнице, обморожение", "Two are in hospital, frostbite")
    )
    await aigul.says(play.in_words("Рахмет", "Спасибо", "Thank you"))


@script("Nobody takes it: it rings at the second, the fifth and the tenth minute, then every ten, wider each time")
async def sos_climbs(play: Play) -> None:
    await play.coordinator("Regional", region="Алатау")
    elsewhere = await play.coordinator("Elsewhere", region="Сарыарқа")
    aigul = await play.observer("Айгүл")
    await aigul.says(play.in_words("Көмектесіңіз!!!", "ПОМОГИТЕ", "help"))
    for minutes in (1, 1, 3, 5, 10):
        await time_comes(play, minutes=minutes)
    await elsewhere.taps_like(r"s:\d+:claim")
    await time_comes(play, minutes=10)


@script("For somebody else: who and where is asked in words, and the card says so")
async def sos_for_somebody_else(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    await aigul.says("/sos")
    await aigul.taps_like(r"s:\d+:for")
    await aigul.says(
        play.in_words("Біздің бақылаушы, № 7 мектеп", "Наш наблюдатель, школа № 7", "Our observer, school No. 7")
    )
    await picks_call(aigul, "kind", "detained")
    await aigul.taps_like(r"s:\d+:k:lawyer")
    await aigul.taps_like(r"s:\d+:b")
    await picks_call(aigul, "lawyer", "not_let_in")
    await aigul.says("3")
    await desk.taps_like(r"s:\d+:claim")


@script("A suspended observer's SOS rings, and she hears what becomes of it; nothing else is said to her")
async def sos_suspended(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.mission.database.transaction() as tx:
        set_suspended(tx, play.member(tx, aigul.user).person_id, True, None, play.now)
    play.remarks("Айгүл is suspended")
    await aigul.says("/report")
    await aigul.presses_menu("sos")
    await aigul.says(play.in_words("Мені ұстап жатыр", "Меня задерживают", "They are detaining me"))
    await desk.taps_like(r"s:\d+:claim")
    await aigul.says(play.in_words("№ 3 бөлім", "Отдел № 3", "Police station No. 3"))
    await desk.taps_like(r"s:\d+:close")
    await desk.taps_like(r"s:\d+:end:with_lawyer")
    await desk.taps_like(r"s:\d+:ended")
    await aigul.says(play.in_words("Рахмет", "Спасибо", "Thank you"))


@script("In the middle of a form; two taps are one call; it was a mistake, and the form goes on where it was")
async def sos_in_a_form(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await aigul.says("/report")
        await aigul.signs("skip")
        await aigul.picks("category_group", "voting")
    await aigul.says(play.in_words("🆘", "🆘 sos", "S.O.S.!"))
    await aigul.presses_menu("sos")
    await aigul.taps_like(r"s:\d+:safe")
    await aigul.picks("category", "ballot_stuffing")
    await desk.presses_menu("open")
    await desk.taps_like(r"s:\d+:show")
    await desk.taps_like(r"s:\d+:claim")
    await desk.taps_like(r"s:\d+:close")
    await desk.taps_like(r"s:\d+:end:false_alarm")
    await desk.taps_like(r"s:\d+:ended")


@script("Before a language is chosen: the link was pressed a moment ago, and the words come in the phone's language")
async def sos_before_anything(play: Play) -> None:
    from bot.core.words import Role

    desk = await play.coordinator("Desk")
    aigul = await play.stranger("Айгүл")
    await aigul.says("SOS")
    await aigul.joins(Role.OBSERVER, station="T-1")
    await aigul.says(play.in_words("көмек", "Помощь!", "HELP"))
    await aigul.says(play.in_words("Учаскеден қуып шықты", "Выгнали с участка", "They put me out of the station"))
    await picks_call(aigul, "kind", "expelled")
    await desk.taps_like(r"s:\d+:claim")
    await aigul.taps_like(r"s:\d+:safe")
    await aigul.chooses_language()
