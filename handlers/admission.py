"""The pledge, and those who wait to be admitted. Buttons are `m:pledge` and `m:<person>:<what>`."""

from __future__ import annotations

from bot.cases.admission import (
    REFUSALS,
    Decided,
    DecidedBefore,
    MayNot,
    accept_pledge,
    admit,
    may_decide,
    refuse,
    told_of,
    who_admits,
)
from bot.core.words import PersonState, Role
from handlers import observing
from handlers.events import Commanded, Said, SentFiles, SentPlace, Tapped
from handlers.turns import Turn
from handlers.vocabulary import ROLES
from storage import accounts, admission, attachments, forms
from storage.admission import Applicant

MOST_WAITING = 20
MOST_KEPT = 20  # files of somebody whom nobody knows yet
LONGEST_NUMBER = 10  # digits: larger ones fit no column
PLEDGE = "pledge"


def ask_pledge(turn: Turn) -> None:
    """Once, in front of everything else that is said at the door; it bars nobody who is admitted from anything."""
    turn.send(PLEDGE, key=PLEDGE)


def pending_did(turn: Turn) -> None:
    """Somebody not admitted yet. What they send is kept as the beginning of a report that nobody sees until then."""
    match turn.event:
        case Tapped(data="m:pledge"):
            accept(turn)
        case Tapped():
            turn.pop_up("pending")
        case Commanded(name="language"):
            turn.send("language")
        case Said(text=text) if text.startswith("/"):
            _where_things_stand(turn)
        case Said() | SentFiles() | SentPlace():
            _keep(turn)
        case _:
            _where_things_stand(turn)


def _where_things_stand(turn: Turn) -> None:
    if turn.chat.language is None:
        turn.send("language")
    elif admission.pledged_at(turn.tx, turn.member.person_id) is None:
        ask_pledge(turn)
    else:
        turn.line("pending")


def _keep(turn: Turn) -> None:
    begun = forms.open_draft(turn.tx, turn.member.person_id)
    match turn.event:
        case SentFiles() if begun is not None and attachments.count_of(turn.tx, begun.id)[0] >= MOST_KEPT:
            turn.line("pending_full")
            return
        case SentFiles() as sent:
            observing.sent_file(turn, sent)
        case SentPlace() as place:
            observing.sent_place(turn, place)
        case Said(text=text):
            observing.said_first(turn, text)
    if turn.chat.language is None:
        turn.send("language")
    else:
        turn.line("pending_kept")


def accept(turn: Turn) -> None:
    """The pledge; the desk is asked only now, so that it never has to wait for somebody's answer."""
    newly = accept_pledge(turn.tx, turn.member, turn.now)
    turn.send(PLEDGE, key=PLEDGE, edit=turn.tapped_message)
    if not newly or turn.member.state is not PersonState.PENDING:
        return
    turn.line("pending")
    applicant = admission.applicant(turn.tx, turn.member.person_id)
    for account_id in who_admits(turn.tx, turn.house.bot_id, applicant) if applicant is not None else ():
        _card(turn, turn.member.person_id, account_id)


def show_waiting(turn: Turn, region_id: int | None) -> None:
    """Somebody who joins the desk, or comes back to it, finds who waits."""
    for person_id in admission.waiting(turn.tx, region_id, MOST_WAITING):
        _card(turn, person_id, turn.chat.account_id)


def _card(turn: Turn, person_id: int, account_id: int, asking: bool = False) -> None:
    turn.send("admission", str(person_id), to=account_id, key=f"admission:{person_id}", asking=asking)


def tapped(turn: Turn, rest: str) -> None:
    """The role and the region are asked at every tap, for a button outlives both."""
    number, _, action = rest.partition(":")
    applicant = _applicant(turn, number)
    if applicant is None:
        turn.pop_up("closed" if turn.member.is_desk else "for_coordinators")
        return
    what, _, reason = action.partition(":")
    match what:
        case "admit":
            _decided(turn, applicant, admit(turn.tx, applicant.person_id, turn.member, turn.now))
        case "no" if reason in REFUSALS:
            _decided(turn, applicant, refuse(turn.tx, applicant.person_id, reason, turn.member, turn.now))
        case _:
            _card(turn, applicant.person_id, turn.chat.account_id, asking=what == "refuse")


def _applicant(turn: Turn, number: str) -> Applicant | None:
    is_number = number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER
    found = admission.applicant(turn.tx, int(number)) if is_number else None
    if found is None or not may_decide(turn.member, found):
        return None
    near = turn.member.region_id in (None, found.region_id)
    shown = accounts.message_of(turn.tx, turn.chat.account_id, f"admission:{found.person_id}") is not None
    return found if near or shown else None


def _decided(turn: Turn, applicant: Applicant, outcome: Decided | DecidedBefore | MayNot) -> None:
    match outcome:
        case Decided():
            now_is = admission.applicant(turn.tx, applicant.person_id)
            admitted = now_is is not None and now_is.state is PersonState.ACTIVE
            for one in told_of(turn.tx, turn.house.bot_id, applicant, admitted):
                turn.send(one.kind, one.subject, to=one.account_id, key=one.key, **one.params)
        case DecidedBefore(by=name):
            turn.pop_up("decided", name=name or turn.words.named(ROLES[Role.ADMINISTRATOR]))
            _card(turn, applicant.person_id, turn.chat.account_id)
        case MayNot():
            turn.pop_up("closed")
            _card(turn, applicant.person_id, turn.chat.account_id)
