"""A complaint of story 2: kept out of a school, it is not accepted, then handed in elsewhere and answered."""

from __future__ import annotations

from bot.cases.complaints.folder import seed
from tests.transcript import Performer, Play, script


async def is_kept_out(observer: Performer, play: Play) -> None:
    said = play.in_words(
        "Жарғыда сайлау жоқ дейді", "Говорят, в уставе нет выборов", "They say our charter has no elections"
    )
    await observer.says(said)
    await observer.signs("skip")
    await observer.picks("category_group", "observer_rights")
    await observer.picks("category", "observer_entry_denied")


@script("Kept out: a draft, not accepted, handed in elsewhere, a deadline, a reminder, the answer")
async def complaint(play: Play) -> None:
    seed(play.settings.complaints)
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await is_kept_out(aigul, play)
        for _ in range(8):
            try:
                await aigul.signs("submit")
                break
            except LookupError:
                await moves_on(aigul)
    desk_message = desk.last
    await desk.taps_data("c:r:1", desk_message)
    await desk.taps_like(r"c:n:1")
    await desk.taps_like(r"c:n:1:ru")
    template = next(one["callback_data"] for one in newest(desk).inline_buttons[1:2])
    await desk.taps_data(template, newest(desk))
    await desk.taps_like(r"c:k:1:not_accepted")
    await desk.taps_like(r"c:s:1:0")
    await desk.taps_like(r"c:s:1:1")
    await desk.taps_like(r"c:k:1:handed_in")
    await desk.says("32.13")
    await desk.says("11.01.2021")
    await desk.taps_like(r"c:s:1:0")
    await desk.says("12-К")
    await desk.taps_like(r"c:k:1:accepted")
    await desk.taps_like(r"c:k:1:deadline")
    await desk.taps_like(r"c:s:1:3")
    await desk.taps_like(r"c:k:1:observer")
    play.passes(days=2)
    await play.looks()
    play.writes_down()
    await desk.taps_like(r"c:k:1:closed")
    await desk.taps_like(r"c:k:1:denied")
    await desk.says(play.in_words("Дәлел жоқ деді", "Ответили, что доказательств нет", "They say there is no evidence"))
    await desk.taps_like(r"c:r:1")


async def moves_on(observer: Performer) -> None:
    for sign in ("review", "skip", "now"):
        try:
            await observer.signs(sign)
        except LookupError:
            continue
        return
    await observer.picks("basis", "saw_myself")


def newest(desk: Performer):  # type: ignore[no-untyped-def]
    return next(
        one for one in reversed(desk.messages) if any("c:n:1:ru:" in b["callback_data"] for b in one.inline_buttons)
    )
