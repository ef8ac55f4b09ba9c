"""The picture of who is heard of, in the reader's language."""

from __future__ import annotations

from collections import Counter
from statistics import mean

from bot.cases.pictures.coverage import Coverage, Name, Point, Stack
from bot.cases.silence import Silence, Silent, who_is_silent
from bot.text import Words
from handlers.composing import Painting
from handlers.digest_picture import LONGEST_REGION, LONGEST_TITLE, MOST_ROWS
from handlers.house import House
from handlers.messages import shorten
from storage import stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

HEARD, LACKING, UNREACHABLE = range(3)


def silence_map(_tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Painting | None:
    if not chat.is_desk:
        return None
    region_id = chat.region_id or int(letter.subject) or None

    def make(tx: Tx) -> tuple[Coverage, str]:
        found = who_is_silent(tx, house.polling, region_id, house.clock())
        where = stations.region_name(tx, region_id) if region_id else words.say("All regions")
        picture = coverage_of(found, where, f"{house.clock().astimezone(house.time_zone):%d.%m.%Y %H:%M}", words)
        return picture, f"{picture.title}, {picture.subtitle}"

    return Painting(make)


def coverage_of(found: Silence, where: str, at: str, words: Words) -> Coverage:
    states = [(one, _state(one)) for one in found.stations]
    points = tuple(
        Point(one.station.latitude, one.station.longitude, state)
        for one, state in states
        if one.station.latitude is not None and one.station.longitude is not None
    )
    return Coverage(
        title=shorten(where, LONGEST_TITLE),
        subtitle=at,
        states=(words.say("heard"), words.say("something missing"), words.say("cannot be reached")),
        points=points,
        names=_names(found),
        rows_title=words.say("Stations heard of, by region"),
        rows=_rows(states, words),
    )


def _state(one: Silent) -> int:
    if one.station.unreachable:
        return UNREACHABLE
    return LACKING if one.lacks else HEARD


def _names(found: Silence) -> tuple[Name, ...]:
    """Each region above its stations; one alone is in the title."""
    places: dict[str, list[tuple[float, float]]] = {}
    for one in (silent.station for silent in found.stations):
        if one.latitude is not None and one.longitude is not None:
            places.setdefault(one.region, []).append((one.latitude, one.longitude))
    if not 1 < len(places) <= MOST_ROWS:
        return ()
    return tuple(
        Name(shorten(region, LONGEST_REGION), max(north for north, _ in some), mean(east for _, east in some))
        for region, some in places.items()
    )


def _rows(states: list[tuple[Silent, int]], words: Words) -> tuple[Stack, ...]:
    """The least heard of first; the rest of a long list in one row."""
    counts: dict[str, Counter[int]] = {}
    for one, state in states:
        counts.setdefault(one.station.region, Counter())[state] += 1
    rows = [Stack(shorten(region, LONGEST_REGION), _three(count)) for region, count in counts.items()]
    rows.sort(key=lambda row: (row.counts[HEARD] / sum(row.counts), row.label))
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    shown, rest = rows[: MOST_ROWS - 1], rows[MOST_ROWS - 1 :]
    others = Counter({state: sum(row.counts[state] for row in rest) for state in range(3)})
    return (*shown, Stack(words.say("other"), _three(others)))


def _three(count: Counter[int]) -> tuple[int, int, int]:
    return count[HEARD], count[LACKING], count[UNREACHABLE]
