"""The bot's own messages in a chat are deleted, as far as Telegram lets it: those of the last 48 hours.

`/wipe` for oneself; for somebody whose phone was taken, by the desk. What was written there by the person stays.
"""

from __future__ import annotations

from handlers.turns import Turn
from storage import accounts, people


def ask(turn: Turn) -> None:
    """`/wipe`: first what goes and what stays."""
    turn.send("wipe")


def tapped(turn: Turn, answer: str) -> None:
    """`t:wipe:yes` or `t:wipe:no`."""
    message_id = turn.tapped_message
    if answer != "yes":
        turn.send("line", "wipe_no", edit=message_id)
        return
    people.log(turn.tx, turn.now, turn.member.person_id, "wipe", f"person:{turn.member.person_id}")
    turn.send("erase", str(turn.member.person_id), key="erase", tell=turn.chat.account_id)


def order(turn: Turn, person_id: int) -> bool:
    """For a phone that was taken; whoever ordered it hears how much could be deleted. False: no chat can be reached."""
    reachable = [
        one
        for one in accounts.accounts_of(turn.tx, turn.house.bot_id, person_id)
        if accounts.get_chat(turn.tx, one).unreachable_since is None
    ]
    for account_id in reachable:
        turn.send("erase", str(person_id), to=account_id, key="erase", tell=turn.chat.account_id, taken=True)
    people.log(turn.tx, turn.now, turn.member.person_id, "phone taken", f"person:{person_id}")
    return bool(reachable)
