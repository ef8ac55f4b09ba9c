"""Telegram's own reply: to a card the desk's question, to a question the answer, to a receipt more of the report.

A call for help in hand comes before all of it: what is sent then belongs to the call.
"""

from __future__ import annotations

from uuid import UUID

from bot.cases import asking as cases
from bot.cases.revising import own_report
from bot.cases.seeing import may_see
from handlers import adding, answering, asking, dialogues
from handlers.callbacks import number_of
from handlers.events import Edited, Said, SentFiles, SentPlace
from handlers.turns import Turn
from storage import questions, report_notes, reports
from storage.report_notes import NoteRow
from storage.reports import ReportRow

OF_ALERT = frozenset({"card", "ring", "desk_news"})  # their subjects are numbers of alerts
OF_NOTE = frozenset({"asked", "answer", "said", "answer_kept"})  # … of lines in a report's file
NOTES = frozenset({"note_prompt", "note_told", "judge"})  # a reply to these is for the desk alone
OBSERVERS = frozenset({"received", "seen", "resolved", "reopened", "added", "my_report"})
OF_REPORT = (
    OBSERVERS | NOTES | {"report_page", "page", "album", "files", "what_changed", "ask_prompt", "ask_told"}
)  # ids


def taken(turn: Turn) -> bool:
    """Have the event if it answers a message about a report."""
    event = turn.event
    if not isinstance(event, Said | SentFiles | SentPlace) or event.reply_to is None:
        return False
    if dialogues.in_hand(turn, dialogues.PATIENT) is not None:
        return False
    for kind, subject in questions.shown_in(turn.tx, turn.chat.account_id, event.reply_to):
        if (found := _about(turn, kind, subject)) is not None:
            return _take(turn, kind, *found)
    return False


def _about(turn: Turn, kind: str, subject: str) -> tuple[ReportRow, NoteRow | None] | None:
    note, report_id = None, None
    if kind in OF_ALERT and (number := number_of(subject)) is not None:
        alert = reports.alert(turn.tx, number)
        report_id = alert.report_id if alert is not None else None
    elif kind in OF_NOTE and (number := number_of(subject)) is not None:
        note = report_notes.get(turn.tx, number)
        report_id = note.report_id if note is not None else None
    elif kind in OF_REPORT:
        report_id = _uuid(subject)
    report = reports.find(turn.tx, report_id) if report_id is not None else None
    return (report, note) if report is not None else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _take(turn: Turn, kind: str, report: ReportRow, note: NoteRow | None) -> bool:
    if turn.member.is_desk and report.reporter_id != turn.member.person_id:
        noting = kind in NOTES or (note is not None and note.what == "noted")
        return _desk_replied(turn, report, noting)
    asked = _asked(turn, note)
    if asked is not None:
        return answering.take(turn, asked, report)
    own = own_report(turn.tx, report.id, turn.member)
    return own is not None and adding.receive(turn, own)


def _asked(turn: Turn, note: NoteRow | None) -> NoteRow | None:
    """The question that this line of the file is, or answers."""
    for number in (note.id, note.answers_to) if note is not None else ():
        found = cases.question(turn.tx, number, turn.member) if number is not None else None
        if found is not None:
            return found[0]
    return None


def _desk_replied(turn: Turn, report: ReportRow, noting: bool) -> bool:
    if not may_see(turn.tx, turn.chat, turn.member, report):
        return False
    if not isinstance(turn.event, Said):
        turn.line("only_words")
    elif noting:
        asking.note(turn, report)
    else:
        asking.ask(turn, report)
    return True


def edited(turn: Turn, event: Edited) -> bool:
    """A question or an answer was changed in the chat. What was asked stays asked; the change is on file."""
    if not event.message_id:
        return False
    for kind, subject in questions.shown_in(turn.tx, turn.chat.account_id, event.message_id):
        number = number_of(subject) if kind == "said" else None
        note = report_notes.get(turn.tx, number) if number is not None else None
        if note is None or note.by_id != turn.member.person_id:
            continue
        if note.what == "answered":
            answering.edited(turn, note, event.text)
        else:
            report_notes.add(turn.tx, note.report_id, turn.now, note.by_id, "edited", event.text, note.id)
            turn.line("edited_question" if note.what in ("asked", "held") else "edited_note")
        return True
    return False
