"""A desk in a group that nothing is said to any more: the private chats of the desk get everything again."""

from __future__ import annotations

from handlers import alerting
from handlers.lost_cards import hand_over
from handlers.turns import Turn
from storage import reports

MOST_OPEN = 20


def fall_silent(turn: Turn, account_id: int, region_id: int | None) -> None:
    """What waits for the group, and what nobody has claimed yet, goes to the private chats of the desk."""
    hand_over(turn.tx, turn.house, account_id, "the desk is closed")
    for alert_id in reports.open_alerts(turn.tx, region_id, MOST_OPEN):
        turn.post(alerting.ring_the_rest(turn.tx, turn.house.bot_id, alert_id, turn.now))
