"""The xlsx, opened again by another library: labels beside codes, real times, and nothing in it runs."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PIL import Image

from bot.cases.export import Profile, Terms, sheets, workbook
from bot.core.words import Language
from storage import report_notes, report_pages
from storage.reports import Filter
from tests.unit.export.mission import DAY, DENIED, KETTLING, LATE, Mission
from tests.unit.export.story import set_attachment, tell

ALMATY = ZoneInfo("Asia/Almaty")


def book(mission: Mission, language: Language = Language.ENGLISH, **more: Any) -> Any:
    terms = Terms(more.pop("profile", Profile.DESK), language, ALMATY)
    return openpyxl.load_workbook(mission.export("xlsx", terms=terms, **more).path)


def rows(sheet: Any) -> list[dict[str, Any]]:
    """By the codes of the second row."""
    _, codes, *told = sheet.iter_rows(values_only=True)
    return [dict(zip(codes, row, strict=True)) for row in told]


def test_there_is_a_sheet_for_everything_in_the_readers_language(mission: Mission) -> None:
    english = ["About", "Reports", "Incident", "Attachments", "Stations", "Visits", "Log"]
    assert book(mission).sheetnames == english
    russian = ["Об этом файле", "Сообщения", "Инцидент", "Вложения", "Участки", "Посещения", "Журнал"]
    assert book(mission, Language.RUSSIAN).sheetnames == russian


def test_a_code_has_its_label_beside_it(mission: Mission) -> None:
    sheet = book(mission, Language.KAZAKH)["Хабарлар"]
    first = rows(sheet)[0]
    assert (first["category"], first["category/label"]) == ("kettling", "Адамдарды қоршап, шығармай тұр")
    assert (first["severity"], first["verification/label"]) == ("critical", "Тексерілмеген")
    labels, codes = list(sheet.iter_rows(max_row=2, values_only=True))
    assert dict(zip(codes, labels, strict=True))["region"] == "Өңір"


def test_questions_stand_as_they_are_asked_and_several_choices_each_have_a_label(mission: Mission) -> None:
    sheet = book(mission)["Incident"]
    labels, codes = list(sheet.iter_rows(max_row=2, values_only=True))
    asked = dict(zip(codes, labels, strict=True))
    assert asked["occurred_at"] == "When did it happen?"
    first = rows(sheet)[0]
    assert (first["who_did_it"], first["who_did_it/label"]) == ("police unknown_men", "Police; Unknown men")
    assert (first["held_from"], first["temperature"]) == (40, -15)


def test_times_are_real_and_on_the_stations_clock(mission: Mission) -> None:
    made = book(mission)
    first, second = rows(made["Reports"])[:2]
    assert (first["received_at"], first["time_zone"]) == (datetime(2021, 1, 10, 14, 0, 1), "Asia/Almaty")
    assert rows(made["Incident"])[0]["occurred_at"] == datetime(2021, 1, 10, 13, 0)
    assert second["occurred_at"] == datetime(2021, 1, 10, 8, 5)
    assert made["Reports"]["A3"].number_format == "General"


def test_headers_stay_in_sight_and_filter(mission: Mission) -> None:
    sheet = book(mission)["Reports"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == f"A2:{sheet.cell(2, sheet.max_column).coordinate[:-1]}{sheet.max_row}"


def test_no_text_becomes_a_formula_or_a_link(mission: Mission) -> None:
    made = book(mission)
    found = [cell for sheet in made for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert found == []
    assert rows(made["Reports"])[1]["description"] == DENIED["description"]
    with ZipFile(mission.folder / "export.xlsx") as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in content
    assert b"<hyperlinks>" not in content


@pytest.mark.parametrize("text", ["a\x08b", "<b>&amp;</b>", "_x0041_", "а\r\nб", "\ufffe", " край ", "😀", "\tтаб"])
def test_any_text_comes_back_as_it_was_or_is_a_harmless_sign(empty_mission: Mission, text: str) -> None:
    empty_mission.report({"description": text})
    told = rows(book(empty_mission)["Reports"])[0]["description"]
    assert openpyxl.utils.escape.unescape(told) == text.replace("\ufffe", "�")


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(empty_mission: Mission) -> None:
    empty_mission.report({"description": "😀" * 20_000})
    told = rows(book(empty_mission)["Reports"])[0]["description"]
    assert told.endswith("😀 […]")
    assert len(told.encode("utf-16-le")) // 2 in (32_766, 32_767)


def test_a_full_sheet_goes_on_in_the_next(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    made = book(mission)
    assert [name for name in made.sheetnames if name.startswith("Reports")] == ["Reports", "Reports 2"]
    codes = [one["code"] for name in ("Reports", "Reports 2") for one in rows(made[name])]
    assert codes == ["100-100", "104-104", "108-108", "110-110"]
    assert made["Reports 2"].auto_filter.ref.startswith("A2:")


def test_small_pictures_stand_beside_their_reports(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    for report in (mission.report(KETTLING, at=DAY), mission.report(LATE, at=DAY)):
        attachment = mission.attach(report, b"\xff\xd8\xff a photo")
        set_attachment(mission, attachment, thumbnail=mission.media.keep_bytes(_jpeg()).sha256)
    sheet = book(mission)["Reports"]
    assert [image.anchor._from.row for image in sheet._images] == [6, 7]
    assert sheet.row_dimensions[7].height == 48
    monkeypatch.setattr(workbook, "MOST_PICTURES", 1)
    made = book(mission)
    assert len(made["Reports"]._images) == 1
    assert ("Photos not shown, to keep the file small", 1) in list(made["About"].iter_rows(values_only=True))


def test_a_thumbnail_that_is_none_is_left_out(mission: Mission) -> None:
    attachment = mission.attach(mission.report(LATE), b"\xff\xd8\xff a photo")
    set_attachment(mission, attachment, thumbnail=mission.media.keep_bytes(b"\xff\xd8\xff no picture").sha256)
    assert book(mission)["Reports"]._images == []


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(out, "JPEG")
    return out.getvalue()


def test_the_first_sheet_says_what_this_is(mission: Mission) -> None:
    told = dict(book(mission, wanted=Filter(region="Алматы"))["About"].iter_rows(values_only=True))
    assert (told["As of"], told["Region"], told["Reports"]) == ("2021-01-11 02:00 (Asia/Almaty)", "Алматы", 1)
    assert (told["Attachments"], told["Attachments on their way"]) == (3, 1)
    assert len(told["SHA-256 of the list of attachments"]) == 64


def test_visits_and_the_log_are_there_and_a_region_alone_gets_no_log(empty_mission: Mission) -> None:
    tell(empty_mission)
    made = book(empty_mission)
    visits = rows(made["Visits"])
    assert [one["hours"] for one in visits] == [12.5, 1, None]
    assert visits[0]["arrived_at"] == datetime(2021, 1, 10, 6, 0)
    assert rows(made["Log"])[0]["details"] == '{"reason": "=1+1"}'
    assert {one["station"]: one["reports"] for one in rows(made["Stations"])} == {"001": 3, "002": 1, "003": 2}
    region = book(empty_mission, wanted=Filter(region="Astana"))
    assert "Log" not in region.sheetnames
    assert [one["station"] for one in rows(region["Visits"])] == ["002"]


def test_the_public_gets_neither_people_nor_the_log(empty_mission: Mission) -> None:
    tell(empty_mission)
    made = book(empty_mission, profile=Profile.PUBLIC)
    assert made.sheetnames == ["About", "Reports", "Incident", "Attachments", "Stations"]
    with ZipFile(empty_mission.folder / "export.xlsx") as parts:
        content = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "ignore")
    assert "O-1001" not in content
    assert "обморож" not in content


def test_the_same_database_gives_the_same_bytes(mission: Mission, tmp_path: Path) -> None:
    one, other = (mission.export("xlsx", out=tmp_path / name).sha256 for name in ("one.xlsx", "other.xlsx"))
    assert one == other
    one, other = (mission.export("docx", out=tmp_path / name).sha256 for name in ("one.docx", "other.docx"))
    assert one == other


def test_what_was_said_and_done_about_the_reports_has_a_sheet_for_the_desk_alone(mission: Mission) -> None:
    with mission.database.transaction() as tx:
        report = report_pages.page(tx, Filter(), 0, 10**6, 1)[0]
        asked = report_notes.add(tx, report.id, DAY, None, "asked", "Who held the box?")
        report_notes.add(tx, report.id, DAY, None, "answered", "=1+1", asked)
        report_notes.add(tx, report.id, DAY, None, "verified", before="unverified", after="confirmed", reason="media")
    told = rows(book(mission)["Said and done"])
    assert [(row["code"], row["action"]) for row in told] == [
        (report.code, what) for what in ("asked", "answered", "verified")
    ]
    assert (told[1]["text"], told[1]["answers_to"]) == ("=1+1", told[0]["number"])
    assert told[2]["reason"] == "confirmed: media"
    assert "Said and done" not in book(mission, profile=Profile.PUBLIC).sheetnames
