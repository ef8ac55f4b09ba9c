"""Reports of one's own: looked at, added to, corrected, withdrawn; and what the desk sees of it."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

from bot.cases.export import ExportFormat, export_reports
from bot.cases.verify import Verified, verify_export
from bot.sandbox.model import Message
from storage.models import Alert, Attachment, Draft, Report, Revision
from storage.reports import Filter
from tests.acting import code_in, files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes


async def files_a_missing_ramp(observer: Actor) -> str:
    """Something that does not ring."""
    await observer.says("No ramp")
    for words in ("⏭", "Network", "disabled", "Nobody", "Done", "Now", "⏭", "saw it", "📋", "Submit"):
        await observer.taps(words)
    return code_in(observer.sees)


async def opens(observer: Actor, code: str) -> None:
    await observer.says("/myreports")
    await observer.taps(f"{code} ·")


def card_of(desk: Actor, code: str) -> Message:
    """The message that is the alert's card."""
    return next(one for one in desk.messages if one.from_bot and f"Code: {code}" in one.text and "📍" in one.text)


@on_stage
async def test_a_report_is_listed_opened_and_left_again(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await stage.looks()
    await observer.says("/myreports")
    assert f"{code} · 10.01 12:40 · Pack of ballots" in observer.sees
    await observer.taps(code)
    assert observer.sees.startswith(f"{code} · Pack of ballots")
    assert "📎✓ 1 file kept." in observer.sees
    await observer.taps("⬅")
    assert observer.sees.startswith("Your reports:")


@on_stage
async def test_the_list_has_ten_a_page_and_says_what_is_not_submitted(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    codes = [await files_a_missing_ramp(observer) for _ in range(11)]
    await observer.says("The door is locked")
    await observer.says("/myreports")
    assert "✏ Not submitted: Incident, question 1" in observer.buttons
    assert codes[0] not in observer.sees and codes[10] in observer.sees
    await observer.taps("▶")
    assert codes[0] in observer.sees and codes[10] not in observer.sees
    await observer.taps("✏ Not submitted")
    assert observer.sees.startswith("1/")


@on_stage
async def test_photos_and_words_are_added_until_done(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await desk.taps("✋")
    await opens(observer, code)
    await observer.taps("➕")
    stage.passes(minutes=5)
    await observer.sends_photo(photo_bytes("teal"))
    assert f"📎 Added to {code}." in observer.sees
    await observer.says("A second pack went in")
    assert "➕ Added 12:45" in card_of(desk, code).text
    assert "A second pack went in" in card_of(desk, code).text
    assert heard(desk, f"➕ Added to {code}: 12:45: A second pack went in")
    await observer.taps("✅ Done")
    await observer.says("Something else")
    assert len(stored(stage, Draft.id)) == 2
    assert [row.reason for row in _revisions(stage)] == ["filed", "added"]
    assert len({report for (report,) in stored(stage, Attachment.report_id)}) == 1


def _revisions(stage: Stage) -> list[Revision]:
    from sqlalchemy import select

    with stage.mission.database.reading() as tx:
        found = tx.execute(select(Revision.reason, Revision.answers, Revision.number).order_by(Revision.number))
        return list(found.all())  # type: ignore[arg-type]


@on_stage
async def test_what_comes_half_an_hour_after_the_last_addition_is_an_incident_of_its_own(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await opens(observer, await files_a_pack_of_ballots(observer))
    await observer.taps("➕")
    stage.passes(minutes=31)
    await observer.sends_photo(photo_bytes("teal"))
    assert "📎 Photo kept." in observer.sees


@on_stage
async def test_a_photo_sent_by_itself_can_go_to_the_report_just_filed(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await observer.sends_photo(photo_bytes("teal"), "The same box")
    question = observer.last
    await observer.taps(f"➕ Add to {code} (Pack of ballots")
    assert f"📎 Added to {code}." in observer.sees
    assert len({report for (report,) in stored(stage, Attachment.report_id)}) == 1
    assert stored(stage, Report.description) == [("12:40: The same box",)]
    assert "no longer in use" in await observer.taps_data(_take_data(question, observer), question)
    assert len(stored(stage, Revision.id)) == 2


def _take_data(question: Message, observer: Actor) -> str:
    from handlers.callbacks import token_of

    with observer.stage.mission.database.reading() as tx:
        from sqlalchemy import select

        report = tx.execute(select(Report.id)).scalar_one()
        draft = tx.execute(select(Draft.id).where(Draft.outcome == "added")).scalar_one()
    return f"r:{token_of(report)}:take:{token_of(draft)}"


@on_stage
async def test_an_hour_later_nothing_is_offered(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(observer)
    stage.passes(minutes=61)
    await observer.sends_photo(photo_bytes("teal"))
    assert not [text for text in observer.buttons if text.startswith("➕")]


@on_stage
async def test_a_correction_is_a_second_version_and_the_first_one_stays(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    stage.passes(minutes=50)
    await opens(observer, code)
    await observer.taps("✏ Correct")
    assert observer.sees.startswith("Please check.")
    number = observer.sees.partition(". How it is known")[0].rpartition("\n")[2]
    await observer.taps(f"✏ {number}")
    await observer.taps("witness")
    await observer.taps("✅ Submit")
    assert observer.sees.startswith(f"✅ Corrected. Code: {code}")
    first, second = _revisions(stage)
    assert (first.answers["basis"], second.answers["basis"]) == ("saw_myself", "witness")
    assert first.answers["photo"] == second.answers["photo"]
    assert stored(stage, Report.basis, Report.revision) == [("witness", 2)]
    assert "✏ Corrected 13:30, version 2" in card_of(desk, code).text
    await desk.taps("✏ What changed")
    assert "I saw it myself → " in desk.sees
    assert len(stored(stage, Alert.id)) == 1


@on_stage
async def test_a_correction_submitted_twice_is_one_and_an_empty_one_is_none(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_missing_ramp(observer)
    await opens(observer, code)
    await observer.taps("✏ Correct")
    review = observer.last
    submit = next(one["callback_data"] for one in review.inline_buttons if "Submit" in one["text"])
    await observer.taps_data(submit, review)
    await observer.taps_data(submit, review)
    assert len(stored(stage, Revision.id)) == 1
    await opens(observer, code)
    await observer.taps("✏ Correct")
    review = observer.last
    await observer.says("x")
    number = review.text.partition(". Description")[0].rpartition("\n")[2]
    await observer.taps(f"✏ {number}")
    await observer.says("No ramp, and a high step")
    review = observer.last
    submit = next(one["callback_data"] for one in review.inline_buttons if "Submit" in one["text"])
    await observer.taps_data(submit, review)
    await observer.taps_data(submit, review)
    assert len(stored(stage, Revision.id)) == 2


@on_stage
async def test_a_correction_that_makes_it_grave_rings_and_a_lighter_one_says_what_it_was(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_missing_ramp(observer)
    assert not heard(desk, code)
    await _corrects_harm(observer, code, "Nobody", "Someone is hurt")
    assert "Critical" in card_of(desk, code).text
    await _corrects_harm(observer, code, "Someone is hurt", "Nobody")
    assert "🔴 Was: Critical" in card_of(desk, code).text


async def _corrects_harm(observer: Actor, code: str, *choices: str) -> None:
    await opens(observer, code)
    await observer.taps("✏ Correct")
    number = observer.sees.partition(". Held, hurt")[0].rpartition("\n")[2]
    await observer.taps(f"✏ {number}")
    for choice in choices:
        await observer.taps(choice)
    await observer.taps("Done")
    await observer.taps("✅ Submit")


@on_stage
async def test_words_added_while_a_correction_is_open_are_in_both(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_missing_ramp(observer)
    await opens(observer, code)
    await observer.taps("✏ Correct")
    await opens(observer, code)
    await observer.taps("➕")
    await observer.says("And no handrail")
    await observer.taps("✅ Done")
    await observer.says("/myreports")
    await observer.taps("✏ Correction of")
    await observer.taps("✅ Submit")
    assert stored(stage, Report.description) == [("No ramp\n12:40: And no handrail",)]


@on_stage
async def test_a_report_is_withdrawn_with_a_reason_and_stands_again_within_the_hour(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await opens(observer, code)
    await observer.taps("🗑")
    await observer.taps("Not safe")
    assert stored(stage, Report.withdrawn_at) == [(None,)]
    await observer.taps("🗑 Yes")
    assert "⛔ Withdrawn 10.01 12:40: Not safe" in observer.sees
    assert "⛔ Withdrawn 10.01 12:40: Not safe" in card_of(desk, code).text
    await desk.says("/open")
    assert desk.buttons[0].startswith("⛔")
    stage.passes(minutes=59)
    await observer.taps("↩")
    assert stored(stage, Report.withdrawn_at, Report.withdrawn_reason) == [(None, None)]
    assert "Withdrawn" not in card_of(desk, code).text


@on_stage
async def test_after_an_hour_a_withdrawal_cannot_be_taken_back_and_nothing_be_corrected(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await opens(observer, code)
    correct = next(one["callback_data"] for one in observer.last.inline_buttons if "Correct" in one["text"])
    await observer.taps("🗑")
    await observer.taps("✍")
    await observer.says("My sister works there")
    await observer.taps("🗑 Yes")
    assert stored(stage, Report.withdrawn_reason) == [("My sister works there",)]
    assert await observer.taps_data(correct) == "This report is withdrawn."
    undo = correct.replace("correct", "restore")
    stage.passes(minutes=61)
    assert await observer.taps_data(undo) == "It is too late for that. Tell your coordinator."
    assert len(stored(stage, Draft.id)) == 1


@on_stage
async def test_nobody_touches_the_report_of_another(stage: Stage) -> None:
    observer, other = await stage.observer("Aigul", "en"), await stage.observer("Bolat", "en")
    await opens(observer, await files_a_pack_of_ballots(observer))
    show = next(one["callback_data"] for one in observer.last.inline_buttons if "Correct" in one["text"])
    for what in ("show", "add", "correct", "withdraw", "why:wrong", "sure:wrong", "restore", "done", "nonsense"):
        assert "no longer in use" in await other.taps_data(show.replace("correct", what))
    assert stored(stage, Report.withdrawn_at) == [(None,)]


@on_stage
async def test_an_export_holds_every_version_and_what_was_withdrawn(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_missing_ramp(observer)
    await opens(observer, code)
    await observer.taps("➕")
    await observer.says("And no handrail")
    await observer.taps("✅ Done")
    await observer.taps("🗑")
    await observer.taps("mistake")
    await observer.taps("🗑 Yes")
    out = stage.folder / "all.zip"
    mission = stage.mission
    export_reports(mission.database, mission.library, mission.media, Filter(), ExportFormat.ZIP, out, stage.now)
    assert isinstance(verify_export(out), Verified)
    assert [(one["revision"], one["reason"]) for one in _lines(out, "revisions.jsonl")] == [(1, "filed"), (2, "added")]
    (report,) = _lines(out, "reports.jsonl")
    assert (report["code"], report["withdrawn_reason"], report["revision"]) == (code, "mistake", 2)
    assert report["withdrawn_at"] == "2021-01-10T06:40:00.000Z"


def _lines(out: Path, name: str) -> list[dict[str, object]]:
    with ZipFile(out) as zipped:
        return [json.loads(line) for line in zipped.read(name).decode().splitlines()]


@on_stage
async def test_a_station_that_is_put_right_brings_the_card_to_its_own_desk(stage: Stage) -> None:
    near = await stage.coordinator("Near", "en", region="Алатау")
    far = await stage.coordinator("Far", "en", region="Сарыарқа")
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    assert not heard(far, code)
    await opens(observer, code)
    await observer.taps("✏ Correct")
    number = observer.sees.partition(". Station")[0].rpartition("\n")[2]
    await observer.taps(f"✏ {number}")
    await observer.says("S-9")
    await observer.taps("✅ Submit")
    assert "S-9" in card_of(far, code).text and "S-9" in card_of(near, code).text


@on_stage
async def test_what_happens_while_a_correction_is_open_is_a_report_of_its_own(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await opens(observer, code)
    await observer.taps("✏ Correct")
    stage.passes(minutes=1)
    await observer.says("/report")
    assert observer.sees.startswith("1/")
    second = await files_a_pack_of_ballots_from_here(observer)
    assert second != code
    assert len(stored(stage, Report.id)) == 2


async def files_a_pack_of_ballots_from_here(observer: Actor) -> str:
    for words in ("⏭", "Voting", "Pack of ballots", "Nobody", "Done", "Now", "⏭", "saw it"):
        await observer.taps(words)
    await observer.says("Ballots went in")
    for words in ("📋", "✅ Submit"):
        await observer.taps(words)
    return code_in(next(one.text for one in reversed(observer.messages) if "Code: " in one.text))


@on_stage
async def test_a_photo_sent_while_correcting_is_of_the_report(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await opens(observer, code)
    await observer.taps("✏ Correct")
    await observer.sends_photo(photo_bytes("teal"))
    await observer.taps("✅ Submit")
    assert len({report for (report,) in stored(stage, Attachment.report_id)}) == 1
    assert [len(one.answers["photo"].split()) for one in _revisions(stage)] == [1, 2]


@on_stage
async def test_a_new_word_on_a_critical_report_rings_and_one_on_another_does_not(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await opens(observer, code)
    await observer.taps("➕")
    await observer.says("One more")
    assert not desk.last.silent and desk.sees.startswith("➕")
    await desk.taps("✋")
    await desk.taps("☑")
    await desk.taps("Dealt with")
    await observer.says("And one more")
    assert desk.last.silent and desk.sees.endswith("And one more")


@on_stage
async def test_every_step_survives_a_restart(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await opens(observer, code)
    await observer.taps("🗑")
    await observer.taps("✍")
    await stage.restart()
    await observer.says("My sister works there")
    await stage.restart()
    await observer.taps("🗑 Yes")
    assert stored(stage, Report.withdrawn_reason) == [("My sister works there",)]


@on_stage
async def test_an_incident_that_has_grown_is_not_added_to_another_by_an_old_button(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(observer)
    await observer.sends_photo(photo_bytes("red"))
    data = next(one["callback_data"] for one in observer.last.inline_buttons if ":take:" in one["callback_data"])
    await observer.taps("Voting")
    await observer.taps("Pack of ballots")
    assert "no longer in use" in await observer.taps_data(data)
    assert sorted(stored(stage, Draft.outcome), key=str) == [("submitted",), (None,)]
