"""Visits in the zip: who covered which station when."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from zipfile import ZipFile

from sqlalchemy import update

from bot.cases.verify import Verified, verify_export
from storage import stations, visits
from storage.models import Person
from storage.reports import Filter
from tests.unit.export.mission import DAY, Mission

HOUR = timedelta(hours=1)


def visit(mission: Mission, code: str, hour: int, until: int | None, relieved: int | None = None) -> None:
    with mission.database.transaction() as tx:
        place = stations.by_code(tx, code)
        assert place is not None
        visits.arrive(tx, mission.person, place.id, DAY + hour * HOUR, relieved)
        if until is not None:
            visits.leave(tx, mission.person, DAY + until * HOUR)


def table(mission: Mission, wanted: Filter | None = None) -> list[dict[str, str]] | None:
    made = mission.export("zip", wanted)
    assert isinstance(verify_export(made.path), Verified)
    with ZipFile(made.path) as file:
        told = json.loads(file.read("export.json"))["visits"]
        if "visits.csv" not in file.namelist():
            assert told == 0
            return None
        rows = list(csv.DictReader(io.StringIO(file.read("visits.csv").decode("utf-8-sig"), newline="")))
    assert told == len(rows)
    return rows


def test_visits_are_told_with_their_times(mission: Mission) -> None:
    visit(mission, "001", 1, 5)
    visit(mission, "002", 6, None, relieved=mission.person)
    rows = table(mission)
    assert rows is not None
    assert [(one["station"], one["arrived_at"][11:16], one["left_at"][11:16]) for one in rows] == [
        ("001", "01:00", "05:00"),
        ("002", "06:00", ""),
    ]
    assert [one["relieved"] for one in rows] == ["", rows[0]["observer"]]


def test_only_visits_of_the_time_and_region_asked_for(mission: Mission) -> None:
    visit(mission, "001", 1, 5)
    visit(mission, "001", 6, None)
    assert len(table(mission, Filter(since=DAY + 5 * HOUR)) or ()) == 2
    assert len(table(mission, Filter(until=DAY + 6 * HOUR)) or ()) == 1
    with mission.database.reading() as tx:
        place = stations.by_code(tx, "001")
    assert place is not None
    assert len(table(mission, Filter(region=place.region)) or ()) == 2


def test_there_is_no_empty_table_and_none_beside_reports_of_one_category(mission: Mission) -> None:
    assert table(mission) is None
    visit(mission, "001", 1, 5)
    assert table(mission, Filter(category="kettling")) is None
    with mission.database.transaction() as tx:
        tx.execute(update(Person).values(practice=True))
    assert table(mission) is None
