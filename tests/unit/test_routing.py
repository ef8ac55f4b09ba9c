"""Who hears of a report, and how: the rules by table, then what the tables of the database make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from alerts_of import CRITICAL, HIGH, raised
from sqlalchemy import select
from stage import STATIONS

from bot.cases import routing as cases
from bot.cases.alerts import who_is_alerted
from bot.cases.forms import publish_shipped
from bot.core import incidents, routing
from bot.core.routing import Quiet, Routed, Rules, Subject
from bot.core.words import PersonState, Role, Severity
from handlers import alerting
from storage import accounts, bundles, chat_rules, desk_groups, people, stations
from storage.bundles import Kind
from storage.database import Database, Tx
from storage.models import Outbox

BOT = 123456789
ALMATY = ZoneInfo("Asia/Almaty")
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
NIGHT = Quiet(23, 7, ALMATY)
STUFFING = Subject(CRITICAL, "voting", 1, "incident")
TWICE = Subject(HIGH, "voting", 1, "incident")
RAMP = Subject(Severity.LOW, "infrastructure", 1, "incident")


def local(hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 1, 10, hour, minute, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("rules", "what", "wanted"),
    [
        (Rules(), STUFFING, True),
        (Rules(), TWICE, True),
        (Rules(), RAMP, False),
        (Rules(severities=frozenset(Severity)), RAMP, True),
        (Rules(severities=frozenset()), STUFFING, False),
        (Rules(groups=frozenset({"counting"})), TWICE, False),
        (Rules(groups=frozenset({"counting", "voting"})), TWICE, True),
        (Rules(groups=frozenset({"counting"})), replace(TWICE, group=None), True),
        (Rules(regions=frozenset({2})), TWICE, False),
        (Rules(regions=frozenset({2})), replace(TWICE, region_id=None), True),
        (Rules(forms=frozenset({"opening"})), TWICE, False),
        (Rules(), replace(TWICE, severity=None), False),
    ],
)
def test_rules_say_what_a_chat_wants_to_hear(rules: Rules, what: Subject, wanted: bool) -> None:
    assert routing.wants(rules, what) is wanted


@pytest.mark.parametrize(
    ("chats", "what", "at", "routed"),
    [
        ({1: Rules(), 2: Rules()}, TWICE, local(12), Routed((1, 2))),
        ({1: Rules(severities=frozenset()), 2: Rules()}, STUFFING, local(12), Routed((2,))),
        ({1: Rules(severities=frozenset()), 2: Rules(severities=frozenset())}, STUFFING, local(12), Routed((1, 2))),
        ({1: Rules(), 2: Rules()}, RAMP, local(12), Routed()),
        ({1: Rules(quiet=NIGHT), 2: Rules()}, TWICE, local(23), Routed((2,), (1,))),
        ({1: Rules(quiet=NIGHT), 2: Rules()}, STUFFING, local(23), Routed((1, 2))),
        ({1: Rules(quiet=NIGHT)}, TWICE, local(7), Routed((1,))),
        ({}, STUFFING, local(12), Routed()),
    ],
)
def test_what_rings_by_itself_is_heard_by_somebody(
    chats: dict[int, Rules], what: Subject, at: datetime, routed: Routed
) -> None:
    assert routing.route(chats, what, at) == routed


@pytest.mark.parametrize(
    ("quiet", "at", "holds"),
    [
        (NIGHT, local(22, 59), False),
        (NIGHT, local(23), True),
        (NIGHT, local(0), True),
        (NIGHT, local(6, 59), True),
        (NIGHT, local(7), False),
        (Quiet(1, 5, ALMATY), local(0, 59), False),
        (Quiet(1, 5, ALMATY), local(4, 59), True),
    ],
)
def test_quiet_hours_are_those_of_the_chats_clock(quiet: Quiet, at: datetime, holds: bool) -> None:
    assert quiet.holds(at.astimezone(UTC)) is holds


def test_a_filter_that_lets_all_or_nothing_pass_is_none() -> None:
    all_three = frozenset({"a", "b", "c"})
    assert routing.narrowed(None, "a", False, all_three) == {"b", "c"}
    assert routing.narrowed(frozenset({"b", "c"}), "a", True, all_three) is None
    assert routing.narrowed(frozenset({"a"}), "a", False, all_three) is None
    assert routing.narrowed(frozenset({"a", "gone"}), "b", True, all_three) == {"a", "b"}


class Field:
    """A mission with an observer and a desk, whose chats have numbers."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        stations.save(tx, STATIONS)
        publish_shipped(tx, NOON)
        self.region = stations.ensure_region(tx, "Алатау")
        self.observer = self._person("O-1", Role.OBSERVER, None)
        self.codes = 100

    def coordinator(self, region: int | None = None) -> int:
        account = self._chat()
        name = f"C-{account}"
        accounts.set_person(self.tx, account, self._person(name, Role.COORDINATOR, region))
        return account

    def group(self, region: int | None, strangers: int | None = 0) -> int:
        account = self._chat()
        desk_groups.open_desk(self.tx, account, region, self.observer, NOON)
        if strangers is not None:
            desk_groups.checked(self.tx, account, strangers, NOON)
        return account

    def _chat(self) -> int:
        number = len(self.tx.execute(select(accounts.Account.id)).all()) + 1
        return accounts.add_chat(self.tx, BOT, f"{number:032x}", b"sealed", NOON).account_id

    def _person(self, name: str, role: Role, region: int | None) -> int:
        person = people.add_person(self.tx, name, PersonState.ACTIVE, NOON)
        people.grant(self.tx, person, role, region, NOON)
        return person

    def rings(self, now: datetime = NOON, severity: Severity = HIGH, **how: bool) -> int:
        self.codes += 1
        return raised(self.tx, BOT, self.observer, f"{self.codes}-000", now, severity, **how)

    def letters(self, account: int) -> list[str]:
        query = select(Outbox.kind).where(Outbox.account_id == account, Outbox.state != "superseded")
        return list(self.tx.execute(query.order_by(Outbox.id)).scalars())


