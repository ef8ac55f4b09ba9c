"""Where observers are: one current station, visits with times, a colleague relieved, the wrong station put right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from bot.cases.forms import publish_shipped
from bot.cases.moving import move_drafts, move_reports, reports_to_move
from bot.cases.whereabouts import (
    arrive,
    choose_station,
    current_station,
    leave,
    make_current,
    relieve,
    whereabouts,
)
from bot.core.words import PersonState, Role
from storage import forms, moves, people, reports, stations, visits
from storage.accounts import Member
from storage.database import Database, Tx
from storage.models import Assignment, AuditEntry, Person, Report, Revision, Visit
from storage.reports import Filter
from storage.stations import StationCard, StationRow
from tests.filed_reports import file_report

NOW = datetime(2021, 1, 10, 7, 0, tzinfo=UTC)  # 13:00 in Almaty
MORNING = NOW - timedelta(hours=6)


@pytest.fixture
def mission(database: Database) -> Database:
    with database.transaction() as tx:
        publish_shipped(tx, NOW - timedelta(days=1))
        rows = (("M-1", "Шығыс"), ("M-2", "Батыс"), ("M-3", "Батыс"))
        stations.save(tx, [StationRow(code, region, "Asia/Almaty", number="215") for code, region in rows])
    return database


def observer(tx: Tx, name: str = "O-0001", station: str | None = None) -> Member:
    person = people.add_person(tx, name, PersonState.ACTIVE, MORNING)
    people.grant(tx, person, Role.OBSERVER, None, MORNING)
    if station:
        stations.assign(tx, person, at(tx, station).id, MORNING)
    return Member(person, name, PersonState.ACTIVE, False, Role.OBSERVER, None)


def at(tx: Tx, code: str) -> StationCard:
    found = stations.by_code(tx, code)
    assert found is not None
    return found


def told(tx: Tx) -> list[tuple[str, datetime, datetime | None]]:
    """Every visit: where, from when, to when."""
    return [(one.station, one.arrived_at, one.left_at) for one in visits.page(tx, Filter(), 0, 10**6, 100)]


def test_the_station_of_the_visit_goes_before_the_one_assigned_last(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        arrive(tx, member, at(tx, "M-1").id, NOW)
        choose_station(tx, member, at(tx, "M-2").id, "add", NOW)
        assert current_station(tx, member.person_id) == at(tx, "M-1")
        leave(tx, member, NOW)
        assert current_station(tx, member.person_id) == at(tx, "M-2")


def test_arriving_ends_the_visit_before_and_twice_is_once(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        assert arrive(tx, member, at(tx, "M-1").id, MORNING)
        assert not arrive(tx, member, at(tx, "M-1").id, NOW)
        assert arrive(tx, member, at(tx, "M-2").id, NOW)
        assert told(tx) == [("M-1", MORNING, NOW), ("M-2", NOW, None)]


def test_a_visit_of_yesterday_that_nobody_ended_is_over_with_todays_arrival(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        assert arrive(tx, member, at(tx, "M-1").id, NOW - timedelta(days=1))
        assert arrive(tx, member, at(tx, "M-1").id, NOW)
        assert told(tx) == [("M-1", NOW - timedelta(days=1), NOW), ("M-1", NOW, None)]


def test_leaving_twice_is_leaving_once(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        assert leave(tx, member, NOW) is None
        arrive(tx, member, at(tx, "M-1").id, MORNING)
        assert leave(tx, member, NOW) == at(tx, "M-1")
        assert leave(tx, member, NOW) is None
        assert current_station(tx, member.person_id) == at(tx, "M-1")


def test_no_station_is_assigned_twice_at_once(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        for code in ("M-2", "M-1", "M-1"):
            choose_station(tx, member, at(tx, code).id, "add", NOW)
        assert [one.code for one in stations.assigned_to(tx, member.person_id)] == ["M-1", "M-2"]
        every = tx.execute(select(Assignment.until).where(Assignment.person_id == member.person_id)).scalars().all()
        assert len(every) == 4 and every.count(None) == 2


def test_changing_gives_the_former_station_up(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        arrive(tx, member, at(tx, "M-1").id, MORNING)
        chosen = choose_station(tx, member, at(tx, "M-2").id, "change", NOW)
        assert (chosen.here.code, chosen.former and chosen.former.code) == ("M-2", "M-1")
        found = whereabouts(tx, member.person_id, NOW)
        assert ([one.code for one in found.mine], found.since) == (["M-2"], None)
        assert told(tx) == [("M-1", MORNING, NOW)]


def test_a_station_that_is_not_ones_own_is_not_made_current(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        assert make_current(tx, member.person_id, at(tx, "M-2").id, NOW) is None
        assert current_station(tx, member.person_id) == at(tx, "M-1")


def test_a_colleague_is_relieved_and_stays_on_record(mission: Database) -> None:
    with mission.transaction() as tx:
        aigul, bolat = observer(tx, "O-0001", "M-1"), observer(tx, "O-0002", "M-2")
        arrive(tx, aigul, at(tx, "M-1").id, MORNING)
        arrive(tx, bolat, at(tx, "M-2").id, MORNING)
        assert relieve(tx, bolat, at(tx, "M-1").id, NOW) == aigul.person_id
        found = visits.page(tx, Filter(), 0, 10**6, 100)
        assert [(one.observer, one.station, one.left_at, one.relieved) for one in found] == [
            ("O-0001", "M-1", NOW, None),
            ("O-0002", "M-2", NOW, None),
            ("O-0002", "M-1", None, "O-0001"),
        ]
        assert relieve(tx, bolat, at(tx, "M-1").id, NOW) is None


def test_of_several_the_longest_there_is_relieved_and_whoever_practises_is_not(mission: Database) -> None:
    with mission.transaction() as tx:
        place = at(tx, "M-1").id
        practising, first, second, late = (observer(tx, f"O-000{n}", "M-1") for n in range(4))
        tx.execute(update(Person).where(Person.id == practising.person_id).values(practice=True))
        for hours, member in enumerate((practising, first, second)):
            arrive(tx, member, place, MORNING + timedelta(hours=hours))
        assert whereabouts(tx, late.person_id, NOW).others == 2
        assert relieve(tx, late, place, NOW) == first.person_id
        assert whereabouts(tx, practising.person_id, NOW).others == 0
        people.set_state(tx, second.person_id, PersonState.SUSPENDED)
        assert relieve(tx, late, place, NOW) is None


def test_somebody_who_forgot_to_leave_yesterday_is_not_relieved(mission: Database) -> None:
    with mission.transaction() as tx:
        yesterday, today = observer(tx, "O-0001", "M-1"), observer(tx, "O-0002", "M-1")
        place = at(tx, "M-1").id
        arrive(tx, yesterday, place, NOW - timedelta(hours=26))
        assert whereabouts(tx, today.person_id, NOW).others == 0
        assert relieve(tx, today, place, NOW) is None


# The wrong station


def wrong_then_right(tx: Tx) -> tuple[Member, StationCard, StationCard]:
    member = observer(tx, station="M-1")
    arrive(tx, member, at(tx, "M-1").id, MORNING)
    for minutes in range(5):
        file_report(tx, member.person_id, "voting", "M-1", MORNING + timedelta(minutes=minutes))
    choose_station(tx, member, at(tx, "M-2").id, "wrong", NOW)
    return member, at(tx, "M-1"), at(tx, "M-2")


def test_whoever_was_at_the_wrong_station_was_at_the_right_one_all_the_time(mission: Database) -> None:
    with mission.transaction() as tx:
        member, _, right = wrong_then_right(tx)
        assert told(tx) == [("M-1", MORNING, MORNING), ("M-2", MORNING, None)]
        assert current_station(tx, member.person_id) == right
        assert tx.execute(select(AuditEntry.action)).scalars().all().count("station_wrong") == 1


def test_the_reports_of_the_day_are_moved_and_what_they_said_before_stays(mission: Database) -> None:
    with mission.transaction() as tx:
        member, wrong, right = wrong_then_right(tx)
        colleague = observer(tx, "O-0002")
        file_report(tx, colleague.person_id, "voting", "M-1", MORNING)
        file_report(tx, member.person_id, "voting", "M-1", MORNING - timedelta(days=1))
        file_report(tx, member.person_id, "voting", "M-3", MORNING)
        assert reports_to_move(tx, member, wrong, NOW) == 5
        moved = move_reports(tx, member, wrong.id, right.id, NOW)
        assert moved and (moved.reports, moved.here) == (5, right)
        mine = reports.latest_of(tx, member.person_id, 10)
        assert sorted((one.station, one.region, one.revision) for one in mine) == [
            ("M-1", "Шығыс", 1),
            *[("M-2", "Батыс", 2)] * 5,
            ("M-3", "Батыс", 1),
        ]
        again = move_reports(tx, member, wrong.id, right.id, NOW)
        assert again and again.reports == 0


def test_a_move_is_a_revision_that_says_who_made_it_and_why(mission: Database) -> None:
    with mission.transaction() as tx:
        member, wrong, right = wrong_then_right(tx)
        which = tx.execute(select(Report.id).limit(1)).scalar_one()
        first = (Revision.report_id == which) & (Revision.number == 1)
        tx.execute(update(Revision).where(first).values(answers={"station": "M-1", "description": "M-1 is said here"}))
        move_reports(tx, member, wrong.id, right.id, NOW)
        assert revisions(tx, which) == [
            (1, "filed", wrong.id, {"station": "M-1", "description": "M-1 is said here"}),
            (2, "moved", right.id, {"station": "M-2", "description": "M-1 is said here"}),
        ]


def revisions(tx: Tx, report: UUID) -> list[tuple[int, str, int | None, dict[str, str]]]:
    query = select(Revision.number, Revision.reason, Revision.station_id, Revision.answers)
    return [tuple(row) for row in tx.execute(query.where(Revision.report_id == report).order_by(Revision.number))]


def test_what_was_withdrawn_stays_where_it_was(mission: Database) -> None:
    with mission.transaction() as tx:
        member, wrong, _ = wrong_then_right(tx)
        tx.execute(update(Report).values(withdrawn_at=NOW))
        assert reports_to_move(tx, member, wrong, NOW) == 0


def test_an_old_button_moves_nothing(mission: Database) -> None:
    with mission.transaction() as tx:
        member, wrong, right = wrong_then_right(tx)
        assert move_reports(tx, member, wrong.id, at(tx, "M-3").id, NOW) is None
        stations.assign(tx, member.person_id, wrong.id, NOW)
        assert move_reports(tx, member, wrong.id, right.id, NOW) is None
        assert reports_to_move(tx, member, wrong, NOW) == 5


def test_a_revision_made_meanwhile_is_not_overwritten(mission: Database) -> None:
    with mission.transaction() as tx:
        member, wrong, right = wrong_then_right(tx)
        (one, *_) = moves.movable(tx, member.person_id, wrong.id, MORNING)
        tx.execute(update(Report).where(Report.id == one.id).values(revision=2))
        assert not moves.move(tx, one, {}, right.id, right.region_id, member.person_id, NOW)


def test_what_is_being_filled_goes_to_the_right_station_at_once(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        version = forms.current_version(tx, "voting")
        assert version is not None
        state = {"answers": {"station": "M-1", "rating": "good"}, "at": 3}
        draft = forms.begin_draft(tx, uuid4(), member.person_id, version, at(tx, "M-1").id, state, NOW)
        move_drafts(tx, member, at(tx, "M-1"), at(tx, "M-2"))
        moved = forms.get_draft(tx, draft.id)
        assert moved is not None
        assert (moved.station_id, moved.state) == (
            at(tx, "M-2").id,
            {"answers": {"station": "M-2", "rating": "good"}, "at": 3},
        )


def test_visits_of_people_who_practise_are_not_told(mission: Database) -> None:
    with mission.transaction() as tx:
        member = observer(tx, station="M-1")
        arrive(tx, member, at(tx, "M-1").id, NOW)
        assert len(visits.page(tx, Filter(region="Шығыс"), 0, visits.high_water(tx), 10)) == 1
        assert visits.page(tx, Filter(region="Батыс"), 0, visits.high_water(tx), 10) == []
        tx.execute(update(Person).values(practice=True))
        assert visits.page(tx, Filter(), 0, visits.high_water(tx), 10) == []
        assert tx.execute(select(Visit.id)).first() is not None
