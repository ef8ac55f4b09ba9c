"""Complaints: templates filled in and refused, a way from the draft to the answer, nobody's name anywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bot.cases.complaints import filling
from bot.cases.complaints.fields import BLANK, FIELDS
from bot.cases.complaints.filling import BadTemplate, Filled, check, fill
from bot.cases.complaints.folder import named, seed, templates
from bot.cases.complaints.sample import MARK
from bot.cases.export import ExportFormat, export_reports
from storage import complaints
from storage.models import Complaint, ReportNote
from storage.reports import Filter
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage

KNOWN = dict.fromkeys(sorted(FIELDS), "Сөз & <words>")


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    headers = [one.text for section in document.sections for one in section.header.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*headers, *(one.text for one in document.paragraphs), *cells])


def written(path: Path, *pieces: str, change: Callable[[Any], None] | None = None) -> Path:
    """A template of one paragraph, each piece a run of its own."""
    document = Document()
    paragraph = document.add_paragraph()
    for piece in pieces:
        paragraph.add_run(piece).bold = len(piece) % 2 == 0
    if change is not None:
        change(document)
    document.save(str(path))
    return path


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("complaints")
    seed(folder)
    return folder


def test_the_samples_are_in_both_languages_and_without_a_mistake(samples: Path) -> None:
    found = templates(samples)
    names = {one.name for one in found}
    assert names == {"general", "not_admitted", "photo_forbidden", "protocol_copy_refused"}
    assert {(one.name, one.language) for one in found} == {(name, one) for name in names for one in ("kk", "ru")}
    assert [problem for one in found for problem in check(one.path)] == []


def test_every_sample_says_that_it_is_one_and_leaves_the_name_to_the_hand(samples: Path) -> None:
    for one in templates(samples):
        filled = fill(one.path, KNOWN)
        assert isinstance(filled, Filled)
        text = text_of(filled.content)
        assert MARK in text and "{{" not in text and "}}" not in text
        assert text.count(BLANK) >= 5  # name, contact, organisation, day, signature
        assert "Сөз & <words>" in text


def test_what_is_not_known_stays_a_blank(samples: Path) -> None:
    one = named(samples, "not_admitted", "ru")
    assert one is not None
    filled = fill(one.path, {"station": "№ 5", "facts": None})
    assert isinstance(filled, Filled)
    assert "избирательный участок № 5" in text_of(filled.content)
    assert f"Что произошло: {BLANK}" in text_of(filled.content)


def test_samples_never_take_the_place_of_what_a_lawyer_wrote(tmp_path: Path) -> None:
    seed(tmp_path)
    written(tmp_path / "general.ru.docx", "Наш текст")
    assert seed(tmp_path) == []
    filled = fill(tmp_path / "general.ru.docx", {})
    assert isinstance(filled, Filled) and text_of(filled.content).strip() == "Наш текст"


def test_a_field_that_word_cut_into_pieces_is_filled_in_and_its_letters_stay(tmp_path: Path) -> None:
    path = written(tmp_path / "a.ru.docx", "Участок {", "{sta", "tion", "}}, ", "{{region}}!")
    filled = fill(path, {"station": "№ 5", "region": "Алатау"})
    assert isinstance(filled, Filled)
    paragraph = Document(io.BytesIO(filled.content)).paragraphs[0]
    assert paragraph.text == "Участок № 5, Алатау!"
    assert [run.bold for run in paragraph.runs] == [
        len(one) % 2 == 0 for one in ("Участок {", "{sta", "tion", "}}, ", "{{region}}!")
    ]


def test_fields_in_tables_and_footers_are_filled_in_and_lines_break(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).text = "{{ facts }}"
        document.sections[0].footer.paragraphs[0].text = "{{code}}"

    filled = fill(written(tmp_path / "a.ru.docx", "x", change=change), {"facts": "Бір\nекі", "code": "123-456"})
    assert isinstance(filled, Filled)
    document = Document(io.BytesIO(filled.content))
    assert document.tables[0].cell(0, 0).text == "Бір\nекі"
    assert document.sections[0].footer.paragraphs[0].text == "123-456"


def test_a_lawyers_mistakes_are_said_in_a_sentence_each(tmp_path: Path) -> None:
    (told,) = check(written(tmp_path / "a.ru.docx", "{{staton}}"))
    assert told.startswith("a.ru.docx: nobody knows the field {{staton}}; there are: address, authority,")
    assert check(written(tmp_path / "b.ru.docx", "{{station}")) == [
        "b.ru.docx: a {{ or }} stands without its other half."
    ]
    (tmp_path / "c.ru.docx").write_bytes(b"no docx")
    assert check(tmp_path / "c.ru.docx") == ["c.ru.docx: it is no .docx file, or it is damaged."]
    assert check(tmp_path / "d.ru.docx") == ["d.ru.docx: it cannot be read."]


def put_in(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("word/vbaProject.bin", b"x", "it holds macros"),
        ("word/embeddings/a.xlsx", b"x", "it holds macros"),
        ("word/_rels/x.rels", b'<Relationship TargetMode="External" Target="http://evil.example"/>', "outside itself"),
        ("word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a document type"),
        ("word/bomb.xml", b"0" * (65 * 1024 * 1024), "unpacks to more"),
    ],
)
def test_what_a_template_may_not_hold(name: str, content: bytes, why: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.ru.docx", "{{station}}")
    put_in(path, name, content)
    filled = fill(path, {})
    assert isinstance(filled, BadTemplate) and why in filled.why


def test_a_template_that_is_too_large_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_BYTES", 10)
    filled = fill(written(tmp_path / "a.ru.docx", "x"), {})
    assert isinstance(filled, BadTemplate) and "larger than" in filled.why


def test_who_wrote_the_template_is_nowhere_in_the_file(samples: Path) -> None:
    one = templates(samples)[0]
    filled = fill(one.path, {})
    assert isinstance(filled, Filled)
    assert Document(io.BytesIO(filled.content)).core_properties.author == ""


def test_a_file_called_otherwise_is_no_template(tmp_path: Path) -> None:
    for name in ("a.docx", "a.xx.docx", "~a.ru.docx", ".ru.docx"):
        written(tmp_path / name, "x")
    assert templates(tmp_path) == []
    assert templates(tmp_path / "missing") == []


async def drafts(stage: Stage, language: str = "Русский") -> tuple[Actor, Actor]:
    """A coordinator who has drafted a complaint about an observer's report."""
    seed(stage.settings.complaints)
    desk, aigul = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(aigul)
    await desk.taps_data("c:r:1", desk.last)
    await desk.taps("➕ New draft")
    await desk.taps(language)
    await desk.taps("Complaint: general")
    await stage.settle()
    return desk, aigul


