"""Calls for help: raised in one tap, told more afterwards, taken by one of the desk, closed by the desk alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.cases.alerts import AlreadyTaken, NotYours, groups_of
from bot.cases.forms import FormLibrary
from bot.cases.last_places import Place, last_place, station_of
from bot.cases.proposing import leave_practice, propose_for_call
from bot.core import distress
from bot.core.distress import CallState, Outcome
from bot.core.incidents import is_late
from bot.core.words import Role
from storage import desk_groups, outbox, people, sos
from storage.accounts import Member
from storage.database import Tx
from storage.sos import CallRow, NewCall, Seat

LONGEST_FOR_WHOM = 200  # characters, as in the column
SAFE = "safe"  # beside the answers: the caller says that it is over, or was a mistake


@dataclass(frozen=True, slots=True)
class Taken:
    """The call is in the state that was asked for."""

    call: CallRow


def raise_call(tx: Tx, library: FormLibrary, member: Member, sent_at: datetime, now: datetime) -> CallRow:
    """Store a new call with what is known of the caller; whoever they are, it rings."""
    here = station_of(tx, member.person_id)
    place = last_place(tx, library, member.person_id, now)
    call = NewCall(
        id=uuid4(),
        code=_free_code(tx),
        raised_by=member.person_id,
        caller_state=member.state,
        practice=member.practice,
        station_id=here.id if here else None,
        region_id=here.region_id if here else member.region_id,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        accuracy=place.accuracy if place else None,
        placed_at=place.at if place else None,
        sent_at=min(sent_at, now),
        raised_at=now,
        late=is_late(sent_at, now),
        next_ring_at=distress.next_ring(now, now),
    )
    sos.add(tx, call)
    sos.note(tx, call.id, now, member.person_id, "raised", None, sent_at=call.sent_at.isoformat())
    people.log(tx, now, member.person_id, "raise", f"sos:{call.code}")
    propose_for_call(tx, call.id, now)
    return _fresh(tx, call.id)


def circle(tx: Tx, bot_id: int, call: CallRow, now: datetime) -> list[int]:
    """The accounts to ring now: the region's desk at first, everybody later; in practice, who practises there."""
    seats = _seats(tx, bot_id, call)
    if call.practice:
        return [seat.account_id for seat in seats]
    groups = desk_groups.in_use(tx, bot_id)  # beside the private chats: a call for help rings everywhere
    if distress.rings_everybody(call.raised_at, now):
        return [seat.account_id for seat in seats] + [one.account_id for one in groups if one.strangers == 0]
    here = groups_of(tx, bot_id, {call.region_id, None} if call.region_id else {one.region_id for one in groups})
    coordinators = [seat for seat in seats if seat.role == Role.COORDINATOR]
    near = [seat for seat in coordinators if call.region_id is None or seat.region_id in (None, call.region_id)]
    return [*(seat.account_id for seat in near or coordinators or seats), *(one.account_id for one in here)]


def who_else_is_rung(tx: Tx, bot_id: int, seq: int) -> list[int]:
    """Whom a call goes to when somebody of the desk cannot be reached: all who were not rung yet."""
    call = sos.get(tx, seq)
    if call is None or call.state != CallState.OPEN:
        return []
    tried = set(outbox.accounts_sent(tx, bot_id, ring_key(seq)))
    return [seat.account_id for seat in _seats(tx, bot_id, call) if seat.account_id not in tried]


def ring_key(seq: int) -> str:
    """What the letters that ring a call have in common: of those that wait for one chat only the latest is said."""
    return f"sosring:{seq}"


def card_key(seq: int) -> str:
    """The subject that the desk's card shows; the key of its redraws."""
    return f"soscard:{seq}"


def screen_key(seq: int) -> str:
    """The subject and key of the caller's own message."""
    return f"sos:{seq}"


def _seats(tx: Tx, bot_id: int, call: CallRow) -> list[Seat]:
    """All of the desk but the caller; nobody is frightened by an exercise who does not exercise."""
    seats = [seat for seat in sos.desk(tx, bot_id) if seat.person_id != call.raised_by]
    return [seat for seat in seats if seat.practice] if call.practice else seats


def rings_due(tx: Tx, now: datetime) -> list[CallRow]:
    """The calls that ring again now, each step once whoever else looks at the same time."""
    found = [call for call in sos.due(tx, now) if sos.rings(tx, call, distress.next_ring(call.raised_at, now), now)]
    for call in found:
        sos.note(tx, call.id, now, None, "rung", None, times=call.rung + 1)
    return [_fresh(tx, call.id) for call in found]


def tell(tx: Tx, call: CallRow, person_id: int, text: str | None, now: datetime, what: str = "told") -> CallRow:
    """A word of the call: what was written, or that a file came, or that SOS was pressed again."""
    sos.note(tx, call.id, now, person_id, what, text)
    sos.change(tx, call.seq, last_word_at=now)
    return _fresh(tx, call.id)


def answer(tx: Tx, call: CallRow, question: str, choice: str | None, now: datetime) -> CallRow:
    """A tap in answer to a question; None leaves it open, and it is not asked again."""
    if question == distress.KIND:
        sos.change(tx, call.seq, kind=choice)
        propose_for_call(tx, call.id, now)
    sos.note(tx, call.id, now, call.raised_by, "answered", None, question=question, answer=choice)
    return _put(tx, call, {**call.details, question: choice}, now)


