"""A complaint's way: drafted, handed in or not accepted, accepted, a deadline, an outcome. Each step is on record.

That it was not accepted is a fact of its own, with a date and an authority like any other.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from storage import complaints, people, report_notes
from storage.complaints import ComplaintRow
from storage.database import Tx
from storage.reports import ReportRow


class State(StrEnum):
    DRAFTED = "drafted"
    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    CLOSED = "closed"


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    DENIED = "denied"
    FORWARDED = "forwarded"
    NO_ANSWER = "no_answer"


STEPS: dict[State, tuple[State, ...]] = {
    State.DRAFTED: (State.HANDED_IN, State.NOT_ACCEPTED),
    State.HANDED_IN: (State.ACCEPTED, State.NOT_ACCEPTED, State.CLOSED),
    State.ACCEPTED: (State.CLOSED,),
    State.NOT_ACCEPTED: (State.HANDED_IN,),
    State.CLOSED: (),
}
HAS_DEADLINE = (State.HANDED_IN, State.ACCEPTED)
LONGEST = {"authority": 200, "number": 80, "outcome_note": 2000}
REMIND_AT = time(9)  # the day before, by the mission's clock
PAST = timedelta(days=3)  # a deadline that was missed by more is told no more


def draft(tx: Tx, report: ReportRow, language: str, template: str, by: int, now: datetime) -> int:
    complaint_id = complaints.add(tx, report.id, language, template, by, now)
    _note(tx, report.id, complaint_id, State.DRAFTED, by, now)
    return complaint_id


def step(tx: Tx, row: ComplaintRow, to: State, by: int, now: datetime, **facts: object) -> bool:
    """`facts` as for `complaints.change`; False when it cannot go there from where it is."""
    if to not in STEPS[State(row.state)]:
        return False
    complaints.change(tx, row.id, by, now, state=to, **facts)
    _note(tx, row.report_id, row.id, to, by, now, **{name: str(fact) for name, fact in facts.items() if fact})
    return True


def set_deadline(tx: Tx, row: ComplaintRow, day: date, by: int, now: datetime) -> bool:
    if State(row.state) not in HAS_DEADLINE:
        return False
    complaints.change(tx, row.id, by, now, deadline=day)
    report_notes.add(tx, row.report_id, now, by, "complaint", complaint=row.id, deadline=day.isoformat())
    return True


def _note(tx: Tx, report_id: UUID, complaint_id: int, state: State, by: int, now: datetime, **facts: Any) -> None:
    """What is handed in anew later, elsewhere, leaves where and when it was not accepted on record."""
    report_notes.add(tx, report_id, now, by, "complaint", complaint=complaint_id, state=state, **facts)
    people.log(tx, now, by, "complaint", f"complaint:{complaint_id}", state=state)


def due(tx: Tx, now: datetime, zone: ZoneInfo) -> list[ComplaintRow]:
    """Those whose deadline is tomorrow or today, from nine in the morning on; and those just missed."""
    local = now.astimezone(zone)
    until = local.date() + timedelta(days=1 if local.time() >= REMIND_AT else 0)
    return complaints.with_deadline(tx, local.date() - PAST, until)
