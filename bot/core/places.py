"""Finding a station among many: by what somebody typed with cold fingers, or by where they stand.

Letters are compared without the differences that a phone's keyboard makes: Kazakh and Russian (ә and а, қ and к), Latin
ones that look Cyrillic (a code typed as Т-1 or T-1), capital and small. Words may be incomplete or mistyped a little,
numbers may be incomplete but never mistyped: 215 is not 216.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

MOST = 8  # hits that a small phone shows without scrolling
NEAREST = 5
LONGEST_QUERY = 100  # characters; more is a story, not a search
EARTH = 6_371_008.8  # metres, the mean radius of the WGS 84 ellipsoid

EXACT, BEGINNING, ELSEWHERE = (
    100.0,
    94.0,
    0.97,
)  # points for a word; what a word of the address counts for beside a number
ALIKE = 72  # of 100, for words of four letters or more
ENOUGH = 55.0  # points of 100 on the average of the words typed
NEAR_THE_BEST = 22.0  # points below the best hit

_SAME = str.maketrans(
    "әқіғүұңөһёйabcehkmoptxyi",
    "акигуунохеиавсенкмортхуи",
    "ьъ",
)
_WORD = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A station as it is searched for; `id` is what the search gives back."""

    id: int
    code: str
    number: str | None
    district: str | None
    address: str | None
    latitude: float | None = None
    longitude: float | None = None


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of a text as they are compared; `№ 0215-мектеп` is 215 and мектеп."""
    return tuple(_number(word) for word in _WORD.findall(text.lower().translate(_SAME)))


class Finder:
    """The stations of a region, or of a country, made ready to be searched."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._index = _Index(places)

    def find(self, typed: str, most: int = MOST) -> list[int]:
        """The ids of the places that fit best, the best first; empty when nothing does."""
        typed = typed[:LONGEST_QUERY]
        wanted = _wanted(typed)
        whole = sum(_weight(word) for word in wanted)
        points: dict[int, float] = defaultdict(float)
        for word in wanted:
            for at, found in self._index.points(word).items():
                points[at] += found * _weight(word) / whole
        for at in self._index.with_code(typed) if wanted else ():
            points[at] = max(points[at], EXACT + 1)
        best = max(points.values(), default=0.0)
        fit = [at for at, found in points.items() if found >= max(ENOUGH, best - NEAR_THE_BEST)]
        fit.sort(key=lambda at: (-round(points[at], 3), at))
        return [self._places[at].id for at in fit[:most]]

    def nearest(self, latitude: float, longitude: float, most: int = NEAREST) -> list[tuple[int, float]]:
        """(id, metres) of the places with coordinates that are nearest, the nearest first."""
        far = [
            (distance(latitude, longitude, one.latitude, one.longitude), one.id)
            for one in self._places
            if one.latitude is not None and one.longitude is not None
        ]
        return [(place_id, metres) for metres, place_id in sorted(far)[:most]]


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres between two points in WGS 84 degrees, along a great circle (haversine)."""
    north, south = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


def _wanted(typed: str) -> list[str]:
    """What was typed without the words that every station has, unless there is nothing else."""
    every = list(dict.fromkeys(words_of(typed)))
    return [word for word in every if word not in _SAID_OF_ALL] or every


def _weight(word: str) -> int:
    """A long word says more than a short one; a number says much however short it is."""
    return max(len(word), 5) if word.isdigit() else len(word)


def _number(word: str) -> str:
    return word.lstrip("0") or "0" if word.isdigit() else word


_SAID_OF_ALL = frozenset(
    words_of(
        "уик участок участка избирательный номер no станция учаске учаскесі нөмір нөмірі сайлау station precinct код"
    )
)


class _Index:
    """Which places hold which word: the words of a region are fewer than its stations, so they are compared once."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._named: dict[str, list[int]] = defaultdict(list)
        self._told: dict[str, list[int]] = defaultdict(list)
        self._codes: dict[str, list[int]] = defaultdict(list)
        for at, place in enumerate(places):
            self._codes["".join(words_of(place.code))].append(at)
            for word in {*words_of(place.code), *words_of(place.number or "")}:
                self._named[word].append(at)
            for word in {*words_of(place.district or ""), *words_of(place.address or "")}:
                self._told[word].append(at)

    def with_code(self, typed: str) -> list[int]:
        return self._codes.get("".join(words_of(typed)), [])

    def points(self, word: str) -> dict[int, float]:
        """How well each place has the word, of 100; its code and number before its address."""
        best: dict[int, float] = {}
        for homes, weight in ((self._named, 1.0), (self._told, ELSEWHERE)):
            for known, alike in _alike(word, homes):
                for at in homes[known]:
                    best[at] = max(best.get(at, 0.0), alike * weight)
        return best


def _alike(word: str, known: Iterable[str]) -> list[tuple[str, float]]:
    """The known words that could be meant, each with its points."""
    begun = [(one, EXACT if one == word else BEGINNING) for one in known if one.startswith(word)]
    if word.isdigit() or len(word) < 4:
        return begun
    mistyped = process.extract(word, list(known), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
    shortened = process.extract(
        word,
        {one: one[: len(word)] for one in known if len(one) > len(word) + 1},
        scorer=fuzz.ratio,
        score_cutoff=ALIKE,
        limit=None,
    )
    found = [(one, alike * 0.9) for one, alike, _ in mistyped] + [(one, alike * 0.8) for _, alike, one in shortened]
    return [*begun, *found]
