"""What an inspection says, as a value, and its form on the wire between child and parent."""

import json
import math
import re
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from bot.cases.photos.bare import is_bare_jpeg

Scalar = str | int | float | bool | None

MAX_TEXT = 500  # characters of one metadata value
MAX_TAGS = 200


class Verdict(StrEnum):
    OK = "ok"  # every pixel of the first picture was decoded
    NOT_AN_IMAGE = "not_an_image"
    FORMAT_NOT_ALLOWED = "format_not_allowed"  # an image, of a kind we do not open
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"  # truncated or damaged; its metadata, where readable, is still given
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"  # the decoder died, ran out of memory, or could not read the file; see `detail`


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one file says of itself, and pictures made of it. All but the verdict and those are claims, not facts.

    width, height: pixels as stored, before `orientation` (EXIF, 1 to 8) is applied; for HEIF already upright.
    taken_at: local time of the camera, ISO 8601, with an offset only where the file gives one. Never a database clock.
    latitude, longitude: decimal degrees, WGS 84, positive north and east; both or neither.
    metadata: EXIF tags by name, PNG texts as `PNG:<key>`; bytes as hex; each value at most MAX_TEXT characters.
    fingerprint: 16 hex digits that nearly the same picture has nearly the same; None where it is too flat to tell.
    copy, thumbnail: JPEGs, upright, rebuilt from pixels, without metadata; with OK only. A thumbnail has at most 320
    pixels a side. copy_method: how the copy was made and with what.
    detail: one short English clause for the log, never for an observer.
    """

    verdict: Verdict
    detail: str = ""
    format: str | None = None
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    taken_at: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    camera: str | None = None
    software: str | None = None
    metadata: dict[str, Scalar] = field(default_factory=dict)
    fingerprint: str | None = None
    copy_method: str | None = None
    thumbnail: bytes | None = field(default=None, repr=False)
    copy: bytes | None = field(default=None, repr=False)


PICTURES = ("thumbnail", "copy")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def to_json(inspection: Inspection) -> bytes:
    """All but the pictures, which travel beside it."""
    claims = asdict(replace(inspection, thumbnail=None, copy=None))
    for name in PICTURES:
        del claims[name]
    return json.dumps(claims, allow_nan=False).encode("ascii")


def from_json(text: bytes, thumbnail: bytes | None, copy: bytes | None = None) -> Inspection:
    """The value again, from a child that a hostile picture may have taken over.

    Raises ValueError for anything that the types of `Inspection` and the ranges in its docstring do not allow.
    """
    try:
        claims = json.loads(text)
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError("not JSON") from error
    names = {each.name for each in fields(Inspection)}.difference(PICTURES)
    if not isinstance(claims, dict) or set(claims) != names:
        raise ValueError("not an inspection")
    verdict = Verdict(claims.pop("verdict"))
    for picture in (thumbnail, copy):
        _require("picture", picture is None or (verdict is Verdict.OK and is_bare_jpeg(picture)))
    _check(claims)
    return Inspection(verdict=verdict, thumbnail=thumbnail, copy=copy, **claims)


def _check(claims: dict[str, Any]) -> None:
    if not isinstance(claims["detail"], str):
        raise ValueError("detail")
    for name in ("detail", "format", "taken_at", "camera", "software", "fingerprint", "copy_method"):
        _require(name, claims[name] is None or (isinstance(claims[name], str) and len(claims[name]) <= MAX_TEXT))
    for name, most in (("width", 2**31), ("height", 2**31), ("orientation", 8)):
        value = claims[name]
        _require(name, value is None or (type(value) is int and 0 < value <= most))
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        value = claims[name]
        _require(name, value is None or (type(value) is float and -limit <= value <= limit))
    _require("position", (claims["latitude"] is None) == (claims["longitude"] is None))
    _require("fingerprint", claims["fingerprint"] is None or bool(_FINGERPRINT.fullmatch(claims["fingerprint"])))
    _check_metadata(claims["metadata"])


def _check_metadata(metadata: object) -> None:
    if not isinstance(metadata, dict) or len(metadata) > MAX_TAGS:
        raise ValueError("metadata")
    for name, value in metadata.items():
        _require("a tag's name", len(name) <= MAX_TEXT)
        match value:
            case str():
                _require(name, len(value) <= MAX_TEXT)
            case float():
                _require(name, math.isfinite(value))
            case bool() | int() | None:
                pass
            case _:
                raise ValueError(name)


def _require(name: str, holds: bool) -> None:
    if not holds:
        raise ValueError(name)
