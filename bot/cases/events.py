"""Events as people make them: proposals accepted or refused, reports added and taken out, two events merged.

Nothing is merged or deleted by itself, and nothing that was said is lost: originals stay, who left is marked, all is in
the log and in the file of each report.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from bot.cases.event_parts import Done, NotPossible, Refused, Source, TwoEvents, source
from storage import event_sources, events, people, proposals, report_notes, sos
from storage.accounts import Member
from storage.database import Tx
from storage.event_sources import SourceRow
from storage.events import EventRow, NewEvent
from storage.proposals import ACCEPTED, REFUSED

LONGEST_NOTE = 2000  # letters of an event's note with all that was added to it


def accept(tx: Tx, proposal_id: int, member: Member, now: datetime) -> Done | TwoEvents | NotPossible:
    """The two tell of one event: it is made, or the one joins the other's."""
    row = proposals.get(tx, proposal_id)
    if row is None or row.state not in (proposals.PROPOSED, ACCEPTED):
        return NotPossible("stale")
    done = put_together(tx, row.earlier, row.later, member, now)
    if isinstance(done, Done):
        proposals.decide(tx, proposal_id, ACCEPTED, member.person_id, now)
    return done


def refuse(tx: Tx, proposal_id: int, member: Member, now: datetime) -> Refused | NotPossible:
    """They are not the same; nor is either the same as what the other was put together with."""
    row = proposals.get(tx, proposal_id)
    if row is None or not proposals.decide(tx, proposal_id, REFUSED, member.person_id, now):
        return NotPossible("stale")
    some, others = (_with_its_event(tx, one) for one in (row.earlier, row.later))
    proposals.refuse_between(tx, some, others, member.person_id, now)
    codes = event_sources.codes_of(tx, [row.earlier, row.later])
    one, other = codes[row.earlier], codes[row.later]
    people.log(tx, now, member.person_id, "set apart", f"event:{one}", other=other)
    _file(tx, row.earlier, now, member, "apart", other)
    _file(tx, row.later, now, member, "apart", one)
    return Refused()


def put_together(tx: Tx, one_id: UUID, other_id: UUID, member: Member, now: datetime) -> Done | TwoEvents | NotPossible:
    one, other = source(tx, one_id), source(tx, other_id)
    if one is None or other is None or one.id == other.id:
        return NotPossible("itself")
    if one.practice != other.practice:
        return NotPossible("practice")
    here, there = events.event_of(tx, one.id), events.event_of(tx, other.id)
    match here, there:
        case None, None:
            event_id = _make(tx, one, member, now)
            return _join(tx, event_id, other, member, now)
        case int(event_id), None:
            return _join(tx, event_id, other, member, now)
        case None, int(event_id):
            return _join(tx, event_id, one, member, now)
        case int(event_id), int(another) if event_id != another:
            return TwoEvents(_fresh(tx, event_id), _fresh(tx, another))
    assert here is not None
    return Done(_fresh(tx, here))


def add_source(tx: Tx, event_id: int, new: Source, member: Member, now: datetime) -> Done | TwoEvents | NotPossible:
    """A report or call that somebody names by its code."""
    event = events.get(tx, event_id)
    if event is None or event.merged_into is not None:
        return NotPossible("stale")
    if event.practice != new.practice:
        return NotPossible("practice")
    there = events.event_of(tx, new.id)
    if there is not None and there != event_id:
        return TwoEvents(event, _fresh(tx, there))
    return Done(event) if there == event_id else _join(tx, event_id, new, member, now)


def split(tx: Tx, event_id: int, source_id: UUID, member: Member, now: datetime) -> Done | NotPossible:
    """Take a report or call out: it stands alone again, and is never proposed for this event again."""
    inside = events.members(tx, event_id)
    if inside == [source_id]:
        return NotPossible("only")
    figures = events.take(tx, event_id, now)
    if figures is None or not events.leave(tx, event_id, source_id, member.person_id, now):
        return NotPossible("stale")
    others = [one for one in inside if one != source_id]
    proposals.refuse_between(tx, [source_id], others, member.person_id, now)
    kept = {name: one for name, one in figures.items() if one.get("source") != str(source_id)}
    events.change(tx, event_id, figures=kept)
    event = _fresh(tx, event_id)
    code = event_sources.codes_of(tx, [source_id])[source_id]
    people.log(tx, now, member.person_id, "split", f"event:{event.code}", source=code)
    _file(tx, source_id, now, member, "left_event", event.code)
    return Done(event)


