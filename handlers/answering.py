"""The observer's side of the desk's questions: `w:q:<question>:<what>`, words and files after ✏, Telegram's own reply.

Words end an answer. After a file without words more may follow for a few minutes, then what comes is news again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cases import asking
from bot.cases.attachments import is_too_big, keep_attachment
from handlers import dialogues, observing
from handlers.asking import redraw
from handlers.callbacks import number_of
from handlers.events import Said, SentFiles, SentPlace
from handlers.turns import Turn
from storage import accounts, attachments, questions
from storage.outbox import Intent
from storage.report_notes import NoteRow
from storage.reports import ReportRow

KIND = "answer"
MORE_FOR = timedelta(minutes=5)


def tapped(turn: Turn, rest: str) -> None:
    number, _, what = rest.partition(":")
    note_id = number_of(number)
    found = asking.question(turn.tx, note_id, turn.member) if note_id is not None else None
    if found is None:
        turn.pop_up("closed")
        return
    asked, report = found
    match what:
        case "answer":
            dialogues.begin(turn, KIND, note=asked.id)
            turn.send("asked", str(asked.id), edit=turn.tapped_message, part="answering")
        case "done":
            _done(turn)
            turn.send("answer_kept", str(asked.id), edit=turn.tapped_message)
            observing.show_open_draft(turn, notice="resumed")
        case "no":
            _done(turn)
            said = asking.cannot_answer(turn.tx, asked, turn.member, turn.now)
            turn.send("asked", str(asked.id), edit=turn.tapped_message)
            if said is not None:
                _tell(turn, asked, report, said)
        case _:
            turn.pop_up("closed")
            turn.send("asked", str(asked.id), edit=turn.tapped_message)


def _done(turn: Turn) -> None:
    """The form that waited goes on."""
    if dialogues.in_hand(turn, KIND) is not None:
        dialogues.end(turn)


@dialogues.answers(KIND)
def _answered(turn: Turn, known: dialogues.Known) -> bool:
    found = asking.question(turn.tx, known["note"], turn.member)
    if found is None or ("until" in known and turn.now > datetime.fromisoformat(known["until"])):
        dialogues.end(turn)
        return False
    return take(turn, *found)


def take(turn: Turn, asked: NoteRow, report: ReportRow) -> bool:
    """What is sent is the answer, or part of it."""
    match turn.event:
        case Said(text=text):
            _words(turn, asked, report, text)
        case SentPlace(latitude=latitude, longitude=longitude):
            _words(turn, asked, report, f"📍 {latitude:.6f}, {longitude:.6f}")
        case SentFiles() as sent:
            _file(turn, asked, report, sent)
        case _:
            return False
    return True


def _words(turn: Turn, asked: NoteRow, report: ReportRow, text: str) -> None:
    note = asking.answer(turn.tx, asked, text, None, turn.member, turn.now)
    _remember(turn, note)
    _tell(turn, asked, report, note)
    _close(turn, asked)


def _file(turn: Turn, asked: NoteRow, report: ReportRow, sent: SentFiles) -> None:
    """The items of an album come one by one and are one answer."""
    house, album = turn.house, sent.album
    follows = album is not None and attachments.last_album(turn.tx, report.id) == album
    facts = (sent.file, sent.caption, album, turn.sent_at, turn.received_at, house.most_bytes)
    kept = keep_attachment(turn.tx, house.bot_id, turn.member.person_id, report.id, *facts)
    earlier = [one for one in asking.answers_to(turn.tx, asked) if one.what == "answered"]
    if follows and earlier:
        note = earlier[-1].id
        questions.add_file(turn.tx, note, kept)
    else:
        note = asking.answer(turn.tx, asked, sent.caption, kept, turn.member, turn.now)
        _remember(turn, note)
    _tell(turn, asked, report, note)
    turn.send("received", str(report.id), key=f"received:{report.id}")
    if is_too_big(sent.file, house.most_bytes):
        turn.line("too_big")
    elif sent.caption:
        _close(turn, asked)
    elif not follows:
        until = (turn.now + MORE_FOR).isoformat()
        dialogues.begin(turn, KIND, note=asked.id, until=until)
        turn.send("answer_kept", str(asked.id), key=f"answer_kept:{asked.id}", more=True)


def _close(turn: Turn, asked: NoteRow) -> None:
    _done(turn)
    turn.send("answer_kept", str(asked.id), key=f"answer_kept:{asked.id}")
    observing.show_open_draft(turn, notice="resumed")


def _remember(turn: Turn, note: int) -> None:
    message = turn.event.message_id if isinstance(turn.event, Said | SentFiles) else 0
    if message:
        accounts.set_message(turn.tx, turn.chat.account_id, turn.house.bot_id, f"said:{note}", message)


def _tell(turn: Turn, asked: NoteRow, report: ReportRow, note: int) -> None:
    """The card counts it; whoever asked hears it at once."""
    redraw(turn, report)
    for one in asking.who_hears(turn.tx, turn.house.bot_id, asked, report):
        turn.post([Intent(one, "answer", str(note), key=f"answer:{note}")])


def edited(turn: Turn, note: NoteRow, text: str) -> None:
    """The answer was changed in the chat: the new words are one more answer."""
    found = asking.question(turn.tx, note.answers_to or 0, turn.member)
    if found is None or not text:
        turn.line("edited")
        return
    asked, report = found
    _tell(turn, asked, report, asking.answer(turn.tx, asked, f"✏ {text}", None, turn.member, turn.now))
    turn.line("edited_after")
