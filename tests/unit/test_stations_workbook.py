"""Stations from tables as people keep them: workbooks, headers and types in Kazakh and Russian, old encodings."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from bot.cases import station_table, station_workbook
from bot.cases.station_words import column_named
from bot.cases.station_workbook import UNREADABLE
from bot.cases.stations_file import StationsRead, StationsRefused, read_stations
from bot.core.words import StationType
from storage.stations import StationRow

RUSSIAN = ["Код участка", "Область", "Район", "УИК №", "Адрес", "Широта", "Долгота", "Кол-во избирателей", "Тип"]
KAZAKH = ["Учаске коды", "Өңір", "Аудан", "Нөмірі", "Мекенжайы", "Ендік", "Бойлық", "Сайлаушылар саны", "Түрі"]


def workbook(*rows: list[Any], title: str = "Участки") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> StationsRead:
    found = read_stations(content, "Asia/Almaty")
    assert isinstance(found, StationsRead), found
    return found


def refused(content: bytes) -> list[tuple[int, str, str]]:
    found = read_stations(content, "Asia/Almaty")
    assert isinstance(found, StationsRefused)
    return [(one.row, one.column, one.message) for one in found.problems]


@pytest.mark.parametrize("header", [RUSSIAN, KAZAKH])
def test_a_workbook_is_read_with_headers_in_either_language(header: list[str]) -> None:
    kind = "больница" if header is RUSSIAN else "аурухана"
    row = ["KZ-001", "Алматы", "Бостандық", 215.0, "Абай к-сі, 10", 43.238, 76.9452, 1520.0, kind]
    expected = StationRow(
        "KZ-001",
        "Алматы",
        "Asia/Almaty",
        StationType.HOSPITAL,
        "Бостандық",
        "215",
        "Абай к-сі, 10",
        43.238,
        76.9452,
        1520,
    )
    assert read(workbook(header, row)) == [expected]


def test_a_code_kept_as_text_keeps_its_zeros_and_one_kept_as_a_number_has_no_decimals() -> None:
    found = read(workbook(["code", "region"], ["007", "x"], [123.0, "x"], [12.5, "x"], [10**12, "x"]))
    assert [one.code for one in found] == ["007", "123", "12.5", "1000000000000"]


def test_a_title_may_stand_above_the_header() -> None:
    found = read(workbook(["Список участков"], [], ["Код", "Регион"], ["1", "Алматы"]))
    assert [one.code for one in found] == ["1"]


def test_rows_are_named_as_the_spreadsheet_counts_them() -> None:
    content = workbook(["Список"], [], ["Код", "Регион"], ["1", "Алматы"], [], ["2", None])
    assert refused(content) == [(6, "region", "is missing")]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (datetime(2021, 1, 10), "holds a date; format the column as text and write it again"),
        ("#REF!", "holds the error #REF!"),
        (True, "holds yes or no instead of text"),
    ],
)
def test_a_cell_that_a_spreadsheet_turned_into_something_else_is_named(cell: Any, reason: str) -> None:
    assert refused(workbook(["code", "region", "number"], ["1", "x", cell])) == [(2, "number", reason)]


def test_a_formula_is_not_run() -> None:
    assert refused(workbook(["code", "region"], ["1", '=HYPERLINK("http://x")'])) == [(2, "region", "is missing")]


def test_the_first_visible_sheet_with_anything_in_it_is_read() -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("hidden")
    hidden.append(["code", "region"])
    hidden.sheet_state = "hidden"
    book.create_sheet("stations").append(["code", "region"])
    book["stations"].append(["1", "x"])
    assert len(read(saved(book))) == 1


def test_merged_cells_leave_the_others_empty_and_that_is_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["code", "region"], ["1", "Алматы"], ["2", None]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    assert refused(saved(book)) == [(3, "region", "is missing")]


def _rezipped(content: bytes, change: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return out.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = _rezipped(workbook(["code", "region"]), {"xl/media/x": bytes(station_workbook.MOST_UNPACKED)})
    assert len(bomb) < 2**20
    assert [message for _, _, message in refused(bomb)] == ["the workbook unpacks to more than 64 MB or 1000 parts"]


def test_dimensions_that_a_workbook_claims_are_not_believed() -> None:
    honest = workbook(["code", "region"], ["1", "x"])
    sheet = zipfile.ZipFile(io.BytesIO(honest)).read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:B2"' in sheet
    huge = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert len(read(_rezipped(honest, {"xl/worksheets/sheet1.xml": huge}))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"xl/workbook.xml": b"<broken"},
        {"xl/worksheets/sheet1.xml": b"\0\1\2"},
        {"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "b">]><worksheet>&b;</worksheet>'},
        {"[Content_Types].xml": b"<Types/>"},
    ],
)
def test_a_broken_workbook_is_refused_in_one_sentence(change: dict[str, bytes]) -> None:
    assert refused(_rezipped(workbook(["code", "region"], ["1", "x"]), change)) == [(1, "", UNREADABLE)]


def test_too_many_rows_in_a_workbook_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(station_table, "MOST_ROWS", 3)
    monkeypatch.setattr(station_table, "HEADER_AMONG", 1)
    content = workbook(["code", "region"], *([str(n), "x"] for n in range(4)))
    assert [message for _, _, message in refused(content)] == ["more than 3 stations"]


# Text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_separators_and_encodings_are_sniffed(separator: str, encoding: str) -> None:
    rows = (RUSSIAN[:4], ["001", "Область Абая", "Район", "215"])
    text = "\r\n".join(separator.join(row) for row in rows)
    (station,) = read(text.encode(encoding))
    assert (station.code, station.region, station.number) == ("001", "Область Абая", "215")


def test_kazakh_letters_lost_in_an_old_encoding_are_not_imported_as_question_marks() -> None:
    content = "code;region;address\n1;Сары?рка;№ 1?\n".encode("cp1251")
    ((row, column, message),) = refused(content)
    assert (row, column) == (2, "region")
    assert "Windows-1251 has no Kazakh letters" in message


def test_a_question_mark_in_a_modern_encoding_is_just_one() -> None:
    assert read("code,region\n1,Сары?рка\n".encode())[0].region == "Сары?рка"


@pytest.mark.parametrize("cell", ["1520", "1 520", "1\u00a0520", "'1,520'", "1520.0"])
def test_a_number_of_voters_is_read_as_people_write_it(cell: str) -> None:
    content = f"code;region;voters\n1;x;{cell.strip(chr(39))}\n".encode()
    assert read(content)[0].registered_voters == 1520


@pytest.mark.parametrize(
    ("cell", "zone"), [("UTC+5", "Etc/GMT-5"), ("+06:00", "Etc/GMT-6"), ("Asia/Oral", "Asia/Oral")]
)
def test_a_time_zone_may_be_hours_from_utc(cell: str, zone: str) -> None:
    assert read(f"code,region,часовой пояс\n1,x,{cell}\n".encode())[0].time_zone == zone


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Воинская часть", StationType.MILITARY),
        ("әскери бөлім", StationType.MILITARY),
        ("СИЗО", StationType.DETENTION),
        ("Жатақхана", StationType.DORMITORY),
        ("за рубежом", StationType.ABROAD),
        ("шетелде", StationType.ABROAD),
        ("обычный", StationType.ORDINARY),
    ],
)
def test_types_are_known_in_three_languages(word: str, kind: StationType) -> None:
    assert read(f"code,region,тип\n1,x,{word}\n".encode())[0].type is kind


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("№ УИК", "number"),
        ("Номер избирательного участка", "number"),
        ("Широта (WGS 84)", "latitude"),
        ("Registered-voters", "registered_voters"),
        ("Уақыт белдеуі", "time_zone"),
        ("Примечание", ""),
    ],
)
def test_headers_are_known_however_they_are_written(header: str, column: str) -> None:
    assert column_named(header) == column


def test_whoever_reads_a_long_file_hears_how_far_it_is() -> None:
    heard: list[tuple[int, int]] = []
    text = "code,region\n" + "".join(f"{n},x\n" for n in range(1200))
    read_stations(text.encode(), "Asia/Almaty", lambda done, total: heard.append((done, total)))
    assert heard == [(500, 1200), (1000, 1200), (1200, 1200)]
