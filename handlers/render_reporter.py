"""What an observer reads of a report: received (the machine has it), seen (a person has), resolved."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from bot.core.words import AlertState
from bot.text import Words
from handlers.house import House
from handlers.messages import TextMessage, plain, shorten
from handlers.render_checklists import title
from handlers.vocabulary import STATES
from storage import accounts, attachments, reports
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

SHOWN = 10


def received(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The receipt, edited in place when the files have arrived on our disk."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None:
        return None
    subject = f"received:{report.id}"
    lines = ["✅ " + words.say("Received. Code: {code}", code=report.code)]
    every, pending = attachments.count_of(tx, report.id)
    if pending:
        lines.append("📎 " + words.count("{n} file is still loading.", "{n} files are still loading.", pending))
    elif every:
        lines += _settled(every, attachments.lost_of(tx, report.id), words)
    if report.late:
        lines.append("🕓 " + words.say("Marked as late: it came long after it was sent."))
    if report.alert is None:
        lines.append(words.say("Coordinators will find it among the reports."))
    elif accounts.desk_accounts(tx, chat.bot_id, report.region_id):
        lines.append(words.say("It has been sent to coordinators. You will be told when a person has seen it."))
    else:
        lines.append(words.say("No coordinator is here yet: it waits for the first one."))
    if attachments.first_report_with_photos(tx, report.reporter_id) == report.id:  # once a person
        hint = words.say(
            "Telegram compresses photos and takes their time and place out. If the original matters, "
            "send it as a file: 📎 → “File”."
        )
        lines.append("💡 " + hint)
    edit = letter.params.get("edit") or accounts.message_of(tx, chat.account_id, subject)
    return TextMessage(plain("\n".join(lines)), edit=edit, remember=subject)


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
        return TextMessage(plain("👁 " + words.say("A coordinator has seen your report {code}.", code=report.code)))
    return TextMessage(plain("☑ " + words.say("Your report {code} has been dealt with.", code=report.code)))


def my_reports(tx: Tx, house: House, chat: Chat, _letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    mine = reports.latest_of(tx, chat.member.person_id, SHOWN)
    if not mine:
        return TextMessage(plain(words.say("No reports yet. A new one: /report")))
    lines = [words.say("Your last reports:"), *(_my_line(tx, report, house, words) for report in mine)]
    return TextMessage(plain("\n".join(lines)))


def _my_line(tx: Tx, report: reports.ReportRow, house: House, words: Words) -> str:
    zone = ZoneInfo(report.time_zone) if report.time_zone else house.time_zone
    form = house.library.get(tx, report.form_version_id)
    code = report.category
    said = form.choice_name("category", code, words.language.value) if code else title(form, words)
    state = words.named(STATES[AlertState(report.alert)]) if report.alert else words.named(STATES[AlertState.OPEN])
    parts = (report.code, f"{report.received_at.astimezone(zone):%d.%m %H:%M}", shorten(said, 40), state)
    return " · ".join(part for part in parts if part)
