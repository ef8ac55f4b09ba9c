"""The media folder: photos, voices and documents kept under the SHA-256 of their bytes.

    root/incoming/<random>        being written; swept at start when a crash left it behind
    root/ab/ab12…  (64 hex)       whole, on the disk, never changed again

A file appears under its final name only by a rename, after its bytes were forced to the disk; so whatever stands under
a final name is whole, even when the power fails. The same content sent twice is one file.
"""

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_INCOMING = "incoming"


class MediaFull(Exception):
    """The disk or the quota is full; nothing was kept. Tell the administrator and try again later."""


@dataclass(frozen=True, slots=True)
class Blob:
    """What was kept: the SHA-256 of the bytes (64 lowercase hex digits) and their number."""

    sha256: str
    size: int


class MediaFolder:
    """A content-addressed folder. Safe for several threads and processes at once.

    Every method that takes a `sha256` raises ValueError unless it is 64 lowercase hex digits: no path gets in.
    """

    def __init__(self, root: Path) -> None:
        """Make `root` (mode 0700) where it is missing. Raises MediaFull, or OSError when it cannot be made."""
        self.root = root
        self._lasting: set[Path] = set()  # subfolders whose own entry in `root` is known to be on the disk
        with _naming_a_full_disk():
            _make_folder(root)
            self._subfolder(_INCOMING)

    def begin(self) -> "Incoming":
        """Start to keep a file whose hash is not known yet; use it as a context manager."""
        with _naming_a_full_disk():
            return Incoming(self, self._subfolder(_INCOMING) / secrets.token_hex(16))

    def keep_bytes(self, data: bytes) -> Blob:
        """Keep `data`; when this returns, it is on the disk. Raises MediaFull."""
        with self.begin() as incoming:
            incoming.write(data)
            return incoming.keep()

    def path(self, sha256: str) -> Path:
        """Where the content with this hash is, or would be."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("a media name is the SHA-256 of its content: 64 lowercase hex digits")
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """The content as a stream that the caller closes. Raises FileNotFoundError when it is not here."""
        return self.path(sha256).open("rb")

    def check(self, sha256: str) -> bool:
        """Do the bytes still hash to their name? False also when they are gone."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def sweep(self, older_than: timedelta = timedelta(hours=1)) -> int:
        """Remove what interrupted writes left behind; returns how many files.

        Called at start. The age spares what another process is writing at this moment.
        """
        limit = time.time() - older_than.total_seconds()
        removed = 0
        for leftover in (self.root / _INCOMING).iterdir():
            with suppress(FileNotFoundError):  # its writer was alive after all, and has just finished
                if leftover.stat().st_mtime <= limit:
                    leftover.unlink()
                    removed += 1
        return removed

    def _settle(self, written: Path, sha256: str) -> None:
        """Give a whole, synced file its final name, and force that name to the disk.

        A file that is already there is replaced by the same bytes: should the old copy have rotted, it is healed.
        """
        folder = self._subfolder(sha256[:2])
        os.replace(written, folder / sha256)  # noqa: PTH105 - one spelling for every call a crash may fall between
        _sync_folder(folder)

    def _subfolder(self, name: str) -> Path:
        """The subfolder, made and lasting. One that exists may come from a writer that has not synced `root` yet."""
        folder = self.root / name
        if folder not in self._lasting or not folder.is_dir():
            _make_folder(folder)
            _sync_folder(self.root)
            self._lasting.add(folder)
        return folder


class Incoming:
    """A file being received. Leaving the `with` block without `keep()` throws it away."""

    def __init__(self, folder: MediaFolder, path: Path) -> None:
        self._folder = folder
        self._path = path
        self._hash = hashlib.sha256()
        self._size = 0
        self._fd: int | None = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()

    def write(self, chunk: bytes) -> None:
        """Add the next bytes. Raises MediaFull; ValueError after `keep()`."""
        fd = self._open_fd()
        with _naming_a_full_disk():
            rest = memoryview(chunk)
            while rest:  # the kernel may take less than it was given
                rest = rest[os.write(fd, rest) :]
        self._hash.update(chunk)
        self._size += len(chunk)

    def keep(self) -> Blob:
        """Force the bytes to the disk and give them their name. Raises MediaFull; ValueError the second time."""
        fd = self._open_fd()
        blob = Blob(self._hash.hexdigest(), self._size)
        with _naming_a_full_disk():
            os.fsync(fd)
            self._close()
            self._folder._settle(self._path, blob.sha256)
        return blob

    def _open_fd(self) -> int:
        if self._fd is None:
            raise ValueError("this file is already kept or thrown away")
        return self._fd

    def _close(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    def _discard(self) -> None:
        self._close()
        with suppress(FileNotFoundError):  # kept: it has its final name
            os.unlink(self._path)  # noqa: PTH108 - as above


@contextmanager
def _naming_a_full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise MediaFull("the disk or the quota is full") from error
        raise


def _make_folder(path: Path) -> None:
    """Make `path` and its missing parents, mode 0700, each one's entry forced to the disk before the next is made."""
    if path.is_dir():
        return
    _make_folder(path.parent)
    with suppress(FileExistsError):  # another writer was faster
        os.mkdir(path, 0o700)  # noqa: PTH102 - as above
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    """A rename lasts only once the folder that holds the name is on the disk. Windows cannot sync a folder."""
    if os.name == "nt":
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
