"""Who is silent: stations and what they lack, who is reminded of it, and when a desk is told by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.digest_hours import Schedule, latest_slot
from bot.core.reminders import RESULTS_FORMS, PollingDay
from bot.core.silence import Lack, day_of, lacking
from bot.core.words import Lane
from storage import accounts, forms, people, silence, watches
from storage.accounts import Member
from storage.database import Tx
from storage.outbox import Intent
from storage.silence import Watched, WatchRow

LOOK_BACK = timedelta(hours=36)  # a day of voting, counted until the next noon
VISIT_ENDS = timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=15)  # nobody is reminded of the same more often
TOLD_LATE = timedelta(hours=1)  # an hour that was missed for longer is skipped


@dataclass(frozen=True, slots=True)
class Silent:
    """A watched station with all that it lacks now, which may be nothing."""

    station: Watched
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    stations: tuple[Silent, ...]

    def lacking(self, lack: Lack) -> list[Silent]:
        """The longest silent first: those from which nothing came at all before all others."""
        found = [one for one in self.stations if lack in one.lacks]
        return sorted(
            found, key=lambda one: (one.station.last_word is not None, one.station.last_word, one.station.code)
        )

    def counts(self) -> Counter[Lack]:
        return Counter(lack for one in self.stations for lack in one.lacks)


def who_is_silent(
    tx: Tx, polling: PollingDay | None, region_id: int | None, now: datetime, station_id: int | None = None
) -> Silence:
    results = results_form(tx)
    found = []
    for station in silence.watched(tx, region_id, now - LOOK_BACK, station_id):
        zone = ZoneInfo(station.time_zone)
        lacks = lacking(day_of(polling, zone, now), zone, now, station.heard, results)
        found.append(Silent(station, lacks))
    return Silence(tuple(found))


def results_form(tx: Tx) -> str:
    """The form that tells the result: the protocol where the mission has one."""
    have = [form_id for _, form_id, _ in forms.current(tx)]
    return next((form for form in RESULTS_FORMS if form in have), RESULTS_FORMS[-1])


def remind(tx: Tx, bot_id: int, member: Member, lack: Lack, stations: Iterable[Silent], now: datetime) -> list[Intent]:
    """A reminder to the observers of exactly these stations; whoever had the same one just now is left out."""
    wanted = {one.station.station_id for one in stations}
    slot = int(now.timestamp() // AGAIN_AFTER.total_seconds())
    every = [one for one in watches.watches(tx, bot_id, now - VISIT_ENDS) if one.station_id in wanted and not one.left]
    once = {one: f"nudge:{lack}:{one.account_id}:{one.station_id}:" for one in every}
    said = watches.said_among(tx, [f"{name}{at}" for name in once.values() for at in (slot, slot - 1)])
    new = [one for one in every if not {f"{once[one]}{slot}", f"{once[one]}{slot - 1}"} & said]
    if new:
        people.log(tx, now, member.person_id, "remind", f"silence:{lack}", people=len(new), stations=len(wanted))
    return [
        Intent(
            one.account_id, "nudge", lack, {"station": one.station_id}, Lane.BULK, f"nudge:{lack}", f"{once[one]}{slot}"
        )
        for one in new
    ]


def set_hours(tx: Tx, account_id: int, member: Member, hours: frozenset[int], zone: ZoneInfo, now: datetime) -> None:
    silence.set_watch(tx, WatchRow(account_id, member.person_id, Schedule(zone, hours, None), now, None))


def due(tx: Tx, bot_id: int, now: datetime) -> list[Intent]:
    """The chats that are to be told now, each hour once: after a night without the process the last hour at most."""
    found = []
    for row in silence.watches_of(tx, bot_id):
        slot = latest_slot(row.schedule, max(row.begun_at, row.settled_at or row.begun_at), now)
        if slot is None or now - slot.at > TOLD_LATE or not silence.settle(tx, row, slot.at):
            continue
        chat = accounts.get_chat(tx, row.account_id)
        if chat.is_desk and chat.unreachable_since is None:
            found.append(
                Intent(
                    row.account_id, "silence", "", {}, Lane.BULK, dedupe=f"silence:{row.account_id}:{slot.at:%Y%m%d%H}"
                )
            )
    return found