def step_back(tx: Tx, call: CallRow, now: datetime) -> CallRow:
    """Ask the last question again."""
    last = distress.last_question(call.kind, call.details)
    return _put(tx, call, {name: said for name, said in call.details.items() if name != last}, now)


def set_safe(tx: Tx, call: CallRow, safe: bool, now: datetime) -> CallRow:
    """The caller says that it is over, or takes that back. Only the desk closes a call."""
    if safe == (SAFE in call.details):
        return call
    sos.note(tx, call.id, now, call.raised_by, "safe" if safe else "not_safe", None)
    others = {name: said for name, said in call.details.items() if name != SAFE}
    return _put(tx, call, {**others, SAFE: "yes"} if safe else others, now)


def set_real(tx: Tx, call: CallRow, now: datetime) -> CallRow:
    """What began as an exercise is in earnest: from now on it rings at the whole desk, as if it were raised now."""
    sos.note(tx, call.id, now, call.raised_by, "real", None)
    sos.change(tx, call.seq, practice=False, raised_at=now, last_word_at=now, next_ring_at=distress.next_ring(now, now))
    people.log(tx, now, call.raised_by, "raise", f"sos:{call.code}", real=True)
    leave_practice(tx, call.id, call.raised_by, now)
    propose_for_call(tx, call.id, now)
    if call.state == CallState.CLAIMED:  # by somebody who thinks that it is an exercise
        sos.reopen(tx, call.seq, now)
    return _fresh(tx, call.id)


def set_for_whom(tx: Tx, call: CallRow, text: str, now: datetime) -> CallRow:
    """Who it is for, and where they are: the caller's own place is not asked for after that."""
    details = {distress.PLACE: None, **call.details}
    sos.change(tx, call.seq, for_whom=text[:LONGEST_FOR_WHOM], details=details)
    return tell(tx, call, call.raised_by, text, now, "for_whom")


def set_place(tx: Tx, call: CallRow, place: Place, now: datetime, noted: bool = True) -> CallRow:
    """Where the caller is; `noted` False for the steps of a live location, which are many."""
    values = {"latitude": place.latitude, "longitude": place.longitude, "accuracy": place.accuracy}
    sos.change(tx, call.seq, placed_at=place.at, **values)
    if not noted:
        return _fresh(tx, call.id)
    sos.note(tx, call.id, now, call.raised_by, "placed", None, **values)
    propose_for_call(tx, call.id, now)
    return _put(tx, _fresh(tx, call.id), {**call.details, distress.PLACE: "sent"}, now)


def claim_call(tx: Tx, seq: int, member: Member, now: datetime) -> Taken | AlreadyTaken | NotYours:
    """Take the call. Of two who press at once one wins; pressing again changes nothing."""
    call = sos.get(tx, seq)
    if call is None:
        return NotYours()
    if sos.claim(tx, seq, member.person_id, now):
        sos.note(tx, call.id, now, member.person_id, "claimed", None)
        people.log(tx, now, member.person_id, "claim", f"sos:{call.code}")
        return Taken(_fresh(tx, call.id))
    return _beaten(tx, _fresh(tx, call.id).claimed_by, member)


def close_call(tx: Tx, seq: int, member: Member, outcome: Outcome, now: datetime) -> Taken | AlreadyTaken | NotYours:
    """Close a call that somebody has taken, saying what became of the person; anybody of the desk may."""
    call = sos.get(tx, seq)
    if call is None or call.state == CallState.OPEN:
        return NotYours()
    if sos.close(tx, seq, member.person_id, outcome, now):
        sos.note(tx, call.id, now, member.person_id, "closed", None, outcome=outcome)
        people.log(tx, now, member.person_id, "close", f"sos:{call.code}", outcome=outcome)
        return Taken(_fresh(tx, call.id))
    return _beaten(tx, _fresh(tx, call.id).closed_by, member)


def note_outcome(tx: Tx, call: CallRow, member: Member, text: str, now: datetime) -> CallRow:
    sos.change(tx, call.seq, outcome_note=f"{call.outcome_note}\n{text}" if call.outcome_note else text)
    sos.note(tx, call.id, now, member.person_id, "noted", text)
    return _fresh(tx, call.id)


def _beaten(tx: Tx, by: int | None, member: Member) -> AlreadyTaken | NotYours:
    return NotYours() if by in (None, member.person_id) else AlreadyTaken(people.pseudonym_of(tx, by or 0))


def _put(tx: Tx, call: CallRow, details: dict[str, object], now: datetime) -> CallRow:
    sos.change(tx, call.seq, details=details, last_word_at=now)
    return _fresh(tx, call.id)


def _fresh(tx: Tx, call_id: object) -> CallRow:
    call = sos.find(tx, call_id)  # type: ignore[arg-type]
    assert call is not None
    return call


def _free_code(tx: Tx) -> str:
    """As a report's, but it begins with SOS: on the telephone nobody takes one for the other."""
    for digits in (4, 4, 4, 5, 6):
        code = f"SOS-{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}"
        if not sos.code_taken(tx, code):
            return code
    return f"SOS-{secrets.randbelow(9 * 10**7) + 10**7}"
