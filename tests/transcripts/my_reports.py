"""Reports of one's own: added to, corrected, withdrawn; and what the desk sees of it."""

from __future__ import annotations

from tests.stage import photo_bytes
from tests.transcript import Play, script
from tests.transcripts.desk import files_stuffing

REPORT = r"r:[\w-]{22}:"


@script("A report is opened from the list; photos and words are added to it; the claimer hears of the words")
async def adding_to_a_report(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
        await desk.takes("claim")
        await play.looks()
    play.passes(minutes=5)
    await aigul.presses_menu("myreports")
    await aigul.taps_like(REPORT + "show")
    await aigul.taps_like(REPORT + "add")
    await aigul.sends_photo(photo_bytes("teal"))
    await aigul.says(play.in_words("Тағы бір бума салды", "Опустили ещё одну пачку", "One more pack went in"))
    await aigul.sends_album([photo_bytes(colour) for colour in ("olive", "maroon")])
    await aigul.taps_like(REPORT + "done")
    await play.files_arrive()


@script("A photo sent by itself, soon after a report: it may belong to that one")
async def photo_for_the_last_report(play: Play) -> None:
    await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
    play.passes(minutes=5)
    await aigul.sends_photo(photo_bytes("teal"), play.in_words("Сол жәшік", "Та же урна", "The same box"))
    await aigul.taps_like(REPORT + "take:.*")
    await aigul.taps_like(REPORT + "done")


@script("An answer is corrected: a second version, the first one stays; the desk sees what changed")
async def correcting_a_report(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
        await desk.takes("claim")
        await play.looks()
    play.passes(minutes=50)
    await aigul.says("/myreports")
    await aigul.taps_like(REPORT + "show")
    await aigul.taps_like(REPORT + "correct")
    await aigul.says("/myreports")
    await aigul.taps_like(REPORT + "go")
    await aigul.changes("basis")
    await aigul.picks("basis", "witness")
    await aigul.signs("continue")
    await aigul.picks("anyone_harmed", "hurt")
    await aigul.signs("done")
    await aigul.signs("review")
    await aigul.signs("submit")
    await desk.takes("changes")
    await aigul.says("/myreports")


@script("A report is withdrawn with a reason, taken back within the hour, withdrawn again in words")
async def withdrawing_a_report(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
        await play.looks()
    await aigul.says("/myreports")
    await aigul.taps_like(REPORT + "show")
    await aigul.taps_like(REPORT + "withdraw")
    await aigul.taps_like(REPORT + "why:unsafe")
    await aigul.taps_like(REPORT + "sure:unsafe")
    await desk.says("/open")
    play.passes(minutes=10)
    await aigul.taps_like(REPORT + "restore")
    await aigul.taps_like(REPORT + "withdraw")
    await aigul.taps_like(REPORT + "why:other")
    await aigul.says(play.in_words("Әпкем сонда істейді", "Там работает моя сестра", "My sister works there"))
    await aigul.taps_like(REPORT + "sure:other")
    play.passes(hours=2)
    await aigul.taps_like(REPORT + "restore")
    await aigul.says("/myreports")
