"""Putting the bytes people sent into the zip, after a look whether they still are what was received."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from bot.cases.export.archive import CHUNK, Archive
from bot.cases.export.names import ATTACHMENTS, COPIES, attachment_path
from bot.cases.export.record import Enclosed
from bot.cases.photos.formats import HEAD
from bot.core.words import FetchState
from storage.media import MediaFolder

MISSING = "missing"
CHANGED = "changed"
UNREADABLE = "unreadable"


def enclose(
    archive: Archive, media: MediaFolder, attachments: Sequence[Enclosed], code: str, top: str = ATTACHMENTS
) -> tuple[Enclosed, ...]:
    """The attachments with their paths in `top`/`code`; their bytes are in the archive now.

    The copies made of them are in a folder of their own: nobody shall take one for what was sent.
    """
    copies = COPIES if top == ATTACHMENTS else f"{COPIES}/{top}"
    placed = []
    for number, one in enumerate(attachments, start=1):
        row, path, damage, copy_path = one.row, None, None, None
        if row.fetch_state == FetchState.KEPT and row.sha256 is not None:
            path, damage = _put(archive, media, row.sha256, (top, code, number))
        if row.copy is not None:
            copy_path, _ = _put(archive, media, row.copy, (copies, code, number))
        placed.append(replace(one, path=path, damage=damage, copy_path=copy_path))
    return tuple(placed)


def _put(
    archive: Archive, media: MediaFolder, sha256: str, place: tuple[str, str, int]
) -> tuple[str | None, str | None]:
    """(the path under which the bytes are in the archive now, or why they are not)."""
    try:
        file = media.open(sha256)
    except FileNotFoundError:
        return None, MISSING
    except OSError:
        return None, UNREADABLE
    with file:
        head, size, damage = _look(file, sha256)
        if damage:
            return None, damage
        top, code, number = place
        path = attachment_path(code, number, sha256, head, top)
        if archive.add(path, file, size, pack=False) != sha256:
            raise OSError(f"{sha256} changed while it was being copied")
        return path, None


def _look(file: BinaryIO, sha256: str) -> tuple[bytes, int, str | None]:
    """(first kilobyte, size in bytes, what is wrong), and back at the beginning of the file.

    A fault of the disk under the media is told apart here from one under the export: only the latter stops it.
    """
    try:
        head = file.read(HEAD)
        digest = hashlib.sha256(head)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        size = file.tell()
        file.seek(0)
    except OSError:
        return b"", 0, UNREADABLE
    return head, size, None if digest.hexdigest() == sha256 else CHANGED
