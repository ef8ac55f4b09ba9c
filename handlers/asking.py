"""The desk's side of questions and notes: ask the observer, write a note. `w:<report>:…`, and Telegram's own reply.

Words of somebody in a private chat are taken as the question after 💬; in a group only as a reply.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from bot.cases import asking, judging
from bot.cases.asking import NotAsked
from handlers import alerting, dialogues
from handlers.events import Said, SentFiles
from handlers.messages import albums
from handlers.question_letters import letters
from handlers.turns import Turn
from storage import accounts, questions, report_notes, reports, revisions
from storage.reports import ReportRow

ASK, NOTE = "ask", "note"


def begin(turn: Turn, report: ReportRow, kind: str, about: int | None = None) -> None:
    """💬 or 📝: the next words are the question, or the note."""
    asking.mark_read(turn.tx, report.id, turn.member, turn.now)
    redraw(turn, report)
    if turn.chat.member is not None:
        dialogues.begin(turn, kind, report=str(report.id), about=about)
    turn.send("ask_prompt" if kind == ASK else "note_prompt", str(report.id), about=about)


def stop(turn: Turn, report: ReportRow) -> None:
    """✖ under the prompt; one that is used up says nothing of what was sent since."""
    if not _end(turn, report):
        turn.pop_up("closed")
        return
    turn.send("ask_told", str(report.id), told="stopped", edit=turn.tapped_message)


def redraw(turn: Turn, report: ReportRow) -> None:
    alert_id = revisions.alert_of(turn.tx, report.id)
    if alert_id is not None:
        turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))


@dialogues.answers(ASK)
def _question(turn: Turn, known: dialogues.Known) -> bool:
    return _words(turn, known, ask)


@dialogues.answers(NOTE)
def _note(turn: Turn, known: dialogues.Known) -> bool:
    return _words(turn, known, lambda turn, report: note(turn, report, known.get("about")))


def _words(turn: Turn, known: dialogues.Known, take: Callable[[Turn, ReportRow], None]) -> bool:
    """Only words are a question or a note; a role may be gone since."""
    report = _visible(turn, known["report"])
    if report is None:
        dialogues.end(turn)
        return False
    if isinstance(turn.event, SentFiles):
        turn.line("only_words")
        return True
    if not isinstance(turn.event, Said):
        return False
    take(turn, report)
    return True


def _visible(turn: Turn, report_id: str) -> ReportRow | None:
    return reports.find(turn.tx, UUID(report_id)) if turn.member.is_desk else None


def ask(turn: Turn, report: ReportRow) -> None:
    """The words of this turn go to the observer, without a name."""
    assert isinstance(turn.event, Said)
    text, chat = turn.event.text, turn.chat.account_id
    done = asking.ask(turn.tx, turn.house.bot_id, report, text, turn.member, chat, turn.now)
    if done != NotAsked("too_long"):
        _end(turn, report)
    if isinstance(done, NotAsked):
        turn.send("ask_told", str(report.id), told=done.why)
        return
    _remember(turn, done.note)
    turn.post(letters(done))
    turn.send("ask_told", str(report.id), told=done.waits or "sent")
    redraw(turn, report)


def note(turn: Turn, report: ReportRow, about: int | None = None) -> None:
    assert isinstance(turn.event, Said)
    _end(turn, report)
    _remember(turn, judging.note(turn.tx, report, turn.event.text, turn.member, turn.now, about))
    turn.send("note_told", str(report.id), told="noted")
    redraw(turn, report)


def _end(turn: Turn, report: ReportRow) -> bool:
    """The dialogue about this report, if it is open; one about another goes on."""
    known = dialogues.in_hand(turn, ASK) or dialogues.in_hand(turn, NOTE)
    if known is None or known["report"] != str(report.id):
        return False
    dialogues.end(turn)
    return True


def _remember(turn: Turn, note_id: int) -> None:
    """Their own message, so that a change of it, or a reply to it, finds the way."""
    assert isinstance(turn.event, Said)
    if turn.event.message_id:
        bot_id, subject = turn.house.bot_id, f"said:{note_id}"
        accounts.set_message(turn.tx, turn.chat.account_id, bot_id, subject, turn.event.message_id)


def show_files(turn: Turn, report: ReportRow, note_id: int | None) -> None:
    """The files of one answer."""
    answer = report_notes.get(turn.tx, note_id) if note_id is not None else None
    if answer is None or answer.report_id != report.id:
        turn.pop_up("closed")
        return
    kept = [UUID(one) for one in answer.details.get("attachments", ())]
    for together in albums(questions.files(turn.tx, turn.house.bot_id, kept)) or [[]]:
        turn.send("album", str(report.id), files=together)
    read(turn, report)


def read(turn: Turn, report: ReportRow) -> None:
    if asking.mark_read(turn.tx, report.id, turn.member, turn.now):
        redraw(turn, report)