@pytest.fixture
def tx(database: Database):
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def field(tx: Tx) -> Field:
    return Field(tx)


def test_ninety_late_reports_are_one_letter_to_each_chat(field: Field) -> None:
    desk = field.coordinator()
    alerts = [field.rings(NOON + timedelta(seconds=n), late=True) for n in range(90)]
    assert field.letters(desk) == ["bundle"]
    bundle = bundles.open_one(field.tx, desk, Kind.LATE)
    assert bundle is not None
    assert {alert for alert, _ in bundles.alerts_in(field.tx, bundle.id)} == set(alerts)


def test_after_half_an_hour_without_a_late_report_a_new_bundle_begins(field: Field) -> None:
    desk = field.coordinator()
    for minutes in (0, 29, 58, 89):
        field.rings(NOON + timedelta(minutes=minutes), late=True)
    assert field.letters(desk) == ["bundle", "bundle"]


def test_the_worst_come_first_and_what_is_dealt_with_last(field: Field) -> None:
    desk = field.coordinator()
    high, critical, done = (field.rings(severity=one, late=True) for one in (HIGH, CRITICAL, CRITICAL))
    from storage import reports

    reports.claim(field.tx, done, field.observer, NOON)
    reports.resolve(field.tx, done, field.observer, NOON)
    bundle = bundles.open_one(field.tx, desk, Kind.LATE)
    assert bundle is not None
    assert [alert for alert, _ in bundles.alerts_in(field.tx, bundle.id)] == [critical, high, done]


def test_what_was_held_in_quiet_hours_comes_once_when_they_end(field: Field) -> None:
    desk = field.coordinator()
    chat_rules.save(field.tx, desk, Rules(quiet=NIGHT), field.observer, NOON)
    field.rings(local(23, 30))
    field.rings(local(23, 40))
    assert field.letters(desk) == []
    assert cases.due_bundles(field.tx, BOT, local(23, 50)) == []
    (due,) = cases.due_bundles(field.tx, BOT, local(7) + timedelta(days=1))
    assert not due.is_held and len(alerting.bundled([due])) == 1
    assert cases.due_bundles(field.tx, BOT, local(8) + timedelta(days=1)) == []


