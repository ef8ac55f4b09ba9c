"""Cases put beside one another: which may be one event, how many were held and for how long. Nothing is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import briefing
from bot.core.briefing import LINKED_WITHIN, Findings, linked, told_events
from bot.core.briefing_events import Case, Group, Known
from bot.core.event_figures import Figure
from bot.core.words import Severity, Verification

NOON = datetime(2021, 1, 10, 6, tzinfo=UTC)
CASE = Case(
    "1-1", "kettling", "critical", "Алматы", "001", None, "voting", "saw_myself", "unverified", False, NOON, None
)


def later(hours: float, **changed: object) -> Case:
    return replace(CASE, happened_at=NOON + timedelta(hours=hours), code=f"at {hours}", **changed)  # type: ignore[arg-type]


def test_reports_of_one_thing_at_one_place_may_be_one_event() -> None:
    groups = linked([CASE, later(2.9), later(5.8)])
    assert [group.codes for group in groups] == [("1-1", "at 2.9", "at 5.8")]


@pytest.mark.parametrize(
    "other",
    [later(3), later(1, station="002"), later(1, category="force_used"), later(1, region="Орал", station=None)],
)
def test_what_is_later_elsewhere_or_something_else_is_another(other: Case) -> None:
    assert [len(group.cases) for group in linked([CASE, other])] == [1, 1]


def test_two_reports_from_no_known_place_are_never_put_together() -> None:
    nowhere = replace(CASE, region=None, station=None)
    assert len(linked([nowhere, replace(nowhere, code="2-2")])) == 2


def test_several_figures_give_the_lowest_least_and_the_highest_most() -> None:
    group = Group((later(0, held_least=30), later(1, held_least=35, held_most=50), later(2)))
    assert (group.least, group.most) == (30, 50)


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ([later(0, held_least=30)], (30, None)),
        ([later(0, held_most=50)], (None, 50)),
        ([later(0, held_least=1, held_most=1)], (1, 1)),
        ([later(0, held_least=30), later(1, held_least=40)], (30, 40)),
        ([later(0)], (None, None)),
    ],
)
def test_what_nobody_gave_is_not_made_up(cases: list[Case], expected: tuple[int | None, int | None]) -> None:
    group = Group(tuple(cases))
    assert (group.least, group.most) == expected


def test_hours_run_from_the_earliest_beginning_to_the_latest_end() -> None:
    end = NOON + timedelta(hours=8, minutes=50)
    group = Group((later(0, held_since=NOON), later(1, held_since=NOON + timedelta(hours=1), held_until=end)))
    assert group.held_for == timedelta(hours=8, minutes=50)
    assert Group((later(0, held_since=NOON),)).held_for is None
    assert Group((later(0, held_since=end, held_until=NOON),)).held_for is None


def test_people_are_not_counted_twice_when_two_count_them() -> None:
    group = Group((later(0, in_hospital=2), later(1, in_hospital=1)))
    assert group.most_of("in_hospital") == 2
    assert group.most_of("injured") is None


def test_a_rejected_report_is_counted_and_not_told() -> None:
    found = Findings()
    found.take(replace(CASE, verification=Verification.REJECTED, category="observer_entry_denied", reason="no_space"))
    found.settle()
    assert (found.told, found.cases, dict(found.kept_out)) == (1, [], {})


def test_memory_is_bounded_and_the_gravest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(briefing, "MOST_CASES", 3)
    found = Findings()
    for number, severity in enumerate((Severity.LOW, Severity.CRITICAL, Severity.MEDIUM, Severity.HIGH) * 5):
        found.take(later(number, severity=severity.value))
    found.settle()
    assert {case.severity for case in found.cases} == {"critical"}
    assert [case.code for case in found.cases] == ["at 1", "at 5", "at 9"]
    assert (found.told, found.not_told) == (20, 17)


def test_what_was_put_together_is_one_event_and_what_was_not_is_none() -> None:
    found = Findings(apart=frozenset({frozenset({"at 1", "at 2"})}))
    for case in (CASE, later(0.5, event="E-1"), later(0.7, event="E-1", verification="confirmed"), later(1), later(2)):
        found.take(case)
    found.settle()
    assert [group.codes for group in told_events(found)] == [("1-1",), ("at 0.5", "at 0.7"), ("at 1",), ("at 2",)]
    assert [group.maybe for group in told_events(found)] == [("at 1", "at 2"), (), ("1-1",), ("1-1",)]
    assert (found.events, found.told) == (4, 5)
    assert found.by_kind[("kettling", "Алматы", "voting", "confirmed")] == 1


def test_what_the_desk_chose_stands_before_what_was_told() -> None:
    figures = {Figure.PEOPLE: "30..50", Figure.IN_HOSPITAL: "2", Figure.TEMPERATURE: "-9"}
    group = Group((later(0, held_least=20, in_hospital=5, temperature=-20),), Known(figures, ("SOS-1001",)))
    assert (group.least, group.most, group.most_of("in_hospital"), group.temperatures) == (30, 50, 2, (-9, -9))
    assert group.references == ("at 0", "SOS-1001")


times = st.lists(st.floats(0, 48, allow_nan=False), max_size=30)


@given(times)
def test_every_case_is_in_exactly_one_group_and_gaps_are_shorter_than_three_hours(hours: list[float]) -> None:
    cases = [later(hour) for hour in sorted(hours)]
    groups = linked(cases)
    assert [case for group in groups for case in group.cases] == cases
    for group in groups:
        pairs = zip(group.cases, group.cases[1:], strict=False)
        assert all(after.happened_at - before.happened_at < LINKED_WITHIN for before, after in pairs)
