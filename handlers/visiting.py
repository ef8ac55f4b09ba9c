"""Being somewhere: arriving, leaving, taking over from a colleague. Each act gives False when its time is past."""

from __future__ import annotations

from datetime import datetime

from bot.cases import whereabouts
from handlers.turns import Turn
from storage import accounts


def tapped(turn: Turn, act: str, station_id: int) -> bool:
    match act:
        case "arrive":
            return _is_current(turn, station_id) and arrive(turn, station_id)
        case "relieve":
            return _is_current(turn, station_id) and _relieve(turn, station_id)
        case _:
            return _now_at(turn, station_id)


def arrive(turn: Turn, station_id: int) -> bool:
    newly = whereabouts.arrive(turn.tx, turn.member, station_id, when(turn))
    turn.send("whereabouts", edit=turn.tapped_message, news="arrival_noted" if newly else None)
    return True


def leave(turn: Turn) -> bool:
    left = whereabouts.leave(turn.tx, turn.member, when(turn))
    if left is not None:
        turn.send("left", str(left.id), edit=turn.tapped_message, at=when(turn).isoformat())
    return left is not None


def when(turn: Turn) -> datetime:
    """When it was said, which is earlier than now if the server was away."""
    return min(turn.sent_at, turn.now)


def _now_at(turn: Turn, station_id: int) -> bool:
    """A mobile team at the next of its stations, in one tap."""
    found = whereabouts.make_current(turn.tx, turn.member.person_id, station_id, when(turn))
    return found is not None and arrive(turn, station_id)


def _relieve(turn: Turn, station_id: int) -> bool:
    colleague = whereabouts.relieve(turn.tx, turn.member, station_id, when(turn))
    if colleague is None:
        return False
    turn.send("whereabouts", edit=turn.tapped_message, news="took_over")
    for account_id in accounts.accounts_of(turn.tx, turn.house.bot_id, colleague):
        turn.send("relieved", str(station_id), to=account_id)
    return True


def _is_current(turn: Turn, station_id: int) -> bool:
    """A view outlives a stay: its buttons are for the station that is current still."""
    here = whereabouts.current_station(turn.tx, turn.member.person_id)
    return here is not None and here.id == station_id
