"""A coordinator chooses which of two honest answers stands in the record of a station.

`e:k` lists, `e:k:<station>:<form>` shows, `…:<question>` asks, `…:<question>:<code of a report | open>` chooses.
"""

from __future__ import annotations

from bot.cases import station_records
from bot.cases.station_records import StationView
from handlers.callbacks import number_of
from handlers.event_seeing import refuse
from handlers.turns import Turn
from storage import station_records as stored
from storage import stations
from storage.station_records import Pair


def tapped(turn: Turn, rest: str) -> None:
    if not rest:
        turn.send("records", edit=turn.tapped_message)
        return
    station, form, question, chosen = (*rest.split(":"), "", "", "")[:4]
    pair = _pair(turn, station, form)
    shown = station_records.view(turn.tx, turn.house.library, pair) if pair else None
    if pair is None or shown is None:
        turn.pop_up("closed")
        return
    name = _named(shown, question)
    if chosen and name:
        _choose(turn, pair, name, chosen)
    asks = name if not chosen else None
    subject = f"{pair.station_id}:{pair.form_number}" + (f":{asks}" if asks else "")
    turn.send("record", subject, edit=turn.tapped_message)


def _pair(turn: Turn, station: str, form: str) -> Pair | None:
    """A regional desk sees the stations of its region."""
    station_id, form_number = number_of(station), number_of(form)
    if station_id is None or form_number is None:
        return None
    found = stored.pair(turn.tx, station_id, form_number)
    if found is None or turn.member.region_id is None:
        return found
    return found if stations.by_id(turn.tx, station_id).region_id == turn.member.region_id else None


def _named(shown: StationView, question: str) -> str | None:
    """The question by its number, if the answers to it differ."""
    index = number_of(question)
    asked = shown.form.questions[index].name if index is not None and index < len(shown.form.questions) else ""
    return asked if shown.difference(asked) is not None else None


def _choose(turn: Turn, pair: Pair, name: str, chosen: str) -> None:
    code = None if chosen == "open" else chosen
    if station_records.choose(turn.tx, turn.house.library, pair, name, code, turn.member, turn.now) is None:
        refuse(turn, "stale")
