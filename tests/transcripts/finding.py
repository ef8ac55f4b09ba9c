"""The desk looks for reports: what is open, in pages and through filters; by code, by words; a report's page."""

from __future__ import annotations

from tests.transcript import Performer, Play, script
from tests.transcripts.desk import files_stuffing

PAGE = r"o:\d+:0:.*"


async def tells(play: Play, observer: Performer, kk: str, ru: str, en: str) -> None:
    await observer.says(play.in_words(kk, ru, en))
    await observer.signs("skip")
    await observer.picks("category_group", "voting")
    await observer.picks("category", "ballot_stuffing")
    await observer.signs("skip")
    await observer.signs("now")
    await observer.signs("skip")
    await observer.picks("basis", "saw_myself")
    await observer.signs("review")
    await observer.signs("submit")


@script("A report is found by its code: its page, its place on the map, its history")
async def finding_by_code(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл", station="G-1")
    with play.offstage():
        await files_stuffing(aigul, photos=2)
        await play.looks()
        code = next(text for text in desk.sees.split() if len(text) == 7 and text[3] == "-")
    play.passes(minutes=4)
    await desk.says("/find")
    await desk.says(code)
    await desk.taps_like(r"o:\d+:map")
    await desk.taps_like(r"o:\d+:claim")
    play.passes(minutes=5)
    with play.offstage():
        await aigul.says("/myreports")
        await aigul.taps_like(r"r:[\w-]{22}:show")
        await aigul.taps_like(r"r:[\w-]{22}:add")
        await aigul.says(play.in_words("Тағы бір бума салды", "Опустили ещё одну пачку", "One more pack went in"))
        await aigul.taps_like(r"r:[\w-]{22}:done")
    await desk.taps_like(r"o:\d+:h0")
    await desk.taps_like(r"o:\d+:0:")
    await desk.taps_like(r"o:\d+:resolve")


@script("Words find reports whatever their endings; what is found is opened and left again; nothing found is said")
async def finding_by_words(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await tells(
            play, aigul, "Мөрі жоқ жәшік тұр", "У входа лежал испорченный бюллетень", "A ballot lay at the door"
        )
        await tells(play, aigul, "Екі жәшігінде бума бар", "Опустили пачку бюллетеней", "A pack of ballots went in")
    play.passes(minutes=10)
    await desk.says("/find " + play.in_words("жәшіктерді", "бюллетеням", "ballots"))
    await desk.taps_like(PAGE)
    await desk.taps_like(r"o:l:f0")
    await desk.says("/find " + play.in_words("жашиктерди алып кетти", "бюллетень в автобусе", "ballots in a bus"))
    await desk.says("/find " + play.in_words("трактор", "трактор", "tractor"))
    await desk.says("/find G-1")


@script("What is open: the worst first, in pages; filters are buttons that say how many there are")
async def open_reports(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    bolat = await play.observer("Болат", station="S-9")
    await desk.says("/open")
    with play.offstage():
        for _ in range(9):
            await tells(play, aigul, "Жәшікке бума салды", "Опустили пачку", "A pack went in")
        await tells(play, bolat, "Жәшікке бума салды", "Опустили пачку", "A pack went in")
    play.passes(minutes=10)
    await desk.says("/open")
    await desk.taps_like(r"o:l:o1")
    await desk.taps_like(r"o:r:.*")
    await desk.taps_like(r"o:l:o0\.r2")
    await desk.taps_like(PAGE)
    await desk.taps_like(r"o:\d+:claim:.*")
    await desk.taps_like(r"o:l:o0\.r2")
    await desk.taps_like(r"o:l:o0")
    await desk.taps_like(r"o:l:o0\.m")
    await desk.taps_like(r"o:g:.*")
    await desk.taps_like(r"o:l:o0\.g\d\.m")
    await desk.taps_like(r"o:h:.*")
    await desk.taps_like(r"o:l:o0\.g\d\.h1\.m")
