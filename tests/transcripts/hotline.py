"""The hotline: what comes by telephone, by SMS and in a spreadsheet is written down for somebody else."""

from __future__ import annotations

import io

from bot.cases.sheet_template import FIRST, OWN, template
from tests.transcript import Performer, Play, script


def number_of(play: Play, person: Performer) -> str:
    """The digits of a pseudonym, which the transcripts do not show as they are."""
    with play.mission.database.reading() as tx:
        return play.member(tx, person.user).pseudonym.partition("-")[2]


def filled_in(play: Play, number: str) -> bytes:
    """Three reports: a good one, one with two cells that are wrong, one of nobody."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template(play.form, play.language.value, dict.fromkeys(OWN, "…"))))
    sheet = book["reports"]
    places = {cell.value: cell.column for cell in sheet[2]}
    rows: tuple[dict[str, object], ...] = (
        {"pseudonym": f"O-{number}", "channel": "sms", "voters_counted": 125, "occurred_at": "10.01.2021 11:30"},
        {"pseudonym": number, "voters_counted": "x5", "queue": "?", "occurred_at": "10.01.2021 11:45"},
        {"pseudonym": "O-00", "station": "T-2", "voters_counted": 5, "occurred_at": "10.01.2021 11:50"},
    )
    for at, row in enumerate(rows, start=FIRST):
        for name, value in row.items():
            sheet.cell(at, places[name], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def finds(desk: Performer, play: Play, person: Performer) -> None:
    play.hides_number(number_of(play, person))
    await desk.says(number_of(play, person))


@script("By telephone: an incident written down, read back, corrected; the observer sees it and withdraws it (story 9)")
async def by_telephone(play: Play) -> None:
    desk = await play.coordinator("Desk")
    await play.coordinator("Elsewhere", region="Алатау")
    aigul = await play.observer("Айгүл")
    await desk.says("/enter")
    await finds(desk, play, aigul)
    await desk.taps_like(r"n:form:1")
    await desk.picks("category_group", "voting")
    await desk.picks("category", "ballot_stuffing")
    await desk.picks("anyone_harmed", "nobody")
    await desk.signs("done")
    await desk.says("12:38")
    await desk.picks("phase", "voting")
    await desk.picks("basis", "saw_myself")
    await desk.says(play.in_words("Бір бума салды", "Опустили пачку", "A pack went in"))
    await desk.signs("review")
    await desk.changes("basis")
    await desk.picks("basis", "witness")
    await desk.signs("submit")
    await aigul.taps_like(r"r:[^:]+:withdraw")
    await aigul.taps_like(r"r:[^:]+:why:mistake")
    await aigul.taps_like(r"r:[^:]+:sure:mistake")
    await desk.says("/enter")


@script("Somebody without an account calls: a new pseudonym, told an hour ago, and then help is needed")
async def new_caller(play: Play) -> None:
    desk = await play.coordinator("Desk")
    await play.coordinator("Second")
    await desk.says("/enter")
    await desk.says("999999")
    await desk.taps_like(r"n:new")
    await desk.says("T-2")
    await desk.taps_like(r"n:at:\d+")
    await desk.taps_like(r"n:told:ask")
    await desk.says(play.in_words("кешке", "вечером", "tonight"))
    await desk.says("11:30")
    await desk.taps_like(r"n:by:paper")
    await desk.taps_like(r"n:form:3")
    play.form_id = "voting"
    await desk.says("125")
    await desk.says("130")
    await desk.says("11:20")
    await desk.signs("review")
    await desk.signs("submit")
    await desk.taps_like(r"n:start")
    await desk.taps_like(r"n:help")
    await desk.taps_like(r"n:who:\d+")
    await desk.says(play.in_words("Есікті жауып алды", "Заперли дверь", "They locked the door"))


@script("SMS pasted: good lines, one that cannot be read, one twice; corrected, filed, and pasted again")
async def sms_pasted(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    dana = await play.observer("Дана", station="T-2")
    first, second = number_of(play, aigul), number_of(play, dana)
    play.hides_number(first, second)
    words = play.in_words("бума салды", "опустили пачку", "a pack went in")
    lines = (
        f"BQ {first} T-1 A11 1238 1 * {words}",
        f"бк{second}т-2с 1=125, 2=13O",
        f"BQ {second} C 1=125 2=130 1230",
        f"BQ {second} T-2 + 0640",
        f"BQ SOS {second} T-2 {play.in_words('шығармай тұр', 'не выпускают', 'not let out')}",
    )
    await desk.says("\n".join(lines))
    await desk.taps_like(r"n:b:1:sos")
    await desk.taps_like(r"n:b:1:fix:2")
    await desk.says(f"BQ {second} T-2 B YYYN 0702")
    await desk.taps_like(r"n:b:1:file")
    await desk.says(lines[2])
    await desk.taps_like(r"n:b:2:again:1")
    await desk.taps_like(r"n:b:2:file")


@script("A spreadsheet: a wrong row is named by its cell, the others are filed; the same file again files nothing")
async def sheet_filed(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    await desk.says("/enter")
    await desk.taps_like(r"n:many")
    await desk.taps_like(r"n:sheet:3")
    number = number_of(play, aigul)
    play.hides_number(number)
    play.form_id = "voting"
    filled = filled_in(play, number)
    await desk.sends_document(filled, "baqylau-voting.xlsx")
    play.remarks("the spreadsheet is read")
    await play.looks()
    play.writes_down()
    await desk.taps_like(r"n:b:1:file")
    await desk.sends_document(filled, "baqylau-voting.xlsx")
    await play.looks()
    play.writes_down()
    await desk.sends_document(b"PK\x03\x04 not a workbook", "baqylau-voting.xlsx")
    await play.looks()
    play.writes_down()
