"""What happens by itself when its time has come: found in the tables, put in the outbox, sent at once.

APScheduler only says when to look (every few seconds); what is due, and that it was done, stands in the database. So
several processes, a night without the process or a clock that jumps neither repeat nor lose anything.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from handlers import alerting, batches, broadcasting, climbing, digests, silent, sos_letters
from handlers.complaint_reminders import due_complaints
from handlers.delivery import Delivery, Outgoing, outgoing
from handlers.house import LEASE, House
from handlers.reminding import reminders
from storage import outbox
from storage.database import Tx
from storage.outbox import Intent
from storage.writer import NotDurable, Writer

log = logging.getLogger(__name__)

EVERY = 5  # seconds between looks

Due = Callable[[Tx, House, datetime], Iterable[Intent]]

# Each gives what is to be said by now, and marks in the same transaction that it was.
DUE: tuple[Due, ...] = (
    sos_letters.due_rings,
    sos_letters.due_redraws,
    climbing.due,
    alerting.due_bundles,
    batches.due,
    reminders,
    digests.due,
    broadcasting.due,
    silent.due,
    due_complaints,
)


class Timetable:
    def __init__(self, house: House, writer: Writer, delivery: Delivery) -> None:
        self._house = house
        self._writer = writer
        self._delivery = delivery

    async def tick(self) -> None:
        """The same for the scheduler: what cannot be stored now is still due at the next tick."""
        try:
            await self.look()
        except NotDurable as error:
            log.warning("what is due cannot be stored: %s", error)

    async def look(self) -> int:
        """Deal with all that is due by now; returns how much was put in the outbox."""
        found = await self._writer.run(self._due)
        self._delivery.post(found)
        return len(found)

    def _due(self, tx: Tx) -> list[Outgoing]:
        house, now = self._house, self._house.clock()
        intents = [intent for due in DUE for intent in due(tx, house, now)]
        letters = [outbox.enqueue(tx, house.bot_id, one, now, house.owner, now + LEASE) for one in intents]
        return [outgoing(tx, house, letter) for letter in letters if letter is not None]
