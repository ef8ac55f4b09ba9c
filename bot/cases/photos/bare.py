"""Is this JPEG pixels and nothing else? Asked of what the child made, for a picture may have taken the child over.

The layout is that of ITU T.81, annex B: segments with a length up to the scan, then data in which 0xFF is followed by
nought or a restart mark, then the end. We write one scan.
"""

import re

_START, _END, _SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
_JFIF = 0xE0  # density and version; the only segment beside those below that Pillow writes of itself
_JFIF_LENGTH = 16  # without a thumbnail in it
_NEEDED = {0xDB, 0xC0, 0xC4, 0xDD, _SCAN}  # tables, one baseline frame, restarts, the scan
_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7]")


def is_bare_jpeg(data: bytes) -> bool:
    """True when no profile, comment, EXIF, second picture or anything behind the end can be in it."""
    scan = _start_of_scan(data)
    if scan is None:
        return False
    mark = _MARK.search(data, scan)
    return mark is not None and mark.start() == len(data) - 2 and data.endswith(_END)


def _start_of_scan(data: bytes) -> int | None:
    """Where the compressed pixels begin; None when something else than pixels is said before."""
    if not data.startswith(_START):
        return None
    at = 2
    while len(data) >= at + 4 and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker not in _NEEDED and (marker, length) != (_JFIF, _JFIF_LENGTH):
            return None
        at += 2 + length
        if marker == _SCAN:
            return at
    return None
