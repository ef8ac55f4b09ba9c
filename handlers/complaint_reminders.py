"""The desk hears once that the day by which a complaint must be answered is near."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.cases.alerts import who_is_alerted
from bot.cases.complaints import following
from handlers.house import House
from storage.database import Tx
from storage.outbox import Intent


def due_complaints(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    for row in following.due(tx, now, house.time_zone):
        for account_id in who_is_alerted(tx, house.bot_id, row.region_id):
            once = f"complaint:{row.id}:{row.deadline}:{account_id}"
            yield Intent(account_id, "complaint_due", str(row.id), dedupe=once)
