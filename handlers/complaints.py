"""Complaints at the desk: drafted from a report, then followed. Buttons are `c:<what>:<number>[:<argument>]`.

r  the complaints of a report (its number)     n  a new one: language, then template
k  a complaint: its card, or what to do next    s  an answer to a question about it
"""

from __future__ import annotations

from typing import Any

from bot.cases.complaints import folder, following
from bot.cases.complaints.following import Outcome, State
from bot.core.words import Language
from handlers import complaint_steps, dialogues
from handlers.callbacks import number_of
from handlers.turns import Turn
from storage import accounts, complaints, reports
from storage.complaints import ComplaintRow
from storage.reports import ReportRow


def tapped(turn: Turn, rest: str) -> None:
    """A button outlives a role, so the role is asked again here."""
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    what, _, more = rest.partition(":")
    number, _, argument = more.partition(":")
    if not _done(turn, what, number_of(number), argument):
        turn.pop_up("closed")


def _done(turn: Turn, what: str, number: int | None, argument: str) -> bool:
    """False for a button that fits nothing, or is not for this reader."""
    report = _report(turn, number) if what in ("r", "n", "b") else None
    row = _complaint(turn, number) if what in ("k", "s") else None
    match what:
        case "r" if report is not None:
            dialogues.end(turn)
            _redraw(turn, "complaints", str(report.id))
        case "b" if report is not None:
            dialogues.end(turn)
            _redraw(turn, "report_page", str(report.id))
        case "n" if report is not None:
            return _new(turn, report, argument)
        case "k" if row is not None:
            return _act(turn, row, argument)
        case "s" if row is not None:
            return complaint_steps.tapped(turn, row, argument)
        case _:
            return False
    return True


def _report(turn: Turn, seq: int | None) -> ReportRow | None:
    """Of the reader's region; none of practice: a complaint is in earnest."""
    report_id = complaints.report_numbered(turn.tx, seq) if seq is not None else None
    report = reports.find(turn.tx, report_id) if report_id is not None else None
    if report is None or report.practice or turn.member.region_id not in (None, report.region_id):
        return None
    return report


def _complaint(turn: Turn, number: int | None) -> ComplaintRow | None:
    row = complaints.get(turn.tx, number) if number is not None else None
    return row if row is not None and turn.member.region_id in (None, row.region_id) else None


def _new(turn: Turn, report: ReportRow, argument: str) -> bool:
    """The language, then the template; the draft is on record as soon as its file is on its way."""
    language, _, key = argument.partition(":")
    if key and turn.house.complaints is not None:
        chosen = [one for one in folder.templates(turn.house.complaints) if one.key == key]
        if not chosen:
            return False
        one = chosen[0]
        made = following.draft(turn.tx, report, one.language, one.name, turn.member.person_id, turn.now)
        _redraw(turn, "complaint", str(made))
        turn.send("complaint_file", str(made))
        return True
    if language and language not in tuple(Language):
        return False
    _redraw(turn, "complaint_new", str(report.id), of_language=language or None)
    return True


def _act(turn: Turn, row: ComplaintRow, act: str) -> bool:
    dialogues.end(turn)
    match act:
        case "":
            _redraw(turn, "complaint", str(row.id))
        case "file":
            turn.send("complaint_file", str(row.id))
        case "observer":
            return _to_observer(turn, row)
        case State.HANDED_IN | State.NOT_ACCEPTED if State(act) in following.STEPS[State(row.state)]:
            complaint_steps.begin(turn, row, act)
        case "deadline" if State(row.state) in following.HAS_DEADLINE:
            complaint_steps.begin(turn, row, act)
        case State.ACCEPTED:
            following.step(turn.tx, row, State.ACCEPTED, turn.member.person_id, turn.now)
            _redraw(turn, "complaint", str(row.id))
        case State.CLOSED if State.CLOSED in following.STEPS[State(row.state)]:
            _redraw(turn, "complaint", str(row.id), closing=True)
        case _ if act in tuple(Outcome):
            closed = {"outcome": act}
            if following.step(turn.tx, row, State.CLOSED, turn.member.person_id, turn.now, **closed):
                complaint_steps.begin(turn, row, "note")
            else:
                _redraw(turn, "complaint", str(row.id))
        case _:
            return False
    return True


def _to_observer(turn: Turn, row: ComplaintRow) -> bool:
    """Nameless; the observer writes the name by hand and signs on paper."""
    report = reports.find(turn.tx, row.report_id)
    assert report is not None
    for account_id in accounts.accounts_of(turn.tx, turn.house.bot_id, report.reporter_id):
        turn.send("complaint_file", str(row.id), to=account_id, observer=True)
    turn.pop_up("complaint_sent")
    return True


def _redraw(turn: Turn, kind: str, subject: str, **how: Any) -> None:
    edit = turn.tapped_message
    turn.send(kind, subject, key=f"complaint:{edit}", edit=edit, **how)
