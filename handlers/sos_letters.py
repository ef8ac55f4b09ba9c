"""Who is written to about a call for help: the desk is rung, cards are redrawn in place, the caller hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.cases import sos as calls
from bot.core import distress
from bot.core.words import Lane
from handlers.house import House
from storage import accounts, sos
from storage.database import Tx
from storage.outbox import Intent
from storage.sos import CallRow

MOST_REDRAWN = 200  # open calls whose cards are kept live; a mission has a handful


def ring(call: CallRow, to: Iterable[int]) -> list[Intent]:
    """A new card, with its sound, below all else."""
    return [Intent(one, "sos_card", str(call.seq), {}, Lane.SOS, calls.ring_key(call.seq)) for one in to]


def redraw(tx: Tx, bot_id: int, call: CallRow) -> list[Intent]:
    """Every card that is shown changes where it stands and disturbs nobody; a ring under way is not touched."""
    key = calls.card_key(call.seq)
    shown = accounts.accounts_showing(tx, bot_id, key)
    return [Intent(one, "sos_card", str(call.seq), {"redraw": True}, Lane.ALERT, key) for one in sorted(shown)]


def tell_caller(tx: Tx, bot_id: int, call: CallRow) -> list[Intent]:
    """A new message for the caller: somebody has seen the call, or it is closed."""
    key = calls.screen_key(call.seq)
    mine = accounts.accounts_of(tx, bot_id, call.raised_by)
    return [Intent(one, "sos", str(call.seq), {"below": True}, Lane.SOS, key) for one in mine]


def due_rings(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    """For the timetable: calls that nobody has taken ring again, and what stands on the other cards follows."""
    for call in calls.rings_due(tx, now):
        rung = calls.circle(tx, house.bot_id, call, now)
        yield from ring(call, rung)
        yield from (one for one in redraw(tx, house.bot_id, call) if one.account_id not in rung)


def due_redraws(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    """For the timetable: cards say how long ago things were, a minute at a time."""
    for call in sos.unclosed(tx, None, MOST_REDRAWN):
        last = call.redrawn_at or call.raised_at
        if now - last >= distress.redraw_after(call.raised_at, now) and sos.redraws(tx, call, now):
            yield from redraw(tx, house.bot_id, call)
