"""A zip that is the same bytes for the same content, with a manifest that `sha256sum -c SHA256SUMS` accepts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MANIFEST = "SHA256SUMS"
CHUNK = 1024 * 1024  # bytes
_UNIX = 3


class Archive:
    """Add files one after another, `finish()` last. Memory: some 700 bytes for each file, whatever its size."""

    def __init__(self, zip_file: ZipFile, now: datetime) -> None:
        self._zip = zip_file
        moment = now.astimezone(UTC)
        self._moment = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        self._sums: list[tuple[str, str]] = []

    def add(self, name: str, source: BinaryIO, size: int, pack: bool) -> str:
        """Copy `source` (`size` bytes, from where it stands) under `name`; returns its SHA-256.

        `pack`: compress it, as suits text; photographs and films are compressed already. Raises OSError.
        """
        digest = hashlib.sha256()
        info = self._entry(name, size, pack)
        with self._zip.open(info, "w") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
        self._sums.append((digest.hexdigest(), name))
        return digest.hexdigest()

    def add_bytes(self, name: str, data: bytes) -> None:
        self._zip.writestr(self._entry(name, len(data), pack=True), data)
        self._sums.append((hashlib.sha256(data).hexdigest(), name))

    def finish(self) -> None:
        """Write the manifest, which names every other file."""
        lines = "".join(f"{sha256}  {name}\n" for sha256, name in sorted(self._sums, key=lambda each: each[1]))
        self._zip.writestr(self._entry(MANIFEST, len(lines), pack=True), lines)

    def _entry(self, name: str, size: int, pack: bool) -> ZipInfo:
        info = ZipInfo(name, self._moment)
        info.compress_type = ZIP_DEFLATED if pack else ZIP_STORED
        info.create_system = _UNIX
        info.external_attr = 0o600 << 16
        info.file_size = size  # tells zipfile whether the entry needs ZIP64
        return info


@contextmanager
def new_archive(file: BinaryIO, now: datetime) -> Iterator[Archive]:
    zip_file = ZipFile(file, "w", allowZip64=True)
    try:
        yield Archive(zip_file, now)
    except BaseException:
        with suppress(OSError, ValueError):  # it writes its directory even now; the file is thrown away anyhow
            zip_file.close()
        raise
    zip_file.close()
