"""Story 7: two honest people disagree. Both stay on record; the station has one answer."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from bot.cases import station_records
from bot.cases.forms import FormLibrary
from bot.cases.station_records import StationView
from storage import reports, revisions
from storage import station_records as stored
from storage.database import Database
from storage.station_records import Pair
from tests.events.desk import NOON, Desk

SHOWN = {"box_shown_empty": "yes", "box_sealed": "with_numbers", "members_present": "7", "observers_present": "2"}
UNSEEN = {**SHOWN, "box_shown_empty": "not_observed", "observers_present": "3", "description": "a crowd before me"}
LIBRARY = FormLibrary()


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        LIBRARY._compiled.clear()
        yield Desk(tx, "opening")


def pair(desk: Desk, report: UUID) -> Pair:
    found = stored.pair_of(desk.tx, report)
    assert found is not None
    return found


def view(desk: Desk, report: UUID) -> StationView:
    shown = station_records.view(desk.tx, LIBRARY, pair(desk, report))
    assert shown is not None
    return shown


def choose(desk: Desk, report: UUID, name: str, code: str | None) -> StationView | None:
    return station_records.choose(desk.tx, LIBRARY, pair(desk, report), name, code, desk.member, NOON)


def filed(desk: Desk) -> tuple[UUID, UUID]:
    return desk.report(None, told=SHOWN), desk.report(None, told=UNSEEN, by=1, minutes=8)


def test_one_answer_differs_and_the_rest_agrees(desk: Desk) -> None:
    first, _ = filed(desk)
    record = view(desk, first).record
    assert [one.name for one in record.differing] == ["box_shown_empty"], "what is about the observers is not compared"
    assert set(record.agreed) == {"box_sealed", "members_present"}
    assert record.undecided == 1 and record.differing[0].stands is None


def test_the_coordinator_chooses_and_both_originals_stay(desk: Desk) -> None:
    first, second = filed(desk)
    shown = choose(desk, first, "box_shown_empty", f"500-{first.int:03}")
    assert shown is not None and shown.record.differing[0].stands is not None
    assert shown.record.differing[0].stands.value == "yes" and shown.record.undecided == 0
    kept = reports.find(desk.tx, second)
    assert kept is not None and kept.answers["box_shown_empty"] == "not_observed"
    again = choose(desk, first, "box_shown_empty", None)
    assert again is not None and again.record.differing[0].is_left_open and again.record.undecided == 1


def test_a_choice_falls_when_its_report_says_something_else(desk: Desk) -> None:
    first, second = filed(desk)
    choose(desk, first, "box_shown_empty", f"500-{first.int:03}")
    told = revisions.promoted(desk.tx, first)
    teller = desk.observers[0].person_id
    revisions.add(desk.tx, first, 1, {**SHOWN, "box_shown_empty": "no"}, told, teller, "corrected", NOON)
    assert view(desk, second).difference("box_shown_empty").stands is None  # type: ignore[union-attr]


def test_what_cannot_be_chosen_is_refused(desk: Desk) -> None:
    first, _ = filed(desk)
    assert choose(desk, first, "box_sealed", None) is None
    assert choose(desk, first, "box_shown_empty", "999-999") is None


@pytest.mark.parametrize("more", [{"practice": True}, {"withdrawn_at": NOON}, {"verification": "rejected"}, {"by": 0}])
def test_only_two_observers_whose_reports_stand_are_compared(desk: Desk, more: dict[str, object]) -> None:
    first = desk.report(None, told=SHOWN)
    desk.report(None, told=UNSEEN, **{"by": 1, **more})  # type: ignore[arg-type]
    assert station_records.view(desk.tx, LIBRARY, pair(desk, first)) is None
    assert stored.pairs(desk.tx, None, (0, 0), 9) == []


def test_of_somebody_who_filed_it_twice_the_newest_answer_counts(desk: Desk) -> None:
    first, _ = filed(desk)
    desk.report(None, told={"box_shown_empty": "yes"}, by=1, minutes=30)
    assert view(desk, first).record.differing == ()


def test_stations_are_listed_by_region_a_page_at_a_time(desk: Desk) -> None:
    first, _ = filed(desk)
    for station in ("T-2", "S-9"):
        desk.report(None, told=SHOWN, station=station)
        desk.report(None, told=UNSEEN, station=station, by=1)
    every = stored.pairs(desk.tx, None, (0, 0), 9)
    assert [one.station for one in every] == ["T-1", "T-2", "S-9"]
    beyond = stored.pairs(desk.tx, None, (every[0].station_id, every[0].form_number), 1)
    assert [one.station for one in beyond] == ["T-2"]
    region = reports.find(desk.tx, first).region_id  # type: ignore[union-attr]
    assert [one.station for one in stored.pairs(desk.tx, region, (0, 0), 9)] == ["T-1", "T-2"]