def test_what_climbs_rings_whatever_the_rules_but_not_in_quiet_hours_unless_nobody_else_hears_it(field: Field) -> None:
    asleep, awake, picky = (field.coordinator() for _ in range(3))
    chat_rules.save(field.tx, asleep, Rules(quiet=NIGHT), field.observer, NOON)
    chat_rules.save(field.tx, picky, Rules(severities=frozenset({CRITICAL})), field.observer, NOON)
    high, critical = field.rings(local(23)), field.rings(local(23), severity=CRITICAL)
    every = [asleep, awake, picky]
    assert cases.awake(field.tx, high, every, local(23, 10)) == [awake, picky]
    assert cases.awake(field.tx, critical, every, local(23, 10)) == every
    assert cases.awake(field.tx, high, every, local(12)) == every
    assert cases.awake(field.tx, high, [asleep], local(23, 10)) == [asleep]


def test_what_became_critical_does_not_wait_for_the_morning(field: Field) -> None:
    from sqlalchemy import update

    from storage.models import Report

    desk = field.coordinator()
    chat_rules.save(field.tx, desk, Rules(quiet=NIGHT), field.observer, NOON)
    alert = field.rings(local(23, 30))
    assert alerting.ring_the_rest(field.tx, BOT, alert, local(23, 40)) == []
    field.tx.execute(update(Report).values(severity=CRITICAL))
    (card,) = alerting.ring_the_rest(field.tx, BOT, alert, local(23, 50))
    assert (card.account_id, card.kind) == (desk, "card")


def test_a_group_of_the_desk_is_not_forgotten_like_a_stranger(field: Field) -> None:
    field.group(field.region)
    assert accounts.forget_strangers(field.tx, NOON + timedelta(days=30)) == 0


def test_rules_come_back_as_they_were_kept(field: Field) -> None:
    desk = field.coordinator()
    rules = Rules(
        frozenset({CRITICAL}), frozenset({"voting"}), frozenset({field.region}), frozenset({"incident"}), NIGHT
    )
    chat_rules.save(field.tx, desk, rules, field.observer, NOON)
    assert chat_rules.of_chat(field.tx, desk) == rules
    chat_rules.save(field.tx, desk, Rules(), field.observer, NOON)
    assert chat_rules.of_chat(field.tx, desk) == Rules()


def test_a_middling_report_rings_where_somebody_of_its_desk_asks_for_it(field: Field) -> None:
    medium = incidents.facts_of({"severity": "medium"})
    here, elsewhere = field.coordinator(field.region), field.coordinator(stations.ensure_region(field.tx, "Сарыарқа"))
    asked = (medium, "voting", field.region, "incident", False)
    assert not cases.raises_alert(field.tx, *asked)
    wants_medium = Rules(severities=frozenset({Severity.MEDIUM}))
    chat_rules.save(field.tx, elsewhere, wants_medium, field.observer, NOON)
    assert not cases.raises_alert(field.tx, *asked)
    chat_rules.save(field.tx, here, wants_medium, field.observer, NOON)
    assert cases.raises_alert(field.tx, *asked)
    assert not cases.raises_alert(field.tx, medium, "voting", field.region, "incident", True)


@pytest.mark.parametrize("strangers", [None, 2])
def test_a_group_stands_for_its_region_only_while_nobody_else_is_in_it(field: Field, strangers: int | None) -> None:
    local_desk, everywhere = field.coordinator(field.region), field.coordinator()
    group = field.group(field.region, strangers)
    assert who_is_alerted(field.tx, BOT, field.region) == [local_desk, everywhere]
    desk_groups.checked(field.tx, group, 0, NOON)
    assert who_is_alerted(field.tx, BOT, field.region) == [group, everywhere]
    assert who_is_alerted(field.tx, BOT, field.region, practice=True) == []
    desk_groups.revoke(field.tx, group, field.observer, NOON)
    assert who_is_alerted(field.tx, BOT, field.region) == [local_desk, everywhere]


def test_a_storm_begins_with_the_ninth_card_in_a_minute_and_ends_when_it_is_calm(field: Field) -> None:
    field.coordinator()
    group = field.group(None)
    for second in range(12):
        field.rings(NOON + timedelta(seconds=second))
    assert field.letters(group) == ["card"] * 8 + ["bundle"]
    field.rings(NOON + timedelta(minutes=5))
    assert field.letters(group) == ["card"] * 8 + ["bundle", "card"]
