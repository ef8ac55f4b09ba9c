"""Proposed, accepted, refused, split, merged: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from bot.cases import event_view, events, proposing
from bot.cases.event_parts import Done, NotPossible, Refused, TwoEvents, source_named
from bot.core.event_figures import Figure
from storage import events as stored
from storage import report_notes, sos
from storage.database import Database
from storage.models import AuditEntry, EventProposal
from tests.events.desk import NOON, Desk


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx)


def together(desk: Desk, *sources: UUID) -> int:
    """One event of them all."""
    first, *others = sources
    for other in others:
        assert isinstance(events.put_together(desk.tx, first, other, desk.member, NOON), Done)
    event_id = stored.event_of(desk.tx, first)
    assert event_id is not None
    return event_id


def test_a_report_is_proposed_with_the_one_before_it(desk: Desk) -> None:
    first = desk.report("ballot_stuffing")
    second = desk.report("ballot_stuffing", minutes=15, by=1)
    assert desk.waiting(second) == [first] and desk.waiting(first) == [second]
    assert proposing.waiting(desk.tx, second)[0].why.minutes == 15


@pytest.mark.parametrize(
    "more",
    [{"practice": True}, {"withdrawn_at": NOON}, {"verification": "rejected"}, {"station": "S-9"}, {"station": "T-3"}],
)
def test_practice_what_was_withdrawn_or_rejected_and_what_is_elsewhere_is_never_proposed(
    desk: Desk, more: dict[str, object]
) -> None:
    desk.report("ballot_stuffing", **more)  # type: ignore[arg-type]
    assert desk.waiting(desk.report("ballot_stuffing", minutes=5, by=1)) == []


def test_stations_three_hundred_metres_apart_are_near(desk: Desk) -> None:
    first = desk.report(station="T-1")
    second = desk.report(station="T-2", by=1, minutes=5)
    why = proposing.waiting(desk.tx, second)[0].why
    assert desk.waiting(second) == [first] and why.metres is not None and 300 < why.metres < 350


def test_calls_and_reports_are_proposed_with_each_other(desk: Desk) -> None:
    first = desk.call(kind=None)
    second = desk.call(minutes=2, by=1)
    assert desk.waiting(second) == [first]
    report = desk.report("kettling", minutes=20, by=2)
    assert set(desk.waiting(report)) == {first, second}


def test_accepting_makes_an_event_and_the_third_joins_it(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1, minutes=5)
    made = events.accept(desk.tx, desk.proposal(second, first), desk.member, NOON)
    assert isinstance(made, Done) and made.event.category == "kettling" and made.event.code.startswith("E-")
    assert desk.waiting(first) == desk.waiting(second) == []
    third = desk.report(by=2, minutes=9)
    assert len(desk.waiting(third)) == 1, "one proposal for the event, not one for each of its reports"
    joined = events.accept(desk.tx, proposing.waiting(desk.tx, third)[0].proposal_id, desk.member, NOON)
    assert isinstance(joined, Done) and joined.event.id == made.event.id
    assert len(events.sources_of(desk.tx, made.event.id)) == 3
    assert [note.what for note in report_notes.of_report(desk.tx, third)] == ["joined_event"]


def test_accepting_twice_is_accepting_once(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1)
    proposal = desk.proposal(second, first)
    one, again = (events.accept(desk.tx, proposal, desk.member, NOON) for _ in range(2))
    assert one == again
    assert desk.tx.execute(select(func.count()).select_from(stored.Event)).scalar_one() == 1


def test_what_was_refused_is_never_proposed_again(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1)
    proposal = desk.proposal(second, first)
    assert isinstance(events.refuse(desk.tx, proposal, desk.member, NOON), Refused)
    assert events.refuse(desk.tx, proposal, desk.member, NOON) == NotPossible("stale")
    assert events.accept(desk.tx, proposal, desk.member, NOON) == NotPossible("stale")
    proposing.propose_for_report(desk.tx, second, NOON)
    assert desk.waiting(second) == []


def test_who_is_not_the_same_as_one_is_not_asked_about_the_others_of_its_event(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1)
    third = desk.report(by=2, minutes=3)
    assert len(desk.waiting(third)) == 2
    events.refuse(desk.tx, desk.proposal(third, first), desk.member, NOON)
    assert desk.waiting(third) == [second]
    together(desk, first, second)
    assert desk.waiting(third) == []
    proposing.propose_for_report(desk.tx, third, NOON)
    assert desk.waiting(third) == []


def test_a_correction_makes_a_proposal_lapse_and_another_brings_it_back(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1)
    desk.sets(second, category="vote_buying")
    proposing.propose_for_report(desk.tx, second, NOON)
    assert desk.waiting(first) == []
    desk.sets(second, category="kettling")
    proposing.propose_for_report(desk.tx, second, NOON)
    assert desk.waiting(first) == [second]


def test_one_taken_out_stands_alone_and_is_not_proposed_again(desk: Desk) -> None:
    first, second, third = (desk.report(by=number, minutes=number) for number in range(3))
    event_id = together(desk, first, second, third)
    event_view.choose(desk.tx, event_id, Figure.INJURED, "2", third, desk.member, NOON)
    event_view.choose(desk.tx, event_id, Figure.TEMPERATURE, "-9", None, desk.member, NOON)
    assert isinstance(events.split(desk.tx, event_id, third, desk.member, NOON), Done)
    assert stored.event_of(desk.tx, third) is None and len(events.sources_of(desk.tx, event_id)) == 2
    left = stored.get(desk.tx, event_id)
    assert left is not None and set(left.figures) == {"temperature"}, "what it alone said does not stand any more"
    proposing.propose_for_report(desk.tx, third, NOON)
    assert desk.waiting(third) == []
    assert events.split(desk.tx, event_id, third, desk.member, NOON) == NotPossible("stale")


def test_the_last_report_of_an_event_stays(desk: Desk) -> None:
    first, second = desk.report(), desk.report(by=1)
    event_id = together(desk, first, second)
    events.split(desk.tx, event_id, second, desk.member, NOON)
    assert events.split(desk.tx, event_id, first, desk.member, NOON) == NotPossible("only")


def test_two_events_are_merged_by_a_person_alone(desk: Desk) -> None:
    a, b, c, d = (desk.report(by=number, minutes=number) for number in range(4))
    one, other = together(desk, a, b), together(desk, c, d)
    assert isinstance(events.put_together(desk.tx, a, c, desk.member, NOON), TwoEvents)
    event_view.choose(desk.tx, one, Figure.INJURED, "1", None, desk.member, NOON)
    event_view.choose(desk.tx, one, Figure.TEMPERATURE, "-9", None, desk.member, NOON)
    event_view.choose(desk.tx, other, Figure.INJURED, "2", None, desk.member, NOON)
    merged = events.merge(desk.tx, one, other, desk.member, NOON)
    assert isinstance(merged, Done) and merged.event.id == other
    assert {source.id for source in events.sources_of(desk.tx, other)} == {a, b, c, d}
    assert {name: one["value"] for name, one in merged.event.figures.items()} == {"injured": "2", "temperature": "-9"}
    assert events.sources_of(desk.tx, one) == []
    assert events.merge(desk.tx, one, other, desk.member, NOON) == NotPossible("stale")
    assert events.add_note(desk.tx, one, "?", desk.member, NOON) == NotPossible("stale")


def test_one_taken_out_is_not_proposed_for_what_its_event_became_part_of(desk: Desk) -> None:
    a, b, c, d, e = (desk.report(by=number % 4, minutes=number, propose=False) for number in range(5))
    one, other = together(desk, a, b, c), together(desk, d, e)
    events.split(desk.tx, one, c, desk.member, NOON)
    events.merge(desk.tx, one, other, desk.member, NOON)
    proposing.propose_for_report(desk.tx, c, NOON)
    assert desk.waiting(c) == []


def test_a_report_is_added_by_its_code_and_practice_is_not(desk: Desk) -> None:
    event_id = together(desk, desk.report(), desk.report(by=1))
    far = desk.report("observer_detained", station="S-9", by=2)
    named = source_named(desk.tx, f" 500-{far.int:03} ")
    assert named is not None and isinstance(events.add_source(desk.tx, event_id, named, desk.member, NOON), Done)
    exercise = source_named(desk.tx, f"500-{desk.report(practice=True).int:03}")
    assert exercise is not None
    assert events.add_source(desk.tx, event_id, exercise, desk.member, NOON) == NotPossible("practice")
    assert source_named(desk.tx, "999-999") is None


def test_a_call_that_turns_out_to_be_real_leaves_the_event_of_practice(desk: Desk) -> None:
    call = desk.call(practice=True)
    report = desk.report(practice=True, by=1)
    together(desk, report, call)
    sos.change(desk.tx, sos.find(desk.tx, call).seq, practice=False)  # type: ignore[union-attr]
    proposing.leave_practice(desk.tx, call, desk.observers[0].person_id, NOON)
    assert stored.event_of(desk.tx, call) is None and stored.event_of(desk.tx, report) is not None


def test_figures_stand_beside_who_says_them(desk: Desk) -> None:
    """Story 1: 30–50 people, 11:40–20:30, −9 °C, two in hospital."""
    held = {"held_since": "2021-01-10T11:40:00.000+06:00"}
    first = desk.report(told={**held, "held_from": "30", "temperature": "-9"}, minutes=-20)
    until = {"held_until": "2021-01-10T20:30:00.000+06:00", "injured": "2", "in_hospital": "2"}
    second = desk.report(told={**held, **until, "held_from": "20", "held_to": "50"}, by=1, minutes=515)
    third = desk.report(told={"injured": "0"}, by=2, minutes=10, withdrawn_at=NOON)
    event_id = together(desk, first, second, desk.call(by=3, minutes=-18, details={"how_many": "21-50"}), third)
    seen = event_view.view(desk.tx, event_id)
    assert seen is not None
    told = {figure: [one.value for one in stated.told] for figure, stated in seen.figures.items()}
    assert sorted(told[Figure.PEOPLE]) == ["20..50", "21..50", "30.."]
    assert told[Figure.INJURED] == ["2"], "what was withdrawn says nothing"
    assert seen.figures[Figure.PEOPLE].value == "20..50"
    assert seen.held_for == timedelta(hours=8, minutes=50)
    assert seen.tellers == 4
    chosen = event_view.choose(desk.tx, event_id, Figure.PEOPLE, "30..50", None, desk.member, NOON)
    assert chosen is not None and chosen.figures[Figure.PEOPLE].value == "30..50"
    back = event_view.choose(desk.tx, event_id, Figure.PEOPLE, None, None, desk.member, NOON)
    assert back is not None and back.figures[Figure.PEOPLE].stands is None


def test_the_list_has_the_gravest_first_and_only_the_region(desk: Desk) -> None:
    light = together(desk, desk.report("repeat_voting", severity="high"), desk.report("repeat_voting", by=1))
    grave = together(desk, desk.report("kettling", station="T-2"), desk.report("kettling", by=1, station="T-2"))
    exercise = together(desk, desk.report(practice=True), desk.report(practice=True, by=1))
    region = stored.get(desk.tx, grave).region_id  # type: ignore[union-attr]
    assert [one.event.id for one in stored.listed(desk.tx, region, False, 10, 0)] == [grave, light]
    assert [one.event.id for one in stored.listed(desk.tx, None, True, 10, 0)] == [grave, light, exercise]
    assert stored.listed(desk.tx, (region or 0) + 1, False, 10, 0) == []
    assert stored.count(desk.tx, region, False) == 2
    assert [one.sources for one in stored.listed(desk.tx, None, False, 1, 1)] == [2]


def test_everything_is_in_the_log(desk: Desk) -> None:
    first, second, third = (desk.report(by=number) for number in range(3))
    event_id = together(desk, first, second)
    events.refuse(desk.tx, proposing.waiting(desk.tx, third)[0].proposal_id, desk.member, NOON)
    events.add_note(desk.tx, event_id, "two ambulances", desk.member, NOON)
    events.split(desk.tx, event_id, second, desk.member, NOON)
    done = desk.tx.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars().all()
    assert done == ["make", "join", "join", "set apart", "note", "split"]
    assert desk.tx.execute(select(func.count()).select_from(EventProposal)).scalar_one() == 3
