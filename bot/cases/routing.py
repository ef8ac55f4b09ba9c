"""Alerts on their way to the chats of the desk: as a card at once, or in a bundle."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import incidents, routing
from bot.core.incidents import Facts
from bot.core.routing import Routed, Subject
from bot.core.words import Lane, Severity
from storage import accounts, bundles, chat_rules, desk_groups, reports
from storage.bundles import BundleRow, Kind
from storage.database import Tx
from storage.reports import ReportRow

TOGETHER = {  # so long without a new one ends a bundle; what comes after that begins a card of its own
    Kind.LATE: timedelta(minutes=30),
    Kind.STORM: timedelta(minutes=2),
}
MOST_CARDS = 8  # in a group within a minute; with their redraws that is what it can read


@dataclass(frozen=True, slots=True)
class Rung:
    """Chats that get the card; bundles that say more now and are shown."""

    cards: tuple[int, ...] = ()
    bundles: tuple[BundleRow, ...] = ()
    lane: Lane = Lane.ALERT


def subject_of(report: ReportRow) -> Subject:
    return Subject(_severity(report.severity), report.answers.get("category_group"), report.region_id, report.form_id)


def _severity(word: str | None) -> Severity | None:
    return Severity(word) if word else None


def route(tx: Tx, report: ReportRow, chats: Iterable[int], now: datetime) -> Routed:
    """Of these chats those whose rules want the report. Practice is by itself: no rule and no quiet hour."""
    if report.practice:
        return Routed(tuple(chats))
    return routing.route(chat_rules.of_chats(tx, chats), subject_of(report), now)


def ring(tx: Tx, alert_id: int, chats: Iterable[int], now: datetime, but: Container[int] = ()) -> Rung:
    """Bring an alert to those of the chats that want it: what came late or must wait joins a bundle there.

    `but`: chats that have it already; that they want it counts, and nothing is done there.
    """
    alert = reports.alert(tx, alert_id)
    report = reports.find(tx, alert.report_id) if alert is not None else None
    if report is None:
        return Rung()
    routed = route(tx, report, chats, now).without(but)
    for account_id in routed.held:
        _join(tx, account_id, Kind.QUIET, alert_id, now)
    if report.late and not report.practice:
        return Rung((), tuple(_join(tx, one, Kind.LATE, alert_id, now) for one in routed.now))
    stormy = [one for one in routed.now if is_stormy(tx, one, now)]
    storms = tuple(_join(tx, one, Kind.STORM, alert_id, now) for one in stormy)
    calm = tuple(one for one in routed.now if one not in stormy)
    return Rung(calm, storms, Lane.REPLY if report.late else Lane.ALERT)


def awake(tx: Tx, alert_id: int, chats: Iterable[int], now: datetime) -> list[int]:
    """Those of the chats whose quiet hours do not hold it back; all, where it would be heard by nobody."""
    alert, every = reports.alert(tx, alert_id), list(chats)
    report = reports.find(tx, alert.report_id) if alert is not None else None
    if report is None or report.practice:
        return every
    rules, what = chat_rules.of_chats(tx, every), subject_of(report)
    return [one for one in every if not routing.is_held(rules[one], what, now)] or every


def is_stormy(tx: Tx, account_id: int, now: datetime) -> bool:
    """Has this group more to read than it can? A storm goes on until it was calm for a while."""
    if desk_groups.of_account(tx, account_id) is None:
        return False
    if bundles.open_one(tx, account_id, Kind.STORM, now - TOGETHER[Kind.STORM]) is not None:
        return True
    return bundles.cards_since(tx, account_id, now - timedelta(minutes=1)) >= MOST_CARDS


def _join(tx: Tx, account_id: int, kind: Kind, alert_id: int, now: datetime) -> BundleRow:
    since = now - TOGETHER[kind] if kind in TOGETHER else None
    found = bundles.open_one(tx, account_id, kind, since)
    bundle_id = found.id if found else bundles.begin(tx, account_id, kind, now)
    bundles.add(tx, bundle_id, alert_id, now)
    bundle = bundles.get(tx, bundle_id)
    assert bundle is not None
    return bundle


def raises_alert(tx: Tx, facts: Facts, group: str | None, region_id: int | None, form_id: str, practice: bool) -> bool:
    """High and critical reports do; others where the rules of a chat of the desk that is concerned ask for them."""
    if incidents.alerts(facts) or practice:
        return incidents.alerts(facts)
    what = Subject(facts.severity, group, region_id, form_id)
    asking = [one for one, rules in chat_rules.changed(tx).items() if routing.wants(rules, what)]
    return any(one in accounts.desk_accounts(tx, accounts.get_chat(tx, one).bot_id, region_id) for one in asking)


def due_bundles(tx: Tx, bot_id: int, now: datetime) -> list[BundleRow]:
    """What waited for quiet hours that are over, each once."""
    held = bundles.held(tx, bot_id)
    rules = chat_rules.of_chats(tx, {one.account_id for one in held})
    over = [one for one in held if (quiet := rules[one.account_id].quiet) is None or not quiet.holds(now)]
    return [replace(one, closed_at=now) for one in over if bundles.close(tx, one.id, now)]
