"""Who is written to about a report that rings: the desk gets its card, and the cards follow what becomes of it.

Intents, so that a turn, the timetable and the command line use them alike.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime

from bot.cases import routing
from bot.cases.alerts import who_has, who_is_alerted
from bot.cases.filing import Filed
from bot.core.words import Lane
from handlers.house import House
from storage import accounts, bundles, outbox, reports
from storage.bundles import BundleRow, Kind
from storage.database import Tx
from storage.outbox import Intent

LANES = {Kind.LATE: Lane.REPLY, Kind.QUIET: Lane.ALERT, Kind.STORM: Lane.ALERT}


def card_key(alert_id: int) -> str:
    """The subject that a card shows; the key of its letters."""
    return f"card:{alert_id}"


def bundle_key(bundle_id: int) -> str:
    return f"bundle:{bundle_id}"


def cards(alert_id: int, to: Iterable[int], lane: Lane = Lane.ALERT) -> list[Intent]:
    return [Intent(one, "card", str(alert_id), lane=lane, key=card_key(alert_id)) for one in to]


def bundled(found: Iterable[BundleRow]) -> list[Intent]:
    """The cards of these bundles as they stand; of several changes on their way the last is said."""
    return [
        Intent(one.account_id, "bundle", str(one.id), lane=LANES[one.kind], key=bundle_key(one.id))
        for one in found
        if not one.is_held
    ]


def bring(tx: Tx, alert_id: int, chats: Iterable[int], now: datetime, but: Container[int] = ()) -> list[Intent]:
    """To those of the chats whose rules want it: a card, or a place in a bundle. A late one does not ring."""
    rung = routing.ring(tx, alert_id, chats, now, but)
    return [*cards(alert_id, rung.cards, rung.lane), *bundled(rung.bundles)]


def alert_desk(tx: Tx, bot_id: int, filed: Filed) -> list[Intent]:
    """To everybody who is alerted, before anything else."""
    alert = reports.alert(tx, filed.alert_id) if filed.alert_id is not None else None
    if alert is None:
        return []
    return bring(tx, alert.id, who_is_alerted(tx, bot_id, filed.region_id, filed.practice), alert.raised_at)


def ring_the_rest(tx: Tx, bot_id: int, alert_id: int, now: datetime) -> list[Intent]:
    """To those who are alerted and do not have it: a report is grave, or theirs, only since it was changed."""
    alert = reports.alert(tx, alert_id)
    report = reports.find(tx, alert.report_id) if alert is not None else None
    if report is None:
        return []
    desk = who_is_alerted(tx, bot_id, report.region_id, report.practice)
    return bring(tx, alert_id, desk, now, who_has(tx, bot_id, alert_id))


def ring_key(alert_id: int) -> str:
    """The line that rings for a card further up; the newest one follows what becomes of the report."""
    return f"ring:{alert_id}"


def redraw_key(alert_id: int) -> str:
    """Drawing a line anew never takes the place of one that has still to ring."""
    return f"ring:{alert_id}:redraw"


def redraw(tx: Tx, bot_id: int, alert_id: int) -> list[Intent]:
    """Everybody who has the card sees it move; also where it is under way, worded before it moved."""
    key, ring = card_key(alert_id), ring_key(alert_id)
    shown = {*accounts.accounts_showing(tx, bot_id, key), *outbox.accounts_awaiting(tx, bot_id, key)}
    lines = {*accounts.accounts_showing(tx, bot_id, ring), *outbox.accounts_awaiting(tx, bot_id, ring)}
    apart = redraw_key(alert_id)
    follow = [Intent(one, "ring", str(alert_id), {"redraw": True}, Lane.ALERT, apart) for one in sorted(lines)]
    return [*cards(alert_id, sorted(shown)), *follow, *bundled(bundles.with_alert(tx, bot_id, alert_id))]


def ring(tx: Tx, bot_id: int, alert_id: int, to: Iterable[int], now: datetime) -> list[Intent]:
    """Whoever has the card hears a line below it, whoever has not gets the card; all that is shown follows.

    What climbs rings whatever a chat's rules say, but in its quiet hours.
    """
    moved, rung = redraw(tx, bot_id, alert_id), set(routing.awake(tx, alert_id, to, now))
    have_it = {one.account_id for one in moved if one.kind == "card"}
    key = ring_key(alert_id)
    quiet = [one for one in moved if one.kind != "ring" or one.account_id not in rung]
    bells = [Intent(one, "ring", str(alert_id), {}, Lane.ALERT, key) for one in sorted(rung & have_it)]
    return quiet + bells + cards(alert_id, sorted(rung - have_it))


def due_bundles(tx: Tx, house: House, now: datetime) -> list[Intent]:
    """For the timetable: quiet hours are over, and what they held back comes as one card."""
    return bundled(routing.due_bundles(tx, house.bot_id, now))
