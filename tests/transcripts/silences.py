"""Who is silent: looked up, reminded, marked as out of reach, told by the hour."""

from __future__ import annotations

from tests.transcript import Play, script


@script(
    "A desk looks who is silent, reminds exactly those, marks a station it cannot reach, and asks to be told hourly"
)
async def silent(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    oleg = await play.observer("Олег", station="T-2")
    await play.observer("Марат", station="S-9")
    with play.offstage():
        await aigul.says("/arrived")
        await oleg.says("/arrived")
    play.passes(minutes=20)
    await desk.says("/silent")
    await play.looks()
    play.writes_down()
    await desk.taps_like(r"q:to:check_in:0:0")
    await desk.taps_like(r"q:remind:check_in:0")
    await desk.taps_like(r"q:remind:check_in:0")
    await desk.taps_like(r"q:at:\d+")
    await desk.taps_like(r"q:mark:\d+")
    await desk.taps_like(r"q:to::0:0")
    await desk.taps_like(r"q:to:regions:0:0")
    await desk.taps_like(r"q:to::[1-9]\d*:0")
    await desk.taps_like(r"q:hours")
    await desk.taps_like(r"q:hour:14:on")
    play.passes(hours=1)
    await play.looks()
    await play.looks()
    play.writes_down()
