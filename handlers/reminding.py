"""Reminders of what is missing on the day, put in the outbox when their time has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from bot.cases.reminders import whom_to_remind
from bot.core.words import Lane
from handlers.house import House
from storage.database import Tx
from storage.outbox import Intent

AT_ONCE = 100  # put in the outbox in one look: a call for help must not wait until thousands are worded


def reminders(tx: Tx, house: House, now: datetime) -> Iterator[Intent]:
    """Of one account at most one waits: a later one takes its place. Who is left over is found at the next look."""
    if house.polling is None:
        return
    for one in islice(whom_to_remind(tx, house.bot_id, house.polling, now), AT_ONCE):
        params = {"station": one.station_id, "at": one.moment.at.isoformat()}
        yield Intent(
            one.account_id, "reminder", one.moment.reminder, params, Lane.BULK, key="reminder", dedupe=one.once
        )
