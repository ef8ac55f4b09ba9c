"""The files of an export, read where they are: in a zip or in a folder. Nothing is unpacked, nothing is trusted.

LIMITS, far above any export of ours: a directory of 64 MiB (about half a million files), entries that unpack to no more
than 256 times the zip itself and one mebibyte, manifest and summary of 64 MiB each. Memory stays at some megabytes, and
at about 600 bytes a file.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_LISTED = 64 * 2**20  # bytes
MOST_DIRECTORY = 64 * 2**20
MOST_GROWTH = 256
LINE_FEED = b"\n"  # by name: the collector of messages takes a plain count("…") for one of its own
CHUNK = 2**20
_ENCRYPTED = 0x1
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:]")  # control signs, and what parts a path or names a drive on Windows


class NotAnExport(Exception):
    """The whole of it cannot be checked; one clause says why."""


class Unreadable(Exception):
    """One file of it cannot be read; one clause says why."""


Opened = IO[bytes]


class Source(Protocol):
    """`names` of plain files, by which `open` opens them; `refused` are entries that are none, and why."""

    @property
    def names(self) -> set[str]: ...

    @property
    def refused(self) -> list[tuple[str, str]]: ...

    @contextmanager
    def open(self, name: str) -> Iterator[Opened]: ...


@dataclass(frozen=True, slots=True)
class Digest:
    sha256: str
    lines: int


def digest(file: Opened) -> Digest:
    """Of everything in the file, read piece by piece; `lines` are its line feeds."""
    sha256, lines = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        sha256.update(chunk)
        lines += chunk.count(LINE_FEED)
    return Digest(sha256.hexdigest(), lines)


def read_all(source: Source, name: str, most: int) -> bytes:
    """Raises KeyError when it is not there, Unreadable when it is larger than `most` bytes."""
    if name not in source.names:
        raise KeyError(name)
    with source.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Unreadable("is too large")
    return data


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Raises NotAnExport."""
    if path.is_dir():
        yield Folder(path)
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotAnExport(error.strerror or "cannot be opened") from error
    with file:
        _check_directory(file)
        with _as_zip(file) as zip_file:
            yield Zip(zip_file, _size(file))


@contextmanager
def _as_zip(file: Opened) -> Iterator[ZipFile]:
    try:
        zip_file = ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError, OSError, OverflowError, struct.error) as error:
        raise NotAnExport("is not a whole zip") from error
    with zip_file:
        yield zip_file


class Zip:
    def __init__(self, zip_file: ZipFile, size: int) -> None:
        """`size` of the whole zip in bytes. Raises NotAnExport when it would unpack to far more."""
        self._zip = zip_file
        self._entries: dict[str, ZipInfo] = {}
        self.refused: list[tuple[str, str]] = []
        if sum(entry.file_size for entry in zip_file.infolist()) > MOST_GROWTH * size + CHUNK:
            raise NotAnExport(f"would unpack to more than {MOST_GROWTH} times its size")
        for entry in zip_file.infolist():
            why = _refusal(entry) or ("is there twice" if entry.filename in self._entries else "")
            if why:
                self.refused.append((entry.filename, why))
            elif not entry.is_dir():
                self._entries[entry.filename] = entry
        self.names = set(self._entries)

    @contextmanager
    def open(self, name: str) -> Iterator[Opened]:
        try:
            with self._zip.open(self._entries[name]) as file:
                yield file
        except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError) as error:
            raise Unreadable("is damaged inside the zip") from error


class Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        self.refused: list[tuple[str, str]] = []
        self.names: set[str] = set()
        waiting = [(root, "")]
        while waiting:
            waiting += self._look(*waiting.pop())

    @contextmanager
    def open(self, name: str) -> Iterator[Opened]:
        try:
            with (self._root / name).open("rb") as file:
                yield file
        except OSError as error:
            raise Unreadable(error.strerror or "cannot be read") from error

    def _look(self, folder: Path, prefix: str) -> list[tuple[Path, str]]:
        """Note what stands in one folder; returns the folders in it. No link is followed."""
        folders: list[tuple[Path, str]] = []
        try:
            found = [(path, path.lstat().st_mode) for path in folder.iterdir()]
        except OSError as error:
            self.refused.append((prefix or ".", error.strerror or "cannot be read"))
            return []
        for path, mode in found:
            if stat.S_ISDIR(mode):
                folders.append((path, f"{prefix}{path.name}/"))
            elif stat.S_ISREG(mode):
                self.names.add(prefix + path.name)
            else:
                self.refused.append((prefix + path.name, "is a link or no plain file"))
        return folders


def _refusal(entry: ZipInfo) -> str:
    parts = entry.filename.removesuffix("/").split("/")
    if _UNSAFE.search(entry.orig_filename) or any(part in ("", ".", "..") for part in parts):
        return "is a name that could leave the folder it is unpacked to"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    return "" if entry.compress_type in (ZIP_STORED, ZIP_DEFLATED) else "is packed in a way we do not use"


def _check_directory(file: Opened) -> None:
    """Refuse a zip with a huge directory before zipfile reads all of it to memory (APPNOTE.TXT 4.3.14 to 4.3.16)."""
    size = _size(file)
    start = max(0, size - 65_557)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise NotAnExport("is not a whole zip")
    directory: int = struct.unpack_from("<L", tail, at + 12)[0]
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        directory = max(directory if directory != 0xFFFFFFFF else 0, _zip64_directory(file, tail, start + at))
    if directory > MOST_DIRECTORY:
        raise NotAnExport("lists more files than any export has")
    file.seek(0)


def _zip64_directory(file: Opened, tail: bytes, end: int) -> int:
    """zipfile takes the record that stands right before its locator, so that is the one to look at."""
    file.seek(max(0, end - 20 - 56))
    record = file.read(56)
    if len(record) < 56 or not record.startswith(b"PK\x06\x06"):
        raise NotAnExport("is not a whole zip")
    return int(struct.unpack_from("<Q", record, 40)[0])


def _size(file: Opened) -> int:
    return file.seek(0, 2)
