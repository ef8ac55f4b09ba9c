"""Alerts at the desk: who is shown a report, who takes it, and what the observer hears of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.core.words import AlertState, FollowUp
from storage import accounts, outbox, people, report_notes, reports
from storage.accounts import Member
from storage.database import Tx

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
    """Accounts of the desk of a region; of a practice report those who practise."""
    return list(accounts.desk_accounts(tx, bot_id, region_id, practice))


def who_else_is_alerted(tx: Tx, bot_id: int, alert_id: int) -> list[int]:
    """Whom an alert goes to when somebody of the desk cannot be reached: those who were not sent it yet."""
    alert = reports.alert(tx, alert_id)
    report = reports.find(tx, alert.report_id) if alert is not None and alert.state is AlertState.OPEN else None
    if report is None:
        return []
    tried = {
        *outbox.accounts_sent(tx, bot_id, f"card:{alert_id}"),
        *outbox.accounts_sent(tx, bot_id, f"ring:{alert_id}"),
    }
    everybody = who_is_alerted(tx, bot_id, report.region_id, report.practice)
    return [account_id for account_id in everybody if account_id not in tried]


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
