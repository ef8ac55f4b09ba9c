"""The invented mission: the same for the same seed, plainly invented, and worth looking at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from bot.app import Mission, open_mission
from bot.cases.whereabouts import whereabouts
from bot.demo import demo_settings
from bot.demo.drawings import SUBJECTS, drawing
from bot.demo.mission import furnish, sent_file
from bot.demo.morning import planned_morning
from bot.demo.places import invented_stations
from bot.sandbox.telegram import Emulator
from storage import attachments, report_pages
from storage.people import find_person
from storage.people import listed as everybody
from storage.reports import Filter, ReportRow

DAY = date(2021, 1, 10)
NOON = datetime(2021, 1, 10, 7, 0, tzinfo=UTC)


@pytest.fixture
def mission(tmp_path: Path) -> Iterator[Mission]:
    mission = open_mission(demo_settings(tmp_path), lambda: NOON)
    files = Emulator().world.files
    furnish(mission, lambda photo: sent_file(files.keep_photo(photo)[-1].wire()), DAY, 7)
    yield mission
    mission.database.close()


def rows(mission: Mission) -> list[ReportRow]:
    with mission.database.reading() as tx:
        return report_pages.page(tx, Filter(), 0, 10**6, 1000)


def test_the_same_seed_gives_the_same_morning() -> None:
    assert planned_morning(Random(7)) == planned_morning(Random(7))
    assert planned_morning(Random(7)) != planned_morning(Random(8))
    assert invented_stations(Random(7)) == invented_stations(Random(7))
    assert drawing("hall", Random(7)) == drawing("hall", Random(7))


def test_there_are_three_regions_of_twenty_stations_and_everything_is_marked_as_invented() -> None:
    made = invented_stations(Random(7))
    assert sorted(Counter(station.region for station in made).values()) == [20, 20, 20]
    assert len({station.code for station in made}) == 60
    for station in made:
        assert "(test)" in station.region
        assert "(test)" in (station.address or "")
        assert 40 < (station.latitude or 0) < 56
        assert 46 < (station.longitude or 0) < 88


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_two_drawings_are_alike(subject: str) -> None:
    rng = Random(7)
    assert drawing(subject, rng) != drawing(subject, rng)


def test_a_morning_of_reports_is_stored_through_the_use_cases(mission: Mission) -> None:
    found = rows(mission)
    assert 60 <= len(found) <= 85
    assert {row.form_id for row in found} == {"opening", "voting", "incident"}
    assert len({row.region for row in found}) == 3
    assert all(row.received_at < NOON and not row.late and not row.practice for row in found)
    silent = 60 - len({row.station for row in found})
    assert 10 <= silent <= 30


def test_whoever_reported_has_arrived_and_some_who_should_be_there_are_not_heard_of(mission: Mission) -> None:
    with mission.database.reading() as tx:
        people = [one for one in everybody(tx) if one.role == "observer"]
        there = [whereabouts(tx, find_person(tx, one.pseudonym) or 0, NOON) for one in people]
    assert sum(one.since is not None for one in there) == len({row.reported_by for row in rows(mission)})
    assert sum(one.since is None for one in there) == 9


def test_several_tell_of_the_same_ring_in_the_cold(mission: Mission) -> None:
    told = [row for row in rows(mission) if row.category == "kettling"]
    assert len(told) >= 4
    assert {row.severity for row in told} == {"critical"}
    assert len({row.occurred_at for row in told}) == 1
    assert {row.basis for row in told} >= {"saw_myself", "witness", "online"}
    assert len({row.answers["held_from"] for row in told}) >= 3


def test_observers_were_kept_out_for_many_reasons(mission: Mission) -> None:
    reasons = Counter(row.answers["denial_reason"] for row in rows(mission) if row.category == "observer_entry_denied")
    assert len(reasons) >= 5
    assert reasons["accreditation"] > 1


def test_the_desk_has_taken_some_alerts_and_left_some(mission: Mission) -> None:
    states = Counter(row.alert for row in rows(mission))
    assert {"open", "claimed", "resolved"} <= states.keys()


def test_photos_wait_to_be_fetched_from_the_emulator(mission: Mission) -> None:
    found = rows(mission)
    with mission.database.reading() as tx:
        kept = attachments.of_reports(tx, [row.id for row in found])
    waiting = [one for files in kept.values() for one in files]
    assert len(waiting) >= 15
    assert {one.fetch_state for one in waiting} == {"pending"}


def test_whoever_was_kept_out_did_not_fill_the_checklist_inside() -> None:
    tales = planned_morning(Random(7))
    denied = {tale.station for tale in tales if tale.answers.get("category") == "observer_entry_denied"}
    assert not denied & {tale.station for tale in tales if tale.form == "opening"}