def merge(tx: Tx, event_id: int, into: int, member: Member, now: datetime) -> Done | NotPossible:
    """Two events are one: all that told of the first tells of the second; figures that the second lacks go along."""
    one, other = events.get(tx, event_id), events.get(tx, into)
    if one is None or other is None or event_id == into:
        return NotPossible("itself")
    if one.practice != other.practice:
        return NotPossible("practice")
    first, second = sorted((event_id, into))  # always in one order: two who merge crosswise wait for each other
    taken = {which: events.take(tx, which, now) for which in (first, second)}
    mine, theirs = taken[event_id], taken[into]
    if mine is None or theirs is None or not events.merge(tx, event_id, into, now):
        return NotPossible("stale")
    for source_id in events.members(tx, event_id):
        moving = source(tx, source_id)
        assert moving is not None
        events.leave(tx, event_id, source_id, member.person_id, now)
        _join(tx, into, moving, member, now)
    events.change(tx, into, figures={**mine, **theirs}, note=_both(other.note, one.note))
    people.log(tx, now, member.person_id, "merge", f"event:{one.code}", into=other.code)
    return Done(_fresh(tx, into))


def add_note(tx: Tx, event_id: int, text: str, member: Member, now: datetime) -> Done | NotPossible:
    if events.take(tx, event_id, now) is None:
        return NotPossible("stale")
    event = _fresh(tx, event_id)
    events.change(tx, event_id, note=_both(event.note, text)[-LONGEST_NOTE:])
    people.log(tx, now, member.person_id, "note", f"event:{event.code}")
    return Done(_fresh(tx, event_id))


def may_see(event: EventRow, member: Member) -> bool:
    """A regional desk sees the events of its region and those of none; practice who practises."""
    return member.region_id in (None, event.region_id) or event.region_id is None


def of_source(tx: Tx, source_id: UUID) -> EventRow | None:
    event_id = events.event_of(tx, source_id)
    return events.get(tx, event_id) if event_id is not None else None


def sources_of(tx: Tx, event_id: int) -> list[SourceRow]:
    """In the order in which things happened."""
    return event_sources.sources(tx, [event_id])[event_id]


def _make(tx: Tx, first: Source, member: Member, now: datetime) -> int:
    code = _free_code(tx)
    new = NewEvent(code, first.category, first.region_id, first.station_id, first.practice)
    event_id = events.add(tx, new, member.person_id, now)
    people.log(tx, now, member.person_id, "make", f"event:{code}")
    _join(tx, event_id, first, member, now)
    return event_id


def _join(tx: Tx, event_id: int, new: Source, member: Member, now: datetime) -> Done | NotPossible:
    if events.take(tx, event_id, now) is None:
        return NotPossible("stale")
    report_id, call_id = (None, new.id) if new.is_call else (new.id, None)
    if not events.join(tx, event_id, report_id, call_id, member.person_id, now):
        raise RuntimeError(f"{new.code} was put into two events at once")  # the turn is taken again
    event = _fresh(tx, event_id)
    if event.category is None or event.region_id is None:
        events.change(
            tx,
            event_id,
            category=event.category or new.category,
            region_id=event.region_id if event.region_id is not None else new.region_id,
        )
    people.log(tx, now, member.person_id, "join", f"event:{event.code}", source=new.code)
    _file(tx, new.id, now, member, "joined_event", event.code)
    return Done(_fresh(tx, event_id))


def _with_its_event(tx: Tx, source_id: UUID) -> list[UUID]:
    event_id = events.event_of(tx, source_id)
    return events.members(tx, event_id) if event_id is not None else [source_id]


def _file(tx: Tx, source_id: UUID, now: datetime, member: Member, what: str, said: str) -> None:
    """In the file of a report; a call has a story of its own. `said` is a code, of an event or of the other."""
    call = sos.find(tx, source_id)
    if call is None:
        report_notes.add(tx, source_id, now, member.person_id, what, said)
    else:
        sos.note(tx, source_id, now, member.person_id, what, said)


def _both(one: str | None, other: str | None) -> str:
    return "\n".join(part for part in (one, other) if part)


def _fresh(tx: Tx, event_id: int) -> EventRow:
    event = events.get(tx, event_id)
    assert event is not None
    return event


def _free_code(tx: Tx) -> str:
    """Said the same in every language, and not to be taken for a report's or a call's."""
    for digits in (4, 4, 4, 5, 6):
        code = f"E-{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}"
        if not events.code_taken(tx, code):
            return code
    return f"E-{secrets.randbelow(9 * 10**7) + 10**7}"
