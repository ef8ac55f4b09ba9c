"""A report written down for somebody else: the coordinator hears its code, the observer that it exists."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from bot.cases.filing import Filed, Filling
from bot.cases.hotline import submit_entry
from handlers.alerting import alert_desk
from handlers.turns import Turn
from storage import accounts, reports
from storage.database import Tx
from storage.outbox import Intent


def submitted(turn: Turn, filling: Filling, edit: int | None) -> None:
    """What an interview for somebody else ends in."""
    filed = submit_entry(turn.tx, filling, turn.member, turn.sent_at, turn.received_at)
    subject = str(filling.draft.id)
    if filed is None:
        turn.line("no_such_observer")
        return
    turn.send("entered", subject, key=f"entered:{subject}", edit=edit)
    turn.post(written_down(turn.tx, turn.house.bot_id, filed))


def written_down(tx: Tx, bot_id: int, filed: Filed) -> Iterable[Intent]:
    """To the desk as ever; to the observer, where there is a chat, quietly."""
    yield from alert_desk(tx, bot_id, filed)
    yield from _tell_observer(tx, bot_id, filed.report_id)


def _tell_observer(tx: Tx, bot_id: int, report_id: UUID) -> Iterable[Intent]:
    report = reports.find(tx, report_id)
    assert report is not None
    for one in accounts.accounts_of(tx, bot_id, report.reporter_id):
        yield Intent(one, "written_down", str(report_id), dedupe=f"written_down:{report_id}:{one}")
