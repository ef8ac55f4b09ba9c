"""Questions from the desk to an observer and the answers, all in the report's file; neither learns who the other is.

A question waits (`held`) while the observer is calling for help or cannot be reached, and goes out afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bot.cases.alerts import who_is_alerted
from bot.core.words import Channel
from storage import accounts, people, questions, report_notes, reports, revisions, sos
from storage.accounts import Member
from storage.database import Tx
from storage.report_notes import NoteRow
from storage.reports import ReportRow

LONGEST = 2000  # letters of a question: it is read on a phone, and must fit a message
LONGEST_ANSWER = 4096
ANSWERS = ("answered", "cannot")
SILENT = ("climbed", "released", "held", *ANSWERS)  # what happens by itself, or comes from the observer


@dataclass(frozen=True, slots=True)
class Asked:
    """`to`: the accounts it goes to; none while it waits for `waits`."""

    note: int
    to: tuple[int, ...]
    waits: Literal["", "sos", "blocked"] = ""


@dataclass(frozen=True, slots=True)
class NotAsked:
    why: Literal["no_chat", "suspended", "own", "too_long"]


def ask(
    tx: Tx, bot_id: int, report: ReportRow, text: str, member: Member, account_id: int, now: datetime
) -> Asked | NotAsked:
    """`account_id` is the chat it is asked from: the answer goes there."""
    to = _chats(tx, bot_id, report.reporter_id)
    if report.channel != Channel.CHAT or not to:
        return NotAsked("no_chat")
    if len(text) > LONGEST:
        return NotAsked("too_long")
    if report.reporter_id == member.person_id:
        return NotAsked("own")
    if not any(chat.member and chat.member.active for chat in to):
        return NotAsked("suspended")
    waits = why_it_waits(tx, bot_id, report.reporter_id)
    what = "held" if waits else "asked"
    note = report_notes.add(
        tx, report.id, now, member.person_id, what, text, account=account_id, asked_at=now.isoformat()
    )
    people.log(tx, now, member.person_id, "ask", f"report:{report.id}")
    return Asked(note, () if waits else reachable(tx, bot_id, report.reporter_id), waits)


def why_it_waits(tx: Tx, bot_id: int, person_id: int) -> Literal["", "sos", "blocked"]:
    if sos.open_call_of(tx, person_id) is not None:
        return "sos"
    return "" if reachable(tx, bot_id, person_id) else "blocked"


def reachable(tx: Tx, bot_id: int, person_id: int) -> tuple[int, ...]:
    return tuple(chat.account_id for chat in _chats(tx, bot_id, person_id) if chat.unreachable_since is None)


def _chats(tx: Tx, bot_id: int, person_id: int) -> list[accounts.Chat]:
    return [accounts.get_chat(tx, one) for one in accounts.accounts_of(tx, bot_id, person_id)]


def let_go(tx: Tx, bot_id: int, person_id: int) -> list[Asked]:
    """The questions that waited for this person, if nothing keeps them any more; each goes out once."""
    if why_it_waits(tx, bot_id, person_id):
        return []
    to = reachable(tx, bot_id, person_id)
    held = questions.of_person(tx, person_id, "held")
    return [Asked(one, to) for one in held if questions.turn_into(tx, one, "held", "asked")]


def hold(tx: Tx, note_id: int) -> NoteRow | None:
    """It did not get through: it waits until the observer is back. None when it waits already, or was answered."""
    note = report_notes.get(tx, note_id)
    if note is None or answers_to(tx, note) or not questions.turn_into(tx, note_id, "asked", "held"):
        return None
    return note


def question(tx: Tx, note_id: int, member: Member) -> tuple[NoteRow, ReportRow] | None:
    """A question to this person, with the report it is about."""
    note = report_notes.get(tx, note_id)
    report = reports.find(tx, note.report_id) if note is not None and note.what == "asked" else None
    if note is None or report is None or report.reporter_id != member.person_id:
        return None
    return note, report


def answers_to(tx: Tx, asked: NoteRow) -> list[NoteRow]:
    return [one for one in report_notes.of_report(tx, asked.report_id) if one.answers_to == asked.id]


def answer(tx: Tx, asked: NoteRow, text: str | None, attachment: UUID | None, member: Member, now: datetime) -> int:
    """Words, or a file with its caption; returns the answer's line in the report's file."""
    files = [str(attachment)] if attachment else []
    text = text[:LONGEST_ANSWER] if text else None
    return report_notes.add(tx, asked.report_id, now, member.person_id, "answered", text, asked.id, attachments=files)


def cannot_answer(tx: Tx, asked: NoteRow, member: Member, now: datetime) -> int | None:
    """Not now; None when that was said, or an answer came, before."""
    if answers_to(tx, asked):
        return None
    return report_notes.add(tx, asked.report_id, now, member.person_id, "cannot", None, asked.id)


def unread(notes: Sequence[NoteRow]) -> list[NoteRow]:
    """Answers that came since somebody of the desk last did something about the report."""
    seen = max((one.id for one in notes if one.what not in SILENT), default=0)
    return [one for one in notes if one.what in ANSWERS and one.id > seen]


def mark_read(tx: Tx, report_id: UUID, member: Member, now: datetime) -> bool:
    """False when nothing was unread."""
    if not unread(report_notes.of_report(tx, report_id)):
        return False
    report_notes.add(tx, report_id, now, member.person_id, "read")
    return True


def who_hears(tx: Tx, bot_id: int, asked: NoteRow, report: ReportRow) -> list[int]:
    """Where an answer goes: the chat that asked; if that is not of the desk any more, the claimer; else the desk."""
    asker = asked.details.get("account")
    if asker is not None and _is_at_work(tx, asker):
        return [asker]
    alert_id = revisions.alert_of(tx, report.id)
    alert = reports.alert(tx, alert_id) if alert_id is not None else None
    if alert is not None and alert.claimed_by is not None:
        theirs = [one for one in accounts.accounts_of(tx, bot_id, alert.claimed_by) if _is_at_work(tx, one)]
        if theirs:
            return theirs
    return who_is_alerted(tx, bot_id, report.region_id, report.practice)


def _is_at_work(tx: Tx, account_id: int) -> bool:
    chat = accounts.get_chat(tx, account_id)
    return chat.is_desk and chat.unreachable_since is None
