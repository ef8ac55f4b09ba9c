"""Who is silent, as the desk reads it. Read from the whole mission, so it is put together away from the writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases.silence import Silence, Silent, who_is_silent
from bot.core.digest_hours import FIRST_HOUR, LAST_HOUR
from bot.core.silence import Lack
from bot.text import Words, later
from handlers import paging
from handlers.composing import Reading
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage, bold, plain, shorten
from storage import silence, stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

PAGE = 8
WIDE = 40  # letters of a button that has its row alone
MOST_LISTED = 60
SIGNS = {Lack.CHECK_IN: "📍", Lack.OPENING: "🌅", Lack.TURNOUT: "🗳", Lack.PROTOCOL: "📋"}
LACKS = {
    Lack.CHECK_IN: later("Nobody has arrived"),
    Lack.OPENING: later("No opening checklist"),
    Lack.TURNOUT: later("No turnout for an hour"),
    Lack.PROTOCOL: later("No results"),
}
NUDGES = {
    Lack.CHECK_IN: later("🔔 The coordinators ask: are you at station {station}? Press /arrived"),
    Lack.OPENING: later("🔔 The coordinators ask for the opening checklist of station {station}: /checklists"),
    Lack.TURNOUT: later("🔔 The coordinators ask: how many have voted at station {station}? /checklists"),
    Lack.PROTOCOL: later("🔔 The coordinators ask for the results of station {station}: /checklists"),
}
SAFE_FIRST = later("If it is not safe, do not. In danger: 🆘 SOS")


def overview(_tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Reading | None:
    """The subject is a screen; without one, that of the reader's region."""
    if not chat.is_desk:
        return None
    lack, _, rest = (letter.subject or f":{chat.region_id or 0}:0").partition(":")
    region, _, page = rest.partition(":")
    region_id = chat.region_id or int(region) or None
    edit = letter.params.get("edit")
    if lack == "regions":
        return Reading(lambda tx: _regions(tx, words, edit))
    wanted = Lack(lack) if lack in tuple(Lack) else None
    return Reading(lambda tx: _screen(tx, house, chat, Screen(wanted, region_id, int(page), edit), words))


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown: all that is lacking, counted, or the stations that lack one thing; `edit` the message it is on."""

    lack: Lack | None
    region_id: int | None
    page: int
    edit: int | None

    @property
    def region(self) -> int:
        return self.region_id or 0


def _screen(tx: Tx, house: House, chat: Chat, screen: Screen, words: Words) -> TextMessage:
    found = who_is_silent(tx, house.polling, screen.region_id, house.clock())
    where = stations.region_name(tx, screen.region_id) if screen.region_id else words.say("All regions")
    if screen.lack is None:
        return _counted(house, chat, found, screen, where, words)
    return _listed(found.lacking(screen.lack), screen.lack, screen, where, words)


def _counted(house: House, chat: Chat, found: Silence, screen: Screen, where: str, words: Words) -> TextMessage:
    counts, region = found.counts(), screen.region
    at = f"{house.clock().astimezone(house.time_zone):%H:%M}"
    watched = words.count("{n} station watched", "{n} stations watched", len(found.stations))
    lines = [bold(f"🔇 {at} · {where}"), plain(watched)]
    unreachable = sum(one.station.unreachable for one in found.stations)
    if unreachable:
        lines.append("📵 " + plain(words.count("{n} cannot be reached", "{n} cannot be reached", unreachable)))
    if not any(counts.values()):
        lines.append("✅ " + plain(words.say("Nothing is missing now.")))
    rows = [
        (Button(f"{SIGNS[lack]} {words.named(LACKS[lack])} · {counts[lack]}", f"q:to:{lack}:{region}:0"),)
        for lack in Lack
        if counts[lack]
    ]
    more = [Button(words.say("🗺 Map"), f"q:map:{region}"), Button(words.say("⏰ By the hour"), "q:hours")]
    if chat.region_id is None:
        more.insert(0, Button(words.say("Region"), f"q:to:regions:{region}:0"))
    refresh = Button(words.say("🔄 Anew"), f"q:to::{region}:0")
    return TextMessage("\n".join(lines), (*rows, tuple(more), (refresh,)), edit=screen.edit, protect=True)


def _listed(silent: list[Silent], lack: Lack, screen: Screen, where: str, words: Words) -> TextMessage:
    region, pages = screen.region, paging.count_of(len(silent), PAGE)
    page = min(screen.page, pages - 1)
    head = f"{SIGNS[lack]} {words.named(LACKS[lack])} · {where} · {len(silent)}"
    shown = silent[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [
        (Button(shorten(_in_short(one, words), WIDE), f"q:at:{one.station.station_id}"),) for one in shown
    ]
    rows += paging.turner(page, pages, lambda to: f"q:to:{lack}:{region}:{to}")
    if silent:
        all_of_them = words.count("🔔 Remind {n} station", "🔔 Remind {n} stations", len(silent))
        rows.append((Button(all_of_them, f"q:remind:{lack}:{region}"),))
    rows.append((Button(words.say("⬅ Back"), f"q:to::{region}:0"),))
    text = bold(head) + ("" if silent else "\n✅ " + plain(words.say("Nothing is missing now.")))
    return TextMessage(text, tuple(rows), edit=screen.edit, protect=True)


def _in_short(one: Silent, words: Words) -> str:
    last, said = one.station.last_word, words.say("nothing yet")
    if last is not None:
        local = last.astimezone(ZoneInfo(one.station.time_zone))
        said = words.say("last word {time}", time=f"{local:%H:%M}")
    return f"{'📵 ' if one.station.unreachable else ''}{one.station.code} · {said}"


def _regions(tx: Tx, words: Words, edit: int | None) -> TextMessage:
    every = stations.all_regions(tx)[:MOST_LISTED]
    rows: Rows = tuple((Button(shorten(name, WIDE), f"q:to::{region_id}:0"),) for region_id, name in every)
    return TextMessage(
        plain(words.say("Which region?")), ((Button(words.say("All regions"), "q:to::0:0"),), *rows), edit=edit
    )


def station(_tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Reading | None:
    if not chat.is_desk:
        return None
    return Reading(lambda tx: _station(tx, house, chat, int(letter.subject), words, letter.params.get("edit")))


def _station(tx: Tx, house: House, chat: Chat, station_id: int, words: Words, edit: int | None) -> TextMessage:
    found = who_is_silent(tx, house.polling, chat.region_id, house.clock(), station_id).stations
    if not found:
        return TextMessage(plain(words.say("Nobody observes there now.")), edit=edit)
    one, here = found[0], found[0].station
    place = ", ".join(part for part in (here.code, here.address, here.region) if part)
    lines = [bold(f"📍 {place}"), plain(_last_word(here.last_word, ZoneInfo(here.time_zone), words))]
    lines += [f"{SIGNS[lack]} {plain(words.named(LACKS[lack]))}" for lack in one.lacks]
    if here.unreachable and here.marked_at is not None:
        at = f"{here.marked_at.astimezone(ZoneInfo(here.time_zone)):%H:%M}"
        lines.append("📵 " + plain(words.say("Cannot be reached, said at {time}", time=at)))
    rows: list[tuple[Button, ...]] = [
        (Button(f"🔔 {words.named(LACKS[lack])}", f"q:remind:{lack}:s:{station_id}"),) for lack in one.lacks
    ]
    if here.unreachable:
        rows.append((Button(words.say("📶 Can be reached again"), f"q:clear:{station_id}"),))
    else:
        rows.append((Button(words.say("📵 Cannot be reached"), f"q:mark:{station_id}"),))
    rows.append((Button(words.say("⬅ Back"), f"q:to::{chat.region_id or 0}:0"),))
    return TextMessage("\n".join(lines), tuple(rows), edit=edit, protect=True)


def _last_word(last: datetime | None, zone: ZoneInfo, words: Words) -> str:
    if last is None:
        return words.say("Nothing has come from there yet.")
    return words.say("The last word came at {time}.", time=f"{last.astimezone(zone):%H:%M}")


def hours(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    if not chat.is_desk or chat.member is None:
        return None
    row = silence.watch_of(tx, chat.account_id)
    own = row is not None and row.person_id == chat.member.person_id
    chosen = row.schedule.hours if row is not None and own else frozenset()
    buttons = [
        Button(f"{'✅ ' if hour in chosen else ''}{hour}:00", f"q:hour:{hour}:{'off' if hour in chosen else 'on'}")
        for hour in range(FIRST_HOUR, LAST_HOUR + 1)
    ]
    rows = [tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4)]
    rows.append((Button(words.say("⬅ Back"), f"q:to::{chat.region_id or 0}:0"),))
    text = words.say("At these hours it comes by itself, by the clock of {zone}:", zone=house.time_zone.key)
    return TextMessage(plain(text), tuple(rows), edit=letter.params.get("edit"))


def nudge(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """What an observer reads."""
    here = stations.find(tx, letter.params["station"])
    if chat.member is None or here is None:
        return None
    said = words.named(NUDGES[Lack(letter.subject)], station=here.code)
    return TextMessage(plain(f"{said}\n{words.named(SAFE_FIRST)}"))


KINDS = {
    "silence": overview,
    "silence_station": station,
    "silence_hours": hours,
    "nudge": nudge,
}
