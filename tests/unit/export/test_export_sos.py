"""Calls for help in the zip: the table, the story of each with its files, and that verify counts them."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from sqlalchemy import update

from bot.cases import sos as calls
from bot.cases.export import NothingToExport, Profile, Terms
from bot.cases.last_places import Place
from bot.cases.verify import Broken, Verified, verify_export
from bot.core.distress import Outcome
from bot.core.words import FetchState, PersonState, Role
from storage import people, stations
from storage.accounts import Member
from storage.models import Person
from storage.reports import Filter
from storage.sos import CallRow
from tests.unit.export.mission import DAY, JPEG, Mission

NOON = DAY + timedelta(hours=12)
ALSO = ("reports.xlsx", "reports.geojson", "stations.geojson")


def a_call(mission: Mission, words: str = "=numb()", practice: bool = False, region: str = "Алматы") -> CallRow:
    """Raised at noon by a new person, told where and how, closed an hour later."""
    with mission.database.transaction() as tx:
        number = len(people.listed(tx))
        person = people.add_person(tx, f"O-{number}", PersonState.ACTIVE, NOON)
        tx.execute(update(Person).where(Person.id == person).values(practice=practice))
        region_id = stations.ensure_region(tx, region)
        caller = Member(person, f"O-{number}", PersonState.ACTIVE, practice, Role.OBSERVER, region_id)
        call = calls.raise_call(tx, mission.library, caller, NOON, NOON)
        call = calls.answer(tx, call, "kind", "kettled", NOON)
        call = calls.set_place(tx, call, Place(43.25, 76.95, 12.0, NOON), NOON)
        call = calls.answer(tx, call, "how_many", "6-20", NOON)
        call = calls.tell(tx, call, person, words, NOON)
        calls.claim_call(tx, call.seq, caller, NOON)
        calls.close_call(tx, call.seq, caller, Outcome.RELEASED, NOON + timedelta(hours=1))
    return call


def lines(path: Path) -> list[dict[str, Any]]:
    with ZipFile(path) as made:
        return [json.loads(line) for line in made.read("sos.jsonl").decode().split("\n")[:-1]]


def test_a_call_is_in_the_table_and_told_whole_in_the_lines(empty_mission: Mission) -> None:
    call = a_call(empty_mission)
    made = empty_mission.try_export("zip")
    assert not isinstance(made, NothingToExport)
    with ZipFile(made.path) as archive:
        (row,) = csv.DictReader(io.StringIO(archive.read("sos.csv").decode("utf-8-sig")))
    expected = {"code": call.code, "kind": "kettled", "how_many": "6-20", "outcome": "released", "practice": None}
    assert {name: row.get(name) for name in expected} == expected
    assert (row["latitude"], row["raised_at"], row["late"]) == ("43.25", "2021-01-10T12:00:00.000Z", "false")
    (told,) = lines(made.path)
    assert told["answers"] == {"how_many": "6-20"}
    assert [one["what"] for one in told["said_and_done"]] == [
        "raised", "answered", "placed", "answered", "told", "claimed", "closed",
    ]  # fmt: skip
    assert told["said_and_done"][4]["text"] == "=numb()"


def test_its_photo_is_beside_it_and_the_whole_can_be_verified(empty_mission: Mission) -> None:
    call = a_call(empty_mission)
    empty_mission.attach_to(call.id, JPEG, FetchState.PENDING, call.raised_by, NOON)
    empty_mission.attach_to(call.id, None, FetchState.GONE, call.raised_by, NOON)
    made = empty_mission.try_export("zip")
    assert not isinstance(made, NothingToExport)
    with ZipFile(made.path) as archive:
        assert [name for name in archive.namelist() if name.startswith(f"sos/{call.code}/")] != []
        told = json.loads(archive.read("export.json"))["sos"]
    assert (told["calls"], told["attachments"], told["files"]) == (1, 2, 1)
    verified = verify_export(made.path)
    assert isinstance(verified, Verified) and verified.not_included == 1


def test_a_call_taken_out_of_the_zip_is_missed(empty_mission: Mission, tmp_path: Path) -> None:
    a_call(empty_mission), a_call(empty_mission)
    made = empty_mission.try_export("zip")
    assert not isinstance(made, NothingToExport)
    with ZipFile(made.path) as archive, ZipFile(tmp_path / "fewer.zip", "w") as fewer:
        for name in archive.namelist():
            content = archive.read(name)
            fewer.writestr(name, content.split(b"\n", 1)[1] if name == "sos.jsonl" else content)
    broken = verify_export(tmp_path / "fewer.zip")
    assert isinstance(broken, Broken)
    assert {problem.name for problem in broken.problems} == {"sos.jsonl"}


def test_calls_in_practice_and_of_other_regions_and_times_are_left_out(empty_mission: Mission) -> None:
    a_call(empty_mission, practice=True)
    assert isinstance(empty_mission.try_export("zip"), NothingToExport)
    here, there = a_call(empty_mission), a_call(empty_mission, region="Шымкент")
    for wanted, expected in (
        (Filter(), [here.code, there.code]),
        (Filter(region="Шымкент"), [there.code]),
        (Filter(since=NOON, until=NOON + timedelta(minutes=1)), [here.code, there.code]),
    ):
        made = empty_mission.try_export("zip", wanted)
        assert not isinstance(made, NothingToExport)
        assert [one["code"] for one in lines(made.path)] == expected
    for wanted in (Filter(until=NOON), Filter(since=NOON + timedelta(seconds=1)), Filter(form="incident")):
        assert isinstance(empty_mission.try_export("zip", wanted), NothingToExport)


def test_the_workbook_of_the_desk_has_a_sheet_of_calls(empty_mission: Mission) -> None:
    call = a_call(empty_mission)
    empty_mission.report({"description": "бір"})
    sheet = openpyxl.load_workbook(empty_mission.export("xlsx").path)["Calls for help"]
    _, codes, cells = sheet.iter_rows(values_only=True)
    told = dict(zip(codes, cells, strict=True))
    assert (told["code"], told["kind"], told["how_many"], told["outcome"]) == (call.code, "kettled", "6-20", "released")
    assert told["raised_at"] == NOON.replace(tzinfo=None)
    for more in ({"terms": Terms(Profile.PUBLIC)}, {"wanted": Filter(form="incident")}):
        assert "Calls for help" not in openpyxl.load_workbook(empty_mission.export("xlsx", **more).path).sheetnames


def test_the_public_zip_has_neither_calls_nor_visits_nor_what_was_said_before(empty_mission: Mission) -> None:
    a_call(empty_mission)
    empty_mission.report({"description": "бір"})
    made = empty_mission.export("zip", terms=Terms(Profile.PUBLIC))
    assert isinstance(verify_export(made.path), Verified)
    with ZipFile(made.path) as file:
        tops = {name.partition("/")[0] for name in file.namelist()}
    assert tops == {"reports.csv", "reports.jsonl", *ALSO, "export.json", "forms", "SHA256SUMS"}
