"""`/station` and `/arrived`: where one is, and what can be done about it.

Buttons are `p:<act>:<number>`. One that is out of date pops up and redraws where one is now.
"""

from __future__ import annotations

from typing import get_args

from bot.cases.whereabouts import How, current_station
from handlers import choosing, dialogues, moving_reports, visiting
from handlers.callbacks import number_of
from handlers.turns import Turn
from storage import stations


def show(turn: Turn) -> None:
    """`/station`: where one is; without a station, choosing begins."""
    if current_station(turn.tx, turn.member.person_id) is None:
        choosing.choose(turn, "choose")
    else:
        turn.send("whereabouts", edit=turn.tapped_message)


def arrived(turn: Turn) -> None:
    """`/arrived`: at the current station, in one act; without one it is chosen first."""
    here = current_station(turn.tx, turn.member.person_id)
    if here is None:
        choosing.choose(turn, "choose", arriving=True)
    else:
        visiting.arrive(turn, here.id)


def tapped(turn: Turn, rest: str) -> None:
    act, _, argument = rest.partition(":")
    if not _done(turn, act, argument):
        turn.pop_up("closed")
        show(turn)


def _done(turn: Turn, act: str, argument: str) -> bool:
    """False for a button that fits nothing any more."""
    number = number_of(argument)
    match act:
        case "go" if argument in get_args(How):
            choosing.choose(turn, argument)
            return True
        case "leave":
            dialogues.end(turn)
            return visiting.leave(turn)
        case "move":
            return moving_reports.move(turn, argument)
        case "stay":
            turn.send("line", "not_moved", edit=turn.tapped_message)
            return True
        case "arrive" | "relieve" | "now" if number is not None and stations.find(turn.tx, number):
            dialogues.end(turn)
            return visiting.tapped(turn, act, number)
    return choosing.tapped(turn, act, number)
