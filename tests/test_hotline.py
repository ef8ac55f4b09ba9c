"""The hotline: whose report it is, who wrote it down, and what nobody can do by it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook

from bot.cases.batches import AT_ONCE
from bot.cases.getting_in import set_suspended
from bot.cases.sheet_template import FIRST, OWN, template
from bot.core.words import Role
from storage import forms, people
from storage.models import AuditEntry, Draft, Person, Report, ReportNote, Visit
from tests.acting import heard, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes


def digits(stage: Stage, role: str = "O") -> str:
    """Of the latest person of that letter."""
    return [name for (name,) in stored(stage, Person.pseudonym) if name.startswith(role)][-1].partition("-")[2]


def person_of(stage: Stage, pseudonym: str) -> int:
    with stage.mission.database.reading() as tx:
        found = people.find_person(tx, pseudonym)
    assert found is not None
    return found


async def begins(desk: Actor, number: str, form: str = "Voting") -> None:
    await desk.says("/enter")
    await desk.says(number)
    await desk.taps(form)


async def enters_turnout(desk: Actor, number: str) -> None:
    await begins(desk, number)
    for words in ("125", "130", "12:10"):
        await desk.says(words)
    await desk.taps("📋")
    await desk.taps("✅ Submit")


@on_stage
async def test_the_report_is_the_observers_and_says_who_wrote_it_down(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await enters_turnout(desk, digits(stage))
    ((reporter, writer, channel, late, practice, station),) = stored(
        stage, Report.reported_by, Report.entered_by, Report.channel, Report.late, Report.practice, Report.station_id
    )
    assert reporter == person_of(stage, f"O-{digits(stage)}")
    assert writer == person_of(stage, f"C-{digits(stage, 'C')}")
    assert (channel, late, practice) == ("phone", False, False)
    assert station is not None
    assert ("written_down",) in stored(stage, ReportNote.what)
    assert ("enter",) in stored(stage, AuditEntry.action)
    await desk.says("/export csv")


@on_stage
async def test_what_was_told_hours_ago_is_late_and_sent_then(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await desk.says("/enter")
    await desk.says(digits(stage))
    await desk.taps("Another time")
    await desk.says("09:30")
    await desk.taps("Voting")
    await desk.says("125")
    await desk.taps("⏭")
    await desk.taps("⏭") if "⏭" in " ".join(desk.buttons) else None
    await desk.says("09:20")
    await desk.taps("📋")
    await desk.taps("✅ Submit")
    ((sent_at, received_at, late),) = stored(stage, Report.sent_at, Report.received_at, Report.late)
    assert late and received_at - sent_at > timedelta(hours=3)


@on_stage
async def test_a_report_of_ones_own_does_not_go_on_with_what_is_written_down_for_another(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await begins(desk, digits(stage), "Incident")
    stage.passes(seconds=1)
    await desk.says("/report")
    assert "you write it down" not in desk.sees
    assert sorted(bool(one) for (one,) in stored(stage, Draft.reported_by)) == [False, True]


@on_stage
async def test_what_is_written_down_for_somebody_is_gone_on_with(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await begins(desk, digits(stage))
    await desk.says("125")
    await begins(desk, digits(stage))
    assert len(stored(stage, Draft.id)) == 1
    assert "2/13" in desk.sees


@on_stage
async def test_an_observer_can_enter_nothing_for_others(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    observer = await stage.observer("Aigul", "en")
    await observer.says("/enter")
    assert "coordinators" in observer.sees
    for data in (
        "n:start",
        "n:who:1",
        "n:new",
        "n:help",
        "n:form:1",
        "n:sos",
        "n:b:1:file",
        "n:sheet:1",
        "n:",
        "n:at:1",
    ):
        assert await observer.taps_data(data)
    await observer.says(f"BQ {digits(stage)} T-1 C 1=125 1210")
    assert stored(stage, Report.id) == []
    assert desk.sees


@on_stage
async def test_whoever_lost_the_role_cannot_submit_what_was_begun(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await begins(desk, digits(stage))
    for words in ("125", "130", "12:10"):
        await desk.says(words)
    await desk.taps("📋")
    with stage.mission.database.transaction() as tx:
        people.grant(tx, person_of(stage, f"C-{digits(stage, 'C')}"), Role.OBSERVER, None, stage.now)
    await desk.taps("✅ Submit")
    assert stored(stage, Report.id) == []


@on_stage
async def test_for_somebody_suspended_only_a_call_for_help_is_taken(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    number = digits(stage)
    with stage.mission.database.transaction() as tx:
        set_suspended(tx, person_of(stage, f"O-{number}"), True, None, stage.now)
    await desk.says("/enter")
    await desk.says(number)
    assert "Voting" not in desk.buttons
    await desk.taps("🆘 Calls for help")
    assert heard(desk, "🆘 SOS")
    await desk.says(f"BQ {number} T-1 C 1=125 1210")
    assert "suspended" in desk.sees
    assert not any("File" in one for one in desk.buttons)


@on_stage
async def test_an_sos_tapped_twice_is_one_call(stage: Stage) -> None:
    from storage.models import SosCall

    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    for _ in range(2):
        await desk.says("/enter")
        await desk.says(digits(stage))
        await desk.taps("🆘 Calls for help")
    ((caller,),) = stored(stage, SosCall.raised_by)
    assert caller == person_of(stage, f"O-{digits(stage)}")


@on_stage
async def test_a_coordinator_who_practises_writes_practice_reports(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    other = await stage.coordinator("Other", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await desk.says("/practice")
    await desk.taps_data("m:practice:on")
    await desk.says(f"BQ {digits(stage)} T-1 A11 1210 1 * a pack")
    await desk.taps("✅ File 1 report")
    assert stored(stage, Report.practice) == [(True,)]
    assert not heard(other, "Pack of ballots")


@on_stage
async def test_many_lines_are_filed_once_and_go_on_after_the_first_forty(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    number = digits(stage)
    lines = [f"BQ {number} T-1 C 1={voters} 0901" for voters in range(100, 100 + AT_ONCE + 5)]
    await desk.says("\n".join(lines))
    file = next(one["callback_data"] for one in desk.last.inline_buttons if "File" in one["text"])
    shown = desk.last
    await desk.taps_data(file, shown)
    assert len(stored(stage, Report.id)) == AT_ONCE
    await stage.looks()
    await desk.taps_data(file, shown)
    await stage.looks()
    assert len(stored(stage, Report.id)) == AT_ONCE + 5


@on_stage
async def test_an_arrival_by_sms_begins_a_visit(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await desk.says(f"BQ {digits(stage)} T-2 + 0640")
    await desk.taps("✅ File 1")
    ((arrived, left),) = stored(stage, Visit.arrived_at, Visit.left_at)
    assert f"{arrived:%H:%M}" == "00:40" and left is None


@on_stage
async def test_a_batch_is_nobody_elses(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    other = await stage.coordinator("Other", "en")
    await stage.observer("Aigul", "en", station="T-1")
    await desk.says(f"BQ {digits(stage)} T-1 C 1=125 1210")
    assert await other.taps_data("n:b:1:file")
    assert stored(stage, Report.id) == []


def sheet(stage: Stage, *rows: dict[str, Any], form_id: str = "voting") -> bytes:
    with stage.mission.database.reading() as tx:
        version = forms.current_version(tx, form_id)
        assert version is not None
        form = stage.mission.library.get(tx, version)
    book = load_workbook(io.BytesIO(template(form, "en", dict.fromkeys(OWN, "…"))))
    cells = book["reports"]
    places = {cell.value: cell.column for cell in cells[2]}
    for at, row in enumerate(rows, start=FIRST):
        for name, value in row.items():
            if name not in places:
                places[name] = cells.max_column + 1
                cells.cell(2, places[name], name)
            cells.cell(at, places[name], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def sends_sheet(stage: Stage, desk: Actor, content: bytes) -> str:
    await desk.sends_document(content, "baqylau-voting.xlsx")
    await stage.looks()
    return desk.sees


@on_stage
async def test_no_cell_gets_past_the_form(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    own = {"pseudonym": digits(stage)}
    told = {**own, "voters_counted": 125, "occurred_at": "10.01.2021 11:30"}
    rows = (
        {**told, "voters_announced": 130, "no_figure_reason": "refused"},  # not asked when there is a figure
        {**told, "occurred_at": "10.01.2021 23:30"},  # has not come yet
        {**told, "queue": "huge"},  # no such choice
        {**own, "voters_counted": "1\n2\n3", "occurred_at": "10.01.2021 11:30"},  # several answers in one cell
        {**told, "voters_counted": True},  # no text
        {**told, "description": "x" * 6000},  # too long
    )
    seen = await sends_sheet(stage, desk, sheet(stage, *rows))
    assert not any("File" in one for one in desk.buttons), seen
    assert "reports!" in seen
    seen = await sends_sheet(stage, desk, sheet(stage, {**told, "severity": "critical"}))
    assert "no question of this name" in seen
    assert stored(stage, Report.id) == []


@on_stage
async def test_a_sheet_corrected_and_sent_again_files_only_what_is_new(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    good = {"pseudonym": digits(stage), "voters_counted": 125, "occurred_at": "10.01.2021 11:30", "channel": "phone"}
    await sends_sheet(stage, desk, sheet(stage, good, {**good, "voters_counted": "x"}))
    await desk.taps("✅ File 1")
    await sends_sheet(stage, desk, sheet(stage, good, {**good, "voters_counted": 7}))
    await desk.taps("✅ File 1")
    assert stored(stage, Report.channel, Report.late) == [("phone", True)] * 2


@on_stage
async def test_too_many_rows_and_files_that_are_no_sheet_are_refused(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Aigul", "en", station="T-1")
    row = {"pseudonym": digits(stage), "voters_counted": 1, "occurred_at": "10.01.2021 11:30"}
    assert "500" in await sends_sheet(stage, desk, sheet(stage, *[row] * 501))
    for content in (b"", b"PK\x03\x04", photo_bytes(), b"a;b;c"):
        assert "not the spreadsheet" in await sends_sheet(stage, desk, content or b"-")
    assert stored(stage, Report.id) == []
