"""Drafts that were never submitted: the photo of somebody who was detained before the last question is in the zip."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import update

from bot.cases.export import NothingToExport
from bot.cases.verify import Broken, Verified, verify_export
from bot.core.forms.state import State
from bot.core.words import FetchState, PersonState, Role
from storage import forms, people, stations
from storage.models import Person
from storage.reports import Filter
from tests.unit.export.mission import DAY, JPEG, LATE, NOW, PDF, Mission

FIRST = UUID("11111111-0000-4000-8000-000000000001")
SECOND = UUID("22222222-0000-4000-8000-000000000002")
NOON = DAY + timedelta(hours=12)


def begin(mission: Mission, draft: UUID, at: datetime = NOON, person: int = 0, **answers: str) -> UUID:
    """A draft at no station of its own; `answers` by question name."""
    with mission.database.transaction() as tx:
        version = forms.current_version(tx, "incident")
        assert version is not None
        state = State("incident", "1", answers).to_json()
        forms.begin_draft(tx, draft, person or mission.person, version, None, state, at)
    return draft


def photo(mission: Mission, draft: UUID, content: bytes | None = JPEG, state: FetchState = FetchState.PENDING) -> UUID:
    return mission.attach_to(draft, content, state, mission.person, NOON)


def close(mission: Mission, draft: UUID, outcome: str) -> None:
    with mission.database.transaction() as tx:
        assert forms.close_draft(tx, draft, outcome, NOON)


def drafts(path: Path) -> list[dict[str, Any]]:
    with ZipFile(path) as made:
        if "unsubmitted.jsonl" not in made.namelist():
            return []
        return [json.loads(line) for line in made.read("unsubmitted.jsonl").decode().split("\n")[:-1]]


def exported(mission: Mission, wanted: Filter | None = None) -> list[str]:
    made = mission.try_export("zip", wanted)
    return [] if isinstance(made, NothingToExport) else [one["draft"] for one in drafts(made.path)]


def summary(path: Path) -> dict[str, Any]:
    with ZipFile(path) as made:
        told: dict[str, Any] = json.loads(made.read("export.json"))
    return told


def test_the_photo_of_a_draft_that_was_never_submitted_is_in_the_zip(mission: Mission) -> None:
    photo(mission, begin(mission, FIRST, category="kettling", held_from="40", station="001"))
    made = mission.export("zip")
    path = f"unsubmitted/11111111/1-{hashlib.sha256(JPEG).hexdigest()[:12]}.jpg"
    with ZipFile(made.path) as file:
        assert file.read(path) == JPEG
        assert path in file.read("SHA256SUMS").decode()
        assert "11111111" not in file.read("reports.jsonl").decode()
    (one,) = drafts(made.path)
    (attachment,) = one.pop("attachments")
    assert one == {
        "draft": str(FIRST),
        "form": "incident",
        "form_version": one["form_version"],
        "pseudonym": "O-1001",
        "region": None,
        "station": "001",
        "station_region": "Алматы",
        "begun_at": "2021-01-10T12:00:00.000Z",
        "changed_at": "2021-01-10T12:00:00.000Z",
        "outcome": "open",
        "attachments_pending": 0,
        "answers": {"category": "kettling", "held_from": 40, "station": "001"},
    }
    assert (attachment["path"], attachment["sha256"]) == (path, hashlib.sha256(JPEG).hexdigest())
    assert attachment.keys() == mission.objects()[0]["attachments"][0].keys()
    assert (made.reports, made.attachments, made.unsubmitted) == (4, 6, 1)


def test_a_cancelled_draft_is_told_as_cancelled(empty_mission: Mission) -> None:
    photo(empty_mission, begin(empty_mission, FIRST))
    close(empty_mission, FIRST, "cancelled")
    (one,) = drafts(empty_mission.export("zip").path)
    assert one["outcome"] == "cancelled"


def test_without_reports_the_zip_is_made_for_the_drafts_and_the_tables_are_not(empty_mission: Mission) -> None:
    photo(empty_mission, begin(empty_mission, FIRST))
    made = empty_mission.export("zip")
    assert (made.reports, made.attachments, made.unsubmitted) == (0, 0, 1)
    with ZipFile(made.path) as file:
        assert any(name.startswith("forms/incident-") for name in file.namelist())
    for format in ("csv", "json"):
        assert isinstance(empty_mission.try_export(format), NothingToExport)


def test_a_story_without_a_photo_is_kept_and_an_empty_draft_is_left_out(empty_mission: Mission) -> None:
    begin(empty_mission, FIRST, description="Нас увозят")
    begin(empty_mission, SECOND, station="001", description="")
    begin(empty_mission, UUID(int=3))
    assert exported(empty_mission) == [str(FIRST)]


def test_empty_drafts_alone_are_nothing_to_export(empty_mission: Mission) -> None:
    begin(empty_mission, FIRST, station="001")
    assert isinstance(empty_mission.try_export("zip"), NothingToExport)


def test_a_draft_that_was_submitted_is_a_report_and_nothing_else(empty_mission: Mission) -> None:
    report = empty_mission.report(LATE)
    photo(empty_mission, begin(empty_mission, report.id))
    close(empty_mission, report.id, "submitted")
    made = empty_mission.export("zip")
    assert (made.reports, made.attachments, made.unsubmitted) == (1, 1, 0)
    assert summary(made.path)["unsubmitted"]["drafts"] == 0


def test_a_draft_submitted_while_the_export_is_written_is_not_lost_between_the_two(empty_mission: Mission) -> None:
    empty_mission.report(LATE)
    photo(empty_mission, begin(empty_mission, FIRST, description="Нас увозят"))

    def meanwhile(done: int, total: int) -> None:
        empty_mission.report(LATE, id=FIRST)
        close(empty_mission, FIRST, "submitted")

    made = empty_mission.export("zip", progress=meanwhile)
    assert (made.reports, made.unsubmitted) == (1, 1)
    assert [one["outcome"] for one in drafts(made.path)] == ["open"]
    later = empty_mission.export("zip")
    assert (later.reports, later.unsubmitted) == (2, 0)


def test_what_a_practising_person_began_is_left_out(empty_mission: Mission) -> None:
    photo(empty_mission, begin(empty_mission, FIRST))
    with empty_mission.database.transaction() as tx:
        tx.execute(update(Person).values(practice=True))
    assert isinstance(empty_mission.try_export("zip"), NothingToExport)


def test_since_and_until_bound_the_last_change(empty_mission: Mission) -> None:
    begin(empty_mission, FIRST, DAY, description="бір")
    begin(empty_mission, SECOND, DAY, description="екі")
    with empty_mission.database.transaction() as tx:
        forms.save_draft(tx, SECOND, State("incident", "1", {"description": "екі"}).to_json(), NOON)
    assert exported(empty_mission, Filter(since=NOON)) == [str(SECOND)]
    assert exported(empty_mission, Filter(until=NOON)) == [str(FIRST)]
    assert exported(empty_mission, Filter(since=DAY)) == [str(FIRST), str(SECOND)]


def test_a_region_is_that_of_the_person_in_force_or_of_the_station(empty_mission: Mission) -> None:
    with empty_mission.database.transaction() as tx:
        other = people.add_person(tx, "O-1002", PersonState.ACTIVE, DAY)
        people.grant(tx, other, Role.OBSERVER, empty_mission.regions["Astana"], DAY)
        people.grant(tx, other, Role.OBSERVER, empty_mission.regions["Орал"], NOON)
    begin(empty_mission, FIRST, person=other, description="бір")
    begin(empty_mission, SECOND, description="екі", station="002")
    assert exported(empty_mission, Filter(region="Орал")) == [str(FIRST)]
    assert exported(empty_mission, Filter(region="Astana")) == [str(SECOND)]
    assert exported(empty_mission, Filter(region="Алматы")) == []
    assert len(exported(empty_mission)) == 2


def test_the_station_the_draft_began_at_counts_where_the_answers_name_none(empty_mission: Mission) -> None:
    with empty_mission.database.transaction() as tx:
        place, version = stations.by_code(tx, "003"), forms.current_version(tx, "incident")
        assert place is not None and version is not None
        for draft, answers in ((FIRST, {"station": "no such"}), (SECOND, {"station": "001"})):
            state = State("incident", "1", answers | {"description": "бір"}).to_json()
            forms.begin_draft(tx, draft, empty_mission.person, version, place.id, state, DAY)
    told = drafts(empty_mission.export("zip").path)
    assert [(one["station"], one["station_region"]) for one in told] == [("003", "Орал"), ("001", "Алматы")]


@pytest.mark.parametrize("wanted", [Filter(form="incident"), Filter(category="kettling")])
def test_who_asks_for_a_form_or_a_category_gets_reports_alone(mission: Mission, wanted: Filter) -> None:
    photo(mission, begin(mission, FIRST, category="kettling"))
    made = mission.export("zip", wanted)
    assert (made.unsubmitted, drafts(made.path)) == (0, [])


def test_files_that_are_not_there_or_damaged_are_named_apart_from_those_of_reports(mission: Mission) -> None:
    begin(mission, FIRST)
    pending, damaged = photo(mission, FIRST, None), photo(mission, FIRST, b"\x89PNG\r\n\x1a\n once")
    photo(mission, FIRST)
    mission.media.path(hashlib.sha256(b"\x89PNG\r\n\x1a\n once").hexdigest()).unlink()
    made = mission.export("zip")
    told = summary(made.path)["unsubmitted"]
    assert (told["drafts"], told["attachments"], told["files"]) == (1, 3, 1)
    draft = {"draft": str(FIRST)}
    assert told["not_included"] == [draft | {"attachment": str(pending), "reason": "pending"}]
    sha256 = hashlib.sha256(b"\x89PNG\r\n\x1a\n once").hexdigest()
    assert told["damaged"] == [draft | {"attachment": str(damaged), "sha256": sha256, "reason": "missing"}]
    assert summary(made.path)["counts"]["damaged"] == 0
    (one,) = drafts(made.path)
    assert [bool(each["path"]) for each in one["attachments"]] == [False, False, True]
    assert (made.damaged, made.attachments) == (1, 6)
    assert verify_export(made.path) == Verified(13, 4, 6, 4, 1, "2021-01-10T20:00:00.000Z", 1)


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda told: told.pop("unsubmitted"), "unsubmitted.jsonl"),
        (lambda told: told["unsubmitted"].update(drafts=2), "unsubmitted.jsonl"),
        (lambda told: told["unsubmitted"].update(files=2, attachments=2), "unsubmitted"),
        (lambda told: told["unsubmitted"].update(attachments=2), "export.json"),
        (lambda told: told.update(unsubmitted=[]), "export.json"),
        (lambda told: told["unsubmitted"].update(damaged=None), "export.json"),
    ],
)
def test_counts_of_drafts_that_do_not_agree_are_found(
    empty_mission: Mission, tmp_path: Path, spoil: Callable[[dict[str, Any]], object], name: str
) -> None:
    photo(empty_mission, begin(empty_mission, FIRST))
    folder = tmp_path / "unpacked"
    with ZipFile(empty_mission.export("zip").path) as made:
        made.extractall(folder)
    assert isinstance(verify_export(folder), Verified)
    told, sums = folder / "export.json", folder / "SHA256SUMS"
    before, changed = hashlib.sha256(told.read_bytes()).hexdigest(), json.loads(told.read_text())
    spoil(changed)
    told.write_text(json.dumps(changed))
    sums.write_text(sums.read_text().replace(before, hashlib.sha256(told.read_bytes()).hexdigest()))
    found = verify_export(folder)
    assert isinstance(found, Broken)
    assert found.problems[0].name == name


def test_no_draft_is_lost_or_told_twice_between_pages(empty_mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cases.export.reading.PAGE", 2)
    for many in range(1, 6):
        photo(empty_mission, begin(empty_mission, UUID(int=many << 96), DAY - timedelta(hours=many)))
        assert exported(empty_mission) == [str(UUID(int=number << 96)) for number in range(1, many + 1)]
        assert isinstance(verify_export(empty_mission.folder / "export.zip"), Verified)


def test_drafts_whose_ids_begin_alike_do_not_share_a_folder(
    empty_mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cases.export.reading.PAGE", 2)
    for number in range(1, 4):
        photo(empty_mission, begin(empty_mission, UUID(int=number)))
    made = empty_mission.export("zip")
    assert len({one["attachments"][0]["path"] for one in drafts(made.path)}) == 3
    found = verify_export(made.path)
    assert isinstance(found, Verified) and found.unsubmitted == 3


def test_the_same_drafts_give_the_same_bytes(mission: Mission) -> None:
    for draft in (SECOND, FIRST):
        begin(mission, draft, description="бір", who_did_it="police unknown_men", category="kettling")
        photo(mission, draft)
        photo(mission, draft, PDF)
    one = mission.export("zip", out=mission.folder / "one.zip", now=NOW)
    assert one.sha256 == mission.export("zip", out=mission.folder / "other.zip", now=NOW).sha256


def test_no_read_is_open_while_the_files_of_drafts_are_copied(
    empty_mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo(empty_mission, begin(empty_mission, FIRST))
    held: list[str] = []
    opened = empty_mission.media.open

    def look(sha256: str) -> Any:
        held.append(empty_mission.database.engine.pool.status())
        return opened(sha256)

    monkeypatch.setattr(empty_mission.media, "open", look)
    empty_mission.export("zip")
    assert len(held) == 1
    assert "Checked out connections: 1" not in held[0]
