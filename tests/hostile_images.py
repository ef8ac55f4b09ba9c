"""Pictures that nobody should open carelessly, made anew from one seed: broken ones, and ones that promise too much."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

SEED = 20210110
BIG = 20 * 1024 * 1024  # bytes: the most that a bot is given


def scene(seed: int = 7, width: int = 160, height: int = 120) -> Image.Image:
    small = Image.frombytes("RGB", (8, 6), random.Random(seed).randbytes(144))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif() -> bytes:
    made = Image.Exif()
    made[ExifTags.Base.Make], made[ExifTags.Base.Model], made[ExifTags.Base.Orientation] = "Phone", "X", 6
    made.get_ifd(ExifTags.IFD.Exif).update({0x9003: "2021:01:10 11:38:00", 0x9286: b"ASCII\0\0\0a comment"})
    made.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (43.0, 14.0, 16.8), 3: "E", 4: (76.0, 56.0, 42.0)})
    return made.tobytes()


def profile() -> bytes:
    """A colour profile that is not sRGB by its name; without the time at which it was made, bytes 24 to 35."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"sRGB", b"xRGB")
    return made[:24] + bytes(12) + made[36:]


def whole() -> dict[str, bytes]:
    """Of every kind that is opened, the ways it can be written."""
    told, icc = exif(), profile()
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "long " * 200, zip=True)
    texts.add_itxt("Title", "Учаске", zip=True)
    more = [scene(8), scene(9)]
    return {
        "jpeg": saved(scene(), "JPEG", exif=told, icc_profile=icc, comment=b"a comment", xmp=b"<x:xmpmeta/>"),
        "progressive": saved(scene(), "JPEG", exif=told, progressive=True, restart_marker_blocks=4),
        "print": saved(scene().convert("CMYK"), "JPEG", exif=told),
        "grey": saved(scene().convert("L"), "JPEG", quality=60),
        "mpo": saved(scene(), "MPO", exif=told, save_all=True, append_images=more),
        "png": saved(scene(), "PNG", exif=told, icc_profile=icc, pnginfo=texts),
        "palette": saved(scene().quantize(64), "PNG", transparency=3),
        "apng": saved(scene(), "PNG", save_all=True, append_images=more),
        "wide": saved(scene().convert("L").convert("I").convert("I;16"), "PNG"),
        "gif": saved(scene().quantize(64), "GIF", save_all=True, append_images=more, comment=b"a comment"),
        "webp": saved(scene(), "WEBP", exif=told, icc_profile=icc, xmp=b"<x:xmpmeta/>"),
        "lossless": saved(scene().convert("RGBA"), "WEBP", lossless=True),
        "film": saved(scene(), "WEBP", save_all=True, append_images=more),
        "heif": saved(scene(), "HEIF", exif=told, quality=70),
        "burst": saved(scene(), "HEIF", save_all=True, append_images=more, quality=50),
    }


