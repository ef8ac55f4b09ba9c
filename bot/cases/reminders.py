"""Who is to be reminded now, and of what: found anew at each look, said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.reminders import RESULTS_FORMS, Moment, PollingDay, due, is_missing
from storage import filed, forms, watches
from storage.database import Tx
from storage.watches import Watch

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ToRemind:
    """`once` names this reminder of this account for ever."""

    account_id: int
    station_id: int
    moment: Moment
    once: str


def whom_to_remind(tx: Tx, bot_id: int, polling: PollingDay, now: datetime) -> list[ToRemind]:
    """Observers whose station lacks what it is time for; nobody whose station it became only afterwards."""
    if abs(now.date() - polling.day) > DAY:
        return []
    of_zone = {zone: due(polling, ZoneInfo(zone), now) for zone in watches.zones(tx)}
    if not any(of_zone.values()):
        return []
    waiting = _not_told(tx, polling, of_zone, watches.watches(tx, bot_id, now - DAY))
    found = []
    for moment in dict.fromkeys(one.moment for one, _ in waiting):
        found += _missing(tx, polling, moment, [(one, watch) for one, watch in waiting if one.moment == moment])
    return found


def _not_told(
    tx: Tx, polling: PollingDay, of_zone: dict[str, Moment | None], every: Sequence[Watch]
) -> list[tuple[ToRemind, Watch]]:
    found = []
    for watch in every:
        moment = of_zone.get(watch.time_zone)
        if moment is not None and watch.since <= moment.at and not watch.left:
            once = f"reminder:{moment.reminder}:{moment.at:%Y%m%dT%H%M}:{watch.account_id}"
            found.append((ToRemind(watch.account_id, watch.station_id, moment, once), watch))
    said = watches.said_among(tx, [one.once for one, _ in found])
    return [(one, watch) for one, watch in found if one.once not in said]


def _missing(tx: Tx, polling: PollingDay, moment: Moment, waiting: Sequence[tuple[ToRemind, Watch]]) -> list[ToRemind]:
    """Of those whom this moment concerns, the ones at whose station it is missing."""
    have = [form_id for _, form_id, _ in forms.current(tx)]
    results = next((form for form in RESULTS_FORMS if form in have), RESULTS_FORMS[-1])
    stations = sorted({one.station_id for one, _ in waiting})
    zone = ZoneInfo(waiting[0][1].time_zone)  # stations with one moment share a clock at that moment
    midnight = datetime.combine(polling.day, time(), zone).astimezone(moment.at.tzinfo)
    latest: dict[int, dict[str, datetime]] = {station: {} for station in stations}
    for first in range(0, len(stations), watches.CHUNK):
        some = filed.latest_at(tx, stations[first : first + watches.CHUNK], midnight, moment.at)
        for (station, form), at in some.items():
            latest[station][form] = at
    return [one for one, watch in waiting if is_missing(moment, watch.arrived, latest[one.station_id], results)]
