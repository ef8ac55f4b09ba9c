"""Whether a report holds (verification) and what is still to be done (follow-up): two things, each with its reason.

Every change is a line in the report's file and in the audit log. Nobody verifies what they filed or entered themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.words import FollowUp, Verification
from storage import judging, people, report_notes, reports
from storage.accounts import Member
from storage.database import Tx
from storage.reports import ReportRow

VERDICTS: dict[Verification, tuple[str, ...]] = {
    Verification.CONFIRMED: ("second_observer", "media", "document", "official", "asked_again"),
    Verification.REJECTED: ("mistake", "not_so", "duplicate", "cannot_check"),
    Verification.UNVERIFIED: ("new_facts", "mistake"),
}
FOLLOW_UPS: dict[FollowUp, tuple[str, ...]] = {
    FollowUp.NEEDS_FOLLOW_UP: ("evidence", "authority", "lawyer", "visit"),
    FollowUp.RESOLVED: ("on_the_spot", "by_authority", "complaint"),
    FollowUp.NOT_APPLICABLE: ("information", "duplicate", "elsewhere"),
}
LONGEST_NOTE = 4096


@dataclass(frozen=True, slots=True)
class Judged:
    """`note` is the line in the report's file; words may follow it."""

    note: int


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Somebody else has to look at it."""


@dataclass(frozen=True, slots=True)
class SameAsBefore:
    """It stands so already, for this reason."""


def is_own(report: ReportRow, member: Member) -> bool:
    """Filed by this person, or typed in for another."""
    return member.pseudonym in (report.reported_by, report.entered_by)


def verify(
    tx: Tx, report: ReportRow, verdict: Verification, reason: str, member: Member, now: datetime
) -> Judged | OwnReport | SameAsBefore:
    if is_own(report, member):
        return OwnReport()
    if verdict == report.verification and reason == _last_reason(tx, report, "verified"):
        return SameAsBefore()
    judging.set_verification(tx, report.id, verdict)
    return _noted(tx, report, "verified", report.verification, verdict, reason, member, now)


def follow_up(
    tx: Tx, report: ReportRow, state: FollowUp, reason: str, member: Member, now: datetime
) -> Judged | SameAsBefore:
    if state == report.follow_up and reason == _last_reason(tx, report, "followed_up"):
        return SameAsBefore()
    reports.set_follow_up(tx, report.id, state)
    return _noted(tx, report, "followed_up", report.follow_up, state, reason, member, now)


def note(tx: Tx, report: ReportRow, text: str, member: Member, now: datetime, about: int | None = None) -> int:
    """Words for the desk alone; `about` is the line they explain."""
    people.log(tx, now, member.person_id, "note", f"report:{report.id}")
    return report_notes.add(tx, report.id, now, member.person_id, "noted", text[:LONGEST_NOTE], about)


def _last_reason(tx: Tx, report: ReportRow, what: str) -> str | None:
    said = [one for one in report_notes.of_report(tx, report.id) if one.what == what]
    return said[-1].details.get("reason") if said else None


def _noted(
    tx: Tx, report: ReportRow, what: str, before: str, after: str, reason: str, member: Member, now: datetime
) -> Judged:
    facts: dict[str, Any] = {"before": before, "after": after, "reason": reason}
    action = {"verified": "verify", "followed_up": "follow up"}[what]
    people.log(tx, now, member.person_id, action, f"report:{report.id}", **facts)
    return Judged(report_notes.add(tx, report.id, now, member.person_id, what, **facts))
