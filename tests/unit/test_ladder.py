"""How a report climbs that nobody claims: each rung once, by whoever looks, after a night, with a clock that jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot.cases import ladder as cases
from bot.cases.alerts import NotYours, claim_alert, resolve_alert
from bot.cases.getting_in import set_suspended
from bot.core.ladder import Move, climb, climbs, pace
from bot.core.words import AlertState, Role
from storage import ladder, people, report_notes, reports
from storage.accounts import Member
from storage.database import Database, Tx
from storage.models import Alert, AuditEntry, MissionRow, Person, Report
from tests.unit.test_alerts import BOT, Desk, an_alert, report_of, state

NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
FIVE, TEN = timedelta(minutes=5), timedelta(minutes=10)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


# The table


def test_each_severity_has_its_pace_and_the_desk_may_set_another() -> None:
    usual = [pace(one, {}).total_seconds() / 60 for one in ("critical", "high", "medium", "low", None)]
    assert usual == [5, 10, 20, 20, 20]
    assert pace("medium", {"other": 60}) == timedelta(hours=1)


def test_late_ones_climb_only_when_they_are_critical() -> None:
    late = [one for one in ("critical", "high", "medium", None) if climbs(one, late=True)]
    assert late == ["critical"]
    assert climbs("high", late=False)


@pytest.mark.parametrize(
    ("step", "minutes_over", "expected"),
    [
        (0, 0, Move(1, after(10), rings=True)),
        (0, 9.9, Move(1, after(10), rings=True)),
        (0, 10, Move(2, after(20), rings=True)),  # two were missed: one step to the higher of them
        (0, 500, Move(3, None, rings=True)),
        (2, 0, Move(3, None, rings=True)),
    ],
)
def test_a_step_goes_to_the_rung_that_is_due(step: int, minutes_over: float, expected: Move) -> None:
    assert climb(step, NOON, "high", TEN, after(minutes_over)) == expected


def test_a_critical_one_reminds_after_the_last_rung_and_does_not_make_up_for_a_night() -> None:
    assert climb(2, NOON, "critical", FIVE, NOON) == Move(3, after(20), rings=True)
    assert climb(3, NOON, "critical", FIVE, after(600)) == Move(3, after(620), rings=True)


def test_where_the_clock_was_put_back_it_counts_anew_and_nobody_is_rung() -> None:
    assert climb(1, after(24 * 60), "high", TEN, NOON) == Move(1, after(10), rings=False)


# In the tables


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.transaction() as opened:
        opened.execute(insert(MissionRow).values(id=1, key_fingerprint="", created_at=NOON))
        yield opened


def ringing(tx: Tx, severity: str = "high", **facts: Any) -> int:
    """An alert on its way up since noon."""
    alert_id = an_alert(tx)
    tx.execute(update(Report).where(Report.id == report_of(tx, alert_id)).values(severity=severity, **facts))
    seen = ladder.get(tx, alert_id)
    assert seen is not None
    ladder.start(tx, alert_id, cases._first_step(tx, seen, NOON))
    return alert_id


def heard(tx: Tx, *minutes: float) -> list[tuple[float, int]]:
    """(minute, rung) of everything that climbs when it is looked at these minutes."""
    return [(minute, up.step) for minute in minutes for up, _ in cases.climb_due(tx, after(minute))]


def test_every_rung_is_rung_once_and_then_it_ends(tx: Tx) -> None:
    ringing(tx)
    assert heard(tx, *range(200)) == [(10, 1), (20, 2), (30, 3)]


def test_a_critical_one_reminds_until_somebody_claims_it(tx: Tx) -> None:
    alert_id = ringing(tx, "critical")
    assert heard(tx, *range(60)) == [(5, 1), (10, 2), (15, 3), (35, 3), (55, 3)]
    claim_alert(tx, alert_id, Desk(tx).add(Role.COORDINATOR), after(60))
    assert heard(tx, *range(60, 200)) == []


def test_after_a_night_it_is_one_step_to_the_last_rung(tx: Tx) -> None:
    ringing(tx)
    assert heard(tx, 600, 600.1, 601, 700) == [(600, 3)]


def test_a_clock_that_runs_ahead_and_comes_back_repeats_nothing_and_stops_nothing(tx: Tx) -> None:
    critical, high = ringing(tx, "critical"), ringing(tx)
    assert heard(tx, 24 * 60) == [(24 * 60, 3), (24 * 60, 3)]
    assert heard(tx, 1, 2) == []
    tx.execute(update(Alert).where(Alert.id == high).values(step=1, next_step_at=after(24 * 60)))
    assert heard(tx, 3, 12) == []
    assert heard(tx, 13, 21) == [(13, 2), (21, 3)]  # the critical one reminds again
    assert critical


def test_a_late_one_stays_where_it_is_unless_it_is_critical(tx: Tx) -> None:
    ringing(tx, "high", late=True)
    assert heard(tx, *range(100)) == []
    ringing(tx, "critical", late=True)
    assert heard(tx, 5) == [(5, 1)]


def test_a_withdrawn_report_waits_where_it_is(tx: Tx) -> None:
    alert_id = ringing(tx)
    which = Report.id == report_of(tx, alert_id)
    tx.execute(update(Report).where(which).values(withdrawn_at=after(5)))
    assert heard(tx, 10, 30) == []
    tx.execute(update(Report).where(which).values(withdrawn_at=None))
    assert heard(tx, 31) == [(31, 3)]


def test_the_pace_that_the_desk_sets_holds_from_the_next_rung_on(tx: Tx) -> None:
    ringing(tx)
    boss = Desk(tx).add(Role.ADMINISTRATOR)
    cases.set_pace(tx, "high", 3, boss, after(1))
    assert heard(tx, *range(40)) == [(10, 1), (13, 2), (16, 3)]
    cases.set_pace(tx, "high", 10, boss, after(50))
    assert cases.chosen(tx) == {}


def test_only_those_of_the_whole_mission_set_the_pace(tx: Tx) -> None:
    desk = Desk(tx)
    some = [desk.add(Role.COORDINATOR, "North"), desk.add(Role.COORDINATOR), desk.add(Role.ADMINISTRATOR)]
    assert [cases.may_set(one) for one in [*some, desk.add(Role.OBSERVER)]] == [False, True, True, False]


def by_rung(tx: Tx, region: str, practice: bool = False) -> list[list[str]]:
    desk = Desk(tx)
    up = cases.Up(0, 0, desk.region(region), practice)
    names = {one.account_id: one.role[0] + str(one.region_id or "") for one in ladder.seats(tx, BOT, practice)}
    return [sorted(names[one] for one in cases.who_is_rung(tx, BOT, up, step)) for step in (1, 2, 3)]


def test_the_rungs_are_the_region_the_coordinators_the_lead(tx: Tx) -> None:
    desk = Desk(tx)
    for role, region in ((Role.COORDINATOR, "North"), (Role.COORDINATOR, "South"), (Role.COORDINATOR, None)):
        desk.add(role, region)
    desk.add(Role.ADMINISTRATOR)
    north, south = (f"c{desk.region(name)}" for name in ("North", "South"))
    assert by_rung(tx, "North") == [sorted(["c", north]), sorted(["c", north, south]), ["a"]]


def test_an_empty_rung_rings_who_is_there(tx: Tx) -> None:
    assert by_rung(tx, "North") == [[], [], []]
    Desk(tx).add(Role.ADMINISTRATOR)
    assert by_rung(tx, "North") == [["a"]] * 3


def test_practice_climbs_among_those_who_practise(tx: Tx) -> None:
    desk = Desk(tx)
    desk.add(Role.ADMINISTRATOR)
    learner = desk.add(Role.COORDINATOR, "South")
    tx.execute(update(Person).where(Person.id == learner.person_id).values(practice=True))
    assert by_rung(tx, "North", practice=True) == [[f"c{desk.region('South')}"]] * 3


# Two and more who look at once


@pytest.mark.parametrize("many", [2, 4])
def test_however_many_look_at_once_each_rung_is_rung_once(
    database: Database, another_process: Callable[[], Database], many: int
) -> None:
    with database.transaction() as tx:
        for _ in range(5):
            ringing(tx)
    processes, together = [another_process() for _ in range(many)], Barrier(many)

    def look(which: int) -> list[int]:
        found = []
        for minute in (10, 20, 30):
            together.wait(10)
            with processes[which].transaction() as tx:
                found += [up.step for up, _ in cases.climb_due(tx, after(minute))]
        return found

    with ThreadPoolExecutor(many) as threads:
        rung = [step for found in threads.map(look, range(many)) for step in found]
    assert sorted(rung) == [1] * 5 + [2] * 5 + [3] * 5


def test_what_one_has_seen_due_is_not_taken_twice(database: Database, another_process: Callable[[], Database]) -> None:
    other = another_process()
    with database.transaction() as tx:
        ringing(tx)
    with database.reading() as ours, other.reading() as theirs:
        (here,), (there,) = (ladder.due(one, after(10), after(200)) for one in (ours, theirs))
    with other.transaction() as tx:
        assert ladder.move(tx, there, 1, after(20))
    with database.transaction() as tx:
        assert not ladder.move(tx, here, 1, after(20))


# By hand


@pytest.fixture
def someone(tx: Tx) -> Member:
    return Desk(tx).add(Role.COORDINATOR)


def told(tx: Tx, alert_id: int) -> list[str]:
    return [one.what for one in report_notes.of_report(tx, report_of(tx, alert_id))]


def test_what_is_given_back_climbs_from_the_bottom(tx: Tx, someone: Member) -> None:
    alert_id = ringing(tx)
    heard(tx, 10, 20)
    claim_alert(tx, alert_id, someone, after(21))
    assert isinstance(cases.give_back(tx, alert_id, someone, after(30)), cases.Moved)
    assert state(tx, alert_id) == (AlertState.OPEN, None, None)
    assert isinstance(cases.give_back(tx, alert_id, someone, after(31)), NotYours)
    assert heard(tx, 39, 40) == [(40, 1)]
    assert told(tx, alert_id) == ["climbed", "climbed", "claimed", "given_back", "climbed"]


def test_whoever_is_suspended_or_loses_the_role_has_nothing_in_hand(tx: Tx, someone: Member) -> None:
    first, second = ringing(tx), ringing(tx)
    other = Desk(tx).add(Role.COORDINATOR)
    claim_alert(tx, first, someone, after(1))
    claim_alert(tx, second, other, after(1))
    cases.release_abandoned(tx, after(2))
    assert [state(tx, one)[0] for one in (first, second)] == [AlertState.CLAIMED] * 2
    set_suspended(tx, someone.person_id, True, None, after(3))
    people.grant(tx, other.person_id, Role.OBSERVER, None, after(3))
    cases.release_abandoned(tx, after(4))
    assert [state(tx, one)[0] for one in (first, second)] == [AlertState.OPEN] * 2
    assert heard(tx, 4) == [(4, 1), (4, 1)]


def test_a_report_is_sent_up_by_hand_beyond_its_desk_and_stays_with_who_has_it(tx: Tx, someone: Member) -> None:
    alert_id = ringing(tx)
    claim_alert(tx, alert_id, someone, after(1))
    steps = [cases.escalate(tx, alert_id, "decision", someone, after(minute)) for minute in (2, 3, 4)]
    assert [up.step for up in steps if isinstance(up, cases.Up)] == [2, 3, 3]
    assert state(tx, alert_id)[0] == AlertState.CLAIMED
    assert heard(tx, *range(100)) == []


def test_what_is_open_and_sent_up_by_hand_goes_on_from_there(tx: Tx, someone: Member) -> None:
    alert_id = ringing(tx)
    cases.escalate(tx, alert_id, "grave", someone, after(4))
    assert heard(tx, *range(40)) == [(14, 3)]
    resolve_alert(tx, alert_id, someone, after(50))


def test_how_a_report_is_closed_says_what_is_still_to_be_done(tx: Tx, someone: Member) -> None:
    follow_ups = {}
    for how in ("dealt_with", "lawyer", "handed_on", "nothing"):
        alert_id = ringing(tx)
        claim_alert(tx, alert_id, someone, NOON)
        resolve_alert(tx, alert_id, someone, NOON, how)
        report = reports.find(tx, report_of(tx, alert_id))
        assert report is not None
        follow_ups[how] = report.follow_up
    assert follow_ups == {
        "dealt_with": "resolved",
        "lawyer": "needs_follow_up",
        "handed_on": "needs_follow_up",
        "nothing": "not_applicable",
    }


def test_whoever_opens_a_report_again_has_it(tx: Tx, someone: Member) -> None:
    alert_id, other = ringing(tx), Desk(tx).add(Role.COORDINATOR)
    claim_alert(tx, alert_id, someone, NOON)
    assert isinstance(cases.reopen(tx, alert_id, other, NOON), NotYours)
    resolve_alert(tx, alert_id, someone, NOON)
    assert isinstance(cases.escalate(tx, alert_id, "grave", someone, NOON), NotYours)
    assert isinstance(cases.reopen(tx, alert_id, other, after(1)), cases.Moved)
    assert state(tx, alert_id) == (AlertState.CLAIMED, other.person_id, None)


def test_all_of_it_is_in_the_audit_log(tx: Tx, someone: Member) -> None:
    alert_id = ringing(tx)
    heard(tx, 10)
    claim_alert(tx, alert_id, someone, after(11))
    cases.escalate(tx, alert_id, "decision", someone, after(12))
    cases.give_back(tx, alert_id, someone, after(13))
    claim_alert(tx, alert_id, someone, after(14))
    resolve_alert(tx, alert_id, someone, after(15), "lawyer")
    cases.reopen(tx, alert_id, someone, after(16))
    logged = tx.execute(AuditEntry.__table__.select().order_by(AuditEntry.id)).all()
    ours = [row.action for row in logged if row.subject == f"alert:{alert_id}"]
    assert ours == ["climb", "claim", "escalate", "give back", "claim", "resolve", "reopen"]
