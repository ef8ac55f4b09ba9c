"""Digests: subscribed by one tap, changed by buttons, read at their hour; the picture itself is not drawn here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from tests.digests.field import Field
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script


async def comes_round(play: Play) -> None:
    """The clock looks for what is due, and it is delivered."""
    with patch("bot.cases.pictures.painter.paint", lambda *_: photo_bytes("white")):
        await play.looks()
    play._write_down(None)


async def asks(play: Play, who: Performer, data: str) -> None:
    await who.taps_like(data)
    await comes_round(play)


def a_morning(play: Play) -> None:
    """Three stations watched; what happened there, and what the desk did about it."""
    with play.mission.database.transaction() as tx:
        field, now = Field.of(tx, play.now), play.now
        for station, hours in (("T-1", 5), ("T-2", 4), ("S-9", 1)):
            person = field.observer(station)
            field.visits(person, station, now - timedelta(hours=hours))
        happened: tuple[dict[str, Any], ...] = (
            {"category": "kettling", "severity": "critical", "at": now - timedelta(minutes=95)},
            {"category": "observer_entry_denied", "severity": "high", "claimed": now, "station": "S-9"},
            {"category": "repeat_voting", "severity": "medium", "station": "S-9", "late": True},
            {"category": "repeat_voting", "severity": "high", "resolved": now},
            {"category": "accessibility_barrier", "severity": "low", "practice": True},
        )
        for one in happened:
            field.report(**one)
        field.call(region_id=field.region("Алатау"), at=now - timedelta(minutes=20))


@script("A digest by one tap; a quiet hour, a full one, the one that sums the day; a night without the bot")
async def digest_read(play: Play) -> None:
    desk = await play.coordinator("Desk")
    await desk.says("/digest")
    await desk.taps_like("g:yes")
    play.passes(hours=2, minutes=20)
    await comes_round(play)
    play.passes(hours=2)
    a_morning(play)
    play.remarks("a kettling, three more reports, a call for help")
    play.passes(hours=1)
    await comes_round(play)
    play.passes(hours=5)
    await comes_round(play)
    play.remarks("the bot is away for a night and a morning")
    play.passes(hours=16, minutes=30)
    await comes_round(play)


@script("A digest arranged: hours, days, language, region, time zone, a preview, a pause, the end; old buttons")
async def digest_arranged(play: Play) -> None:
    desk = await play.coordinator("Desk")
    regional = await play.coordinator("Regional", region="Сарыарқа")
    await play.observer("Айгүл")
    await desk.says("/digest")
    await asks(play, desk, "g:preview")
    await desk.taps_like("g:own")
    await desk.taps_like("g:hour:7:1")
    await desk.taps_like("g:every:4")
    await desk.taps_like("g:close:22")
    old_screen, old_data = desk.button_like("g:hour:8:0")
    await desk.taps_like("g:show:main")
    await desk.taps_like("g:show:days")
    await desk.taps_like("g:day:2021-01-12")
    await desk.taps_like("g:day:2021-01-13")
    await desk.taps_like("g:days:all")
    await desk.taps_like("g:show:language")
    await desk.taps_like("g:lang:en")
    await desk.taps_like("g:show:scope")
    await desk.taps_like(r"g:scope:\d+")
    await desk.taps_like("g:show:zone")
    await desk.taps_like("g:zone:Asia/Qyzylorda")
    await desk.taps_like("g:pause")
    await desk.taps_like("g:resume")
    await desk.taps_like("g:show:end")
    await desk.taps_like("g:stop")
    await desk.taps_data(old_data, old_screen)
    await regional.presses_menu("digest")
    await regional.taps_like("g:yes")
    await regional.taps_like("g:show:scope")


@script("/digest is for the desk, also by a button that stayed behind")
async def digest_for_the_desk(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.says("/digest")
    await aigul.taps_data("g:yes")
