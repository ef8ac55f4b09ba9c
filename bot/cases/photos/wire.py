"""Frames on the pipe between parent and child: three big-endian lengths of four bytes, then JSON, thumbnail and copy.

Both sides cap what they read: the other one may have been taken over by the picture it was looking at.
"""

import os
import struct
from pathlib import Path
from typing import IO

from bot.cases.photos.inspection import Inspection, from_json, to_json

MAX_JSON = 1 << 20  # bytes; 200 tags of 500 characters, each written \uXXXX, are 600 kB
MAX_THUMBNAIL = 1 << 19  # bytes; 320 x 320 pixels of noise make a JPEG of about 70 kB
MAX_COPY = 16 << 20  # bytes; 4096 x 4096 pixels of noise are 13 MB
MAX_PATH = 1 << 16
MAX_ANSWER = 12 + MAX_JSON + MAX_THUMBNAIL + MAX_COPY

READY = b"baqylau1"  # said when the imports are done: only then does the parent's clock begin to run

_LENGTHS = struct.Struct(">III")
_LENGTH = struct.Struct(">I")


class Garbled(Exception):
    """The other side ended, or sent what no healthy one sends."""


class Ended(Garbled):
    """The pipe is closed: the other side is dead or dying."""


def pack_answer(inspection: Inspection) -> bytes:
    parts = (to_json(inspection), inspection.thumbnail or b"", inspection.copy or b"")
    return _LENGTHS.pack(*map(len, parts)) + b"".join(parts)


def is_one_answer(packed: bytes) -> bool:
    """One frame and nothing behind it: what follows would pass for the answer about the next file."""
    return len(packed) >= _LENGTHS.size and len(packed) == _LENGTHS.size + sum(_LENGTHS.unpack_from(packed))


def read_answer(stream: IO[bytes]) -> Inspection:
    """Raises Garbled; blocks until the other side has written or died."""
    lengths = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if any(length > most for length, most in zip(lengths, (MAX_JSON, MAX_THUMBNAIL, MAX_COPY), strict=True)):
        raise Garbled("an answer too long")
    text, thumbnail, copy = (_exactly(stream, length) for length in lengths)
    try:
        return from_json(text, thumbnail or None, copy or None)
    except ValueError as error:
        raise Garbled(f"a strange answer: {error}"[:200]) from error


def read_ready(stream: IO[bytes]) -> None:
    """Raises Garbled when the child ended before it was ready."""
    if _exactly(stream, len(READY)) != READY:
        raise Garbled("a strange greeting")


def pack_path(path: Path) -> bytes:
    name = os.fsencode(path)  # any bytes on Linux, and the child's locale may not be the parent's
    return _LENGTH.pack(len(name)) + name


def read_path(stream: IO[bytes]) -> bytes | None:
    """The next path, or None when the parent has closed the pipe. Raises Garbled."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size or _LENGTH.unpack(head)[0] > MAX_PATH:
        raise Garbled("a strange request")
    return _exactly(stream, _LENGTH.unpack(head)[0])


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)  # a buffered stream returns less only at the end
    if len(data) < count:
        raise Ended("the pipe ended")
    return data
