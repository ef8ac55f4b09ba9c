"""Twenty reports of one kettling are one event; two honest people disagree; three reports, one pattern."""

from __future__ import annotations

import re

from tests.transcript import Performer, Play, script
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


@script("Kettled: two press SOS, three report; the desk says that it is one event, with its figures (story 1)")
async def one_event(play: Play) -> None:
    desk = await play.coordinator("Desk", region="Алатау")
    aigul = await play.observer("Айгүл")
    bolat = await play.observer("Болат", station="T-2")
    dana = await play.observer("Дана")
    with play.offstage():
        await aigul.presses_menu("sos")
        await picks_call(aigul, "kind", "kettled")
        await aigul.sends_location(43.2411, 76.9451)
    play.remarks("Айгүл called for help from the square")
    play.passes(minutes=2)
    with play.offstage():
        await bolat.presses_menu("sos")
        await bolat.sends_location(43.2412, 76.9455)
        play.now_quietly(seconds=30)
    await picks_call(bolat, "kind", "kettled")
    await desk.taps_like(r"e:p:\d+:y:c")
    with play.offstage():
        await picks_call(bolat, "how_many", "21-50")
        await aigul.taps_like(r"s:\d+:safe")
    play.passes(hours=8, minutes=20)
    with play.offstage():
        await kettled(dana, "30", "50", "20:30", "2")
    code = code_seen(dana, r"\d{3}-\d{3}")
    await desk.presses_menu("open")
    await desk.taps_like(r"a:\d+:show")
    await desk.taps_like(r"e:p:\d+:n:c")
    await desk.says("/events")
    await desk.taps_like(r"e:v:\d+")
    await desk.taps_like(r"e:a:\d+")
    await desk.says("999-999")
    await desk.says(code)
    await desk.taps_like(r"e:f:\d+:people")
    await desk.taps_like(r"e:f:\d+:people:type")
    await desk.says(play.in_words("отыз", "тридцать", "thirty"))
    await desk.says("30–50")
    await desk.taps_like(r"e:n:\d+")
    await desk.says(play.in_words("Екі жедел жәрдем кетті", "Уехали две скорые", "Two ambulances left"))
    await desk.taps_like(r"e:r:\d+")
    await desk.taps_like(r"e:v:\d+")
    await desk.taps_like(r"e:x:\d+")
    await desk.taps_like(rf"e:x:\d+:{code}")
