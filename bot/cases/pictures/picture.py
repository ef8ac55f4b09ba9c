"""What is to be drawn: numbers and finished words, in one language; and its form on the way to the child process."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour: incidents by severity, the gravest first."""

    label: str
    counts: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A region: so many of so many stations."""

    label: str
    there: int
    of: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A small JPEG of our own making, with the words under it. `weight` is the number of its severity in `Bar`."""

    label: str
    weight: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """`weights` are the words for the severities, the gravest first. Empty parts leave their titles out as well."""

    title: str
    subtitle: str
    bars_title: str
    no_bars: str
    weights: tuple[str, str, str, str]
    bars: tuple[Bar, ...]
    rows_title: str
    rows: tuple[Row, ...]
    photos_title: str
    photos: tuple[Photo, ...]


def to_json(picture: Picture) -> bytes:
    wire = asdict(picture)
    for photo in wire["photos"]:
        photo["jpeg"] = b64encode(photo["jpeg"]).decode()
    return json.dumps(wire, sort_keys=True).encode()


def from_json(data: bytes) -> Picture:
    wire = json.loads(data)
    wire["bars"] = tuple(Bar(one["label"], tuple(one["counts"])) for one in wire["bars"])
    wire["rows"] = tuple(Row(**one) for one in wire["rows"])
    photos = wire["photos"]
    wire["photos"] = tuple(Photo(one["label"], one["weight"], b64decode(one["jpeg"])) for one in photos)
    wire["weights"] = tuple(wire["weights"])
    return Picture(**wire)
