"""Stores an invented mission through the use cases the bot itself uses: people, reports, photos, what the desk did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.app import Mission
from bot.cases.alerts import claim_alert, resolve_alert
from bot.cases.attachments import SentFile, keep_attachment
from bot.cases.filing import Filed, Filling, begin_filling, submit_report, take_step
from bot.cases.ladder import climb_due
from bot.cases.whereabouts import arrive
from bot.core.forms import Attached, Submit
from bot.core.words import CameAs, PersonState, Role
from bot.demo.drawings import drawing
from bot.demo.morning import Tale, never_heard, planned_morning
from bot.demo.places import invented_stations
from storage import people, stations
from storage.accounts import Member
from storage.database import Tx

KeepPhoto = Callable[[bytes], SentFile]  # a photo as Telegram keeps it
CLAIMED_AFTER, RESOLVED_AFTER = timedelta(minutes=4), timedelta(minutes=35)


def furnish(mission: Mission, keep_photo: KeepPhoto, day: date, seed: int) -> list[str]:
    """Fill a new mission with the morning of `day`; gives the codes of its reports. Some two seconds."""
    rng = Random(seed)  # noqa: S311  invented, not secret
    with mission.database.transaction() as tx:
        stations.save(tx, invented_stations(rng))
        told = Telling(tx, mission, keep_photo, day, rng)
        for station in never_heard():
            told.awaits(station)
        codes = [told.tell(tale).code for tale in planned_morning(rng)]
        climb_due(tx, told.noon())  # whatever nobody took rang higher up in the course of the morning
        return codes


class Telling:
    """Tells tales within one transaction; each station has an observer, each region somebody at its desk."""

    def __init__(self, tx: Tx, mission: Mission, keep_photo: KeepPhoto, day: date, rng: Random) -> None:
        self.tx, self.mission, self.keep_photo, self.day, self.rng = tx, mission, keep_photo, day, rng
        self.observers: dict[str, Member] = {}
        self.desks: dict[int, Member] = {}

    def tell(self, tale: Tale) -> Filed:
        """File it as its observer would have, at its time."""
        observer = self._observer(tale.station)
        place = stations.by_code(self.tx, tale.station)
        assert place is not None
        zone = ZoneInfo(place.time_zone)
        now = self._moment(tale.at, zone)
        known = dict(tale.answers)
        if tale.occurred is not None:
            asked = "opened_at" if tale.form == "opening" else "occurred_at"
            known[asked] = self._moment(tale.occurred, zone).isoformat()
        filling = begin_filling(self.tx, self.mission.library, observer, tale.form, now, zone, known)
        assert filling is not None
        filed = self._submit(self._pictures(filling, observer, tale, now), observer, now)
        self._dealt_with(filed, tale, now)
        return filed

    def awaits(self, station: str) -> None:
        """Somebody is assigned there, and nothing is heard from them."""
        self._observer(station, arrives=False)

    def _moment(self, minutes: int, zone: ZoneInfo) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, minutes // 60, minutes % 60, tzinfo=zone)

    def _pictures(self, filling: Filling, observer: Member, tale: Tale, now: datetime) -> Filling:
        bot_id = self.mission.settings.bot_id
        for _ in range(tale.photos):
            file = self.keep_photo(drawing(tale.picture, self.rng))
            kept = keep_attachment(
                self.tx, bot_id, observer.person_id, filling.draft.id, file, None, None, now, now, None
            )
            filling, _ = take_step(self.tx, filling, Attached(str(kept), CameAs.PHOTO), now)
        return filling

    def _submit(self, filling: Filling, observer: Member, now: datetime) -> Filed:
        filling, outcome = take_step(self.tx, filling, Submit(), now)
        assert outcome == "submitted", filling.problem
        filed = submit_report(self.tx, filling, observer, now, now)
        assert filed is not None
        return filed

    def _dealt_with(self, filed: Filed, tale: Tale, now: datetime) -> None:
        if filed.alert_id is None or filed.region_id is None or tale.fate == "open":
            return
        desk = self._desk(filed.region_id)
        claim_alert(self.tx, filed.alert_id, desk, now + CLAIMED_AFTER)
        if tale.fate == "resolved":
            resolve_alert(self.tx, filed.alert_id, desk, now + RESOLVED_AFTER)

    def _observer(self, station: str, arrives: bool = True) -> Member:
        found = self.observers.get(station)
        if found is None:
            place = stations.by_code(self.tx, station)
            assert place is not None
            found = self.observers[station] = self._add("O", Role.OBSERVER, place.region_id)
            stations.assign(self.tx, found.person_id, place.id, self._six())
            if arrives:
                arrive(self.tx, found, place.id, self._six() + timedelta(minutes=self.rng.randrange(25, 50)))
        return found

    def _desk(self, region_id: int) -> Member:
        if region_id not in self.desks:
            self.desks[region_id] = self._add("C", Role.COORDINATOR, region_id)
        return self.desks[region_id]

    def _add(self, letter: str, role: Role, region_id: int) -> Member:
        """Somebody without a chat: they were here this morning, and nothing is written to them."""
        pseudonym = f"{letter}-{self.rng.randrange(1000, 10000)}"
        while people.pseudonym_taken(self.tx, pseudonym):
            pseudonym = f"{letter}-{self.rng.randrange(1000, 10000)}"
        person_id = people.add_person(self.tx, pseudonym, PersonState.ACTIVE, self._six())
        people.grant(self.tx, person_id, role, region_id, self._six())
        return Member(person_id, pseudonym, PersonState.ACTIVE, False, role, region_id)

    def noon(self) -> datetime:
        return self._moment(12 * 60, ZoneInfo("Asia/Almaty"))

    def _six(self) -> datetime:
        return self._moment(6 * 60, ZoneInfo("Asia/Almaty"))


def sent_file(photo: Mapping[str, object]) -> SentFile:
    """A PhotoSize of the emulator as the bot would have read it from a message."""
    return SentFile(
        CameAs.PHOTO,
        str(photo["file_id"]),
        str(photo["file_unique_id"]),
        int(str(photo["file_size"])),
        "image/jpeg",
        None,
    )
