"""CSV and JSON lines: what is in them, and that no spreadsheet runs what an observer typed."""

import json
from pathlib import Path

import pytest

from bot.cases.export.record import FIXED
from bot.cases.export.tables import defused
from bot.cases.forms import CheckedForm, check_form, publish_form
from storage.reports import Filter
from tests.unit.export.mission import DAY, DENIED, KETTLING, NOW, Mission

FORMULAS = (*"=+-@\t\r", "＝", "＋", "－", "＠", '"=', " =", "'=", "\n=", "«+")


def test_a_table_has_one_row_a_report_in_the_order_they_were_stored(mission: Mission) -> None:
    assert [row["code"] for row in mission.rows()] == ["100-100", "104-104", "108-108", "110-110"]


def test_an_export_says_how_many_attachments_there_are_and_how_many_are_on_their_way(mission: Mission) -> None:
    made = mission.export("csv")
    assert (made.reports, made.attachments, made.pending, made.as_of) == (4, 6, 1, NOW)


def test_a_table_begins_with_the_mark_that_makes_excel_read_kazakh(mission: Mission) -> None:
    content = mission.export("csv").path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcode,id,form,form_version,category,")
    assert "Белсенділерді алаңда қоршап алды" in content.decode()


def test_lines_end_as_rfc_4180_says_and_a_line_break_in_a_text_survives(mission: Mission) -> None:
    assert mission.rows()[0]["description"] == KETTLING["description"]
    assert mission.export("csv").path.read_bytes().count(b"\r\n") == 5


def test_columns_are_fixed_first_and_then_the_questions(mission: Mission) -> None:
    header = list(mission.rows()[0])
    assert header[: len(FIXED)] == [name for name, _ in FIXED]
    assert header[len(FIXED) :][:5] == [
        "attachments",
        "attachments_pending",
        "attachment_files",
        "attachment_copies",
        "resembles",
    ]
    assert header[len(FIXED) + 5] == "answers.photo"
    assert "answers.category_severity" in header


def test_a_table_tells_codes_times_and_places(mission: Mission) -> None:
    row = mission.rows()[0]
    told = {
        "form": "incident",
        "category": "kettling",
        "region": "Алматы",
        "station": "001",
        "occurred_at": "2021-01-10T07:00:00.000Z",
        "received_at": "2021-01-10T08:00:01.000Z",
        "claimed_at": "2021-01-10T08:00:31.000Z",
        "resolved_at": "",
        "late": "false",
        "alert": "claimed",
        "reported_by": "O-1001",
        "latitude": "43.2",
        "attachments": "3",
        "attachments_pending": "1",
        "attachment_files": "",
        "answers.who_did_it": "police unknown_men",
    }
    assert {name: row[name] for name in told} == told
    assert [row["late"] for row in mission.rows()] == ["false", "false", "true", "false"]


def test_formulas_in_texts_are_defused(mission: Mission) -> None:
    first, second, third, _ = mission.rows()
    assert first["station_address"] == "'=Абай к-сі, 1"
    assert second["description"] == second["answers.description"] == "'" + DENIED["description"]
    assert second["station_number"] == "'-2"
    assert third["description"] == "'+7 701 000 00 00"


def test_negative_numbers_are_numbers_and_stay_so(mission: Mission) -> None:
    row = mission.rows()[0]
    assert (row["answers.temperature"], row["answers.place"]) == ("-15", "-43.238 76.945 0 12.5")


def test_a_text_that_sits_in_a_number_question_is_defused_as_text(empty_mission: Mission) -> None:
    empty_mission.report({"temperature": "-1+cmd|' /C calc'!A0"})
    assert empty_mission.rows()[0]["answers.temperature"] == "'-1+cmd|' /C calc'!A0"


@pytest.mark.parametrize("start", FORMULAS)
def test_every_way_to_begin_a_formula_is_defused(start: str) -> None:
    assert defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "1=1", "а-б", "№ 1", "O-1001", "'quoted'", "— деді ол", "2021-01-10"])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_json_lines_are_typed_and_never_defused(mission: Mission) -> None:
    first, second, *_ = mission.objects()
    assert first["answers"]["temperature"] == -15
    assert first["answers"]["who_did_it"] == ["police", "unknown_men"]
    assert first["answers"]["place"] == {"latitude": -43.238, "longitude": 76.945, "altitude": 0, "accuracy": 12.5}
    assert (first["late"], first["latitude"], first["resolved_at"]) == (False, 43.2, None)
    assert second["description"] == DENIED["description"]


def test_json_lines_tell_of_every_attachment(mission: Mission) -> None:
    first, second, *_ = mission.objects()
    kept, pending, _ = first["attachments"]
    assert (kept["fetch_state"], kept["recompressed"], kept["verdict"], kept["path"]) == ("kept", True, "ok", None)
    assert kept["image"] == {"format": "JPEG", "height": 3, "width": 4}
    assert kept["file_name"] == "../../etc/passwd\n.jpg"
    assert (pending["fetch_state"], pending["sha256"]) == ("pending", None)
    assert [one["fetch_state"] for one in second["attachments"]] == ["kept", "too_big", "gone"]


def test_answers_stand_in_the_order_of_the_form_whatever_the_database_does(mission: Mission) -> None:
    names = list(mission.objects()[0]["answers"])
    assert names[:4] == ["category_group", "category", "occurred_at", "phase"]


def test_signs_that_end_lines_elsewhere_do_not_end_them_here(empty_mission: Mission) -> None:
    text = "а\u2028б\u2029в\x85г\rд"
    empty_mission.report({"description": text})
    content = empty_mission.export("json").path.read_bytes().decode()
    assert len(content.splitlines()) == 1
    assert json.loads(content)["description"] == text


def test_practice_reports_are_in_no_export(mission: Mission) -> None:
    for format in ("csv", "json"):
        assert "жаттығу" not in mission.export(format).path.read_text()


def test_a_later_version_of_the_form_adds_its_questions_as_columns(mission: Mission) -> None:
    _publish(mission, NEWER)
    mission.report({"description": "жаңа", "dogs": "3"})
    rows = mission.rows()
    assert (rows[0]["answers.dogs"], rows[0]["answers.temperature"]) == ("", "-15")
    assert (rows[-1]["answers.dogs"], rows[-1]["form_version"]) == ("3", "newer")


def test_only_questions_of_the_wanted_reports_get_columns(mission: Mission) -> None:
    _publish(mission, NEWER)
    mission.report({"description": "жаңа", "dogs": "3"}, at=NOW)
    header = mission.rows(Filter(since=NOW))[0]
    assert [name for name in header if name.startswith("answers.")] == ["answers.description", "answers.dogs"]


def test_an_export_is_for_its_owners_eyes_and_nothing_is_left_beside_it(mission: Mission) -> None:
    path: Path = mission.export("csv").path
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(mission.folder.iterdir()) == [path]


def _publish(mission: Mission, sheet: str) -> None:
    checked = check_form(sheet.encode(), ".md")
    assert isinstance(checked, CheckedForm)
    with mission.database.transaction() as tx:
        assert publish_form(tx, checked, DAY)


NEWER = """
| survey | | | |
|---|---|---|---|
| | type | name | label |
| | text | description | What? |
| | integer | dogs | How many dogs? |

| settings | | | |
|---|---|---|---|
| | form_id | version | form_title |
| | incident | newer | Incident |
"""
