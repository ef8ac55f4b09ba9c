"""`/silent`: what is missing from which stations, who is reminded, who cannot be reached, when one is told by itself.

`q:<what>[:<argument>…]`; a screen is `<lack or nothing>:<region or 0>:<page>`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.cases import silence as cases
from bot.core.digest_hours import FIRST_HOUR, LAST_HOUR
from bot.core.silence import Lack
from handlers.callbacks import number_of
from handlers.house import House
from handlers.turns import Turn
from storage import people, silence, stations
from storage.database import Tx
from storage.outbox import Intent


def show(turn: Turn) -> None:
    turn.send("silence", f":{turn.member.region_id or 0}:0")


def tapped(turn: Turn, rest: str) -> None:
    """A button outlives a role, so the role is asked again here; one that is not understood shows how things stand."""
    what, _, argument = rest.partition(":")
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    match what:
        case "to" if _own(turn, _region_in(argument)):
            turn.send("silence", argument, key="silence", edit=turn.tapped_message)
        case "remind":
            _remind(turn, argument)
        case "map" if _own(turn, number_of(argument)):
            turn.pop_up("preview_comes")
            turn.send("silence_map", argument, key="silence_map")
        case "hours":
            turn.send("silence_hours", key="silence", edit=turn.tapped_message)
        case "hour":
            _set_hour(turn, argument)
        case "at" | "mark" | "clear":
            _station(turn, what, argument)
        case _:
            turn.pop_up("closed")
            turn.send("silence", f":{turn.member.region_id or 0}:0", key="silence", edit=turn.tapped_message)


def _region_in(screen: str) -> int | None:
    parts = screen.split(":")
    return number_of(parts[1]) if len(parts) == 3 else None


def _own(turn: Turn, region_id: int | None) -> bool:
    """0 stands for the whole mission, which is not for the coordinator of one region."""
    return region_id is not None and turn.member.region_id in (None, region_id)


def _remind(turn: Turn, argument: str) -> None:
    """`<lack>:<region or 0>`, or `<lack>:s:<station>` for one alone."""
    lack, _, which = argument.partition(":")
    alone = which.startswith("s:")
    number = number_of(which.removeprefix("s:"))
    if lack not in tuple(Lack) or number is None or (not alone and not _own(turn, number)):
        turn.pop_up("closed")
        return
    region_id = turn.member.region_id if alone else number or None
    found = cases.who_is_silent(turn.tx, turn.house.polling, region_id, turn.now, number if alone else None)
    letters = cases.remind(turn.tx, turn.house.bot_id, turn.member, Lack(lack), found.lacking(Lack(lack)), turn.now)
    turn.post(letters)
    if letters:
        turn.pop_up("reminded", count=len(letters))
    else:
        turn.pop_up("nobody_to_remind")


def _station(turn: Turn, what: str, argument: str) -> None:
    """`<station>`; one of another region is not shown."""
    number = number_of(argument)
    found = (
        cases.who_is_silent(turn.tx, turn.house.polling, turn.member.region_id, turn.now, number) if number else None
    )
    if found is None or not found.stations:
        turn.pop_up("closed")
        return
    station_id = found.stations[0].station.station_id
    if what == "mark":
        silence.mark(turn.tx, station_id, turn.member.person_id, turn.now)
    elif what == "clear":
        silence.clear(turn.tx, station_id, turn.now)
    if what != "at":
        code = stations.by_id(turn.tx, station_id).code
        people.log(turn.tx, turn.now, turn.member.person_id, f"{what}_unreachable", f"station:{code}")
    turn.send("silence_station", str(station_id), key="silence", edit=turn.tapped_message)


def _set_hour(turn: Turn, argument: str) -> None:
    """`<hour>:on` or `<hour>:off`: what is to be, so that a repeat does no harm."""
    number, _, wanted = argument.partition(":")
    hour = number_of(number)
    if hour is None or not FIRST_HOUR <= hour <= LAST_HOUR or wanted not in ("on", "off"):
        turn.pop_up("closed")
        return
    row = silence.watch_of(turn.tx, turn.chat.account_id)
    known = row.schedule.hours if row is not None and row.person_id == turn.member.person_id else frozenset()
    hours = known | {hour} if wanted == "on" else known - {hour}
    cases.set_hours(turn.tx, turn.chat.account_id, turn.member, hours, turn.house.time_zone, turn.now)
    turn.send("silence_hours", key="silence", edit=turn.tapped_message)


def due(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    """For the timetable: the desks that are told now."""
    return cases.due(tx, house.bot_id, now)