def mutated(count: int, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """(its name, a damaged picture), the kinds and the ways of damage in turn."""
    chance, sources = random.Random(seed), whole()
    names, ways = list(sources), list(WAYS)
    for number in range(count):
        name, way = names[number % len(names)], ways[number // len(names) % len(ways)]
        data = bytearray(sources[name])
        for _ in range(chance.choice((1, 1, 2, 4))):
            WAYS[way](data, chance)
        if way == "spliced":
            other = sources[chance.choice(names)]
            data[chance.randrange(len(data)) :] = other[chance.randrange(len(other)) :]
        if chance.random() < 0.9:  # else it is seen at once that this is no picture, and no decoder is asked
            data[:12] = sources[name][:12]
        yield f"{number}-{name}-{way}", bytes(data)


def _at(data: bytearray, chance: random.Random) -> int:
    """Mostly near the start: headers and metadata are where parsers stumble."""
    return int(max(len(data) - 1, 0) * chance.random() ** 2.5)


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(8 if data else 0):
        data[_at(data, chance)] ^= 1 << chance.randrange(8)


def _noise(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    data[at : at + 16] = chance.randbytes(len(data[at : at + 16]))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _swap(data: bytearray, chance: random.Random) -> None:
    size = chance.choice((4, 32, 256))
    one, other = sorted((_at(data, chance), _at(data, chance)))
    if one + size <= other and other + size <= len(data):
        data[one : one + size], data[other : other + size] = data[other : other + size], data[one : one + size]


def _length(data: bytearray, chance: random.Random) -> None:
    """A number that is probably a length, wrong."""
    at, order = _at(data, chance), chance.choice("<>")
    value = chance.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, len(data)))
    data[at : at + 4] = struct.pack(f"{order}I", value)[: len(data[at : at + 4])]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    data[at:at] = data[at : at + chance.choice((8, 64, 4096))]


def _blank(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at : at + 64] = bytes(len(data[at : at + 64]))


WAYS: dict[str, Callable[[bytearray, random.Random], None]] = {
    "flipped": _flip,
    "noisy": _noise,
    "cut": _cut,
    "swapped": _swap,
    "lengths": _length,
    "repeated": _repeat,
    "blanked": _blank,
    "spliced": _flip,
}


# Bombs


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, pixels: bytes | None = None, colour: int = 2) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 9) if pixels is None else pixels)
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body + chunk(b"IEND", b"")


def good_pixels(side: int) -> bytes:
    return zlib.compress(bytes(side * (3 * side + 1)))


