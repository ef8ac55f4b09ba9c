"""Choosing a station: a region, some words or a location, what fits, a read-back. Nothing counts before its Yes."""

from __future__ import annotations

from typing import Any

from bot.cases import whereabouts
from handlers import dialogues, moving_reports, visiting
from handlers.dialogues import Known
from handlers.events import Said, SentPlace
from handlers.observing import show_open_draft
from handlers.turns import Turn
from storage import stations

CHOOSING = "station"
LONGEST_TYPED = 60  # characters that are said back


def choose(turn: Turn, how: str, arriving: bool = False) -> None:
    """Begin; `arriving`: the choice is an arrival as well."""
    every = [region for region, _ in stations.regions(turn.tx)]
    if not every:
        turn.line("no_stations")
        return
    here = whereabouts.current_station(turn.tx, turn.member.person_id)
    likely = (here.region_id if here else None, turn.member.region_id, every[0] if len(every) == 1 else None)
    region = next((one for one in likely if one in every), None)
    dialogues.begin(turn, CHOOSING, how=how, arriving=arriving, region=region)
    _ask(turn, region)


@dialogues.answers(CHOOSING)
def answered(turn: Turn, known: Known) -> bool:
    """Words are searched for, a place is measured from; a photo is no answer here and is kept as ever."""
    match turn.event:
        case Said(text=text):
            _search(turn, known, text)
        case SentPlace(latitude=latitude, longitude=longitude):
            _look_around(turn, latitude, longitude)
        case _:
            return False
    return True


def tapped(turn: Turn, act: str, number: int | None) -> bool:
    """A button of the choice; False when it is out of date, or there is no choice going on."""
    known = turn.chat.dialogue
    if known is None or known["kind"] != CHOOSING:
        return False
    match act:
        case "page" if number is not None:
            turn.send("station_regions", edit=turn.tapped_message, page=number)
        case "region" if number in [region for region, _ in stations.regions(turn.tx)]:
            _again(turn, known, region=number)
        case "near":
            turn.send("place_request")
        case "pick" if number is not None and stations.find(turn.tx, number):
            _read_back(turn, known, number)
        case "yes" if number is not None and known.get("asked") == number:
            _confirmed(turn, known, number)
        case "no":
            _again(turn, known)
        case "cancel":
            dialogues.end(turn)
            turn.send("line", "cancelled", edit=turn.tapped_message)
            show_open_draft(turn, notice="resumed")
        case _:
            return False
    return True


def _search(turn: Turn, known: Known, text: str) -> None:
    """In the region first; what is not there may be in another."""
    finder = turn.house.finder
    found = finder.of(turn.tx, known["region"], turn.now).find(text)
    if not found and known["region"] is not None:
        found = finder.of(turn.tx, None, turn.now).find(text)
    if len(found) == 1:
        _read_back(turn, known, found[0])
    else:
        turn.send("station_hits", hits=[[place, None] for place in found], typed=text.strip()[:LONGEST_TYPED])


def _look_around(turn: Turn, latitude: float, longitude: float) -> None:
    near = turn.house.finder.of(turn.tx, None, turn.now).nearest(latitude, longitude)
    turn.send("line", "place_not_kept", menu=True)  # the keyboard without the button for a location again
    turn.send("station_hits", hits=[[place, round(metres)] for place, metres in near], near=True)


def _ask(turn: Turn, region: int | None) -> None:
    if region is None:
        turn.send("station_regions", edit=turn.tapped_message)
    else:
        turn.send("station_search", str(region), edit=turn.tapped_message)


def _again(turn: Turn, known: Known, **more: Any) -> None:
    _note(turn, {**known, "asked": None, **more})
    _ask(turn, more.get("region", known["region"]))


def _read_back(turn: Turn, known: Known, station_id: int) -> None:
    _note(turn, {**known, "asked": station_id})
    turn.send("station_read_back", str(station_id), edit=turn.tapped_message)


def _note(turn: Turn, known: Known) -> None:
    dialogues.begin(turn, CHOOSING, **{name: value for name, value in known.items() if name != "kind"})


def _confirmed(turn: Turn, known: Known, station_id: int) -> None:
    how = known["how"]
    chosen = whereabouts.choose_station(turn.tx, turn.member, station_id, how, turn.now)
    dialogues.end(turn)
    if known["arriving"]:
        visiting.arrive(turn, station_id)
    else:
        news = "station_added" if how == "add" else "station_set"
        turn.send("whereabouts", edit=turn.tapped_message, news=news)
    if how == "wrong":
        moving_reports.put_right(turn, chosen)
    show_open_draft(turn, notice="resumed")