def file_in(stage: Stage, actor: Actor) -> bytes:
    message = next(one for one in reversed(actor.messages) if "document" in one.content)
    stored_file = stage.emulator.world.files.find(message.content["document"]["file_id"])
    assert stored_file is not None
    return bytes(stored_file.data)


@on_stage
async def test_the_draft_says_what_the_report_says_and_who_nowhere(stage: Stage) -> None:
    desk, aigul = await drafts(stage)
    text = text_of(file_in(stage, desk))
    assert "Пачка бюллетеней" in text and "№ 1" in text and "№ 1 мектеп (test)" in text and "Алатау" in text
    assert "10.01.2021 12:40" in text and "{{" not in text
    pseudonyms = [one.split()[0] for one in heard(aigul, "your name here is")[0].split("your name here is ")[1:]]
    assert not [name for name in pseudonyms if name.strip(".") in text]
    await desk.taps("👁 To the observer")
    await stage.settle()
    assert text_of(file_in(stage, aigul)) == text


@on_stage
async def test_that_it_was_not_accepted_stays_on_record_when_it_is_handed_in_elsewhere(stage: Stage) -> None:
    desk, _ = await drafts(stage)
    await desk.taps("🚫 Not accepted")
    await desk.taps("Yesterday")
    await desk.taps("Участковая")
    assert stored(stage, Complaint.state, Complaint.handed_in_at) == [("not_accepted", date(2021, 1, 9))]
    await desk.taps("📨 Handed in")
    await desk.says("10.01")
    await desk.says("Прокуратура Алатауского района")
    await desk.says("12-К")
    (row,) = stored(stage, Complaint.state, Complaint.authority, Complaint.number, Complaint.handed_in_at)
    assert row == ("handed_in", "Прокуратура Алатауского района", "12-К", date(2021, 1, 10))
    notes = [details for what, details in stored(stage, ReportNote.what, ReportNote.details) if what == "complaint"]
    assert [one["state"] for one in notes] == ["drafted", "not_accepted", "handed_in"]
    assert notes[1]["authority"] == "Участковая избирательная комиссия" and notes[1]["handed_in_at"] == "2021-01-09"
    await desk.taps("📄 The file")
    await stage.settle()
    assert "Кому: Прокуратура Алатауского района" in text_of(file_in(stage, desk))


