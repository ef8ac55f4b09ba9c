"""A desk in a group: opened by somebody of the desk, closed in one tap, silent for everybody else.

There, only `/desk`, `/open` and the buttons of cards are answered. Who acts is asked at every update.
"""

from __future__ import annotations

from handlers import alerting, desk, desk_chats, sos_desk
from handlers.callbacks import number_of
from handlers.desk_silence import fall_silent
from handlers.events import Commanded, GroupMoved, MembersChanged, Reachable, Tapped
from handlers.sos_letters import ring
from handlers.turns import Turn
from storage import accounts, desk_groups, people, reports, sos

ON_CARDS = frozenset({"claim", "take", "resolve", "show", "card", "reopen"})


def happened(turn: Turn) -> None:
    match turn.event:
        case GroupMoved(chat_id=chat_id):
            _move(turn, chat_id)
        case Reachable(yes=yes):
            _reachable(turn, yes)
        case MembersChanged() if turn.chat.desk is not None:
            _count_anew(turn)
        case Commanded("desk", _) | Commanded("start", "desk"):
            _open(turn)
        case Commanded("open", _) if turn.chat.desk is not None:
            turn.send("group_open")
        case Tapped(data=data) if turn.chat.desk is not None:
            _tapped(turn, data)


def _move(turn: Turn, chat_id: int) -> None:
    """The desk goes along; where somebody opened one under the new id already, that one stays."""
    house = turn.house
    if accounts.find_chat(turn.tx, house.bot_id, house.hash_chat(chat_id)) is None:
        accounts.move_chat(turn.tx, turn.chat.account_id, house.hash_chat(chat_id), house.close_chat(chat_id))


def _open(turn: Turn) -> None:
    """Who is in the group is counted when the answer leaves."""
    account_id, region_id = turn.chat.account_id, turn.member.region_id
    if turn.chat.desk is None:
        desk_groups.open_desk(turn.tx, account_id, region_id, turn.member.person_id, turn.now)
        people.log(turn.tx, turn.now, turn.member.person_id, "open desk", f"chat:{account_id}", region=region_id)
    desk_groups.doubt(turn.tx, account_id)
    if turn.chat.language is None:
        accounts.set_language(turn.tx, account_id, turn.language.value)
    turn.send("desk_opened", key="opened")


def _reachable(turn: Turn, yes: bool) -> None:
    """The bot was put into the group, or out of it: then the private chats get everything again."""
    accounts.set_unreachable(turn.tx, turn.chat.account_id, None if yes else turn.now)
    if turn.chat.desk is None:
        return
    if yes:
        _count_anew(turn)
    else:
        fall_silent(turn, turn.chat.account_id, turn.chat.desk.region_id)


def _count_anew(turn: Turn) -> None:
    """A letter that says nothing brings the doorkeeper."""
    desk_groups.doubt(turn.tx, turn.chat.account_id)
    turn.send("desk_door", key="door")


def _tapped(turn: Turn, data: str) -> None:
    kind, number, what = (*data.split(":", 2), "", "")[:3]
    match kind, what:
        case "a", _ if what in ON_CARDS or what.startswith("done:"):
            desk.tapped(turn, f"{number}:{what}")
        case "s", "claim" if (call := sos.get(turn.tx, number_of(number) or 0)) is not None:
            sos_desk.tapped(turn, call, what)
        case "k", _ if number == "page":
            desk_chats.tapped(turn, f"page:{what}")
        case "k", _ if number == "see" and _show_in_private(turn, what):
            turn.pop_up("in_private")
        case _:
            turn.pop_up("closed")


def _show_in_private(turn: Turn, subject: str) -> bool:
    """`<alert>`, or `sos<call>`: the whole card, to somebody who may see it."""
    to = turn.private_account
    assert to is not None
    call = sos.get(turn.tx, number_of(subject.removeprefix("sos")) or 0) if subject.startswith("sos") else None
    if call is not None:
        seen = sos_desk.may_see(turn, call)
        turn.post(ring(call, [to]) if seen else ())
        return seen
    alert = reports.alert(turn.tx, number_of(subject) or 0)
    if alert is None or not desk.may_see(turn, alert):
        return False
    turn.send("card", str(alert.id), to=to, key=alerting.card_key(alert.id), below=True)
    return True
