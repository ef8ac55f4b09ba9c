"""How a report stands at the desk, in a line each: on which rung, in whose hands, what is unread, whether it holds."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cases.asking import unread
from bot.core.words import FollowUp, Verification
from bot.text import Words
from handlers.desk_words import FOLLOW_UPS, OUTCOMES, REASONS, RUNGS, VERDICTS, WHY_UP
from handlers.messages import plain
from storage import people
from storage.database import Tx
from storage.report_notes import NoteRow
from storage.reports import AlertRow, ReportRow

UP = ("climbed", "escalated")
FREED = ("given_back", "released")


def last_of(notes: list[NoteRow], *what: str) -> NoteRow | None:
    return next((one for one in reversed(notes) if one.what in what), None)


def rung_line(notes: list[NoteRow], zone: ZoneInfo, words: Words) -> str:
    """`⬆ 2: all coordinators, 10:52`; of the last time it went up since it was last given back."""
    freed, last = last_of(notes, *FREED), last_of(notes, *UP)
    if last is None or (freed is not None and freed.id > last.id):
        return ""
    step = last.details["step"]
    line = f"⬆ {step}: {words.named(RUNGS[step])}, {last.at.astimezone(zone):%H:%M}"
    reason = WHY_UP.get(last.details.get("reason", ""))
    return plain(f"{line} · {last.by}: {words.named(reason)}" if reason else line)


def state_line(tx: Tx, alert: AlertRow, notes: list[NoteRow], zone: ZoneInfo, words: Words) -> str:
    """Who has it, or who closed it and how."""
    if alert.resolved_by is not None and alert.resolved_at is not None:
        name, at = people.pseudonym_of(tx, alert.resolved_by), alert.resolved_at
        line = "☑ " + words.say("Resolved by {name}, {time}", name=name, time=f"{at.astimezone(zone):%H:%M}")
        how = last_of(notes, "resolved")
        return plain(f"{line} · {words.named(OUTCOMES[how.details['how']])}" if how else line)
    if alert.claimed_by is not None and alert.claimed_at is not None:
        name, at = people.pseudonym_of(tx, alert.claimed_by), alert.claimed_at
        return "✋ " + plain(words.say("Claimed by {name}, {time}", name=name, time=f"{at.astimezone(zone):%H:%M}"))
    return ""


def unread_line(notes: list[NoteRow], words: Words) -> str:
    new = len(unread(notes))
    return "💬 " + plain(words.count("{n} new answer", "{n} new answers", new)) if new else ""


def verdict_line(report: ReportRow, notes: list[NoteRow], zone: ZoneInfo, words: Words) -> str:
    """`✔ Confirmed: A document (C-1001, 10:52)`; nothing while nobody has said anything."""
    said = words.named(VERDICTS[Verification(report.verification)])
    return _judged(last_of(notes, "verified"), said, zone, words)


def follow_up_line(report: ReportRow, notes: list[NoteRow], zone: ZoneInfo, words: Words) -> str:
    said = words.named(FOLLOW_UPS[FollowUp(report.follow_up)])
    return _judged(last_of(notes, "followed_up"), said, zone, words) or plain(said)


def _judged(note: NoteRow | None, said: str, zone: ZoneInfo, words: Words) -> str:
    if note is None:
        return ""
    reason = REASONS.get(note.details.get("reason") or "")
    named = f"{said}: {words.named(reason)}" if reason else said
    return plain(f"{named} ({note.by}, {note.at.astimezone(zone):%H:%M})")
