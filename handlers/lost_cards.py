"""A card that cannot reach one of the desk goes to those who did not get it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.cases import sos
from bot.cases.alerts import who_else_is_alerted
from bot.core.words import Lane
from handlers import alerting, question_letters
from handlers.house import House
from storage import bundles, outbox
from storage.database import Tx
from storage.outbox import Intent, Letter

CARDS = ("card", "ring", "sos_card", "asked", "bundle")


def hand_over(tx: Tx, house: House, account_id: int, why: str, but: Sequence[str] = ()) -> None:
    """This chat is not to be written to any more: its alerts go to others, what else waits for it is given up."""
    alerts = [one for kind in CARDS for one in outbox.waiting_letters(tx, account_id, kind)]
    outbox.give_up_chat(tx, account_id, why, house.clock(), but)
    alert_others(tx, house, alerts)


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
            return _ring_others(tx, house, number)
        case "bundle":
            within = [alert for alert, _ in bundles.alerts_in(tx, number)]
            return [intent for alert in within for intent in _ring_others(tx, house, alert)]
        case "sos_card":
            others, key = sos.who_else_is_rung(tx, house.bot_id, number), sos.ring_key(number)
            return [Intent(account_id, kind, subject, lane=Lane.SOS, key=key) for account_id in others]
        case _:
            return []


def _ring_others(tx: Tx, house: House, alert_id: int) -> list[Intent]:
    others = who_else_is_alerted(tx, house.bot_id, alert_id)
    return alerting.bring(tx, alert_id, others, house.clock())
