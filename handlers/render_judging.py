"""Verification and follow-up on a report's page, and the small screens where they are chosen."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from bot.cases.judging import FOLLOW_UPS, VERDICTS
from bot.text import Words
from handlers import desk_words
from handlers import render_standing as standing
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.render_desk import zone_of
from handlers.vocabulary import ACTIONS
from storage import report_notes, reports, revisions
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.report_notes import NoteRow
from storage.reports import ReportRow

MOST_TALK = 4
LONGEST_TALK = 100
SIGNS = {"asked": "❓", "held": "⏳", "answered": "💬", "cannot": "⏭", "noted": "📝"}


def standing_lines(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """For the report's page: whether it holds, what is to be done, who has it, and the last that was said. HTML."""
    zone, notes = zone_of(report, house), report_notes.of_report(tx, report.id)
    alert_id = revisions.alert_of(tx, report.id)
    alert = reports.alert(tx, alert_id) if alert_id is not None else None
    verdict = standing.verdict_line(report, notes, zone, words)
    return [
        verdict or plain(words.named(desk_words.VERDICTS[report.verification])),  # type: ignore[index]
        standing.follow_up_line(report, notes, zone, words),
        standing.rung_line(notes, zone, words),
        standing.state_line(tx, alert, notes, zone, words) if alert is not None else "",
        *(_said(one, zone, words) for one in [one for one in notes if one.what in SIGNS][-MOST_TALK:]),
    ]


def _said(note: NoteRow, zone: ZoneInfo, words: Words) -> str:
    """`💬 10:52: …`; who asked or noted, but never who answered: that is the observer of this report."""
    by = f" {note.by}" if note.by and note.what in ("asked", "held", "noted") else ""
    files = len(note.details.get("attachments", ()))
    told = shorten(note.text or "", LONGEST_TALK)
    if note.what == "cannot":
        told = words.say("cannot answer now")
    more = f"📷 {files}" if files else ""
    return plain(f"{SIGNS[note.what]} {note.at.astimezone(zone):%H:%M}{by}: {' '.join(p for p in (told, more) if p)}")


def judge_buttons(_tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    own = f"w:{report.seq}"
    return [Button(words.say("🔎 Verify"), f"{own}:ver"), Button(words.say("📌 Follow-up"), f"{own}:fol")]


def talk_buttons(_tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    own = f"w:{report.seq}"
    return [Button(words.say("💬 Ask"), f"{own}:ask"), Button(words.say("📝 Note"), f"{own}:note")]


def judge(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """`which`: ver or fol; `choice` made already, if one is; `done`: the line that was written."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not chat.is_desk:
        return None
    zone, notes = zone_of(report, house), report_notes.of_report(tx, report.id)
    verifying, edit = letter.params["which"] == "ver", letter.params.get("edit")
    head = bold(report.code)
    if letter.params.get("done"):
        line = standing.verdict_line if verifying else standing.follow_up_line
        text = f"{head}\n{line(report, notes, zone, words)}"
        return TextMessage(text, _afterwards(report, letter.params["done"], words), edit=edit, protect=True)
    asks = words.say("🔎 Is it so?") if verifying else words.say("📌 What is still to be done?")
    text, rows = f"{head}\n{plain(asks)}", _choices(report, verifying, letter.params.get("choice", ""), words)
    return TextMessage(text, rows, edit=edit, protect=True)


def _choices(report: ReportRow, verifying: bool, choice: str, words: Words) -> Rows:
    """What it may be; then why."""
    which, known = ("ver", VERDICTS) if verifying else ("fol", FOLLOW_UPS)
    said = desk_words.VERDICTS if verifying else desk_words.FOLLOW_UPS
    own = f"w:{report.seq}:{which}"
    if choice in known:
        reasons = known[choice]  # type: ignore[index]
        rows = tuple((Button(words.named(desk_words.REASONS[r]), f"{own}:{choice}:{r}"),) for r in reasons)
        return (*rows, (Button(words.named(ACTIONS["back"]), own),))
    rows = tuple((Button(words.named(said[one]), f"{own}:{one}"),) for one in known)  # type: ignore[index]
    return (*rows, (Button(words.named(ACTIONS["back"]), f"w:{report.seq}:page"),))


def _afterwards(report: ReportRow, note: int, words: Words) -> Rows:
    own = f"w:{report.seq}"
    return (
        (Button(words.say("📝 Add a note"), f"{own}:note:{note}"),),
        (Button(words.named(ACTIONS["back"]), f"{own}:page"),),
    )
