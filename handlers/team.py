"""`/team`: who is in the mission. Buttons are `t:l:<view>`, `t:c:<what>:<view>`, `t:find`, `t:p:<person>:<act>`.

A button outlives a role, so the role is asked again at every tap; one that is not understood shows how things stand.
"""

from __future__ import annotations

from bot.cases.authority import may_see
from handlers import dialogues, erasing, person
from handlers.callbacks import number_of
from handlers.events import Commanded, Said
from handlers.team_view import View, view_of
from handlers.turns import Turn
from storage import team

SEARCHING = "team_search"
CHOICES = ("role", "region", "state")
LONGEST_TYPED = 40


def show(turn: Turn) -> None:
    """`/team`, or `/team O-1234`."""
    typed = turn.event.argument.strip() if isinstance(turn.event, Commanded) else ""
    if turn.chat.member is None:
        turn.line("own_chat_only")
    elif typed:
        _find(turn, typed)
    else:
        turn.send("team", View().data)


def tapped(turn: Turn, rest: str) -> None:
    what, _, argument = rest.partition(":")
    if what == "wipe":  # everybody's own
        erasing.tapped(turn, argument)
        return
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    match what:
        case "l" if (view := view_of(argument)) is not None:
            dialogues.end(turn)
            _redraw(turn, view)
        case "c" if _chosen(turn, argument):
            return
        case "find":
            dialogues.begin(turn, SEARCHING)
            turn.send("team_search", edit=turn.tapped_message)
        case "p" if _person(turn, argument):
            return
        case _:
            turn.pop_up("closed")
            _redraw(turn, View())


def _chosen(turn: Turn, argument: str) -> bool:
    """A page of what can be chosen; False for what is no choice."""
    what, _, data = argument.partition(":")
    view = view_of(data)
    if view is None or what not in CHOICES:
        return False
    turn.send("team_choice", view.data, key=f"team:{turn.tapped_message}", edit=turn.tapped_message, what=what)
    return True


def _person(turn: Turn, argument: str) -> bool:
    number, _, act = argument.partition(":")
    person_id = number_of(number)
    them = team.find(turn.tx, person_id) if person_id is not None else None
    if them is None or not may_see(turn.member, them):
        return False
    person.did(turn, them, act)
    return True


def _redraw(turn: Turn, view: View) -> None:
    turn.send("team", view.data, key=f"team:{turn.tapped_message}", edit=turn.tapped_message)


@dialogues.answers(SEARCHING)
def _typed(turn: Turn, _known: dialogues.Known) -> bool:
    if not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    dialogues.end(turn)
    _find(turn, turn.event.text.strip())
    return True


def _find(turn: Turn, text: str) -> None:
    """One who fits is shown at once."""
    wanted = View().wanted(turn.member, turn.now)
    found = team.listed(turn.tx, team.Wanted(region_id=wanted.region_id, text=text[:LONGEST_TYPED]), 0, 2)
    if len(found) == 1:
        person.show(turn, found[0].person_id)
    else:
        turn.send("team", View().data, text=text[:LONGEST_TYPED])
