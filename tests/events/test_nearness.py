"""What may tell of one event, and what may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import events
from bot.core.events import Telling, nearness, point_in, why_of

NOON = datetime(2021, 1, 10, 6, tzinfo=UTC)
RING = Telling(UUID(int=1), 1, False, "kettling", 7, None, (43.24, 76.945), NOON)
PACK = replace(RING, category="ballot_stuffing")


def other(like: Telling, minutes: float = 15, **changed: object) -> Telling:
    known = {"id": UUID(int=2), "teller": 2, "begins": like.begins + timedelta(minutes=minutes)}
    return replace(like, **{**known, **changed})  # type: ignore[arg-type]


def test_two_observers_of_one_station_a_quarter_of_an_hour_apart() -> None:
    why = nearness(PACK, other(PACK))
    assert why is not None
    assert (why.minutes, why.same_station, why.same_category, why.again, why.metres) == (15, True, True, False, None)
    assert why_of(why.to_json()) == why


@pytest.mark.parametrize(
    "apart",
    [
        other(PACK, minutes=121),
        other(PACK, station=8, station_point=(43.25, 76.945)),
        other(PACK, station=None, station_point=None),
        other(PACK, category="repeat_voting", minutes=45),
        other(PACK, category="seals_violated"),
        other(PACK, teller=1, minutes=40),
        other(PACK, teller=1, category="repeat_voting", minutes=5),
        other(PACK, category=None, is_call=True),
    ],
    ids=["time", "place", "nowhere", "kind late", "group", "own later", "own other", "call"],
)
def test_what_is_apart_is_not_proposed(apart: Telling) -> None:
    assert nearness(PACK, apart) is None


@pytest.mark.parametrize(
    "near",
    [
        other(PACK, minutes=119),
        other(PACK, station=8, station_point=(43.244, 76.945)),
        other(PACK, category="repeat_voting", minutes=20),
        other(PACK, teller=1, minutes=10),
    ],
    ids=["time", "445 m", "other words", "sent twice"],
)
def test_what_is_near_is_proposed(near: Telling) -> None:
    assert nearness(PACK, near) is not None


def test_of_two_who_sent_their_place_the_station_says_nothing() -> None:
    square = other(RING, point=(43.30, 76.945))
    assert nearness(replace(RING, point=(43.24, 76.945)), square) is None
    beside = other(RING, station=8, point=(43.3004, 76.945))
    why = nearness(square, replace(beside, id=UUID(int=3), teller=3))
    assert why is not None and why.metres == 44 and not why.same_station


def test_a_kettling_lasts_until_it_is_said_to_have_ended() -> None:
    assert nearness(RING, other(RING, minutes=9 * 60)) is not None
    ended = replace(RING, ends=NOON + timedelta(hours=1))
    assert nearness(ended, other(RING, minutes=9 * 60)) is None
    assert nearness(ended, other(RING, minutes=170)) is not None


def test_a_call_without_words_goes_with_whoever_is_held_there() -> None:
    call = replace(RING, id=UUID(int=5), teller=5, is_call=True, category=None)
    assert nearness(call, other(RING)) is not None
    assert nearness(call, replace(call, id=UUID(int=6), teller=6)) is not None
    assert nearness(call, other(PACK)) is None
    assert nearness(replace(call, teller=2), other(RING)) is not None, "the caller's own report of it"


def test_the_nearest_has_the_most_points() -> None:
    scores = [nearness(PACK, other(PACK, minutes=minutes)).score for minutes in (1, 30, 90)]  # type: ignore[union-attr]
    assert scores == sorted(scores, reverse=True)
    assert nearness(PACK, other(PACK, teller=1, minutes=1)).score < scores[0]  # type: ignore[union-attr]


def test_the_groups_are_those_of_the_shipped_form() -> None:
    rows = Path("bot/cases/standard_forms/incident.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in row.split("|")] for row in rows if row.startswith("| | category |")]
    assert {cell[3]: cell[7] for cell in cells} == events.GROUP_OF


@given(st.text(max_size=40))
def test_no_answer_is_a_place_but_a_place(text: str) -> None:
    found = point_in({"place": text})
    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180)


moments = st.integers(0, 3000).map(lambda minutes: NOON + timedelta(minutes=minutes))
tellings = st.builds(
    Telling,
    st.integers(1, 9).map(lambda number: UUID(int=number)),
    st.integers(1, 3),
    st.booleans(),
    st.sampled_from([None, "kettling", "ballot_stuffing", "repeat_voting", "own_category"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, (43.0, 76.0), (43.001, 76.0)]),
    st.sampled_from([None, (43.0, 76.0)]),
    moments,
    st.none() | moments,
)


@given(tellings, tellings)
def test_nearness_is_mutual_and_within_reach(one: Telling, two: Telling) -> None:
    why = nearness(one, two)
    assert why == nearness(two, one)
    if why is not None:
        assert 0 <= why.score <= 100
        begin, end = events.reach(one)
        assert begin <= two.begins <= end
