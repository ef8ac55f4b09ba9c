"""A card that cannot reach one of the desk goes to those who did not get it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cases import sos
from bot.cases.alerts import who_else_is_alerted
from bot.core.words import Lane
from handlers import question_letters
from handlers.house import House
from storage import outbox
from storage.database import Tx
from storage.outbox import Intent, Letter

CARDS = ("card", "ring", "sos_card", "asked")


def alert_others(tx: Tx, house: House, lost: Iterable[Letter]) -> None:
    """Write to the others, if any of these was a card; the letters are found within a second by `Delivery.look`."""
    for letter in lost:
        for intent in _to_others(tx, house, letter) if letter.subject.isdigit() else ():
            outbox.enqueue(tx, house.bot_id, intent, house.clock())


def _to_others(tx: Tx, house: House, letter: Letter) -> list[Intent]:
    number, kind, subject = int(letter.subject), letter.kind, letter.subject
    match kind:
        case "asked":
            return question_letters.lost(tx, house, letter)
        case "card" | "ring":
            kind = "card"
            others, lane, key = who_else_is_alerted(tx, house.bot_id, number), Lane.ALERT, f"card:{subject}"
        case "sos_card":
            others, lane, key = sos.who_else_is_rung(tx, house.bot_id, number), Lane.SOS, sos.ring_key(number)
        case _:
            return []
    return [Intent(account_id, kind, subject, lane=lane, key=key) for account_id in others]
