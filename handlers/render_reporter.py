"""What an observer is told of a report: received (the machine has it), seen (a person has), resolved."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.core.words import AlertState
from bot.text import Words
from handlers.house import House
from handlers.messages import TextMessage, plain
from handlers.render_practice import marked
from storage import accounts, attachments, reports
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import ReportRow


def zone_of(report: ReportRow, house: House) -> ZoneInfo:
    return ZoneInfo(report.time_zone) if report.time_zone else house.time_zone


def clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d.%m %H:%M}"


def received(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The receipt, edited in place when the files have arrived on our disk, and when the report is corrected."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None:
        return None
    subject = f"received:{report.id}"
    lines = ["✅ " + _said(report, words), *files_lines(tx, report.id, words)]
    if report.late:
        lines.append("🕓 " + words.say("Marked as late: it came long after it was sent."))
    lines.append(_who_sees(tx, chat, report, words))
    if attachments.first_report_with_photos(tx, report.reporter_id) == report.id:  # once a person
        hint = words.say(
            "Telegram compresses photos and removes their time and place. If the original matters, "
            "send it as a file: 📎 → “File”."
        )
        lines.append("💡 " + hint)
    text = marked(plain("\n".join(lines)), report.practice, words)
    edit = letter.params.get("edit") or accounts.message_of(tx, chat.account_id, subject)
    return TextMessage(text, edit=edit, remember=subject, edit_only=bool(letter.params.get("redraw")))


def _said(report: ReportRow, words: Words) -> str:
    if report.is_corrected:
        return words.say("Corrected. Code: {code}", code=report.code)
    return words.say("Received. Code: {code}", code=report.code)


def _who_sees(tx: Tx, chat: Chat, report: ReportRow, words: Words) -> str:
    if report.withdrawn_at is not None:
        return "⛔ " + words.say("You withdrew this report.")
    if report.alert in (AlertState.CLAIMED, AlertState.RESOLVED):
        return "👁 " + words.say("A coordinator has seen it.")
    if report.alert is None and not report.practice:
        return words.say("Coordinators will find it among the reports.")
    desk = accounts.desk_accounts(tx, chat.bot_id, report.region_id, report.practice)
    if report.practice and (report.alert is None or not desk):
        return words.say("This is practice: nobody is alerted.")
    if desk:
        return words.say("It has been sent to coordinators. You will be told when a person has seen it.")
    return words.say("No coordinator is here yet: it waits for the first one.")


def files_lines(tx: Tx, report_id: UUID, words: Words) -> list[str]:
    """What is kept, what is on its way, what will never come."""
    every, pending = attachments.count_of(tx, report_id)
    if pending:
        return ["📎 " + words.count("{n} file is still loading.", "{n} files are still loading.", pending)]
    return _settled(every, attachments.lost_of(tx, report_id), words) if every else []


def _settled(every: int, lost: int, words: Words) -> list[str]:
    """Nothing is on its way any more: what is kept, and what is not."""
    lines = []
    if every > lost:
        lines.append("📎✓ " + words.count("{n} file kept.", "{n} files kept.", every - lost))
    if lost:
        lines.append("⚠ " + words.count("{n} file did not reach us.", "{n} files did not reach us.", lost))
    return lines


def news(tx: Tx, _house: House, _chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    report = reports.find(tx, UUID(letter.subject))
    if report is None:
        return None
    if letter.kind == "seen":
        text = "👁 " + words.say("A coordinator has seen your report {code}.", code=report.code)
    elif letter.kind == "reopened":
        text = "↩ " + words.say("Your report {code} is being dealt with again.", code=report.code)
    else:
        text = "☑ " + words.say("Your report {code} has been dealt with.", code=report.code)
    return TextMessage(marked(plain(text), report.practice, words))
