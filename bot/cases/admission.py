"""Admission: somebody who pressed a vetted link waits until a coordinator lets them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases.getting_in import RANK
from bot.core.words import PersonState, Role
from storage import accounts, admission, forms, people
from storage.accounts import Member
from storage.admission import Applicant
from storage.database import Tx
from storage.outbox import Intent

REFUSALS = ("unknown", "leaked", "other")


@dataclass(frozen=True, slots=True)
class Decided:
    """This tap decided it."""

    applicant: Applicant


@dataclass(frozen=True, slots=True)
class DecidedBefore:
    """Somebody else was first; `by` is empty for the command line."""

    by: str | None


@dataclass(frozen=True, slots=True)
class MayNot:
    """There is nobody to decide about, or it is for somebody else to decide."""


def accept_pledge(tx: Tx, member: Member, now: datetime) -> bool:
    """Kept once, with its time; False when it was accepted before."""
    if not admission.pledge(tx, member.person_id, now):
        return False
    people.log(tx, now, member.person_id, "pledge", f"person:{member.person_id}")
    return True


def who_admits(tx: Tx, bot_id: int, applicant: Applicant) -> list[int]:
    """Accounts of the desk that may decide: nobody is admitted by a lower rank than they are to have."""
    if applicant.role is Role.OBSERVER:
        return list(accounts.desk_accounts(tx, bot_id, applicant.region_id))
    return list(accounts.accounts_with_role(tx, bot_id, Role.ADMINISTRATOR))


def may_decide(member: Member, applicant: Applicant) -> bool:
    """By rank; which region's desk sees the card is asked where it is tapped."""
    if not member.is_desk or member.role is None:
        return False
    enough = Role.ADMINISTRATOR if applicant.role is not Role.OBSERVER else Role.COORDINATOR
    return RANK.index(member.role) >= RANK.index(enough)


def admit(tx: Tx, person_id: int, by: Member | None, now: datetime) -> Decided | DecidedBefore | MayNot:
    """`by` is None for the command line. Of two at once one wins."""
    return _decide(tx, person_id, PersonState.ACTIVE, by, now)


def refuse(tx: Tx, person_id: int, reason: str, by: Member | None, now: datetime) -> Decided | DecidedBefore | MayNot:
    """Suspended, with the reason in the log; what they sent stays stored and is in no export."""
    decided = _decide(tx, person_id, PersonState.SUSPENDED, by, now, reason)
    if isinstance(decided, Decided):
        admission.close_drafts(tx, person_id, now)
    return decided


def _decide(
    tx: Tx, person_id: int, state: PersonState, by: Member | None, now: datetime, reason: str | None = None
) -> Decided | DecidedBefore | MayNot:
    applicant = admission.applicant(tx, person_id)
    if applicant is None or (by is not None and not may_decide(by, applicant)):
        return MayNot()
    if not admission.decide(tx, person_id, state):
        before = admission.decision(tx, person_id)
        return DecidedBefore(before.by) if before is not None else MayNot()
    action = "admit" if state is PersonState.ACTIVE else "refuse"
    people.log(tx, now, by.person_id if by else None, action, f"person:{person_id}", reason=reason)
    return Decided(applicant)


def told_of(tx: Tx, bot_id: int, applicant: Applicant, admitted: bool) -> list[Intent]:
    """What is to be said once it is decided: to the person at once, and every card of the desk is drawn anew."""
    key = f"admission:{applicant.person_id}"
    cards = accounts.accounts_showing(tx, bot_id, key)
    intents = [Intent(one, "admission", str(applicant.person_id), key=key) for one in cards]
    for account_id in accounts.accounts_of(tx, bot_id, applicant.person_id):
        if not admitted:
            intents.append(Intent(account_id, "line", "refused"))
            continue
        intents.append(Intent(account_id, "welcome", params={"commands": True, "admitted": True}))
        draft = forms.open_draft(tx, applicant.person_id)
        if draft is not None:
            intents.append(
                Intent(account_id, "question", str(draft.id), {"notice": "resumed"}, key=f"question:{draft.id}")
            )
    return intents
