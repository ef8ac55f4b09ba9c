"""Twenty reports of one kettling are one event; two honest people disagree; three reports, one pattern."""

from __future__ import annotations

import re

from storage import forms
from tests.transcript import Performer, Play, script
from tests.transcripts.digests import asks
from tests.transcripts.sos import picks_call


async def kettled(teller: Performer, least: str, most: str, released: str = "", hurt: str = "") -> None:
    """The incident form, from inside the ring."""
    await teller.says("/report")
    await teller.signs("skip")
    await teller.picks("category_group", "liberty")
    await teller.picks("category", "kettling")
    await teller.says("11:40")
    await teller.signs("skip")
    await teller.picks("basis", "saw_myself")
    await teller.signs("skip")
    await teller.picks("medical_need", "no")
    await teller.signs("skip")
    await teller.says(least)
    if most:
        await teller.says(most)
    else:
        await teller.signs("skip")
    await teller.signs("skip")
    await teller.says("11:40")
    if released:
        await teller.says(hurt)
        await teller.says(hurt)
        await teller.says(released)
        await teller.says("-9")
    await teller.signs("review")
    await teller.signs("submit")


def code_seen(reader: Performer, pattern: str) -> str:
    """The newest code of this kind that somebody was shown."""
    texts = (message.text or "" for message in reversed(reader.messages) if message.from_bot)
    return next(found[0] for text in texts if (found := re.search(pattern, text)))


async def called(play: Play, one: Performer, other: Performer) -> None:
    """Two in one ring press SOS, two minutes and some steps apart; the second then says what happens."""
    with play.offstage():
        await one.presses_menu("sos")
        await picks_call(one, "kind", "kettled")
        await one.sends_location(43.2411, 76.9451)
    play.remarks(f"{one.name} called for help from the square")
    play.passes(minutes=2)
    with play.offstage():
        await other.presses_menu("sos")
        await other.sends_location(43.2412, 76.9455)
    await picks_call(other, "kind", "kettled")


@script("Kettled: two press SOS, two report; the desk says that it is one event, and chooses its figures (story 1)")
async def one_event(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    aigul, bolat = await play.observer("Айгүл"), await play.observer("Болат", station="G-1")
    dana, erlan = await play.observer("Дана"), await play.observer("Ерлан", station="G-1")
    await called(play, aigul, bolat)
    await desk.taps_like(r"e:p:\d+:y:c")
    with play.offstage():
        for _ in range(2):
            await desk.taps_like(r"s:\d+:claim")
        await picks_call(bolat, "how_many", "21-50")
    play.passes(hours=3)
    with play.offstage():
        await kettled(erlan, "30", "")
    play.passes(hours=5, minutes=20)
    with play.offstage():
        await kettled(dana, "40", "50", "20:30", "2")
    await desk.presses_menu("open")
    await desk.taps_like(r"o:1:0:.*")
    await desk.taps_like(r"e:p:\d+:y:\d+")
    with play.offstage():
        await desk.presses_menu("open")
        await desk.taps_like(r"o:2:0:.*")
        await desk.taps_like(r"e:p:\d+:y:\d+")
    await desk.says("/events")
    await desk.taps_like(r"e:v:\d+")
    await desk.taps_like(r"e:f:\d+:people")
    await desk.taps_like(r"e:f:\d+:people:type")
    await desk.says(play.in_words("отыз", "тридцать", "thirty"))
    await desk.says("30–50")
    await desk.taps_like(r"e:f:\d+")
    await desk.taps_like(r"e:f:\d+:outcome")
    await desk.taps_like(r"e:f:\d+:outcome:type")
    await desk.says(
        play.in_words("Босатылды, екеуі ауруханада", "Отпустили, двое в больнице", "Let go, two in hospital")
    )
    await desk.taps_like(r"e:n:\d+")
    await desk.says(play.in_words("Екі жедел жәрдем кетті", "Уехали две скорые", "Two ambulances left"))
    with play.offstage():
        await play.looks()  # the cards of calls say how long ago things were
    await desk.presses_menu("digest")
    await desk.taps_like("g:yes")
    await asks(play, desk, "g:preview")


@script("Put right: not the same, one added by its code, one taken out, two events merged; on the page of a report")
async def events_put_right(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul, bolat = await play.observer("Айгүл"), await play.observer("Болат", station="G-1")
    dana = await play.observer("Дана", station="S-9")
    with play.offstage():
        await called(play, aigul, bolat)
        await desk.taps_like(r"e:p:\d+:y:c")
        play.now_quietly(hours=8, minutes=20)
        await kettled(aigul, "30", "50", "20:30", "2")
        await kettled(dana, "3", "")
    code, elsewhere = code_seen(aigul, r"\d{3}-\d{3}"), code_seen(dana, r"\d{3}-\d{3}")
    play.remarks("Айгүл reported it when she was let go, Дана reports from another town")
    await desk.presses_menu("open")
    await desk.taps_like(r"o:1:0:.*")
    await desk.taps_like(r"e:p:\d+:n:\d+")
    await desk.says("/events")
    await desk.taps_like(r"e:v:\d+")
    await desk.taps_like(r"e:a:\d+")
    await desk.says("E-0000")
    await desk.says(code)
    await desk.taps_like(r"e:r:\d+")
    await desk.taps_like(r"e:v:\d+")
    await desk.taps_like(r"e:x:\d+")
    await desk.taps_like(rf"e:x:\d+:{code}")
    await desk.taps_like(r"e:a:\d+")
    await desk.says(elsewhere)
    await desk.taps_like(r"e:m:\d+")
    await desk.taps_like(r"e:v:\d+")


@script("Two honest people disagree about one station: both stay on record, the station has one answer (story 7)")
async def two_honest_people(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul, bolat = await play.observer("Айгүл"), await play.observer("Болат")
    play.form_id = "opening"
    with play.offstage():
        for teller, shown in ((aigul, "yes"), (bolat, "not_observed")):
            await teller.presses_menu("checklists")
            await teller.taps_like(rf"f:{opening_number(play)}")
            await teller.picks("admitted", "yes")
            await teller.signs("now")
            await teller.picks("box_shown_empty", shown)
            await teller.picks("box_sealed", "with_numbers")
            await teller.signs("review")
            await teller.signs("submit")
            play.now_quietly(minutes=8)
    await desk.says("/events")
    await desk.taps_like(r"e:k")
    await desk.taps_like(r"e:k:\d+:\d+")
    await desk.taps_like(r"e:k:\d+:\d+:\d+")
    await desk.taps_like(rf"e:k:\d+:\d+:\d+:{code_seen(aigul, r'[0-9]{3}-[0-9]{3}')}")
    await desk.taps_like(r"e:k:\d+:\d+:\d+")
    await desk.taps_like(r"e:k:\d+:\d+:\d+:open")
    await desk.taps_like(r"e:k")


def opening_number(play: Play) -> int:
    with play.mission.database.reading() as tx:
        return next(number for number, form_id, _ in forms.current(tx) if form_id == "opening")
