"""Reports of one's own: looked at, added to, corrected, withdrawn. Buttons are `r:<report or draft>:<what>`."""

from __future__ import annotations

from uuid import UUID

from bot.cases.revising import (
    REASONS,
    begin_correction,
    own_report,
    take_back_withdrawal,
    withdraw_report,
)
from handlers import adding, dialogues, telling
from handlers.callbacks import draft_of, number_of
from handlers.events import Said
from handlers.turns import Turn
from storage import forms
from storage.reports import ReportRow

LIST = "list"
WITHDRAWING = "withdraw"


def listed(turn: Turn) -> None:
    """`/myreports`."""
    turn.send("my_reports")


def tapped(turn: Turn, rest: str) -> None:
    """Whose it is, and whether it may still be done, is asked at every tap."""
    token, _, action = rest.partition(":")
    if token == LIST:
        leave(turn)
        turn.send("my_reports", page=number_of(action) or 0, edit=turn.tapped_message)
        return
    found = draft_of(token)
    what, _, more = action.partition(":")
    if what == "go":
        _go_on(turn, found)
        return
    report = own_report(turn.tx, found, turn.member)
    if report is None:
        turn.pop_up("closed")
        return
    _tapped_report(turn, report, what, more)


def _tapped_report(turn: Turn, report: ReportRow, what: str, more: str) -> None:
    match what:
        case "show":
            leave(turn)
            _show(turn, report)
        case "add":
            adding.begin(turn, report)
        case "take":
            adding.take(turn, report, more)
        case "done":
            adding.finish(turn, report)
        case "correct":
            _correct(turn, report)
        case "withdraw":
            _ask_why(turn, report)
        case "why":
            _why(turn, report, more)
        case "sure":
            _withdraw(turn, report, more)
        case "restore":
            _restore(turn, report)
        case _:
            turn.pop_up("closed")


def leave(turn: Turn) -> None:
    """A tap elsewhere ends what was being added or explained here; other dialogues go on."""
    if turn.chat.dialogue is not None and turn.chat.dialogue["kind"] in (adding.KIND, WITHDRAWING):
        dialogues.end(turn)


def _go_on(turn: Turn, draft_id: UUID | None) -> None:
    """With a draft that was left."""
    draft = forms.get_draft(turn.tx, draft_id) if draft_id is not None else None
    if draft is None or draft.person_id != turn.member.person_id or draft.outcome is not None:
        turn.pop_up("closed")
        return
    dialogues.end(turn)  # of whatever kind: what is written now answers the form
    forms.save_draft(turn.tx, draft.id, draft.state, turn.now)  # it is the one in hand now
    turn.send("question", str(draft.id), key=f"question:{draft.id}", edit=turn.tapped_message)


def _correct(turn: Turn, report: ReportRow) -> None:
    leave(turn)
    if report.withdrawn_at is not None:
        turn.pop_up("withdrawn_already")
        _show(turn, report)
        return
    dialogues.end(turn)
    house = turn.house
    draft = begin_correction(turn.tx, house.library, report, turn.member, turn.now, house.time_zone)
    turn.send("question", str(draft.id), key=f"question:{draft.id}", edit=turn.tapped_message)


def _ask_why(turn: Turn, report: ReportRow) -> None:
    leave(turn)
    _show(turn, report, part=None if report.withdrawn_at else "why")


def _why(turn: Turn, report: ReportRow, reason: str) -> None:
    if report.withdrawn_at is not None:
        _show(turn, report)
    elif reason == "other":
        dialogues.begin(turn, WITHDRAWING, report=str(report.id))
        _show(turn, report, part="words")
    elif reason in REASONS:
        _show(turn, report, part="sure", reason=reason)
    else:
        turn.pop_up("closed")


@dialogues.answers(WITHDRAWING)
def _in_words(turn: Turn, known: dialogues.Known) -> bool:
    """The reason in the observer's own words; asked once more before anything is done."""
    if not isinstance(turn.event, Said):
        dialogues.end(turn)
        return False
    dialogues.begin(turn, WITHDRAWING, report=known["report"], reason=turn.event.text)
    turn.send("my_report", known["report"], part="sure", reason="other")
    return True


def _withdraw(turn: Turn, report: ReportRow, reason: str) -> None:
    known = turn.chat.dialogue or {}
    mine = known.get("kind") == WITHDRAWING and known.get("report") == str(report.id)
    said = known.get("reason") if reason == "other" and mine else reason if reason in REASONS else None
    leave(turn)
    if said and withdraw_report(turn.tx, report, said, turn.member, turn.now):
        telling.tell_desk(turn, report.id, "withdrawn")
        turn.send("received", str(report.id), key=f"received:{report.id}")
    _show(turn, report)


def _restore(turn: Turn, report: ReportRow) -> None:
    leave(turn)
    if take_back_withdrawal(turn.tx, report, turn.member, turn.now):
        telling.tell_desk(turn, report.id, "restored")
        turn.send("received", str(report.id), key=f"received:{report.id}")
    elif report.withdrawn_at is not None:
        turn.pop_up("too_late")
    _show(turn, report)


def _show(turn: Turn, report: ReportRow, part: str | None = None, reason: str | None = None) -> None:
    turn.send("my_report", str(report.id), edit=turn.tapped_message, part=part, reason=reason)
