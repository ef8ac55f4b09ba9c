"""The zip: photographs byte for byte, a manifest others can check, and nothing passed as good that is not."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl
import pytest

from bot.cases.export.names import attachment_path, extension, form_paths, safe
from bot.cases.verify import Broken, Verified, verify_export
from tests.unit.export.mission import DAY, JPEG, KETTLING, LATE, NOW, PDF, Mission


def test_the_zip_holds_tables_photographs_and_forms(mission: Mission) -> None:
    with ZipFile(mission.export("zip").path) as made:
        names = made.namelist()
        assert made.read(_of(names, "attachments/100-100/1-")) == JPEG
        assert made.read(_of(names, "attachments/100-100/3-")) == PDF
        form = made.read(_of(names, "forms/incident-")).decode()
    assert "</h:html>" in form
    assert {"reports.csv", "reports.jsonl", "export.json", "SHA256SUMS"} < set(names)
    assert sum(name.startswith("attachments/") for name in names) == 3


def test_sha256sum_accepts_the_unpacked_zip(mission: Mission, tmp_path: Path) -> None:
    with ZipFile(mission.export("zip").path) as made:
        made.extractall(tmp_path / "unpacked")
    command = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=tmp_path / "unpacked", capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK") == 11


def test_the_zip_verifies(mission: Mission) -> None:
    made = mission.export("zip")
    assert verify_export(made.path) == Verified(11, 4, 6, 3, 0, "2021-01-10T20:00:00.000Z")
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()


def test_the_tables_in_the_zip_name_the_files_beside_them(mission: Mission) -> None:
    with ZipFile(mission.export("zip").path) as made:
        names = made.namelist()
        first = json.loads(made.read("reports.jsonl").decode().split("\n")[0])
        table = made.read("reports.csv").decode()
    paths = [one["path"] for one in first["attachments"]]
    assert paths == [_of(names, "attachments/100-100/1-"), None, _of(names, "attachments/100-100/3-")]
    assert f"{paths[0]} {paths[2]}" in table


def test_the_summary_owns_up_to_what_is_not_there(mission: Mission) -> None:
    summary = _summary(mission.export("zip").path)
    assert summary["counts"] == {
        "reports": 4,
        "attachments": 6,
        "files": 3,
        "copies": 0,
        "pending": 1,
        "too_big": 1,
        "gone": 1,
        "damaged": 0,
        "revisions": 4,
    }
    assert [(one["report"], one["reason"]) for one in summary["not_included"]] == [
        ("100-100", "pending"),
        ("104-104", "too_big"),
        ("104-104", "gone"),
    ]
    assert (summary["as_of"], summary["high_water"], summary["program_version"]) == (
        "2021-01-10T20:00:00.000Z",
        5,
        "0.1.0",
    )
    assert summary["filters"] == dict.fromkeys(("since", "until", "region", "form", "category")) | {"withdrawn": True}


@pytest.mark.parametrize("reason", ["changed", "missing"])
def test_bytes_that_are_not_what_was_received_are_named_and_left_out(mission: Mission, reason: str) -> None:
    path = mission.media.path(hashlib.sha256(PDF).hexdigest())
    path.write_bytes(b"%PDF-1.7 another protocol") if reason == "changed" else path.unlink()
    made = mission.export("zip")
    (damaged,) = _summary(made.path)["damaged"]
    assert (damaged["report"], damaged["reason"]) == ("100-100", reason)
    assert damaged["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert made.damaged == 1
    found = verify_export(made.path)
    assert isinstance(found, Verified)
    assert (found.files, found.damaged) == (10, 1)


def test_the_same_database_gives_the_same_bytes(mission: Mission) -> None:
    one = mission.export("zip", out=mission.folder / "one.zip")
    other = mission.export("zip", out=mission.folder / "other.zip")
    later = mission.export("zip", out=mission.folder / "later.zip", now=NOW.replace(hour=21))
    assert one.sha256 == other.sha256 != later.sha256


def test_photographs_are_stored_and_texts_are_packed(mission: Mission) -> None:
    with ZipFile(mission.export("zip").path) as made:
        for entry in made.infolist():
            packed_already = entry.filename.startswith("attachments/") or entry.filename == "reports.xlsx"
            assert entry.compress_type == (ZIP_STORED if packed_already else ZIP_DEFLATED)
            assert entry.date_time == (2021, 1, 10, 20, 0, 0)


def test_an_export_without_files_verifies_too(empty_mission: Mission) -> None:
    empty_mission.report(LATE)
    found = verify_export(empty_mission.export("zip").path)
    assert isinstance(found, Verified)
    assert (found.files, found.reports, found.attachments) == (8, 1, 0)


def test_a_name_in_the_zip_comes_from_the_content_and_never_from_the_sender(mission: Mission) -> None:
    report = mission.report(KETTLING, at=DAY, code="../../a\nb")
    mission.attach(report, b"<svg onload=alert(1)>")
    with ZipFile(mission.export("zip").path) as made:
        names = made.namelist()
    assert any(name.startswith("attachments/_a_b/1-") and name.endswith(".bin") for name in names)
    assert not any("passwd" in name for name in names)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (JPEG, "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "mov"),
        (b"OggS\0", "ogg"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (PDF, "pdf"),
        (b"BM", "bin"),
        (b"<html><svg", "bin"),
        (b"MZ", "bin"),
        (b"", "bin"),
    ],
)
def test_the_ending_follows_the_true_format(head: bytes, kind: str) -> None:
    assert extension(head) == kind
    assert attachment_path("123-456", 2, "ab" * 32, head) == f"attachments/123-456/2-abababababab.{kind}"


def test_names_are_plain_and_forms_with_names_alike_are_kept_apart() -> None:
    assert safe("Сайлау 2021/../x.") == "_2021_x_"
    paths = form_paths([(1, "A b", "1"), (2, "a_b", "1"), (3, "a_b", "2")])
    assert paths == {1: "forms/A_b-1.xml", 2: "forms/a_b-1.2.xml", 3: "forms/a_b-2.xml"}


def _of(names: list[str], start: str) -> str:
    (name,) = [name for name in names if name.startswith(start)]
    return name


def _summary(path: Path) -> dict[str, Any]:
    with ZipFile(path) as made:
        summary: dict[str, Any] = json.loads(made.read("export.json"))
    return summary


def test_the_zip_tells_people_and_maps_the_same_reports(mission: Mission, tmp_path: Path) -> None:
    with ZipFile(mission.export("zip").path) as made:
        made.extractall(tmp_path / "zip")
    codes = [row["code"] for row in mission.rows()]
    mapped = json.loads((tmp_path / "zip" / "reports.geojson").read_text("utf-8"))
    assert [one["id"] for one in mapped["features"]] == codes
    stations = json.loads((tmp_path / "zip" / "stations.geojson").read_text("utf-8"))
    assert {one["id"]: one["properties"]["reports"] for one in stations["features"]}["001"] == 1
    sheet = openpyxl.load_workbook(tmp_path / "zip" / "reports.xlsx")["Reports"]
    assert [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)] == codes
    assert sheet._images == []


def test_a_map_inside_the_zip_that_was_changed_is_found(mission: Mission, tmp_path: Path) -> None:
    with ZipFile(mission.export("zip").path) as made:
        made.extractall(tmp_path / "zip")
    (tmp_path / "zip" / "stations.geojson").write_text("{}")
    found = verify_export(tmp_path / "zip")
    assert isinstance(found, Broken)
    assert [str(one) for one in found.problems] == ["stations.geojson: is not what was exported"]
