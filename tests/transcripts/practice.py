"""Practice: everything works, is marked and counts nowhere; and what the trainer sees."""

from __future__ import annotations

from tests.stage import photo_bytes
from tests.transcript import Play, script
from tests.transcripts.desk import files_stuffing


@script("An observer practises: marked from the first question to the receipt, alerting nobody; then ends it")
async def practising(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    await aigul.says("/practice")
    await aigul.taps_like("m:practice:on")
    await aigul.sends_photo(photo_bytes())
    with play.offstage():
        await aigul.signs("cancel")
        await aigul.signs("yes")
        await files_stuffing(aigul)
        await play.looks()
    await aigul.presses_menu("myreports")
    await desk.says("/open")
    await aigul.sends_photo(photo_bytes("teal"))
    await aigul.says("/practice")
    await aigul.taps_like("m:practice:off")
    await aigul.taps_like("m:practice:away")


@script("What was begun for real does not become practice")
async def real_before_practice(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.says("/report")
    await aigul.says("/practice")
    await aigul.taps_like("m:practice:on")


@script("A trainer practises too, gets the card of practice, and sees who tried what")
async def trainer(play: Play) -> None:
    desk = await play.coordinator("Trainer")
    aigul = await play.observer("Айгүл")
    await play.observer("Болат")
    with play.offstage():
        await aigul.says("/practice")
        await aigul.taps_like("m:practice:on")
    await desk.says("/practice")
    await desk.taps_like("m:practice:on")
    with play.offstage():
        await aigul.sends_photo(photo_bytes())
    play.passes(minutes=4)
    with play.offstage():
        await aigul.picks("category_group", "voting")
        await aigul.picks("category", "ballot_stuffing")
        await aigul.signs("skip")
        await aigul.signs("now")
        await aigul.signs("skip")
        await aigul.picks("basis", "saw_myself")
        await aigul.signs("review")
    await aigul.signs("submit")
    await desk.takes("claim")
    await desk.says("/practice")
