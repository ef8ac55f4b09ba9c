"""What a tap on an event begins with: may this desk see it, and which cards move with it."""

from __future__ import annotations

from uuid import UUID

from bot.cases import events
from bot.cases.seeing import may_see
from handlers import alerting, event_words, sos_letters
from handlers.callbacks import number_of
from handlers.turns import Turn
from storage import events as stored
from storage import reports, revisions, sos
from storage.events import EventRow
from storage.reports import ReportRow

KIND = "event"  # of the dialogue in which a code, a figure or a note is typed


def refuse(turn: Turn, why: str) -> None:
    """A few words over the chat."""
    turn.toast = turn.words.named(event_words.SAID[why])
    turn.must_read = True


def report_seen(turn: Turn, seq: int | None) -> ReportRow | None:
    """The report with this number, if this desk may see it."""
    report = reports.by_seq(turn.tx, seq) if seq is not None else None
    seen = report is not None and may_see(turn.tx, turn.chat, turn.member, report)
    return report if seen else None


def event_seen(turn: Turn, number: str) -> EventRow | None:
    found = number_of(number)
    event = stored.get(turn.tx, found) if found is not None else None
    if event is None or not events.may_see(event, turn.member):
        return None
    return event if turn.member.practice or not event.practice else None


def redraw(turn: Turn, source_id: UUID) -> None:
    """The cards of a report or call say what event it is in."""
    bot_id = turn.house.bot_id
    call = sos.find(turn.tx, source_id)
    if call is not None:
        turn.post(sos_letters.redraw(turn.tx, bot_id, call))
        return
    alert_id = revisions.alert_of(turn.tx, source_id)
    if alert_id is not None:
        turn.post(alerting.redraw(turn.tx, bot_id, alert_id))
