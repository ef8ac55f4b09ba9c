"""Alerts: who is shown a report, who takes it, and that only one can."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select
from stage import Actor, Stage

from bot.cases.alerts import AlreadyTaken, Claimed, NotYours, claim_alert, resolve_alert, who_is_alerted
from bot.cases.getting_in import set_suspended
from bot.core.words import AlertState, PersonState, Role
from storage import accounts, people, reports, stations
from storage.accounts import Member
from storage.database import Database, Tx
from storage.models import Alert, Form, FormVersion, Report, Revision

BOT = 123456789
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


@dataclass
class Desk:
    """Makes people of the mission; each has an account named like its pseudonym."""

    tx: Tx

    def region(self, name: str) -> int:
        return stations.ensure_region(self.tx, name)

    def add(self, role: Role, region: str | None = None, bot: int = BOT) -> Member:
        number = len(self.tx.execute(select(accounts.Account.id)).all()) + 1
        name = f"{role.value[0].upper()}-{number}"
        chat = accounts.add_chat(self.tx, bot, f"{number:032x}", b"sealed", NOON)
        person = people.add_person(self.tx, name, PersonState.ACTIVE, NOON)
        accounts.set_person(self.tx, chat.account_id, person)
        people.grant(self.tx, person, role, self.region(region) if region else None, NOON)
        member = accounts.get_chat(self.tx, chat.account_id).member
        assert member is not None
        return member

    def alerted(self, region: str | None) -> list[str]:
        ids = who_is_alerted(self.tx, BOT, self.region(region) if region else None)
        members = [accounts.get_chat(self.tx, account).member for account in ids]
        return [member.pseudonym for member in members if member]


@pytest.fixture
def tx(database: Database):
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def desk(tx: Tx) -> Desk:
    return Desk(tx)


def an_alert(tx: Tx) -> int:
    """A report with an alert, as filing leaves them."""
    reporter = Desk(tx).add(Role.OBSERVER).person_id
    form = tx.execute(insert(Form).values(form_id=f"f{uuid4()}").returning(Form.id)).scalar_one()
    version = {"form_id": form, "version": "1", "xform": "", "source": b"", "source_type": "md", "published_at": NOON}
    version_id = tx.execute(insert(FormVersion).values(**version).returning(FormVersion.id)).scalar_one()
    report_id = uuid4()
    tx.execute(
        insert(Report).values(
            id=report_id, code=str(report_id)[:7], form_version_id=version_id, reported_by=reporter,
            entered_by=reporter, channel="chat", sent_at=NOON, received_at=NOON, late=False, practice=False,
            verification="unverified", follow_up="needs_follow_up", revision=1,
        )
    )  # fmt: skip
    revision = {"report_id": report_id, "number": 1, "answers": {}, "made_at": NOON, "made_by": reporter}
    tx.execute(insert(Revision).values(**revision))
    return reports.raise_alert(tx, report_id, NOON)


def state(tx: Tx, alert_id: int) -> tuple[Any, ...]:
    query = select(Alert.state, Alert.claimed_by, Alert.resolved_by).where(Alert.id == alert_id)
    return tuple(tx.execute(query).one())


def report_of(tx: Tx, alert_id: int) -> UUID:
    return tx.execute(select(Alert.report_id).where(Alert.id == alert_id)).scalar_one()


def test_the_coordinators_of_the_region_and_of_the_whole_mission_are_alerted(desk: Desk) -> None:
    north, _south, everywhere = (desk.add(Role.COORDINATOR, region) for region in ("North", "South", None))
    desk.add(Role.ADMINISTRATOR)
    desk.add(Role.OBSERVER, "North")
    assert desk.alerted("North") == [north.pseudonym, everywhere.pseudonym]


def test_a_report_from_nowhere_alerts_every_coordinator(desk: Desk) -> None:
    everybody = [desk.add(Role.COORDINATOR, region).pseudonym for region in ("North", "South", None)]
    assert desk.alerted(None) == everybody


def test_where_a_region_has_no_coordinator_all_of_them_are_alerted(desk: Desk) -> None:
    everybody = [desk.add(Role.COORDINATOR, region).pseudonym for region in ("North", "South")]
    desk.add(Role.ADMINISTRATOR)
    assert desk.alerted("East") == everybody


def test_without_any_coordinator_the_administrators_are_alerted(desk: Desk) -> None:
    desk.add(Role.OBSERVER, "North")
    boss = desk.add(Role.ADMINISTRATOR)
    assert desk.alerted("North") == [boss.pseudonym]


def test_with_nobody_at_the_desk_nobody_is_alerted(desk: Desk) -> None:
    desk.add(Role.OBSERVER)
    assert desk.alerted("North") == []


def test_who_is_suspended_or_blocked_the_bot_does_not_count_as_a_coordinator(desk: Desk) -> None:
    gone, blocked = desk.add(Role.COORDINATOR, "North"), desk.add(Role.COORDINATOR, "North")
    south = desk.add(Role.COORDINATOR, "South")
    set_suspended(desk.tx, gone.person_id, True, None, NOON)
    (account,) = accounts.accounts_of(desk.tx, BOT, blocked.person_id)
    accounts.set_unreachable(desk.tx, account, NOON)
    assert desk.alerted("North") == [south.pseudonym]


def test_a_role_that_ended_alerts_nobody(desk: Desk) -> None:
    once = desk.add(Role.COORDINATOR, "North")
    people.grant(desk.tx, once.person_id, Role.OBSERVER, None, LATER)
    south = desk.add(Role.COORDINATOR, "South")
    assert desk.alerted("North") == [south.pseudonym]


def test_accounts_with_another_bot_are_not_written_to(desk: Desk) -> None:
    desk.add(Role.COORDINATOR, "North", bot=BOT + 1)
    here = desk.add(Role.COORDINATOR, "North")
    assert desk.alerted("North") == [here.pseudonym]


def test_the_first_to_claim_has_it_and_the_second_learns_who(desk: Desk) -> None:
    alert, first, second = an_alert(desk.tx), desk.add(Role.COORDINATOR), desk.add(Role.COORDINATOR)
    assert claim_alert(desk.tx, alert, first, NOON) == Claimed(report_of(desk.tx, alert))
    assert claim_alert(desk.tx, alert, second, LATER) == AlreadyTaken(first.pseudonym)
    assert claim_alert(desk.tx, alert, first, LATER) == NotYours()  # pressed again: nothing changes
    assert state(desk.tx, alert) == (AlertState.CLAIMED, first.person_id, None)


def test_of_two_claims_at_once_one_wins(database: Database, another_process: Callable[[], Database]) -> None:
    with database.transaction() as tx:
        alerts = [an_alert(tx) for _ in range(10)]
        members = [Desk(tx).add(Role.COORDINATOR) for _ in range(2)]
    processes, ready = [another_process(), another_process()], Barrier(2)

    def claim(which: int) -> list[type]:
        results = []
        for alert in alerts:
            ready.wait(10)
            with processes[which].transaction() as tx:
                results.append(type(claim_alert(tx, alert, members[which], LATER)))
        return results

    with ThreadPoolExecutor(2) as threads:
        one, other = (future.result() for future in [threads.submit(claim, which) for which in range(2)])
    assert [{a, b} for a, b in zip(one, other, strict=True)] == [{Claimed, AlreadyTaken}] * 10


def test_nothing_is_resolved_before_it_is_claimed(desk: Desk) -> None:
    alert, member = an_alert(desk.tx), desk.add(Role.COORDINATOR)
    assert resolve_alert(desk.tx, alert, member, NOON) == NotYours()
    assert state(desk.tx, alert) == (AlertState.OPEN, None, None)


def test_anybody_of_the_desk_may_resolve_what_was_claimed_and_only_once(desk: Desk) -> None:
    alert, first, second = an_alert(desk.tx), desk.add(Role.COORDINATOR), desk.add(Role.COORDINATOR)
    claim_alert(desk.tx, alert, first, NOON)
    assert resolve_alert(desk.tx, alert, second, LATER) == Claimed(report_of(desk.tx, alert))
    assert resolve_alert(desk.tx, alert, first, LATER) == AlreadyTaken(second.pseudonym)
    assert resolve_alert(desk.tx, alert, second, LATER) == NotYours()
    assert state(desk.tx, alert) == (AlertState.RESOLVED, first.person_id, second.person_id)
    found = reports.find(desk.tx, report_of(desk.tx, alert))
    assert found is not None
    assert found.follow_up == "resolved"


def test_what_is_resolved_cannot_be_claimed_again(desk: Desk) -> None:
    alert, first, second = an_alert(desk.tx), desk.add(Role.COORDINATOR), desk.add(Role.COORDINATOR)
    claim_alert(desk.tx, alert, first, NOON)
    resolve_alert(desk.tx, alert, first, NOON)
    assert claim_alert(desk.tx, alert, second, LATER) == AlreadyTaken(first.pseudonym)


def test_an_alert_that_is_not_there_is_nobodys(desk: Desk) -> None:
    member = desk.add(Role.COORDINATOR)
    assert claim_alert(desk.tx, 4711, member, NOON) == NotYours()
    assert resolve_alert(desk.tx, 4711, member, NOON) == NotYours()


def test_a_button_outlives_a_role_but_not_its_power(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            boss = await stage.coordinator("Desk", "en")
            observer = await stage.observer("Айгүл", "en")
            with stage.mission.database.transaction() as tx:
                alert = an_alert(tx)
                member = _member_of(stage, tx, boss)
                people.grant(tx, member.person_id, Role.OBSERVER, None, stage.now)
            for actor in (boss, observer):
                assert "for coordinators" in await actor.taps_data(f"a:{alert}:claim")
            with stage.mission.database.transaction() as tx:
                assert state(tx, alert) == (AlertState.OPEN, None, None)
                people.grant(tx, member.person_id, Role.COORDINATOR, None, stage.now)
            assert "yours now" in await boss.taps_data(f"a:{alert}:claim")
            with stage.mission.database.transaction() as tx:
                set_suspended(tx, member.person_id, True, None, stage.now)
            assert "cannot use this bot" in await boss.taps_data(f"a:{alert}:resolve")
            with stage.mission.database.reading() as tx:
                assert state(tx, alert)[0] == AlertState.OPEN  # what they had in hand is free again

    asyncio.run(asyncio.wait_for(play(), 60))


@pytest.mark.parametrize("data", ["a:", "a::claim", "a:x:claim", "a:٣:claim", "a:99:claim", f"a:{10**18}:claim", "a:1"])
def test_a_button_that_nobody_made_does_nothing(stage: Stage, data: str) -> None:
    async def play() -> None:
        async with stage:
            boss = await stage.coordinator("Desk", "en")
            with stage.mission.database.transaction() as tx:
                alert = an_alert(tx)
            assert len(data) <= 64
            await boss.taps_data(data)
            with stage.mission.database.reading() as tx:
                assert state(tx, alert) == (AlertState.OPEN, None, None)
                assert tx.exec_driver_sql("SELECT count(*) FROM inbox WHERE attempts > 0").scalar() == 0

    asyncio.run(asyncio.wait_for(play(), 60))


def _member_of(stage: Stage, tx: Tx, actor: Actor) -> Member:
    hashed = stage.mission.seal.hash_chat(stage.settings.bot_id, actor.user.id)
    chat = accounts.find_chat(tx, stage.settings.bot_id, hashed)
    assert chat is not None
    assert chat.member is not None
    return chat.member
