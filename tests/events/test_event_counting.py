"""Digests count events, not reports; as of their hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from bot.cases import events
from bot.cases.digests import compose_digest, compose_picture
from bot.core.digests import Digest, Window
from bot.core.words import Severity
from storage import events as stored
from storage import reports
from storage.database import Database
from storage.models import EventSource
from tests.events.desk import NOON, Desk

DAY = NOON - timedelta(hours=12)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx)


def together(desk: Desk, *sources: UUID, minutes: float = 0) -> int:
    first, *others = sources
    for other in others:
        events.put_together(desk.tx, first, other, desk.member, NOON + timedelta(minutes=minutes))
    found = stored.event_of(desk.tx, first)
    assert found is not None
    return found


def digest(desk: Desk, since: float = -720, until: float = 600) -> Digest:
    return compose_digest(desk.tx, Window(NOON + timedelta(minutes=since), NOON + timedelta(minutes=until), DAY))


def test_three_reports_of_one_kettling_are_one_event(desk: Desk) -> None:
    tellings = [desk.report(by=number, minutes=10 * number) for number in range(3)]
    desk.report("vote_buying", severity="high", by=3)
    together(desk, *tellings)
    found = digest(desk)
    assert (found.news.total, found.news.reports, found.day_total) == (2, 4, 2)
    assert found.news.by_severity == {Severity.CRITICAL: 1, Severity.HIGH: 1}
    assert sorted((kind.category, kind.events) for kind in found.news.kinds) == [("kettling", 1), ("vote_buying", 1)]
    assert found.news.regions == (("Алатау", 2),)


def test_an_event_is_new_once_whenever_its_reports_come(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1, minutes=60)
    together(desk, first, second, minutes=61)
    earlier, later = digest(desk, until=30), digest(desk, since=30)
    assert (earlier.news.total, later.news.total, later.news.reports, later.day_total) == (1, 0, 1, 1)
    assert not later.eventless


def test_what_was_put_together_later_was_not_yet_then(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1)
    event_id = together(desk, first, second, minutes=120)
    assert digest(desk, until=60).news.total == 2
    assert digest(desk, until=130).news.total == 1
    events.split(desk.tx, event_id, second, desk.member, NOON + timedelta(minutes=180))
    assert digest(desk, until=130).news.total == 1
    assert digest(desk, until=190).news.total == 2


def test_an_event_is_as_grave_as_the_gravest_and_withdrawn_ones_do_not_count(desk: Desk) -> None:
    mild = desk.report("repeat_voting", severity="medium")
    grave = desk.report("repeat_voting", severity="high", by=1, minutes=5)
    together(desk, mild, grave, desk.report("repeat_voting", by=2, withdrawn_at=NOON))
    found = digest(desk)
    assert found.news.by_severity == {Severity.HIGH: 1} and found.news.reports == 2
    assert sum(sum(hour.by_severity.values()) for hour in compose_picture(desk.tx, found.window).hours) == 1


def test_open_reports_of_one_event_are_one_line_of_the_worst(desk: Desk) -> None:
    tellings = [desk.report(by=number, minutes=number) for number in range(3)]
    other = desk.report("vote_buying", severity="high", by=3)
    for one in (*tellings, other):
        reports.raise_alert(desk.tx, one, NOON)
    together(desk, *tellings)
    found = digest(desk).alerts
    assert (found.open, found.reports, found.unclaimed) == (2, 4, 4)
    assert [(one.others, one.event is not None) for one in found.worst] == [(2, True), (0, False)]


def test_another_region_counts_its_own_reports_of_an_event(desk: Desk) -> None:
    here, there = desk.report(), desk.report(by=1, station="S-9")
    together(desk, here, there)
    region = reports.find(desk.tx, there).region_id  # type: ignore[union-attr]
    window = replace(digest(desk).window, region_id=region)
    assert compose_digest(desk.tx, window).news.total == 1


def test_a_source_that_joined_twice_is_counted_by_where_it_is_now(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1)
    one = together(desk, first, second)
    third, fourth = desk.report(by=2, minutes=1), desk.report(by=3, minutes=2)
    other = together(desk, third, fourth)
    events.merge(desk.tx, one, other, desk.member, NOON + timedelta(minutes=9))
    assert digest(desk).news.total == 1
    desk.tx.execute(update(EventSource).values(left_at=NOON, left_by=desk.member.person_id))
    assert digest(desk).news.total == 4
