"""Questions on their way to an observer, as intents: at once, when the observer is back, or not at all."""

from __future__ import annotations

from bot.cases import asking
from bot.cases.asking import Asked
from handlers.house import House
from storage import reports
from storage.database import Tx
from storage.outbox import Intent, Letter


def letters(asked: Asked) -> list[Intent]:
    return [Intent(one, "asked", str(asked.note)) for one in asked.to]


def let_go(tx: Tx, bot_id: int, person_id: int) -> list[Intent]:
    """What waited for an observer who is back, or whose call for help is closed."""
    return [one for asked in asking.let_go(tx, bot_id, person_id) for one in letters(asked)]


def lost(tx: Tx, house: House, letter: Letter) -> list[Intent]:
    """A question did not get through: it waits, and the chat that asked hears of it."""
    note = asking.hold(tx, int(letter.subject))
    report = reports.find(tx, note.report_id) if note is not None else None
    if note is None or report is None:
        return []
    to = asking.who_hears(tx, house.bot_id, note, report)
    return [Intent(one, "ask_told", str(report.id), {"told": "blocked"}) for one in to]
