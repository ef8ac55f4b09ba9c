"""What nobody plans for: stickers, old buttons, edits, groups of taps."""

from __future__ import annotations

from tests.stage import photo_bytes
from tests.transcript import Play, script


@script("Stickers, polls, contacts and edits change nothing; each gets one sentence")
async def other_kinds(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes())
    await aigul.sends_sticker()
    await aigul.sends_poll()
    await aigul.sends_contact()
    await aigul.picks("category_group", "voting")
    await aigul.picks("category", "repeat_voting")
    await aigul.signs("skip")
    await aigul.says("12:30")
    await aigul.edits(next(one for one in reversed(aigul.messages) if one.text == "12:30"), "12:35")


@script("Old buttons: of a question passed, of a report submitted, of one cancelled")
async def old_buttons(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes())
    message, old = aigul.button_like(r"d:[^:]+:c1\.2")
    await aigul.picks("category_group", "voting")
    await aigul.taps_data(old, message)
    await aigul.signs("cancel")
    yes = aigul.button_like(r"d:[^:]+:y\d+")
    await aigul.signs("yes")
    await aigul.taps_data(yes[1], yes[0])
