"""What became of a report since it came, in order: versions, later files, notes, who did what at the desk.

The parts of the desk name the kinds of their notes and of their lines in the log in NOTES and DEEDS.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from bot.cases.revising import changes
from bot.cases.seeing import may_see
from bot.core.forms import Form, describe
from bot.core.words import CameAs
from bot.text import Words
from handlers import paging
from handlers.house import House
from handlers.messages import Button, Message, TextMessage, bold, plain, shorten, with_colon
from handlers.paging import wrapped
from handlers.render_files import KINDS
from handlers.render_my_reports import reason_said
from handlers.render_practice import marked
from handlers.report_lines import LONGEST_LABEL, zone_of
from handlers.report_page import turner
from handlers.vocabulary import later
from storage import attachments, report_facts, report_notes, reports, revisions
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.report_notes import NoteRow
from storage.reports import ReportRow
from storage.revisions import RevisionRow

REVISED = {
    "corrected": later("✏ Corrected, version {number}"),
    "added": later("➕ Added, version {number}"),
    "moved": later("📍 Counted to another station, version {number}"),
}
NOTES: dict[str, str] = {  # by `what` of report_notes
    "asked": later("💬 Asked the observer"),
    "answered": later("💬 The observer answered"),
    "noted": later("📝 Note"),
}
DEEDS: dict[str, str] = {  # by `action` of the log; "" is told already by a version or a note
    "claim": later("✋ Claimed"),
    "resolve": later("☑ Resolved"),
    "withdraw": later("⛔ Withdrawn"),
    "take back withdrawal": later("↩ No longer withdrawn"),
    "revise": "",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `lines` are HTML."""

    at: datetime
    by: str | None
    said: str
    lines: tuple[str, ...] = ()


def report_history(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """In the place of the report's page, in pages of its own; `back` is kept for the page."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or chat.member is None or not may_see(tx, chat, chat.member, report):
        return None
    found = sorted(_entries(tx, house, report, words), key=lambda one: one.at)
    zone = zone_of(report, house)
    lines = [bold(words.say("History of {code}", code=report.code))]
    for one in found:
        head = " · ".join(part for part in (f"{one.at.astimezone(zone):%d.%m %H:%M}", one.by, one.said) if part)
        lines += [plain(head), *one.lines]
    pages = paging.pages(lines)
    shown, back = min(letter.params.get("page") or 0, len(pages) - 1), letter.params.get("back") or ""
    own = (Button(words.say("⬅ The report"), f"o:{report.seq}:0:{back}"),)
    buttons = (*turner(report, shown, len(pages), back, sign="h"), own)
    text = marked(pages[shown], report.practice, words)
    return TextMessage(text, buttons, edit=letter.params.get("edit"), protect=True)


def _entries(tx: Tx, house: House, report: ReportRow, words: Words) -> Iterator[Entry]:
    form = house.library.get(tx, report.form_version_id)
    history = revisions.of_report(tx, report.id)
    yield Entry(report.received_at, report.entered_by, words.say("📥 Received"))
    for before, after in pairwise(history):
        yield _revised(form, before, after, words)
    for row in attachments.of_report(tx, report.id):
        if row.received_at > report.received_at:
            yield Entry(
                row.received_at, None, "📎 " + words.say("Added: {what}", what=words.named(KINDS[CameAs(row.came_as)]))
            )
    yield from (_noted(note, words) for note in report_notes.of_report(tx, report.id))
    yield from _logged(tx, report, words)


def _revised(form: Form, before: RevisionRow, after: RevisionRow, words: Words) -> Entry:
    said = words.named(REVISED.get(after.reason, REVISED["corrected"]), number=after.number)
    return Entry(after.made_at, after.made_by, said, tuple(_differences(form, before, after, words)))


def _differences(form: Form, before: RevisionRow, after: RevisionRow, words: Words) -> Iterator[str]:
    """Every answer that changed, as it was and as it is; of added words only what is new."""
    environment = form.environment(after.answers, after.made_at, words.language.value)
    for one in changes(before.answers, after.answers):
        question = form.question(one.name)
        if question is None and one.name != "description":
            continue  # calculated, or the form's own
        label = shorten(question.named(environment), LONGEST_LABEL) if question else words.say("Added")
        old, new = (describe(question, text, environment) if question else text for text in (one.before, one.after))
        said = f"+ {new.removeprefix(old).strip()}" if old and new.startswith(old) else f"{old or '—'} → {new or '—'}"
        yield from wrapped(f"▫ {with_colon(label)} {said}")


def _noted(note: NoteRow, words: Words) -> Entry:
    reason = note.details.get("reason")
    said = [words.named(NOTES[note.what]) if note.what in NOTES else note.what]
    lines = wrapped(words.quoted(note.text)) if note.text else []
    more = wrapped(str(reason)) if isinstance(reason, str) and reason and reason != note.text else []
    return Entry(note.at, note.by, said[0], (*lines, *more))


def _logged(tx: Tx, report: ReportRow, words: Words) -> Iterator[Entry]:
    alert_id = revisions.alert_of(tx, report.id)
    subjects = [f"report:{report.id}", f"report:{report.code}"] + ([f"alert:{alert_id}"] if alert_id else [])
    for one in report_facts.logged(tx, subjects, report.received_at):
        said = DEEDS.get(one.action, one.action)
        if not said:
            continue
        why = report.withdrawn_reason if one.action == "withdraw" and one.at == report.withdrawn_at else None
        yield Entry(
            one.at,
            one.by,
            words.named(said) if one.action in DEEDS else said,
            tuple(wrapped(reason_said(why, words))) if why else (),
        )
