"""The public profile: an allowlist over every format. Whatever is new is private until somebody lists it."""

import csv
import io
import json
from dataclasses import fields
from datetime import timedelta
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from bot.cases import standard_forms
from bot.cases.export import ExportFormat, Profile, Terms
from bot.cases.export.profiles import PUBLIC_COLUMNS, PUBLIC_FIGURES, PUBLIC_QUESTIONS, PUBLIC_WORDS
from bot.cases.export.record import FIXED
from bot.cases.forms import CheckedForm, check_form, publish_form
from bot.cases.verify import Verified, verify_export
from bot.core.forms import Kind
from bot.core.forms.model import UPLOADS
from bot.core.words import Language
from storage.reports import ReportRow
from tests.unit.export.mission import DAY, JPEG, KETTLING, Mission
from tests.unit.export.story import set_attachment, set_report

PUBLIC = Terms(Profile.PUBLIC, Language.RUSSIAN, ZoneInfo("Asia/Almaty"))
STORY = "Құпия: Айгүл С. көрді"
TELLING = [one for one in ExportFormat if one is not ExportFormat.STATIONS]  # that one only counts
TEXTS = ("reports.csv", "reports.jsonl", "reports.xlsx", "reports.geojson", "stations.geojson")
SECRETS = {
    "description": STORY,
    "where_taken": "в РОВД, ул. Секретная",
    "other_station": "возле дома Тайны",
    "place": "43.238949 76.889709 0 4",
    "photo_use": "public",
}


@pytest.fixture
def public(empty_mission: Mission) -> Mission:
    """Two reports with everything in them, the second one confirmed; each with a photo that may be published."""
    at = DAY + timedelta(hours=8, seconds=42)
    one = empty_mission.report({**KETTLING, **SECRETS, "held_since": "2021-01-10T13:00:31.000+06:00"}, at=at)
    two = empty_mission.report({**KETTLING, **SECRETS}, at=at, verification="confirmed")
    for report, content in ((one, JPEG), (two, JPEG + b"2")):
        attachment = empty_mission.attach(report, content + b"with the place of the camera")
        copy = empty_mission.media.keep_bytes(content + b"copy")
        set_attachment(empty_mission, attachment, copy=copy.sha256, copy_size=copy.size)
    return empty_mission


def everything(mission: Mission, format: str) -> str:
    """All texts of the file, unpacked."""
    return unpacked(mission.export(format, terms=PUBLIC).path.read_bytes())


def unpacked(raw: bytes) -> str:
    """A workbook inside a zip, too."""
    if not raw.startswith(b"PK"):
        return raw.decode("utf-8", "replace")
    with ZipFile(io.BytesIO(raw)) as parts:
        return "".join(name + unpacked(parts.read(name)) for name in parts.namelist())


@pytest.mark.parametrize("format", list(ExportFormat))
def test_nothing_private_is_in_any_file(public: Mission, format: str) -> None:
    set_report(public, "102-102", withdrawn_at=None)
    report = public.report(KETTLING, verification="unverified")
    text = everything(public, format)
    private = ["O-1001", "РОВД", "Тайны", "43.238949", "with the place of the camera", str(report.id), "passwd", "=1+1"]
    assert [secret for secret in private if secret in text] == []
    assert ("100-100" in text) is (format in TELLING)


@pytest.mark.parametrize("format", TELLING)
def test_free_text_waits_until_the_report_is_confirmed(public: Mission, format: str) -> None:
    assert (STORY in everything(public, format)) is True
    set_report(public, "101-101", verification="unverified")
    assert (STORY in everything(public, format)) is False


@pytest.mark.parametrize("format", TELLING)
def test_what_was_withdrawn_is_left_out(public: Mission, format: str) -> None:
    assert "101-101" in everything(public, format)
    set_report(public, "101-101", withdrawn_at=DAY)
    assert "101-101" not in everything(public, format)


