"""Putting the bytes people sent into the zip, after a look whether they still are what was received."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import BinaryIO

from bot.cases.export.archive import CHUNK, Archive
from bot.cases.export.names import ATTACHMENTS, attachment_path
from bot.cases.export.record import Enclosed
from bot.cases.photos.formats import HEAD
from bot.core.words import FetchState
from storage.attachments import AttachmentRow
from storage.media import MediaFolder

MISSING = "missing"
CHANGED = "changed"
UNREADABLE = "unreadable"


def enclose(
    archive: Archive, media: MediaFolder, attachments: Sequence[Enclosed], code: str, top: str = ATTACHMENTS
) -> tuple[Enclosed, ...]:
    """The attachments with their paths in `top`/`code`; their bytes are in the archive now."""
    numbered = enumerate(attachments, start=1)
    return tuple(_enclose(archive, media, (top, code), number, one.row) for number, one in numbered)


def _enclose(archive: Archive, media: MediaFolder, place: tuple[str, str], number: int, row: AttachmentRow) -> Enclosed:
    if row.fetch_state != FetchState.KEPT or row.sha256 is None:
        return Enclosed(row)
    try:
        file = media.open(row.sha256)
    except FileNotFoundError:
        return Enclosed(row, damage=MISSING)
    except OSError:
        return Enclosed(row, damage=UNREADABLE)
    with file:
        head, size, damage = _look(file, row.sha256)
        if damage:
            return Enclosed(row, damage=damage)
        top, code = place
        path = attachment_path(code, number, row.sha256, head, top)
        if archive.add(path, file, size, pack=False) != row.sha256:
            raise OSError(f"attachment {row.id} changed while it was being copied")
        return Enclosed(row, path)


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
