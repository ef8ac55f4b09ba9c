"""What a card and a report's page say of events: the one it is in, and what may be the same, to be decided by a tap."""

from __future__ import annotations

from uuid import UUID

from bot.cases import events, proposing
from bot.text import Words
from handlers.event_words import why_said
from handlers.house import House
from handlers.messages import Button, plain
from storage import events as stored
from storage.accounts import Chat
from storage.database import Tx
from storage.reports import ReportRow
from storage.sos import CallRow

CARD = "c"  # where a decision was tapped: on a card, or on the page of the report with this number


def lines(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    return lines_of(tx, report.id, words)


def card_buttons(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    return _decide(tx, report.id, CARD, words)


def page_buttons(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    return _decide(tx, report.id, str(report.seq), words)


def page_event(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    """To its event; or a way to say by hand what it is the same as. A checklist is of no event."""
    event = events.of_source(tx, report.id)
    if event is not None:
        return [Button(f"🔗 {event.code}", f"e:v:{event.id}")]
    if report.category is None:
        return []
    return [Button(words.say("🔗 Same event as …"), f"e:j:{report.seq}")]


def call_lines(tx: Tx, call: CallRow, words: Words) -> list[str]:
    return lines_of(tx, call.id, words)


def call_buttons(tx: Tx, call: CallRow, words: Words) -> list[Button]:
    return _decide(tx, call.id, CARD, words)


def lines_of(tx: Tx, source_id: UUID, words: Words) -> list[str]:
    """Telegram HTML."""
    event = events.of_source(tx, source_id)
    said = []
    if event is not None:
        told = len(stored.members(tx, event.id))
        said.append("🔗 " + words.count("{code}: {n} account", "{code}: {n} accounts", told, code=event.code))
    waiting = proposing.waiting(tx, source_id)
    if waiting:
        near = waiting[0]
        why = why_said(near.why, words)
        if near.event is not None:
            maybe = words.say("Maybe part of {event} ({code}): {why}", event=near.event, code=near.code, why=why)
        else:
            maybe = words.say("Maybe the same as {code}: {why}", code=near.code, why=why)
        said.append(f"🔗 {maybe}")
    return [plain(line) for line in said]


def _decide(tx: Tx, source_id: UUID, where: str, words: Words) -> list[Button]:
    """Of several the nearest; the next one comes when it is decided."""
    waiting = proposing.waiting(tx, source_id)
    if not waiting:
        return []
    number = waiting[0].proposal_id
    same = Button(words.say("🔗 Same event"), f"e:p:{number}:y:{where}")
    return [same, Button(words.say("✖ Not the same"), f"e:p:{number}:n:{where}")]
