"""Copies without metadata in the zip: beside the originals, never in their place, and named as what they are."""

import hashlib
import json
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from bot.cases.verify import Broken, Verified, verify_export
from storage import attachments
from storage.attachments import Findings
from tests.unit.export.mission import JPEG, KETTLING, LATE, Mission
from tests.unit.export.test_export_unsubmitted import FIRST, begin, photo

COPY = b"\xff\xd8\xff\xe0 upright, and nothing else"


def looked_at(mission: Mission, attachment: UUID, resembles: UUID | None = None) -> None:
    blob = mission.media.keep_bytes(COPY)
    image = {"format": "HEIF", "latitude": 43.238, "copy_method": "upright, by hand"}
    found = Findings("ok", image, None, blob.sha256, blob.size, "0123456789abcdef")
    with mission.database.transaction() as tx:
        attachments.inspected(tx, attachment, found, resembles)


def told(mission: Mission) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    with ZipFile(mission.export("zip").path) as made:
        files = {name: made.read(name) for name in made.namelist()}
    return files, [json.loads(line) for line in files["reports.jsonl"].decode().splitlines()]


def test_a_copy_lies_beside_the_original_in_a_folder_of_its_own(empty_mission: Mission) -> None:
    mission = empty_mission
    looked_at(mission, mission.attach(mission.report(KETTLING), JPEG))
    files, (report,) = told(mission)
    (one,) = report["attachments"]
    assert files[one["path"]] == JPEG
    assert files[one["copy"]["path"]] == COPY
    assert one["copy"]["path"].startswith(f"copies/{report['code']}/1-")
    assert one["copy"]["method"] == "upright, by hand"
    assert one["copy"]["sha256"] == hashlib.sha256(COPY).hexdigest()
    assert "copy_method" not in one["image"]
    assert f"{one['copy']['sha256']}  {one['copy']['path']}" in files["SHA256SUMS"].decode()
    assert one["copy"]["path"] in files["reports.csv"].decode()


def test_an_export_with_copies_verifies_and_one_that_lost_a_copy_does_not(empty_mission: Mission) -> None:
    mission = empty_mission
    looked_at(mission, mission.attach(mission.report(KETTLING), JPEG))
    made = mission.export("zip").path
    assert isinstance(verify_export(made), Verified)
    fewer = mission.folder / "fewer.zip"
    with ZipFile(made) as old, ZipFile(fewer, "w") as new:
        sums = old.read("SHA256SUMS").decode().splitlines(keepends=True)
        for name in old.namelist():
            if not name.startswith(("copies/", "SHA256SUMS")):
                new.writestr(name, old.read(name))
        new.writestr("SHA256SUMS", "".join(line for line in sums if "copies/" not in line))
    found = verify_export(fewer)
    assert isinstance(found, Broken)
    assert [(one.fault, one.name) for one in found.problems] == [("counts", "copies")]


def test_the_copies_of_drafts_are_there_too(empty_mission: Mission) -> None:
    mission = empty_mission
    photo(mission, begin(mission, FIRST))
    with mission.database.reading() as tx:
        (row,) = attachments.of_report(tx, FIRST)
    looked_at(mission, row.id)
    made = mission.export("zip").path
    with ZipFile(made) as file:
        (copy,) = [name for name in file.namelist() if name.startswith("copies/")]
    assert copy.startswith("copies/unsubmitted/11111111/1-")
    assert isinstance(verify_export(made), Verified)


def test_a_copy_that_is_gone_from_the_disk_is_left_out_and_the_original_stays(empty_mission: Mission) -> None:
    mission = empty_mission
    looked_at(mission, mission.attach(mission.report(KETTLING), JPEG))
    mission.media.path(hashlib.sha256(COPY).hexdigest()).unlink()
    files, (report,) = told(mission)
    (one,) = report["attachments"]
    assert (files[one["path"]], one["copy"]["path"]) == (JPEG, None)
    assert isinstance(verify_export(mission.export("zip").path), Verified)


def test_a_file_that_looks_the_same_as_another_names_it(empty_mission: Mission) -> None:
    mission = empty_mission
    first = mission.report(KETTLING)
    mission.attach(first, b"another file")
    earlier = mission.attach(first, JPEG)
    looked_at(mission, earlier)
    looked_at(mission, mission.attach(mission.report(LATE), JPEG), earlier)
    files, (_, second) = told(mission)
    assert second["attachments"][0]["resembles"] == f"{first.code}/2"
    assert f"{first.code}/2" in files["reports.csv"].decode()
