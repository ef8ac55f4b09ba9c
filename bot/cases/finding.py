"""Searching the mission's stations without reading ten thousand rows for every word that somebody types."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.places import Finder
from storage import stations
from storage.database import Tx

FRESH_FOR = timedelta(minutes=1)


class StationFinder:
    """What was read last, for a minute, or until there are more stations.

    An import by another process may show a changed address a minute late: stations are never removed, so what is found
    is there, and the read-back tells it as it now is.
    """

    def __init__(self) -> None:
        self._ready: dict[int | None, tuple[datetime, int, Finder]] = {}

    def of(self, tx: Tx, region_id: int | None, now: datetime) -> Finder:
        """The stations of one region, or all."""
        count = stations.count(tx)
        read_at, counted, finder = self._ready.get(region_id, (now, -1, None))
        if finder is None or counted != count or not timedelta() <= now - read_at < FRESH_FOR:
            finder = Finder(stations.places(tx, region_id))
            self._ready[region_id] = (now, count, finder)
        return finder
