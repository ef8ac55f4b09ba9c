"""What a picture says of itself beside its pixels (EXIF 2.32; PNG texts), trimmed to plain JSON values.

Cameras, editors and liars write these; nothing here is checked against anything.
"""

import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from bot.cases.photos.inspection import MAX_TAGS, MAX_TEXT, Scalar

_ORIENTATION, _MAKE, _MODEL, _SOFTWARE = 0x0112, 0x010F, 0x0110, 0x0131
_TAKEN, _TAKEN_OFFSET, _USER_COMMENT = 0x9003, 0x9011, 0x9286
_XP_TAGS = range(0x9C9B, 0x9CA0)  # Windows writes title, comment, author, keywords, subject in UTF-16
_POINTERS = {ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.Interop}
_MAX_BYTES = 64
_MAX_NUMBERS = 32

_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)", re.ASCII)
_OFFSET = re.compile(r"[+-]\d\d:\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claims:
    """The fields of `Inspection` that come from metadata."""

    orientation: int | None = None
    taken_at: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    camera: str | None = None
    software: str | None = None
    metadata: dict[str, Scalar] = field(default_factory=dict)


def claims_of(image: Image.Image) -> Claims:
    """Never raises for what a file contains: metadata that cannot be read is metadata that is not there."""
    main, detail, place = _directories(image)
    orientation = main.get(_ORIENTATION)
    latitude, longitude = _position(place)
    return Claims(
        orientation=orientation if type(orientation) is int and 1 <= orientation <= 8 else None,
        taken_at=_taken_at(detail),
        latitude=latitude,
        longitude=longitude,
        camera=_camera(main),
        software=_text(main.get(_SOFTWARE)) or _text(image.info.get("Software")),
        metadata=_flattened(main, detail, place, image),
    )


def _directories(image: Image.Image) -> tuple[dict[int, Any], dict[int, Any], dict[int, Any]]:
    """The main EXIF directory, the one of the exposure and the one of the place."""
    main: dict[int, Any] = {}
    detail: dict[int, Any] = {}
    place: dict[int, Any] = {}
    with suppress(Exception):  # one rotten directory must not hide the others
        exif = image.getexif()
        main = {tag: exif[tag] for tag in exif}
        with suppress(Exception):
            detail = dict(exif.get_ifd(ExifTags.IFD.Exif))
        with suppress(Exception):
            place = dict(exif.get_ifd(ExifTags.IFD.GPSInfo))
    return main, detail, place


def _taken_at(detail: Mapping[int, Any]) -> str | None:
    """ISO 8601 without an offset, unless the camera wrote one: guessing the zone would make evidence up."""
    found = _TIME.fullmatch(_text(detail.get(_TAKEN)) or "")
    if not found:
        return None
    try:
        taken = datetime(*map(int, found.groups())).isoformat()  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:  # "0000:00:00 00:00:00" is how a camera without a clock says nothing
        return None
    offset = _text(detail.get(_TAKEN_OFFSET)) or ""
    return taken + offset if _OFFSET.fullmatch(offset) else taken


def _position(place: Mapping[int, Any]) -> tuple[float, float] | tuple[None, None]:
    """Decimal degrees. Without its letter (N, S, E, W) a coordinate has no sign and is not a place."""
    latitude = _degrees(place.get(2), place.get(1), {"N": 1, "S": -1}, 90)
    longitude = _degrees(place.get(4), place.get(3), {"E": 1, "W": -1}, 180)
    return (None, None) if latitude is None or longitude is None else (latitude, longitude)


def _degrees(value: object, letter: object, signs: Mapping[str, int], limit: float) -> float | None:
    sign = signs.get((_text(letter) or "").upper())
    if sign is None or not isinstance(value, tuple) or len(value) != 3:
        return None
    parts = [_number(part) for part in value]
    if not all(isinstance(part, int | float) and part >= 0 for part in parts):
        return None
    degrees = sum(float(part or 0) / 60**power for power, part in enumerate(parts))
    return round(sign * degrees, 7) if degrees <= limit else None


def _camera(main: Mapping[int, Any]) -> str | None:
    make, model = _text(main.get(_MAKE)) or "", _text(main.get(_MODEL)) or ""
    repeated = make and model.casefold().startswith(make.casefold())  # "Canon" and "Canon PowerShot S40"
    return (model if repeated else f"{make} {model}".strip())[:MAX_TEXT] or None


def _flattened(
    main: Mapping[int, Any], detail: Mapping[int, Any], place: Mapping[int, Any], image: Image.Image
) -> dict[str, Scalar]:
    flat: dict[str, Scalar] = {}
    for tags, names in ((main, ExifTags.TAGS), (detail, ExifTags.TAGS), (place, ExifTags.GPSTAGS)):
        for tag, value in tags.items():
            if tag not in _POINTERS:
                flat.setdefault(names.get(tag) or f"0x{tag:04X}", _scalar(tag, value))
    with suppress(Exception):  # asking a broken PNG for its texts makes Pillow read on, and fail again
        for key, text in getattr(image, "text", {}).items():
            flat.setdefault(f"PNG:{_cleaned(key)}"[:MAX_TEXT], _text(text))
    if comment := _text(image.info.get("comment")):
        flat.setdefault("Comment", comment)
    return dict(list(flat.items())[:MAX_TAGS])


def _scalar(tag: int, value: object) -> Scalar:
    match value:
        case bytes() if tag in _XP_TAGS:
            return _cleaned(value[: 4 * MAX_TEXT].decode("utf-16-le", "ignore"))
        case bytes() if tag == _USER_COMMENT and value[:8] in {b"ASCII\0\0\0", b"\0" * 8}:
            return _text(value[8:])
        case bytes():
            return _from_bytes(value)
        case str():
            return _text(value)
        case tuple() | list():
            return _listed(value)
        case _:
            return _number(value)


def _number(value: object) -> Scalar:
    match value:
        case bool() | int():
            return value
        case float() | IFDRational():
            number = float(value)  # a denominator of nought is how EXIF says "unknown"; Pillow makes it a nan
            return number if math.isfinite(number) else None
    return None


def _listed(values: Iterable[object]) -> str:
    numbers = [_scalar(0, value) for value in list(values)[:_MAX_NUMBERS]]
    return ", ".join("" if each is None else str(each) for each in numbers)[:MAX_TEXT]


def _from_bytes(value: bytes) -> str:
    """Text where it is text (`b"0232"`), else hex, cut with an ellipsis: maker notes are large and of no use here."""
    trimmed = value.rstrip(b"\0 ")
    if trimmed and all(32 <= byte < 127 for byte in trimmed[:MAX_TEXT]):
        return trimmed[:MAX_TEXT].decode("ascii")
    return value[:_MAX_BYTES].hex() + ("…" if len(value) > _MAX_BYTES else "")


def _text(value: object) -> str | None:
    """A text of the file. EXIF names no encoding: Pillow reads Latin-1, phones write UTF-8 (Cyrillic!), so try that."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return None
    value = value[: 8 * MAX_TEXT]
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    return _cleaned(value) or None


def _cleaned(text: str) -> str:
    """Without control characters, lone surrogates and the signs that reverse the direction of what follows."""
    return "".join(sign for sign in text[: 4 * MAX_TEXT] if sign.isprintable() or sign in "\n\t").strip()[:MAX_TEXT]
