"""Which stations were heard of, as it is to be drawn: on a map where the places are known, and by region."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

KIND = "coverage"


@dataclass(frozen=True, slots=True)
class Point:
    """A station, WGS 84 degrees; `state` is the number of its word in `Coverage.states`."""

    latitude: float
    longitude: float
    state: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A region: how many of its stations are in each state."""

    label: str
    counts: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Name:
    """What is written on the map: a region, above this point."""

    label: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """`states` are the words for: heard, something missing, cannot be reached."""

    title: str
    subtitle: str
    states: tuple[str, str, str]
    points: tuple[Point, ...]
    names: tuple[Name, ...]
    rows_title: str
    rows: tuple[Stack, ...]


def to_json(coverage: Coverage) -> bytes:
    return json.dumps({"kind": KIND, **asdict(coverage)}, sort_keys=True).encode()


def from_json(data: bytes) -> Coverage | None:
    """None for the wire form of another picture."""
    wire = json.loads(data)
    if wire.pop("kind", None) != KIND:
        return None
    wire["states"] = tuple(wire["states"])
    wire["points"] = tuple(Point(**one) for one in wire["points"])
    wire["names"] = tuple(Name(**one) for one in wire["names"])
    wire["rows"] = tuple(Stack(one["label"], tuple(one["counts"])) for one in wire["rows"])
    return Coverage(**wire)