@on_stage
async def test_a_day_that_fits_nothing_is_asked_for_again(stage: Stage) -> None:
    desk, _ = await drafts(stage)
    await desk.taps("📨 Handed in")
    for typed in ("31.02.2021", "tomorrow", "10.01.1921", "1"):
        await desk.says(typed)
        assert desk.sees.startswith("That day does not fit.")
    assert stored(stage, Complaint.state) == [("drafted",)]


@on_stage
async def test_the_desk_hears_once_that_a_deadline_is_near(stage: Stage) -> None:
    desk, _ = await drafts(stage)
    await desk.taps("📨 Handed in")
    await desk.taps("Today")
    await desk.taps("Суд")
    await desk.taps("⏭ Skip")
    await desk.taps("⏰ Deadline")
    await desk.taps("in 3 days")
    await stage.looks()
    assert not heard(desk, "⏰ A complaint about")
    stage.passes(days=2)
    for _ in range(3):
        await stage.looks()
        await stage.settle()
    assert len(heard(desk, "⏰ A complaint about")) == 1
    await stage.restart()
    await stage.looks()
    assert len(heard(desk, "⏰ A complaint about")) == 1


@on_stage
async def test_an_old_button_takes_no_step_twice_or_back(stage: Stage) -> None:
    desk, _ = await drafts(stage)
    await desk.taps("🚫 Not accepted")
    await desk.taps("Today")
    await desk.taps("Суд")
    assert "no longer in use" in await desk.taps_data("c:k:1:closed")
    assert "no longer in use" in await desk.taps_data("c:k:1:deadline")
    assert "no longer in use" in await desk.taps_data("c:s:1:0")
    for data in (
        "c:k:1:accepted",
        "c:k:1:denied",
        "c:k:99",
        "c:n:1:ru:0123456789",
        "c:n:1:xx",
        "c:r:77",
        "c:",
        "c:k:x",
    ):
        await desk.taps_data(data)
    assert stored(stage, Complaint.state, Complaint.outcome) == [("not_accepted", None)]


@on_stage
async def test_a_template_that_is_gone_or_broken_is_said_and_nothing_else_breaks(stage: Stage) -> None:
    desk, _ = await drafts(stage)
    path = stage.settings.complaints / "general.ru.docx"
    path.write_bytes(b"broken")
    await desk.taps("📄 The file")
    await stage.settle()
    assert desk.sees.startswith("The template general.ru.docx cannot be used.")
    path.unlink()
    await desk.taps("📄 The file")
    await stage.settle()
    assert desk.sees.startswith("The template is not there any more.")


@on_stage
async def test_another_region_neither_sees_nor_touches_a_complaint(stage: Stage) -> None:
    await drafts(stage)
    far = await stage.coordinator("Far", "en", region="Сарыарқа")
    for data in ("c:r:1", "c:k:1", "c:k:1:file", "c:n:1:ru", "c:k:1:observer"):
        assert "no longer in use" in await far.taps_data(data)
    assert not heard(far, "Complaint")


@on_stage
async def test_exports_for_the_desk_tell_of_complaints_and_those_for_the_public_do_not(stage: Stage) -> None:
    await drafts(stage)
    mission = stage.mission
    args = mission.database, mission.library, mission.media, Filter()
    out = stage.folder / "all.zip"
    export_reports(*args, ExportFormat.ZIP, out, stage.now + timedelta(minutes=1))
    with zipfile.ZipFile(out) as archive:
        lines = archive.read("complaints.csv").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("code,complaint,complaint_language,complaint_state,authority")
    assert ",general,ru,drafted,," in lines[1] and len(lines) == 2
    with mission.database.reading() as tx:
        assert complaints.page(tx, Filter(region="Сарыарқа"), 0, 10) == []
