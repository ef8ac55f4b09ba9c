"""Reminders of what is missing on the day, put in the outbox when their time has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.cases.reminders import whom_to_remind
from bot.core.words import Lane
from handlers.house import House
from storage.database import Tx
from storage.outbox import Intent


def reminders(tx: Tx, house: House, now: datetime) -> Iterator[Intent]:
    """Of one account at most one waits: a later one takes its place."""
    if house.polling is None:
        return
    for one in whom_to_remind(tx, house.bot_id, house.polling, now):
        params = {"station": one.station_id, "at": one.moment.at.isoformat()}
        yield Intent(
            one.account_id, "reminder", one.moment.reminder, params, Lane.BULK, key="reminder", dedupe=one.once
        )
