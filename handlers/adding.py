"""Photos and words that go to a report filed before, until ✅ or another command."""

from __future__ import annotations

from uuid import UUID

from bot.cases.attachments import is_too_big, keep_attachment
from bot.cases.revising import add_words, own_report, take_into
from handlers import dialogues, telling
from handlers.callbacks import draft_of
from handlers.events import Said, SentFiles, SentPlace
from handlers.turns import Turn
from storage import forms
from storage.attachments import last_album
from storage.reports import ReportRow

KIND = "add_to"


def begin(turn: Turn, report: ReportRow) -> None:
    """Allowed for a withdrawn report too: nothing that is sent is turned away."""
    _go_on(turn, report.id)
    turn.send("my_report", str(report.id), edit=turn.tapped_message, part="adding")


def finish(turn: Turn, report: ReportRow) -> None:
    if turn.chat.dialogue is not None and turn.chat.dialogue["kind"] == KIND:
        dialogues.end(turn)
    turn.send("my_report", str(report.id), edit=turn.tapped_message)


def _go_on(turn: Turn, report_id: UUID) -> None:
    dialogues.begin(turn, KIND, report=str(report_id))


@dialogues.answers(KIND)
def _add(turn: Turn, known: dialogues.Known) -> bool:
    report = own_report(turn.tx, UUID(known["report"]), turn.member)
    if report is None:
        dialogues.end(turn)
        return False
    _go_on(turn, report.id)
    return receive(turn, report)


def receive(turn: Turn, report: ReportRow) -> bool:
    """What is sent goes to this report; False for what cannot."""
    match turn.event:
        case SentFiles() as sent:
            _add_file(turn, report, sent)
        case Said(text=text):
            _add_words(turn, report, text)
        case SentPlace(latitude=latitude, longitude=longitude):
            _add_words(turn, report, f"📍 {latitude:.6f}, {longitude:.6f}")
        case _:
            return False
    return True


def _add_file(turn: Turn, report: ReportRow, sent: SentFiles) -> None:
    house = turn.house
    follows = sent.album is not None and last_album(turn.tx, report.id) == sent.album
    who, most = turn.member.person_id, house.most_bytes
    times = turn.sent_at, turn.received_at
    keep_attachment(turn.tx, house.bot_id, who, report.id, sent.file, sent.caption, sent.album, *times, most)
    if is_too_big(sent.file, most):
        turn.line("too_big")
    elif not follows:  # the items of an album come one by one: one word for all of them
        _say_added(turn, report)
    turn.send("received", str(report.id), key=f"received:{report.id}")
    telling.redraw(turn, report.id)


def _add_words(turn: Turn, report: ReportRow, text: str) -> None:
    revised = add_words(turn.tx, turn.house.library, report, text, turn.member, turn.now, turn.house.time_zone)
    if revised is None:
        turn.line("too_much")
        return
    _say_added(turn, report)
    telling.tell_revised(turn, revised, "added")


def _say_added(turn: Turn, report: ReportRow) -> None:
    """By a reply alone, without the dialogue, nothing more is expected."""
    turn.send("added", str(report.id), key=f"added:{report.id}", alone=dialogues.in_hand(turn, KIND) is None)


def take(turn: Turn, report: ReportRow, token: str) -> None:
    """What an incident was begun with goes to an earlier report instead, and the draft is closed."""
    found = draft_of(token)
    draft = forms.get_draft(turn.tx, found) if found is not None else None
    if draft is None or draft.person_id != turn.member.person_id or draft.revises is not None:
        turn.pop_up("closed")
        return
    revised = take_into(turn.tx, turn.house.library, report, draft, turn.member, turn.now, turn.house.time_zone)
    if revised is None:
        turn.pop_up("closed")
        return
    _go_on(turn, report.id)  # more of the same may follow
    turn.send("added", str(report.id), key=f"added:{report.id}", edit=turn.tapped_message)
    turn.send("received", str(report.id), key=f"received:{report.id}")
    if revised.differs:
        telling.tell_revised(turn, revised, "added")
    else:
        telling.redraw(turn, report.id)
