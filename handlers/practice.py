"""`/practice`: on and off by oneself, at any time; and the trainer's figures for the desk. `m:practice:<what>`."""

from __future__ import annotations

from bot.cases.practice import set_practice
from handlers.turns import Turn
from storage import accounts, practice


def show(turn: Turn, part: str | None = None) -> None:
    turn.send("practice", part=part, edit=turn.tapped_message)


def tapped(turn: Turn, what: str) -> None:
    """A stale button finds the mode as it is now, and shows it."""
    mine, is_on = turn.member.person_id, turn.member.practice
    begun = practice.has_open_drafts(turn.tx, mine)
    match what:
        case "on" if not is_on and begun:
            show(turn, "drafts")  # what was begun for real must not become practice by a tap
            return
        case "on" if not is_on:
            _switch(turn, True)
        case "off" if is_on and begun:
            show(turn, "ending")
            return
        case "off" | "keep" if is_on:
            _switch(turn, False)
        case "away" if is_on:
            practice.close_drafts(turn.tx, mine, turn.now)
            _switch(turn, False)
    show(turn)


def _switch(turn: Turn, on: bool) -> None:
    member = turn.member
    set_practice(turn.tx, member.person_id, on, member.person_id, turn.now)
    turn.chat = accounts.get_chat(turn.tx, turn.chat.account_id)