def zeros(megabytes: int) -> bytes:
    return zlib.compress(bytes(megabytes << 20), 9)


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(saved(scene(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg_with(segment: bytes) -> bytes:
    data = saved(scene(), "JPEG")
    return data[:2] + segment + data[2:]


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def tiff(entries: bytes, count: int, after: int = 0) -> bytes:
    return b"II*\0\x08\0\0\0" + struct.pack("<H", count) + entries + struct.pack("<I", after)


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, kind, count, value)


def many_scans(side: int, scans: int) -> bytes:
    """A progressive JPEG that repeats one of its scans: each costs the decoder a walk over the whole picture."""
    data = saved(scene(7, side, side), "JPEG", progressive=True, quality=10)
    starts = [at for at in range(len(data) - 1) if data[at : at + 2] == b"\xff\xda"]
    last = data[starts[-1] : -2]
    return data[:-2] + last * scans + data[-2:]


def webp(*chunks: tuple[bytes, bytes], width: int = 160, height: int = 120, flags: int = 0) -> bytes:
    canvas = bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP"
    for kind, data in ((b"VP8X", canvas), *chunks):
        body += kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def heif_claiming(width: int, height: int) -> bytes:
    data = bytearray(saved(scene(), "HEIF"))
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = struct.pack(">II", width, height)
    return bytes(data)


def heif_with(old: bytes, new: bytes) -> bytes:
    return saved(scene(), "HEIF").replace(old, new)


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def nested(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = box(b"meta", b"\0\0\0\0" + data)
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + data


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("photo.txt", content)
    return out.getvalue()


def frames(kind: str, count: int) -> bytes:
    more = [Image.new("RGB", (4, 4), (at % 256, at // 256 % 256, 5)) for at in range(count)]
    return saved(more[0], kind, save_all=True, append_images=more[1:])


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>"
GIF = b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x80\0\0" + bytes(6)
FRAME = b"\x2c" + struct.pack("<HHHH", 0, 0, 65535, 65535) + b"\0\x08\x02\x4c\x01\0\x3b"

REFUSED, FINE, EITHER, TOO_MANY = "refused", "ok", "either", "too_many_pixels"


def bombs() -> dict[str, tuple[bytes, str]]:
    """name: (the file, what should become of it). `either`: what matters is that the limits are kept."""
    return {**_png_bombs(), **_jpeg_bombs(), **_other_bombs(), **_strangers()}


def _png_bombs() -> dict[str, tuple[bytes, str]]:
    text = b"Comment\0\0" + zeros(60)
    return {
        "png of 3.6 gigapixels": (png(60000, 60000), TOO_MANY),
        "png two thousand million wide": (png(2**31 - 1, 1), TOO_MANY),
        "png two thousand million high": (png(1, 2**31 - 1), TOO_MANY),
        "png without pixels": (png(0, 0), REFUSED),
        "png a line too many": (png(8000, 5001), TOO_MANY),
        "png whose pixels unpack to 100 MB": (png(100, 100, pixels=zeros(100)), EITHER),
        "png of 39 megapixels in 40 kB": (png(6244, 6244, pixels=zlib.compress(bytes(6244 * 6245)), colour=0), FINE),
        "png with a text of 60 MB": (png(9, 9, chunk(b"zTXt", text), pixels=good_pixels(9)), REFUSED),
        "png with 40 texts of 1 MB": (
            png(9, 9, *[chunk(b"zTXt", b"C\0\0" + zeros(1))] * 40, pixels=good_pixels(9)),
            EITHER,
        ),
        "png with an international text of 60 MB": (
            png(9, 9, chunk(b"iTXt", b"C\0\1\0\0\0" + zeros(60)), pixels=good_pixels(9)),
            REFUSED,
        ),
        "png with a profile of 60 MB": (png(9, 9, chunk(b"iCCP", b"p\0\0" + zeros(60)), pixels=good_pixels(9)), EITHER),
        "png of 100,000 chunks": (png(9, 9, *[chunk(b"tEXt", b"a\0b")] * 100_000, pixels=good_pixels(9)), EITHER),
        "png that claims 2,000,000,000 frames": (
            png(9, 9, chunk(b"acTL", struct.pack(">II", 2 * 10**9, 0)), pixels=good_pixels(9)),
            EITHER,
        ),
        "png of 3,000 frames": (frames("PNG", 3000), FINE),
    }


def _jpeg_bombs() -> dict[str, tuple[bytes, str]]:
    loop = tiff(entry(0x8769, 4, 1, 8), 1, 8)
    wide = tiff(entry(0x010F, 2, 0x7FFFFFFF, 8) * 500, 65535)
    far = tiff(entry(0x8769, 4, 1, 0xFFFFFFF0) + entry(0x8825, 4, 1, 0x7FFFFFFF), 2, 0xFFFFFFFF)
    many = b"Exif\0\0" + tiff(b"".join(entry(0x9C9B + at, 3, 2, at) for at in range(4000)), 4000)
    profile = b"ICC_PROFILE\0\xff\xff" + bytes(65000)
    return {
        "jpeg of 4.3 gigapixels": (jpeg_claiming(65535, 65535), TOO_MANY),
        "jpeg of 40 megapixels that has few": (jpeg_claiming(8000, 5000), EITHER),
        "jpeg of 20,000 scans": (many_scans(512, 20_000), EITHER),
        "jpeg whose directory contains itself": (jpeg_with(segment(0xE1, b"Exif\0\0" + loop)), FINE),
        "jpeg whose directory claims gigabytes": (jpeg_with(segment(0xE1, b"Exif\0\0" + wide)), EITHER),
        "jpeg whose directories lie beyond its end": (jpeg_with(segment(0xE1, b"Exif\0\0" + far)), FINE),
        "jpeg with 4,000 tags": (jpeg_with(segment(0xE1, many)), FINE),
        "jpeg with 300 parts of a profile": (jpeg_with(segment(0xE2, profile) * 300), EITHER),
        "jpeg with 60,000 comments": (jpeg_with(segment(0xFE, b"comment") * 60_000), FINE),
        "jpeg with a second picture at the end of the world": (
            saved(scene(), "MPO", save_all=True, append_images=[scene(8)]).replace(b"MPF\0", b"MPF\0\xff\xff", 1),
            EITHER,
        ),
        "jpeg that is a zip too": (saved(scene(), "JPEG") + zipped(b"hidden"), FINE),
        "jpeg of starts alone": (b"\xff\xd8\xff" * (BIG // 3), REFUSED),
        "jpeg without tables": (b"\xff\xd8\xff\xda\0\x08\1\1\0\0\x3f\0" + bytes(1000) + b"\xff\xd9", REFUSED),
    }


def _other_bombs() -> dict[str, tuple[bytes, str]]:
    anmf = struct.pack("<IIIII", 0, 0, 0, 0, 0)[:16] + b"VP8L" + struct.pack("<I", 8) + b"\x2f\xff\xff\xff\x0f\0\0\0"
    return {
        "gif of 4 gigapixels": (GIF + FRAME, TOO_MANY),
        "gif of 1 pixel with a frame of 4 gigapixels": (GIF.replace(b"\xff\xff\xff\xff", b"\1\0\1\0") + FRAME, REFUSED),
        "gif of 20,000 frames": (frames("GIF", 20_000), FINE),
        "gif of 5 MB of comments": (
            b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"\x21\xfe" + (b"\xff" + b"c" * 255) * 20_000 + b"\0\x3b",
            REFUSED,
        ),
        "webp of 268 megapixels": (webp(width=16383, height=16383), TOO_MANY),
        "webp of 200 terapixels": (webp(width=1 << 24, height=1 << 24), TOO_MANY),
        "webp of 40 megapixels with nothing in it": (webp(width=8000, height=5000), REFUSED),
        "webp of 20,000 empty frames": (
            webp((b"ANIM", bytes(6)), *[(b"ANMF", anmf)] * 20_000, width=6000, height=6000, flags=2),
            REFUSED,
        ),
        "webp with a profile of 10 MB": (
            webp((b"ICCP", bytes(10 << 20)), (b"VP8L", saved(scene(), "WEBP", lossless=True)[20:]), flags=0x20),
            EITHER,
        ),
        "heif of 3.6 gigapixels": (heif_claiming(60000, 60000), TOO_MANY),
        "heif of no pixels": (heif_claiming(0, 0), REFUSED),
        "heif of 39 megapixels that has few": (heif_claiming(6244, 6244), EITHER),
        "heif in 5,000 boxes one in the other": (nested(5000), REFUSED),
        "heif without its data": (heif_with(b"mdat", b"free"), EITHER),
        "heif that claims to be a grid": (heif_with(b"hvc1", b"grid"), REFUSED),
        "heif that refers to itself": (heif_with(b"pitm", b"iref"), REFUSED),
        "heif of a box of 4 GB": (box(b"ftyp", b"heic\0\0\0\0mif1") + b"\xff\xff\xff\xffmeta" + bytes(999), REFUSED),
    }


def _strangers() -> dict[str, tuple[bytes, str]]:
    bomb = tiff(entry(0x0100, 4, 1, 10**6) + entry(0x0101, 4, 1, 10**6) + entry(0x0111, 4, 1, 8), 3)
    return {
        "nothing": (b"", REFUSED),
        "one byte": (b"\xff", REFUSED),
        "20 MB of zeros": (bytes(BIG), REFUSED),
        "20 MB of ones": (b"\xff" * BIG, REFUSED),
        "zip": (zipped(bytes(1 << 20)), REFUSED),
        "svg": (SVG, REFUSED),
        "svg behind a kilobyte of blanks": (b" " * 1024 + SVG, REFUSED),
        "gif that is a script too": (b"GIF89a=1;alert(1);//" + bytes(99), REFUSED),
        "html": (b"<html><script>alert(1)</script>", REFUSED),
        "tiff of a terapixel": (bomb, REFUSED),
        "bmp": (saved(scene(), "BMP"), REFUSED),
        "film": (box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"mdat", bytes(99)), REFUSED),
        "avif": (box(b"ftyp", b"avif\0\0\0\0mif1avif") + bytes(99), REFUSED),
        "program": (b"\x7fELF" + bytes(999), REFUSED),
        "pdf": (b"%PDF-1.7\n" + bytes(99), REFUSED),
    }
