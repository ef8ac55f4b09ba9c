"""Who is written to about a report that rings: the desk gets its card, and the cards follow what becomes of it.

Intents, so that a turn, the timetable and the command line use them alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.cases.alerts import who_is_alerted
from bot.cases.filing import Filed
from bot.core.words import Lane
from storage import accounts, outbox
from storage.database import Tx
from storage.outbox import Intent


def card_key(alert_id: int) -> str:
    """The subject that a card shows; the key of its letters."""
    return f"card:{alert_id}"


def cards(alert_id: int, to: Iterable[int], lane: Lane = Lane.ALERT) -> list[Intent]:
    return [Intent(one, "card", str(alert_id), lane=lane, key=card_key(alert_id)) for one in to]


def alert_desk(tx: Tx, bot_id: int, filed: Filed) -> list[Intent]:
    """A card to everybody who is alerted, before anything else; a late one does not ring."""
    if filed.alert_id is None:
        return []
    desk = who_is_alerted(tx, bot_id, filed.region_id, filed.practice)
    return cards(filed.alert_id, desk, Lane.REPLY if filed.late else Lane.ALERT)


def redraw(tx: Tx, bot_id: int, alert_id: int) -> list[Intent]:
    """Everybody who has the card sees it move; also where it is under way, worded before it moved."""
    key = card_key(alert_id)
    under_way = outbox.accounts_awaiting(tx, bot_id, key)
    return cards(alert_id, sorted({*accounts.accounts_showing(tx, bot_id, key), *under_way}))
