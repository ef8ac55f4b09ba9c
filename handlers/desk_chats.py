"""Buttons of the desk's chats, `k:<what>…`: pages of a bundle, rules, groups. The role is asked again at every tap."""

from __future__ import annotations

from handlers import alerting, rules
from handlers.callbacks import number_of
from handlers.events import Tapped
from handlers.turns import Turn
from storage import accounts, bundles


def tapped(turn: Turn, rest: str) -> None:
    what, _, argument = rest.partition(":")
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
    elif not (_turn_page(turn, argument) if what == "page" else rules.tapped(turn, what, argument)):
        turn.pop_up("closed")


def _turn_page(turn: Turn, argument: str) -> bool:
    """`<bundle>:<page>`. The message that was tapped is the one that moves from now on."""
    assert isinstance(turn.event, Tapped)
    which, _, page = argument.partition(":")
    bundle_id, number = number_of(which), number_of(page)
    bundle = bundles.get(turn.tx, bundle_id) if bundle_id is not None else None
    if bundle is None or number is None or bundle.account_id != turn.chat.account_id or bundle.is_held:
        return False
    key = alerting.bundle_key(bundle.id)
    if turn.event.message_id is not None:
        accounts.set_message(turn.tx, turn.chat.account_id, turn.house.bot_id, key, turn.event.message_id)
    turn.send("bundle", str(bundle.id), key=key, page=number)
    return True
