"""Exports by buttons: the kind of file, for whom, chosen by what; and old buttons in other hands."""

from __future__ import annotations

from tests.transcript import Play, script
from tests.transcripts.desk import files_stuffing


@script("An export by buttons: Excel of today for the public; the same message says how far it is")
async def export_by_buttons(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
        await play.looks()
    await desk.presses_menu("export")
    await desk.taps_like(r"x:xlsx::all:0:0:profile")
    await desk.taps_like(r"x:xlsx:public:all:0:0:filter")
    await desk.taps_like(r"x:xlsx:public:today:0:0:filter")
    await desk.taps_like(r"x:xlsx:public:today:0:0:region")
    await desk.taps_like(r"x:xlsx:public:today:[1-9]\d*:0:filter")
    await desk.taps_like(r"x:xlsx:public:today:\d+:0:form")
    await desk.taps_like(r"x:xlsx:public:today:\d+:1:filter")
    await desk.taps_like(r".*:go")


@script("Exports: a regional desk gets its region alone, nothing is said where there is nothing, words work too")
async def export_of_a_region(play: Play) -> None:
    desk = await play.coordinator("Regional", region="Сарыарқа")
    aigul = await play.observer("Айгүл")
    await play.observer("Болат", station="S-9")
    with play.offstage():
        await files_stuffing(aigul)
        await play.looks()
    await desk.says("/export")
    await desk.taps_like(r"x:docx::all:0:0:profile")
    await desk.taps_like(r"x:docx:desk:all:0:0:filter")
    made, stale = desk.button_like(r".*:go")
    await desk.taps_data(stale, made)
    await desk.says("/export docx public today")
    await desk.says("/export docx docx")
    await desk.taps_data("x:docx:desk:all:0:0:elsewhere", made)
    await aigul.taps_data(stale)


@script("An export since a day that is typed; what is no day is asked for again")
async def export_since_a_day(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await files_stuffing(aigul)
        await play.looks()
    await desk.says("/export stations")
    await desk.says("/export")
    await desk.taps_like(r"x:xlsx::all:0:0:profile")
    await desk.taps_like(r"x:xlsx:desk:all:0:0:filter")
    await desk.taps_like(r"x:xlsx:desk:all:0:0:since")
    await desk.says("32.13")
    await desk.says("09.01")
    await desk.taps_like(r"x:xlsx:desk:20210109:0:0:go")
    await desk.says("/export csv 11.01.2021")
