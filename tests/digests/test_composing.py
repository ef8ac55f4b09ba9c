"""What a digest counts, and what it must never count; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from field import Field

from bot.cases.digests import compose_digest, compose_picture
from bot.cases.forms import publish_shipped
from bot.core.digests import MOST_WORST, Changes, Share, Window
from bot.core.words import Severity
from storage.database import Database, Tx

ALMATY = ZoneInfo("Asia/Almaty")
MIDNIGHT = datetime(2021, 1, 10, tzinfo=ALMATY).astimezone(UTC)
NOON, THREE = MIDNIGHT + timedelta(hours=12), MIDNIGHT + timedelta(hours=15)
LATELY = THREE - timedelta(minutes=30)
WINDOW = Window(since=NOON, until=THREE, day=MIDNIGHT)
CLOSING = Window(since=MIDNIGHT, until=MIDNIGHT + timedelta(hours=23), day=MIDNIGHT, closing=True)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.transaction() as opened:
        publish_shipped(opened, MIDNIGHT)
        yield opened


@pytest.fixture
def field(tx: Tx) -> Field:
    made = Field.of(tx, LATELY)
    for code, region in (("T-1", "Алатау"), ("T-2", "Алатау"), ("S-9", "Сарыарқа")):
        made.station(code, region, voters=1000)
    return made


def in_region(field: Field, name: str, window: Window = WINDOW) -> Window:
    return replace(window, region_id=field.region(name))


def test_of_an_empty_mission_there_is_nothing_to_tell(tx: Tx) -> None:
    found = compose_digest(tx, WINDOW)
    assert found.eventless
    assert (found.day_total, found.alerts.open, found.silent.total, found.calls) == (0, 0, 0, ())
    assert found.coverage.stations == Share(0, 0)


def test_new_is_what_came_after_the_last_one_up_to_its_hour(tx: Tx, field: Field) -> None:
    for at in (NOON - minutes(1), NOON, NOON + minutes(1), THREE, THREE + minutes(1)):
        field.report(at=at)
    found = compose_digest(tx, WINDOW)
    assert found.news.total == 2
    assert found.day_total == 4


def test_reports_are_counted_by_severity_category_and_region(tx: Tx, field: Field) -> None:
    field.report("kettling", "critical")
    field.report("repeat_voting", "high", station="S-9")
    field.report("repeat_voting", "high", station=None, late=True)
    news = compose_digest(tx, WINDOW).news
    assert news.by_severity == {Severity.CRITICAL: 1, Severity.HIGH: 2}
    assert [(kind.category, kind.events) for kind in news.kinds] == [("repeat_voting", 2), ("kettling", 1)]
    assert dict(news.regions) == {"Алатау": 1, "Сарыарқа": 1, None: 1}
    assert news.late == 1


def test_practice_and_withdrawn_reports_never_count(tx: Tx, field: Field) -> None:
    field.report(practice=True)
    field.report(practice=True, rings=True)
    field.withdraws(field.report("kettling", "critical"), THREE + minutes(5))  # withdrawn since
    field.corrects(field.report(practice=True), LATELY)
    field.call(practice=True)
    found = compose_digest(tx, WINDOW)
    assert (found.news.total, found.day_total, found.alerts.open, found.calls) == (0, 0, 0, ())
    assert found.changes == Changes()
    assert not any(hour.by_severity for hour in compose_picture(tx, WINDOW).hours)


def test_what_is_open_is_as_of_the_hour_however_late_it_is_delivered(tx: Tx, field: Field) -> None:
    field.report(at=NOON, resolved=LATELY)
    field.report(at=NOON, resolved=THREE + minutes(1))  # still claimed by nobody at three
    field.report(at=NOON + minutes(10), claimed=LATELY)
    field.report(at=THREE + minutes(1))
    alerts = compose_digest(tx, WINDOW).alerts
    assert (alerts.open, alerts.unclaimed, alerts.oldest_unclaimed) == (2, 1, NOON)
    assert [one.claimed for one in alerts.worst] == [False, True]


def test_the_worst_come_first_then_what_nobody_took_then_the_oldest(tx: Tx, field: Field) -> None:
    high_old = field.report("repeat_voting", "high", at=MIDNIGHT)
    taken = field.report("kettling", "critical", at=NOON, claimed=LATELY)
    free = field.report("kettling", "critical", at=NOON + minutes(5))
    high_new = field.report("repeat_voting", "high", at=NOON)
    low = field.report("other", None, at=MIDNIGHT, rings=True)
    worst = compose_digest(tx, WINDOW).alerts.worst
    assert [one.report_id for one in worst] == [free, taken, high_old, high_new, low]
    assert (worst[0].station, worst[0].region) == ("T-1", "Алатау")


def test_of_many_open_reports_only_the_worst_are_named(tx: Tx, field: Field) -> None:
    for _ in range(MOST_WORST + 3):
        field.report()
    alerts = compose_digest(tx, WINDOW).alerts
    assert (alerts.open, len(alerts.worst)) == (MOST_WORST + 3, MOST_WORST)


def test_a_region_is_told_of_itself_alone(tx: Tx, field: Field) -> None:
    for station in ("T-1", "S-9"):
        person = field.observer(station)
        field.visits(person, station, NOON)
        field.corrects(field.report(station=station, by=person), LATELY)
        field.withdraws(field.report(station=station), LATELY)
    here = field.call(region_id=field.region("Алатау"))
    field.call(region_id=field.region("Сарыарқа"))
    nowhere = field.call()
    found = compose_digest(tx, in_region(field, "Алатау"))
    assert (found.scope, found.news.total, found.day_total, found.alerts.open) == ("Алатау", 1, 1, 1)
    assert [call.code for call in found.calls] == [here, nowhere]
    assert found.coverage.stations == Share(1, 1)
    assert found.changes == Changes(changed=1, withdrawn=1)
    assert compose_picture(tx, in_region(field, "Алатау")).coverage.regions == (("Алатау", Share(1, 1)),)


def test_open_calls_for_help_come_first_those_nobody_took_before_the_others(tx: Tx, field: Field) -> None:
    taken = field.call(at=NOON, claimed_at=NOON + minutes(1), state="claimed")
    free = field.call(at=NOON + minutes(20))
    field.call(at=NOON, state="closed", closed_at=LATELY)
    meanwhile = field.call(at=NOON + minutes(30), state="closed", closed_at=THREE + minutes(1))
    field.call(at=THREE + minutes(1))
    assert [call.code for call in compose_digest(tx, WINDOW).calls] == [free, meanwhile, taken]


def test_a_station_is_silent_that_is_watched_and_says_nothing_for_three_hours(tx: Tx, field: Field) -> None:
    for code in ("reported", "arrived", "left", "long ago", "never"):
        field.station(code, "Алатау")
    for code in ("reported", "left", "long ago", "never"):
        field.observer(code)
    field.report(None, None, station="reported", at=THREE - minutes(179))
    field.visits(field.observer("arrived"), "arrived", THREE - minutes(60))
    field.visits(field.observer(), "left", MIDNIGHT, LATELY)
    field.report(station="long ago", at=THREE - minutes(181))
    field.observer("T-2", since=minutes(60))  # assigned just now
    field.observer("S-9", practice=True)
    found = compose_digest(tx, WINDOW).silent
    assert (found.total, found.regions) == (2, (("Алатау", ("long ago", "never")),))


def test_in_the_evening_a_station_is_silent_that_said_nothing_all_day(tx: Tx, field: Field) -> None:
    field.observer("T-1")
    field.observer("T-2")
    field.report(None, None, station="T-1", at=MIDNIGHT + minutes(420))
    assert compose_digest(tx, CLOSING).silent.regions == (("Алатау", ("T-2",)),)


def test_coverage_is_who_is_there_of_who_was_to_be(tx: Tx, field: Field) -> None:
    aigul, bolat = field.observer("T-1"), field.observer("T-1")
    field.observer("T-2")
    unplanned = field.observer()
    field.visits(aigul, "T-1", NOON)
    field.visits(bolat, "T-1", NOON, LATELY)  # went home
    field.visits(unplanned, "S-9", NOON)
    field.visits(field.observer("T-2", practice=True), "T-2", NOON)
    field.visits(field.observer("T-2", state="suspended"), "T-2", NOON)
    found = compose_digest(tx, WINDOW).coverage
    assert found.observers == Share(2, 4)
    assert found.stations == Share(2, 3)
    assert found.voters == Share(2000, 3000)
    assert found.regions == (("Алатау", Share(1, 2)), ("Сарыарқа", Share(1, 1)))


def test_an_arrival_of_the_day_before_without_a_departure_is_no_presence(tx: Tx, field: Field) -> None:
    field.visits(field.observer("T-1"), "T-1", THREE - timedelta(hours=25))
    assert compose_digest(tx, WINDOW).coverage.stations == Share(0, 1)


def test_in_the_evening_whoever_was_there_during_the_day_counts(tx: Tx, field: Field) -> None:
    field.visits(field.observer("T-1"), "T-1", MIDNIGHT + minutes(400), MIDNIGHT + minutes(500))
    assert compose_digest(tx, WINDOW).coverage.stations == Share(0, 1)
    assert compose_digest(tx, CLOSING).coverage.stations == Share(1, 1)


def test_what_changed_is_counted_in_reports(tx: Tx, field: Field) -> None:
    twice = field.report(at=MIDNIGHT)
    field.corrects(twice, LATELY)
    field.corrects(field.report(at=MIDNIGHT), NOON - minutes(1))  # told last time
    field.withdraws(field.report(at=MIDNIGHT), LATELY)
    field.withdraws(field.report(at=MIDNIGHT), NOON - minutes(1))
    field.report(at=MIDNIGHT, claimed=LATELY)
    field.report(at=MIDNIGHT, claimed=NOON - minutes(1), resolved=LATELY)
    assert compose_digest(tx, WINDOW).changes == Changes(changed=1, withdrawn=1, claimed=1, resolved=1)


# The picture


def by_hour(tx: Tx, window: Window) -> list[tuple[str, dict[Severity, int]]]:
    return [
        (f"{hour.begins.astimezone(ALMATY):%H}", dict(hour.by_severity)) for hour in compose_picture(tx, window).hours
    ]


def test_the_picture_tells_the_hours_of_the_day_from_the_first_incident_on(tx: Tx, field: Field) -> None:
    for at in (7 * 60, 7 * 60 + 59, 8 * 60, 12 * 60 + 30, 15 * 60):
        field.report("kettling", "critical", at=MIDNIGHT + minutes(at))
    field.report("accessibility_barrier", "low", at=MIDNIGHT + minutes(7 * 60))
    field.report(None, None, at=MIDNIGHT + minutes(9 * 60))  # a checklist is no incident
    field.report(at=MIDNIGHT - minutes(1))
    critical = Severity.CRITICAL
    assert by_hour(tx, WINDOW) == [
        ("07", {critical: 2, Severity.LOW: 1}), ("08", {critical: 1}), ("09", {}), ("10", {}), ("11", {}),
        ("12", {critical: 1}), ("13", {}), ("14", {critical: 1}),
    ]  # fmt: skip


def test_a_day_of_twenty_five_hours_has_as_many(tx: Tx, field: Field) -> None:
    """29 February 2024 in Almaty: 23:00 came twice."""
    begin = datetime(2024, 2, 29, tzinfo=ALMATY).astimezone(UTC)
    end = begin + timedelta(hours=25)
    for hours in range(25):
        field.report(at=begin + timedelta(hours=hours, minutes=30))
    found = by_hour(tx, Window(begin, end, begin, closing=True))
    assert [label for label, _ in found] == [f"{hour:02}" for hour in (*range(24), 23)]
    assert {counts[Severity.HIGH] for _, counts in found} == {1}


def test_photos_are_of_the_worst_that_are_open_and_have_one(tx: Tx, field: Field) -> None:
    field.photo(field.report("kettling", "critical", resolved=LATELY, at=NOON), "a" * 64)
    field.photo(field.report("kettling", "critical", practice=True, rings=True), "b" * 64)
    gone = field.report("kettling", "critical")
    field.photo(gone, "c" * 64)
    field.withdraws(gone, LATELY)
    field.report("kettling", "critical")
    high = [field.report("repeat_voting", "high") for _ in range(5)]
    for number, report in enumerate(high):
        field.photo(report, f"{number}" * 64)
        field.photo(report, "f" * 64)
    worst = compose_picture(tx, WINDOW).worst
    assert [(one.report_id, one.thumbnail) for one in worst] == [(high[n], f"{n}" * 64) for n in range(4)]
