"""Which kind of file this is, by its first bytes alone: names and declared types lie.

Only the decoder of the kind found is let near the file. The allowed kinds are what Telegram sends (JPEG, WebP), what
phones make (JPEG, HEIF) and what screens and messengers make (PNG, GIF, WebP). Everything else that Pillow could open
would only be more old C code to attack.
"""

from collections.abc import Callable

HEAD = 1024  # bytes that `kind_of` wants to see

ALLOWED = frozenset({"JPEG", "PNG", "WEBP", "GIF", "HEIF"})

_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"8BPS", "PSD"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"icns", "ICNS"),
    (b"DDS ", "DDS"),
    (b"qoif", "QOI"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def kind_of(head: bytes) -> str | None:
    """The kind of image, in Pillow's words, or None when it looks like no image. `head`: the first HEAD bytes."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _kind_of_box(head)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return "SVG" if b"<svg" in head.lower() else None


def _kind_of_box(head: bytes) -> str | None:
    """HEIF and AVIF are MP4 files; so are videos. The brands tell."""
    end = min(max(int.from_bytes(head[:4], "big"), 12), HEAD)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else None


def webp_size(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels from a WebP header, None when it is cut off.

    Pillow reserves the whole canvas while it opens a WebP, before we could ask for its size. The layout is that of
    RFC 9649.
    """
    read: Callable[[int, int], int] = lambda at, count: int.from_bytes(head[at : at + count], "little")  # noqa: E731
    if len(head) < 30:
        return None
    match head[12:16]:
        case b"VP8X":
            return read(24, 3) + 1, read(27, 3) + 1
        case b"VP8L":
            bits = read(21, 4)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return read(26, 2) & 0x3FFF, read(28, 2) & 0x3FFF
    return None