def test_a_new_column_is_private_until_it_is_listed(public: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (*FIXED, ("telephone", lambda report: "+7 701 SECRET"))
    for module in ("profiles", "record"):
        monkeypatch.setattr(f"bot.cases.export.{module}.FIXED", columns)
    for format in ("csv", "json", "zip", "geojson", "xlsx"):
        assert "SECRET" not in everything(public, format)


NEWER = """
| survey | | | |
|---|---|---|---|
| | type | name | label |
| | text | category | What? |
| | text | neighbour | Who told you? |
| | integer | flat | Which flat? |
| | text | how_many | How many? |
| | dateTime | occurred_at | When? |

| settings | | | |
|---|---|---|---|
| | form_id | version | form_title |
| | incident | newer | Incident |
"""


def test_a_new_question_is_private_and_a_listed_name_lets_no_free_text_out(public: Mission) -> None:
    checked = check_form(NEWER.encode(), ".md")
    assert isinstance(checked, CheckedForm)
    with public.database.transaction() as tx:
        assert publish_form(tx, checked, DAY)
    said = {"category": "gossip_of_ivan", "neighbour": "Тайна", "flat": "4711", "how_many": "gossip"}
    public.report({**said, "occurred_at": "2021-01-10T13:07:59.123+06:00"}, verification="confirmed")
    for format in ("csv", "json", "zip", "geojson", "xlsx", "html"):
        text = everything(public, format)
        assert [secret for secret in ("Тайна", "4711", "gossip") if secret in text] == []
    (told,) = [one for one in objects(public) if one["form_version"] == "newer"]
    assert told["answers"] == {"occurred_at": "2021-01-10T13:07+06:00"}


def objects(mission: Mission) -> list[dict[str, Any]]:
    content = mission.export("json", terms=PUBLIC).path.read_bytes().decode()
    return [json.loads(line) for line in content.split("\n")[:-1]]


def test_times_are_told_to_the_minute(public: Mission) -> None:
    one, _ = objects(public)
    assert (one["received_at"], one["occurred_at"]) == ("2021-01-10T08:00:00.000Z", "2021-01-10T07:00:00.000Z")
    assert one["answers"]["held_since"] == "2021-01-10T13:00+06:00"


def test_the_columns_are_those_listed(public: Mission) -> None:
    content = public.export("csv", terms=PUBLIC).path.read_bytes().decode("utf-8-sig")
    first = next(csv.DictReader(io.StringIO(content, newline="")))
    fixed = [name for name in first if not name.startswith("answers.")]
    assert set(fixed) == PUBLIC_COLUMNS | {"attachments", "attachments_pending", "attachment_files"}
    assert (first["latitude"], first["longitude"]) == ("43.2", "76.9")


def test_the_zip_holds_copies_of_photos_that_may_be_published_and_verifies(public: Mission) -> None:
    made = public.export("zip", terms=PUBLIC)
    assert isinstance(verify_export(made.path), Verified)
    with ZipFile(made.path) as parts:
        photos = [name for name in parts.namelist() if name.startswith("attachments/")]
        assert [parts.read(name) for name in photos] == [JPEG + b"copy", JPEG + b"2copy"]
        tops = {name.partition("/")[0] for name in parts.namelist()}
        summary = json.loads(parts.read("export.json"))
    assert tops == {*TEXTS, "export.json", "SHA256SUMS", "attachments", "forms"}
    assert (summary["profile"], summary["filters"]["withdrawn"]) == ("public", False)
    assert [set(one) for each in objects(public) for one in each["attachments"]] == [
        {"sha256", "size", "mime", "path"}
    ] * 2


@pytest.mark.parametrize(("use", "copied"), [("desk_only", True), ("court", True), (None, True), ("public", False)])
def test_a_photo_stays_here_unless_it_may_be_published_and_has_a_copy(
    empty_mission: Mission, use: str | None, copied: bool
) -> None:
    report = empty_mission.report({**KETTLING, **({"photo_use": use} if use else {})})
    attachment = empty_mission.attach(report, JPEG)
    if copied:
        set_attachment(empty_mission, attachment, copy=empty_mission.media.keep_bytes(JPEG + b"copy").sha256)
    with ZipFile(empty_mission.export("zip", terms=PUBLIC).path) as parts:
        assert not any(name.startswith("attachments/") for name in parts.namelist())
    assert objects(empty_mission)[0]["attachments"] == []


def test_drafts_are_never_public(public: Mission) -> None:
    assert public.export("zip", terms=PUBLIC).unsubmitted == 0


def test_what_is_listed_exists_in_the_shipped_forms_and_none_of_it_is_a_text_or_a_place() -> None:
    names: set[str] = set()
    for name in standard_forms.NAMES:
        checked = check_form(standard_forms.source(name), ".md")
        assert isinstance(checked, CheckedForm)
        names |= set(checked.form.names)
        for one in PUBLIC_QUESTIONS & set(checked.form.names):
            asked = checked.form.question(one)
            assert asked is None or asked.kind not in {Kind.TEXT, Kind.GEOPOINT, *UPLOADS}
    assert PUBLIC_QUESTIONS - names == {"contest"}  # the results protocol is made of each mission's contests
    assert names >= PUBLIC_WORDS
    assert PUBLIC_FIGURES.fullmatch("president_heard_votes_against_all")
    assert not PUBLIC_FIGURES.fullmatch("president_heard_observer")
    assert {name for name, _ in FIXED} >= PUBLIC_COLUMNS
    assert {field.name for field in fields(ReportRow)} >= PUBLIC_COLUMNS - {"form"}
