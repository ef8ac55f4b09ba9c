"""Alerts at the desk: who is shown a report, who takes it, and what the observer hears of that."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.core.words import AlertState, FollowUp
from storage import accounts, bundles, desk_groups, outbox, people, report_notes, reports
from storage.accounts import Member
from storage.database import Tx
from storage.desk_groups import GroupRow

OUTCOMES = {  # how a report is closed at the desk, and what that means for its follow-up
    "dealt_with": FollowUp.RESOLVED,
    "lawyer": FollowUp.NEEDS_FOLLOW_UP,
    "handed_on": FollowUp.NEEDS_FOLLOW_UP,
    "nothing": FollowUp.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """The alert is in the state that was asked for; `note` is the line about it in the report's file."""

    report_id: UUID
    note: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AlreadyTaken:
    """Somebody else was first; `by` is their pseudonym."""

    by: str


@dataclass(frozen=True, slots=True)
class NotYours:
    """The alert is not in the state that the button thought, or there is no such alert."""


def who_is_alerted(tx: Tx, bot_id: int, region_id: int | None, practice: bool = False) -> list[int]:
    """Chats of the desk of a region: its group in place of the private chats of those who work there.

    Of a practice report those alone who practise, in private. What a chat wants to hear of it is `routing`'s.
    """
    seats = accounts.desk_seats(tx, bot_id, region_id, practice)
    groups = [] if practice else groups_of(tx, bot_id, {region_id, None, *(region for _, region in seats)})
    covered = {group.region_id for group in groups}
    return [*(group.account_id for group in groups), *(one for one, region in seats if region not in covered)]


def groups_of(tx: Tx, bot_id: int, regions: Container[int | None]) -> list[GroupRow]:
    """The groups where something may be said: no stranger was there when it was last counted."""
    return [one for one in desk_groups.in_use(tx, bot_id) if one.strangers == 0 and one.region_id in regions]


def who_else_is_alerted(tx: Tx, bot_id: int, alert_id: int) -> list[int]:
    """Whom an alert goes to when somebody of the desk cannot be reached: those who were not sent it yet."""
    alert = reports.alert(tx, alert_id)
    report = reports.find(tx, alert.report_id) if alert is not None and alert.state is AlertState.OPEN else None
    if report is None:
        return []
    tried = who_has(tx, bot_id, alert_id)
    everybody = who_is_alerted(tx, bot_id, report.region_id, report.practice)
    return [account_id for account_id in everybody if account_id not in tried]


def who_has(tx: Tx, bot_id: int, alert_id: int) -> set[int]:
    """The chats that an alert was brought to: as a card, shown or on its way, or in a bundle that is not held back."""
    keys = (f"card:{alert_id}", f"ring:{alert_id}")
    cards = {one for key in keys for one in outbox.accounts_sent(tx, bot_id, key)}
    cards |= set(accounts.accounts_showing(tx, bot_id, keys[0]))
    shown = (bundle for bundle in bundles.with_alert(tx, bot_id, alert_id) if not bundle.is_held)
    return {*cards, *(bundle.account_id for bundle in shown)}


def claim_alert(tx: Tx, alert_id: int, member: Member, now: datetime) -> Claimed | AlreadyTaken | NotYours:
    """Take the alert. Of two who press at once one wins; pressing again changes nothing."""
    if reports.claim(tx, alert_id, member.person_id, now):
        people.log(tx, now, member.person_id, "claim", f"alert:{alert_id}")
        report_id = _report_of(tx, alert_id)
        return Claimed(report_id, report_notes.add(tx, report_id, now, member.person_id, "claimed"))
    alert = reports.alert(tx, alert_id)
    if alert is None or alert.claimed_by is None or alert.claimed_by == member.person_id:
        return NotYours()
    return AlreadyTaken(people.pseudonym_of(tx, alert.claimed_by))


def resolve_alert(
    tx: Tx, alert_id: int, member: Member, now: datetime, how: str = "dealt_with"
) -> Claimed | AlreadyTaken | NotYours:
    """Close the alert, saying how (one of OUTCOMES). Whoever closes it is on record; it must have been claimed before.

    What was handed on is closed at the desk and is followed up all the same.
    """
    alert = reports.alert(tx, alert_id)
    if alert is None or alert.state is AlertState.OPEN:
        return NotYours()
    if reports.resolve(tx, alert_id, member.person_id, now):
        reports.set_follow_up(tx, alert.report_id, OUTCOMES[how])
        people.log(tx, now, member.person_id, "resolve", f"alert:{alert_id}", how=how)
        return Claimed(
            alert.report_id, report_notes.add(tx, alert.report_id, now, member.person_id, "resolved", how=how)
        )
    if alert.resolved_by is None or alert.resolved_by == member.person_id:
        return NotYours()
    return AlreadyTaken(people.pseudonym_of(tx, alert.resolved_by))


def _report_of(tx: Tx, alert_id: int) -> UUID:
    alert = reports.alert(tx, alert_id)
    assert alert is not None
    return alert.report_id
