"""`/station` and `/arrived`: choosing a station, saying that one is there or leaves, taking over from a colleague.

Buttons are `p:<act>:<number>`. Choosing is a dialogue; nothing counts before its read-back is confirmed.
"""

from __future__ import annotations

from typing import Any, get_args

from bot.cases import moving, whereabouts
from bot.cases.alerts import who_is_alerted
from bot.cases.whereabouts import Chosen, How
from bot.core.places import find, nearest
from bot.core.words import Lane
from handlers import dialogues
from handlers.desk import redraw_cards
from handlers.dialogues import Known
from handlers.events import Said, SentPlace, Tapped
from handlers.observing import show_open_draft
from handlers.turns import Turn
from storage import accounts, reports, stations

CHOOSING = "station"
LONGEST_NUMBER = 10  # digits: larger ones fit no column
LONGEST_TYPED = 60  # characters that are said back


def commanded(turn: Turn, name: str) -> None:
    if name == "arrived":
        arrived(turn)
    else:
        show(turn)


def show(turn: Turn) -> None:
    """`/station`: where one is and what can be done about it; without a station, choosing begins."""
    if whereabouts.current_station(turn.tx, turn.member.person_id) is None:
        _choose(turn, "choose")
    else:
        turn.send("whereabouts", edit=_tapped_message(turn))


def arrived(turn: Turn) -> None:
    """`/arrived`: at the current station, in one act; without one it is chosen first."""
    here = whereabouts.current_station(turn.tx, turn.member.person_id)
    if here is None:
        _choose(turn, "choose", arriving=True)
    else:
        _arrive(turn, here.id)


def tapped(turn: Turn, rest: str) -> None:
    act, _, argument = rest.partition(":")
    number = int(argument) if _is_number(argument) else None
    match act:
        case "go" if argument in get_args(How):
            _choose(turn, argument)
        case "leave":
            dialogues.end(turn)
            _leave(turn)
        case "move":
            _move(turn, argument)
        case "stay":
            turn.send("line", "not_moved", edit=_tapped_message(turn))
        case "arrive" | "relieve" | "now" if number is not None and stations.find(turn.tx, number):
            dialogues.end(turn)
            {"arrive": _arrive_as_asked, "relieve": _relieve, "now": _now_at}[act](turn, number)
        case _ if turn.chat.dialogue and turn.chat.dialogue["kind"] == CHOOSING:
            _tapped_choosing(turn, turn.chat.dialogue, act, number)
        case _:
            _out_of_date(turn)


@dialogues.answers(CHOOSING)
def _answered(turn: Turn, known: Known) -> bool:
    """Words are searched for, a place is measured from; a photo is no answer here and is kept as ever."""
    match turn.event:
        case Said(text=text):
            _search(turn, known, text)
        case SentPlace(latitude=latitude, longitude=longitude):
            every = stations.places(turn.tx, None)
            hits = [[place, round(metres)] for place, metres in nearest(latitude, longitude, every)]
            turn.send("station_hits", hits=hits, near=True)
        case _:
            return False
    return True


def _search(turn: Turn, known: Known, text: str) -> None:
    """In the region first; what is not there may be in another."""
    found = find(text, stations.places(turn.tx, known["region"]))
    if not found and known["region"] is not None:
        found = find(text, stations.places(turn.tx, None))
    if len(found) == 1:
        _read_back(turn, known, found[0])
    else:
        turn.send("station_hits", hits=[[place, None] for place in found], typed=text.strip()[:LONGEST_TYPED])


def _choose(turn: Turn, how: str, arriving: bool = False) -> None:
    every = [region for region, _ in stations.regions(turn.tx)]
    if not every:
        turn.line("no_stations")
        return
    here = whereabouts.current_station(turn.tx, turn.member.person_id)
    likely = (here.region_id if here else None, turn.member.region_id, every[0] if len(every) == 1 else None)
    region = next((one for one in likely if one in every), None)
    dialogues.begin(turn, CHOOSING, how=how, arriving=arriving, region=region)
    _ask(turn, region)


def _ask(turn: Turn, region: int | None) -> None:
    if region is None:
        turn.send("station_regions", edit=_tapped_message(turn))
    else:
        turn.send("station_search", str(region), edit=_tapped_message(turn))


def _tapped_choosing(turn: Turn, known: Known, act: str, number: int | None) -> None:
    match act:
        case "page" if number is not None:
            turn.send("station_regions", edit=_tapped_message(turn), page=number)
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
            turn.send("line", "cancelled", edit=_tapped_message(turn))
            show_open_draft(turn, notice="resumed")
        case _:
            _out_of_date(turn)


