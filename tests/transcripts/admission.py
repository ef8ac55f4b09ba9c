"""A vetted link: who presses it waits; a coordinator decides."""

from __future__ import annotations

from bot.core.words import Role
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script


async def presses_a_vetted_link(play: Play, name: str) -> Performer:
    guest = await play.stranger(name)
    await guest.joins(Role.OBSERVER, station="T-1", vetted=True)
    await guest.chooses_language()
    return guest


@script("A vetted link: the pledge, waiting, a photo kept meanwhile, and a coordinator who admits")
async def admitted(play: Play) -> None:
    desk = await play.coordinator("Desk")
    other = await play.coordinator("Other")
    guest = await presses_a_vetted_link(play, "Guest")
    await guest.says("/report")
    await guest.taps_like("m:pledge")
    await guest.says("/report")
    await guest.sends_photo(photo_bytes())
    stale = other.button_like(r"m:\d+:admit")
    await desk.taps_like(r"m:\d+:admit")
    await other.taps_data(stale[1], stale[0])
    await guest.signs("done")
    await guest.picks("category_group", "voting")


@script("Somebody nobody knows: refused, with a reason for the desk")
async def refused(play: Play) -> None:
    desk = await play.coordinator("Desk")
    guest = await presses_a_vetted_link(play, "Guest")
    await guest.taps_like("m:pledge")
    await desk.taps_like(r"m:\d+:refuse")
    await desk.taps_like(r"m:\d+:back")
    await desk.taps_like(r"m:\d+:refuse")
    await desk.taps_like(r"m:\d+:no:leaked")
    await guest.says("/report")


@script("The pledge bars nobody from reporting, and is accepted when there is air for it")
async def pledge_later(play: Play) -> None:
    aigul = await play.stranger("Айгүл")
    await aigul.joins(Role.OBSERVER, station="T-1")
    await aigul.chooses_language()
    await aigul.sends_photo(photo_bytes())
    await aigul.taps_like("m:pledge")
