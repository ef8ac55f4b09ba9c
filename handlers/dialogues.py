"""Short conversations beside the interview: choosing a station, a reason for withdrawing. One at a time in a chat.

What is known so far lies in the account's row, so a restart in the middle changes nothing. A command or a button of the
keyboard ends the dialogue; so does its own last answer, a tap that answers a form, and half an hour without a word:
what is said then is news, not an answer. A call for help alone waits for ever. An open draft waits behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.turns import Turn
from storage import accounts

Known = dict[str, Any]
Answer = Callable[[Turn, Known], bool]

PATIENCE = timedelta(minutes=30)
PATIENT = "sos"  # people are held for hours

_KINDS: dict[str, Answer] = {}


def answers(kind: str) -> Callable[[Answer], Answer]:
    """Marks who takes what is sent (words, files, places) while a dialogue of this kind is open.

    It returns False for what it has no use for: that goes on as if there were no dialogue.
    """

    def keep(answer: Answer) -> Answer:
        _KINDS[kind] = answer
        return answer

    return keep


def begin(turn: Turn, kind: str, **known: Any) -> None:
    """Open a dialogue, or go on with what is known by now; it takes the place of another one."""
    _set(turn, {"kind": kind, **known, "at": turn.now.isoformat()})


def end(turn: Turn) -> None:
    if turn.chat.dialogue is not None:
        _set(turn, None)


def in_hand(turn: Turn, kind: str) -> Known | None:
    """What is known in the open dialogue, if it is of this kind."""
    known = turn.chat.dialogue
    return known if known is not None and known.get("kind") == kind else None


def taken(turn: Turn) -> bool:
    """Offer the event to the open dialogue; True when it was an answer there."""
    known = turn.chat.dialogue
    if known is None:
        return False
    if known["kind"] != PATIENT and "at" in known and turn.now - datetime.fromisoformat(known["at"]) > PATIENCE:
        end(turn)
        return False
    answer = _KINDS.get(known["kind"])
    return answer is not None and answer(turn, known)


def _set(turn: Turn, dialogue: Known | None) -> None:
    accounts.set_dialogue(turn.tx, turn.chat.account_id, dialogue)
    turn.chat = replace(turn.chat, dialogue=dialogue)