def _again(turn: Turn, known: Known, **more: Any) -> None:
    _note(turn, {**known, "asked": None, **more})
    _ask(turn, more.get("region", known["region"]))


def _note(turn: Turn, known: Known) -> None:
    dialogues.begin(turn, CHOOSING, **{name: value for name, value in known.items() if name != "kind"})


def _read_back(turn: Turn, known: Known, station_id: int) -> None:
    _note(turn, {**known, "asked": station_id})
    turn.send("station_read_back", str(station_id), edit=_tapped_message(turn))


def _confirmed(turn: Turn, known: Known, station_id: int) -> None:
    chosen = whereabouts.choose_station(turn.tx, turn.member, station_id, known["how"], turn.now)
    dialogues.end(turn)
    if known["arriving"]:
        _arrive(turn, station_id)
    else:
        news = "station_added" if known["how"] == "add" else "station_set"
        turn.send("whereabouts", edit=_tapped_message(turn), news=news)
    if known["how"] == "wrong" and chosen.former is not None:
        _put_right(turn, chosen)
    show_open_draft(turn, notice="resumed")


def _put_right(turn: Turn, chosen: Chosen) -> None:
    assert chosen.former is not None
    moving.move_drafts(turn.tx, turn.member, chosen.former, chosen.here)
    count = moving.reports_to_move(turn.tx, turn.member, chosen.former, turn.now)
    if count:
        turn.send("move_offer", f"{chosen.former.id}-{chosen.here.id}", reports=count)


def _arrive_as_asked(turn: Turn, station_id: int) -> None:
    """The button of a view: only for the station that is current still."""
    here = whereabouts.current_station(turn.tx, turn.member.person_id)
    if here is None or here.id != station_id:
        _out_of_date(turn)
    else:
        _arrive(turn, station_id)


def _now_at(turn: Turn, station_id: int) -> None:
    """A mobile team at the next of its stations, in one tap."""
    if whereabouts.make_current(turn.tx, turn.member.person_id, station_id, turn.now) is None:
        _out_of_date(turn)
    else:
        _arrive(turn, station_id)


def _arrive(turn: Turn, station_id: int) -> None:
    newly = whereabouts.arrive(turn.tx, turn.member, station_id, turn.now)
    turn.send("whereabouts", edit=_tapped_message(turn), news="arrival_noted" if newly else None)


def _leave(turn: Turn) -> None:
    left = whereabouts.leave(turn.tx, turn.member, turn.now)
    if left is None:
        _out_of_date(turn)
    else:
        turn.send("left", str(left.id), edit=_tapped_message(turn), at=turn.now.isoformat())


def _relieve(turn: Turn, station_id: int) -> None:
    here = whereabouts.current_station(turn.tx, turn.member.person_id)
    colleague = (
        whereabouts.relieve(turn.tx, turn.member, station_id, turn.now) if here and here.id == station_id else None
    )
    if colleague is None:
        _out_of_date(turn)
        return
    turn.send("whereabouts", edit=_tapped_message(turn), news="took_over")
    for account_id in accounts.accounts_of(turn.tx, turn.house.bot_id, colleague):
        turn.send("relieved", str(station_id), to=account_id)


def _move(turn: Turn, argument: str) -> None:
    former, _, here = argument.partition("-")
    moved = (
        moving.move_reports(turn.tx, turn.member, int(former), int(here), turn.now)
        if _is_number(former) and _is_number(here)
        else None
    )
    if moved is None:
        _out_of_date(turn)
        return
    turn.send("moved", str(moved.here.id), edit=_tapped_message(turn), reports=moved.reports)
    for alert_id in moved.alerts:
        _tell_desk(turn, alert_id, moved.here.region_id)


def _tell_desk(turn: Turn, alert_id: int, region_id: int) -> None:
    """The cards say the new station; a desk of another region that is concerned now has not had it yet."""
    key = f"card:{alert_id}"
    redraw_cards(turn, alert_id)
    alert = reports.alert(turn.tx, alert_id)
    if alert is None or alert.resolved_at is not None:
        return
    shown = {letter.account_id for letter in turn.letters if letter.key == key}
    for account_id in who_is_alerted(turn.tx, turn.house.bot_id, region_id):
        if account_id not in shown:
            turn.send("card", str(alert_id), to=account_id, lane=Lane.ALERT, key=key)


def _out_of_date(turn: Turn) -> None:
    turn.pop_up("closed")
    show(turn)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER


def _tapped_message(turn: Turn) -> int | None:
    return turn.event.message_id if isinstance(turn.event, Tapped) else None
