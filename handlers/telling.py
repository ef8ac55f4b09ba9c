"""The desk hears that a report says something new: its card is drawn anew, and a line goes to whoever works on it."""

from __future__ import annotations

from uuid import UUID

from bot.cases.filing import Filling
from bot.cases.revising import Revised, correct_report
from bot.core.words import AlertState
from handlers import alerting
from handlers.turns import Turn
from storage import accounts, reports, revisions


def redraw(turn: Turn, report_id: UUID) -> None:
    """A photo more: the card counts it and says when it came, and nobody is called."""
    alert_id = revisions.alert_of(turn.tx, report_id)
    if alert_id is not None:
        turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))


def tell_desk(turn: Turn, report_id: UUID, what: str) -> None:
    """`what`: added, corrected, withdrawn, restored. One quiet line to the claimer, else to all who have the card.

    It rings only where words were added to a critical report or it was corrected to one; the renderer decides.
    """
    alert_id = revisions.alert_of(turn.tx, report_id)
    if alert_id is None:
        return
    turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))
    alert = reports.alert(turn.tx, alert_id)
    if alert is None or (alert.state is AlertState.RESOLVED and what == "withdrawn"):
        return
    house = turn.house
    if alert.claimed_by is not None:
        hearers = accounts.accounts_of(turn.tx, house.bot_id, alert.claimed_by)
    else:
        hearers = accounts.accounts_showing(turn.tx, house.bot_id, f"card:{alert_id}")
    for account_id in hearers:
        turn.send("desk_news", str(alert_id), to=account_id, key=f"{what}:{alert_id}", what=what)


def ring(turn: Turn, revised: Revised) -> None:
    """A report that is grave, or here, only since it was corrected is an alert like any other."""
    if revised.alert_id is not None:
        turn.post(alerting.ring_the_rest(turn.tx, turn.house.bot_id, revised.alert_id, turn.now))


def correct(turn: Turn, filling: Filling) -> None:
    """A correction was submitted."""
    revised = correct_report(turn.tx, filling, turn.member, turn.received_at)
    if revised is not None and revised.differs:
        tell_revised(turn, revised, "corrected")


def tell_revised(turn: Turn, revised: Revised, what: str) -> None:
    """`what`: added, corrected. A desk that has it only since its station was corrected gets the card as well."""
    if not revised.rings:
        tell_desk(turn, revised.report.id, what)
    if revised.rings or (what == "corrected" and revised.report.alert not in (None, AlertState.RESOLVED)):
        ring(turn, revised)
