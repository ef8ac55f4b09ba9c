"""At the desk: alerts taken and closed, photos looked at, files exported."""

from __future__ import annotations

from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script


async def files_stuffing(observer: Performer, photos: int = 1) -> None:
    for colour in ("navy", "teal", "olive")[:photos]:
        await observer.sends_photo(photo_bytes(colour))
    await observer.picks("category_group", "voting")
    await observer.picks("category", "ballot_stuffing")
    await observer.signs("skip")
    await observer.signs("now")
    await observer.signs("skip")
    await observer.picks("basis", "saw_myself")
    await observer.signs("review")
    await observer.signs("submit")


@script("Two coordinators: one claims, the other is told by whom; it is resolved, and the observer hears of both")
async def claim_and_resolve(play: Play) -> None:
    first = await play.coordinator("First")
    second = await play.coordinator("Second", region="Алатау")
    await play.coordinator("Elsewhere", region="Сарыарқа")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul, photos=3)
        stale = second.button_like(r"a:\d+:claim")
    await play.files_arrive()
    play.passes(minutes=2)
    await first.takes("claim")
    await second.taps_data(stale[1], stale[0])
    await second.takes("photos")
    play.passes(minutes=30)
    await second.takes("resolve")
    await second.takes("done:dealt_with")
    await first.taps_data(stale[1].replace("claim", "done:nothing"))
    await aigul.presses_menu("myreports")


@script("Reports of every weight in /myreports; one that does not ring waits for the digest")
async def my_reports(play: Play) -> None:
    await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
    await aigul.says(play.in_words("Пандус жоқ", "Нет пандуса", "There is no ramp"))
    await aigul.signs("skip")
    await aigul.picks("category_group", "infrastructure")
    await aigul.picks("category", "accessibility_barrier")
    await aigul.signs("skip")
    await aigul.signs("now")
    await aigul.signs("skip")
    await aigul.picks("basis", "saw_myself")
    await aigul.signs("review")
    await aigul.signs("submit")
    await aigul.says("/myreports")


@script("Exports: for coordinators only, each sees what is theirs to see, and nothing to export is said")
async def exports(play: Play) -> None:
    everywhere = await play.coordinator("Headquarters")
    regional = await play.coordinator("Regional", region="Сарыарқа")
    aigul = await play.observer("Айгүл")
    bolat = await play.observer("Болат", station="S-9")
    await everywhere.presses_menu("export")
    with play.offstage():
        await files_stuffing(aigul)
        await files_stuffing(bolat)
        await play.looks()
    await aigul.says("/export csv")
    await everywhere.says("/export csv")
    await everywhere.says("/export json today")
    await everywhere.says("/export zip")
    await everywhere.says("/export pdf")
    await regional.says("/export csv")
