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


def ring_key(alert_id: int) -> str:
    """The line that rings for a card further up; the newest one follows what becomes of the report."""
    return f"ring:{alert_id}"


def redraw(tx: Tx, bot_id: int, alert_id: int) -> list[Intent]:
    """Everybody who has the card sees it move; also where it is under way, worded before it moved."""
    key, ring = card_key(alert_id), ring_key(alert_id)
    shown = {*accounts.accounts_showing(tx, bot_id, key), *outbox.accounts_awaiting(tx, bot_id, key)}
    lines = {*accounts.accounts_showing(tx, bot_id, ring), *outbox.accounts_awaiting(tx, bot_id, ring)}
    apart = f"{ring}:redraw"  # it never takes the place of a line that has still to ring
    follow = [Intent(one, "ring", str(alert_id), {"redraw": True}, Lane.ALERT, apart) for one in sorted(lines)]
    return cards(alert_id, sorted(shown)) + follow


def ring(tx: Tx, bot_id: int, alert_id: int, to: Iterable[int]) -> list[Intent]:
    """Whoever has the card hears a line below it, whoever has not gets the card; all cards show where it stands."""
    moved, rung = redraw(tx, bot_id, alert_id), set(to)
    have_it = {one.account_id for one in moved if one.kind == "card"}
    key = ring_key(alert_id)
    quiet = [one for one in moved if one.kind == "card" or one.account_id not in rung]
    bells = [Intent(one, "ring", str(alert_id), {}, Lane.ALERT, key) for one in sorted(rung & have_it)]
    return quiet + bells + cards(alert_id, sorted(rung - have_it))
