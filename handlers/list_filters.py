"""The filters of a list as buttons: marks that are set and taken off by a tap, and choices from a short menu.

o:l:<list>      the list as this state says it
o:s|g|r|h:<list>  choose the severity, the group of categories, the region or station, since when
"""

from __future__ import annotations

from bot.cases.category_groups import category_groups
from bot.core.words import Severity
from bot.text import Words
from handlers.house import House
from handlers.list_state import HOURS, OF_STATION, ListState
from handlers.messages import Button, Rows, bold, plain, shorten
from handlers.vocabulary import ACTIONS, SEVERITIES, later
from storage import report_lists, stations
from storage.accounts import Chat
from storage.database import Tx
from storage.report_lists import Counted, Wanted

MARKS = {
    "mine": later("✋ Mine"),
    "unclaimed": later("🔔 Not taken"),
    "follow_up": later("📌 Follow-up"),
    "unverified": later("❔ Not verified"),
}
MENUS = {"s": later("❗ Severity"), "g": later("🗂 About"), "r": later("📍 Where"), "h": later("🕐 Since")}
LONGEST = 40
WORTH_FILTERING = 5  # of fewer all are seen at once
MOST_PLACES = 24


def filter_rows(state: ListState, counts: Counted, words: Words) -> Rows:
    """What is set can always be taken off; what could be set is shown where there is enough to choose from."""
    worth = counts.every >= WORTH_FILTERING
    made = [_mark(state, name, getattr(counts, name), worth, words) for name in MARKS]
    marks = [one for one in made if one is not None]
    menus = [Button(words.named(said), f"o:{sign}:{state.written()}") for sign, said in _menus(state)]
    buttons = [*marks[:2]], [*marks[2:]], menus[:2], menus[2:]
    if state.filtered:
        return (*_rows(*buttons), (Button(words.say("✖ Without filters"), f"o:l:{state.cleared.written()}"),))
    return _rows(*buttons) if worth else ()


def _rows(*rows: list[Button]) -> Rows:
    return tuple(tuple(row) for row in rows if row)


def _menus(state: ListState) -> list[tuple[str, str]]:
    """A list of one station has no other place to choose."""
    return [(sign, said) for sign, said in MENUS.items() if sign != "r" or state.kind != OF_STATION]


def _mark(state: ListState, name: str, count: int, worth: bool, words: Words) -> Button | None:
    is_set = getattr(state, name)
    if not is_set and not (count and worth):
        return None
    said = f"{'✅ ' if is_set else ''}{words.named(MARKS[name])} {count}"
    return Button(said, f"o:l:{state.but(**{name: not is_set}).written()}")


def said_filters(tx: Tx, house: House, state: ListState, words: Words) -> list[str]:
    """One line of what is filtered by; none without filters."""
    groups = category_groups(tx, house.library, words.language.value)
    parts = [words.named(MARKS[name]) for name in MARKS if getattr(state, name)]
    if state.severity is not None:
        parts.append(_severity(state.severity, words))
    if state.group is not None and state.group < len(groups):
        parts.append(groups[state.group].label)
    if state.region is not None:
        parts.append(_region(tx, state.region))
    if state.station is not None and state.kind != OF_STATION:
        parts.append(_station(tx, state.station))
    if state.hours:
        parts.append(_hours(state.hours, words))
    return [plain("☰ " + " · ".join(parts))] if parts else []


def menu(
    tx: Tx, house: House, chat: Chat, state: ListState, wanted: Wanted, part: str, words: Words
) -> tuple[str, Rows]:
    """What can be chosen, with how many reports each would show."""
    match part:
        case "s":
            options, everything = _severities(tx, state, wanted, words), state.but(severity=None)
        case "g":
            options, everything = _groups(tx, house, state, wanted, words), state.but(group=None)
        case "r":
            options, everything = _wheres(tx, chat, state, wanted), state.but(region=None, station=None)
        case _:
            options = [(_hours(one, words), state.but(hours=one)) for one in HOURS]
            everything = state.but(hours=None)
    buttons = [Button(shorten(said, LONGEST), f"o:l:{to.written()}") for said, to in options]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    last = (
        Button(words.named(ACTIONS["back"]), f"o:l:{state.written()}"),
        Button(words.named(ACTIONS["show_all"]), f"o:l:{everything.written()}"),
    )
    return bold(words.named(MENUS.get(part, MENUS["h"]))), (*rows, last)


Options = list[tuple[str, ListState]]


def _severities(tx: Tx, state: ListState, wanted: Wanted, words: Words) -> Options:
    known = report_lists.by(tx, report_lists.without(wanted, "severity"), "severity")
    return [
        (f"{_severity(one, words)} {known[one]}", state.but(severity=one)) for one in reversed(Severity) if one in known
    ]


def _groups(tx: Tx, house: House, state: ListState, wanted: Wanted, words: Words) -> Options:
    known = report_lists.by(tx, report_lists.without(wanted, "categories"), "category")
    counts = [
        (number, group.label, sum(known.get(one, 0) for one in group.categories))
        for number, group in enumerate(category_groups(tx, house.library, words.language.value))
    ]
    return [(f"{label} {count}", state.but(group=number)) for number, label, count in counts if count]


def _wheres(tx: Tx, chat: Chat, state: ListState, wanted: Wanted) -> Options:
    """Regions, for who has all of them and chose none; else the stations with most reports."""
    if chat.region_id is None and state.region is None:
        known = report_lists.by(tx, report_lists.without(wanted, "station_id"), "region_id")
        return [(f"{_region(tx, one)} {n}", state.but(region=one, station=None)) for one, n in known.items()][
            :MOST_PLACES
        ]
    known = report_lists.by(tx, report_lists.without(wanted, "station_id"), "station_id")
    return [(f"{_station(tx, one)} {n}", state.but(station=one)) for one, n in known.items()][:MOST_PLACES]


def _severity(one: Severity, words: Words) -> str:
    said, sign = SEVERITIES[one]
    return f"{sign} {words.named(said)}"


def _hours(hours: int, words: Words) -> str:
    return words.count("the last {n} hour", "the last {n} hours", hours)


def _region(tx: Tx, region_id: int) -> str:
    return dict(stations.all_regions(tx)).get(region_id, "—")


def _station(tx: Tx, station_id: int) -> str:
    place = stations.find(tx, station_id)
    return place.code if place else "—"
