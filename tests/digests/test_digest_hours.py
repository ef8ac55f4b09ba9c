"""From chosen hours to instants: days, zones, clocks that skip an hour or repeat one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest_hours import (
    EVERY,
    LAST_HOUR,
    LOOK_BACK,
    PROPOSED_HOURS,
    Schedule,
    Slot,
    every,
    instant,
    latest_slot,
    next_slot,
    slots_between,
)

ALMATY, BERLIN = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Berlin")
DAY = date(2021, 1, 10)


def local(zone: ZoneInfo, *when: int) -> datetime:
    return datetime(*when, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type,misc]


def told(schedule: Schedule, after: datetime, until: datetime) -> list[str]:
    """`12:00`, and `23:00 closing`, by the reader's clock."""
    return [
        f"{slot.at.astimezone(schedule.zone):%H:%M}{' closing' if slot.closing else ''}"
        for slot in slots_between(schedule, after, until)
    ]


def test_a_day_as_proposed() -> None:
    begin = instant(ALMATY, DAY, 0)
    assert told(Schedule(ALMATY), begin, begin + timedelta(days=1)) == [
        "09:00", "12:00", "15:00", "18:00", "21:00", "23:00 closing",
    ]  # fmt: skip


def test_the_begin_is_excluded_and_the_end_included() -> None:
    noon = instant(ALMATY, DAY, 12)
    three = instant(ALMATY, DAY, 15)
    assert slots_between(Schedule(ALMATY), noon, three) == (Slot(three),)
    assert slots_between(Schedule(ALMATY), noon, three - timedelta(microseconds=1)) == ()


def test_the_closing_one_takes_the_place_of_an_ordinary_one() -> None:
    schedule = Schedule(ALMATY, frozenset({22, 23}), closing=23)
    begin = instant(ALMATY, DAY, 0)
    assert told(schedule, begin, begin + timedelta(days=1)) == ["22:00", "23:00 closing"]


def test_without_hours_nothing_comes() -> None:
    schedule = Schedule(ALMATY, frozenset(), closing=None)
    assert slots_between(schedule, instant(ALMATY, DAY, 0), instant(ALMATY, date(2021, 2, 1), 0)) == ()
    assert next_slot(schedule, instant(ALMATY, DAY, 0)) is None


def test_only_the_chosen_days_count() -> None:
    schedule = Schedule(ALMATY, frozenset({12}), None, DAY, DAY + timedelta(days=1))
    found = slots_between(schedule, instant(ALMATY, date(2021, 1, 1), 0), instant(ALMATY, date(2021, 2, 1), 0))
    assert [slot.at.astimezone(ALMATY).date() for slot in found] == [DAY, DAY + timedelta(days=1)]


def test_the_next_one_of_days_far_ahead_is_found() -> None:
    schedule = Schedule(ALMATY, frozenset({9}), None, date(2021, 6, 1), date(2021, 6, 2))
    assert next_slot(schedule, instant(ALMATY, DAY, 0)) == Slot(instant(ALMATY, date(2021, 6, 1), 9))
    midnight = Schedule(ALMATY, frozenset({0}), None, date(2021, 6, 1), date(2021, 6, 1))
    assert next_slot(midnight, instant(ALMATY, DAY, 0)) == Slot(instant(ALMATY, date(2021, 6, 1), 0))


def test_kazakhstan_moved_to_one_zone_and_every_hour_of_that_night_is_sent_once() -> None:
    """On 1 March 2024 at midnight Almaty went from UTC+6 to UTC+5: 23:00 to 24:00 of 29 February came twice."""
    schedule = Schedule(ALMATY, frozenset({22}), closing=23)
    found = slots_between(schedule, datetime(2024, 2, 29, 10, tzinfo=UTC), datetime(2024, 3, 1, 19, tzinfo=UTC))
    assert [(f"{slot.at:%d %H:%M}", slot.closing) for slot in found] == [
        ("29 16:00", False), ("29 17:00", True),  # of two 23:00 the first
        ("01 17:00", False), ("01 18:00", True),  # by the new clock
    ]  # fmt: skip


def test_an_hour_that_the_clock_skips_is_sent_when_it_would_have_been() -> None:
    schedule = Schedule(BERLIN, frozenset({1, 2, 3}), closing=None)
    begin = local(BERLIN, 2021, 3, 28, 0, 30)
    assert told(schedule, begin, begin + timedelta(hours=5)) == ["01:00", "03:00"]  # 02:00 and 03:00 are one instant


def test_an_hour_that_comes_twice_is_sent_once() -> None:
    schedule = Schedule(BERLIN, frozenset({2}), closing=None)
    begin = local(BERLIN, 2021, 10, 31, 0, 30)
    assert slots_between(schedule, begin, begin + timedelta(hours=6)) == (Slot(datetime(2021, 10, 31, 0, tzinfo=UTC)),)


def test_what_was_due_long_ago_is_not_the_latest() -> None:
    schedule = Schedule(ALMATY, frozenset({12}), None, DAY, DAY)
    noon = instant(ALMATY, DAY, 12)
    long_before = noon - timedelta(days=30)
    assert latest_slot(schedule, long_before, noon + LOOK_BACK - timedelta(hours=1)) == Slot(noon)
    assert latest_slot(schedule, long_before, noon + LOOK_BACK + timedelta(hours=1)) is None


@pytest.mark.parametrize(("hours", "first"), [(1, 6), (2, 6), (3, 6), (4, 8), (6, 6)])
def test_every_so_many_hours(hours: int, first: int) -> None:
    chosen = sorted(every(hours))
    assert chosen[0] == first
    assert chosen[-1] <= LAST_HOUR
    assert {after - before for before, after in pairwise(chosen)} == {hours}


ZONES = st.sampled_from(["Asia/Almaty", "Asia/Qyzylorda", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "UTC"])
HOURS = st.frozensets(st.integers(0, 23))
MOMENTS = st.datetimes(datetime(2011, 12, 20), datetime(2026, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))


@given(ZONES, HOURS, MOMENTS, st.lists(st.integers(0, 60 * 24), min_size=1, max_size=8))
def test_looking_often_finds_the_same_as_looking_once(
    zone: str, hours: frozenset[int], begin: datetime, steps: list[int]
) -> None:
    """However the time between two moments is cut, no slot is lost and none is found twice."""
    schedule = Schedule(ZoneInfo(zone), hours, closing=23)
    moments = [begin]
    for minutes in steps:
        moments.append(moments[-1] + timedelta(minutes=minutes))
    piecewise = [slot for after, until in pairwise(moments) for slot in slots_between(schedule, after, until)]
    assert piecewise == list(slots_between(schedule, begin, moments[-1]))
    assert len({slot.at for slot in piecewise}) == len(piecewise)


@given(ZONES, HOURS, MOMENTS)
def test_the_latest_is_the_last_of_all(zone: str, hours: frozenset[int], now: datetime) -> None:
    schedule = Schedule(ZoneInfo(zone), hours, closing=None)
    begin = now - timedelta(days=3)
    every_one = slots_between(schedule, begin, now)
    assert latest_slot(schedule, begin, now) == (every_one[-1] if every_one else None)


def test_the_proposal_is_within_the_hours_on_offer() -> None:
    assert every(3) > PROPOSED_HOURS
    assert all(number in (1, 2, 3, 4, 6) for number in EVERY)
