"""Names inside the zip. Nothing a sender wrote gets into one unless it is plain ASCII letters, digits and . _ -

So a name can neither leave the folder it is unpacked in nor need escaping in a manifest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.cases.photos.formats import ALLOWED, kind_of

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
LONGEST = 60
ATTACHMENTS, UNSUBMITTED, COPIES, SOS = "attachments", "unsubmitted", "copies", "sos"

_STARTS = (
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"%PDF-", "pdf"),
    (b"\x1a\x45\xdf\xa3", "mkv"),
    (b"PK\x03\x04", "zip"),  # also the newer office files
)
_IMAGES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "HEIF": "heic"}
_BOXES = {b"qt  ": "mov", b"M4A ": "m4a", b"M4B ": "m4a"}


def safe(text: str) -> str:
    """The text with everything but ASCII letters, digits, - and _ made into one underscore."""
    return _UNSAFE.sub("_", text)[:LONGEST] or "_"


def attachment_path(code: str, number: int, sha256: str, head: bytes, top: str = ATTACHMENTS) -> str:
    """`number` counts the report's attachments from one, pending ones too; `head`: the first kilobyte of the file."""
    return f"{top}/{safe(code)}/{number}-{sha256[:12]}.{extension(head)}"


def form_paths(versions: Sequence[tuple[int, str, str]]) -> dict[int, str]:
    """A path for each (version id, form id, version); the version id keeps apart names that differ in signs only."""
    paths: dict[int, str] = {}
    for version_id, form_id, version in versions:
        plain = f"forms/{safe(form_id)}-{safe(version)}"
        taken = {path.lower() for path in paths.values()}
        paths[version_id] = f"{plain}.xml" if f"{plain}.xml".lower() not in taken else f"{plain}.{version_id}.xml"
    return paths


def extension(head: bytes) -> str:
    """By the first bytes alone, for the names people gave lie. What is not known, and what a browser runs, is `bin`."""
    kind = kind_of(head)
    if kind in ALLOWED:
        return _IMAGES[kind]
    if head[4:8] == b"ftyp":
        return _BOXES.get(head[8:12], "mp4") if kind is None else "bin"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    return next((name for start, name in _STARTS if head.startswith(start)), "bin") if kind is None else "bin"
