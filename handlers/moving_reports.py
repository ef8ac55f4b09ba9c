"""The wrong station put right: drafts at once, reports when the observer says so, and the desk sees it."""

from __future__ import annotations

from bot.cases import moving
from bot.cases.whereabouts import Chosen
from handlers import alerting
from handlers.callbacks import number_of
from handlers.turns import Turn
from storage import reports


def put_right(turn: Turn, chosen: Chosen) -> None:
    """What is being filled goes along; the reports of the day are offered."""
    if chosen.former is None:
        return
    moving.move_drafts(turn.tx, turn.member, chosen.former, chosen.here)
    count = moving.reports_to_move(turn.tx, turn.member, chosen.former, turn.now)
    if count:
        turn.send("move_offer", f"{chosen.former.id}-{chosen.here.id}", reports=count)


def move(turn: Turn, argument: str) -> bool:
    """`<wrong station>-<right station>`; False when the button is out of date."""
    wrong, _, right = argument.partition("-")
    former_id, here_id = number_of(wrong), number_of(right)
    if former_id is None or here_id is None:
        return False
    moved = moving.move_reports(turn.tx, turn.member, former_id, here_id, turn.now)
    if moved is None:
        return False
    turn.send("moved", str(moved.here.id), edit=turn.tapped_message, reports=moved.reports)
    for alert_id in moved.alerts:
        _tell_desk(turn, alert_id)
    return True


def _tell_desk(turn: Turn, alert_id: int) -> None:
    """The cards say the new station; a desk of another region that is concerned now has not had it yet."""
    turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))
    alert = reports.alert(turn.tx, alert_id)
    if alert is not None and alert.resolved_at is None:
        turn.post(alerting.ring_the_rest(turn.tx, turn.house.bot_id, alert_id, turn.now))
