"""Never half a file: an export is made in a folder of its own beside its place, and moved there when it is whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A folder only we can read (mode 0700), on the same disk as `out`; gone at the end, come what may."""
    folder = Path(tempfile.mkdtemp(prefix=".export-", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def text_file(path: Path, encoding: str) -> TextIO:
    """Half of a surrogate pair, which no UTF-8 can hold, is written as its escape, and that is valid JSON too."""
    return path.open("w", encoding=encoding, errors="backslashreplace", newline="")


def settle(made: Path, out: Path) -> str:
    """Force the file to the disk, then give it its name (mode 0600); returns its SHA-256. Raises OSError."""
    with made.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    made.chmod(0o600)
    made.replace(out)
    _sync_folder(out.parent)
    return sha256


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # Windows cannot sync a folder
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
