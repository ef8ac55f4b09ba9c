"""Whatever a stranger sends as a photo, the answer is a value and the next photo is looked at."""

import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import ExifTags, Image, ImageChops, ImageStat

from bot.cases.photos.inspection import Inspection, Verdict
from bot.cases.photos.inspector import CAN_FORK, Inspector

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
forking = pytest.mark.skipif(not CAN_FORK, reason="needs fork and the limits of Linux")


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector() as one:
        yield one


@pytest.fixture(scope="module", autouse=True)
def heif() -> None:
    pillow_heif.register_heif_opener()


def scene(width: int = 400, height: int = 300) -> Image.Image:
    """Something with edges and colours, the same every time."""
    small = Image.frombytes("RGB", (40, 30), random.Random(7).randbytes(3600))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


def with_exif(path: Path, place: dict[int, Any] | None = None, **tags: Any) -> Path:
    exif = Image.Exif()
    for name, value in tags.items():
        exif[ExifTags.Base[name]] = value
    if place is not None:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    return saved(path, scene(), exif=exif)


def thumbnail(found: Inspection) -> Image.Image:
    assert found.thumbnail is not None
    return Image.open(io.BytesIO(found.thumbnail))


# What a photo says of itself


def test_a_photo_of_a_camera_tells_camera_and_time(inspector: Inspector) -> None:
    found = inspector.inspect(PHOTOS / "flower.jpg")
    assert (found.verdict, found.format, found.width, found.height) == (Verdict.OK, "JPEG", 480, 360)
    assert found.camera == "Canon PowerShot S40"
    assert found.taken_at == "2003-12-14T12:01:44"
    assert found.metadata["ExposureTime"] == 0.002
    assert found.metadata["ExifVersion"] == "0220"
    assert str(found.metadata["MakerNote"]).endswith("…")
    assert thumbnail(found).size == (320, 240)


def test_a_thumbnail_carries_no_metadata(inspector: Inspector) -> None:
    small = thumbnail(inspector.inspect(PHOTOS / "flower.jpg"))
    assert small.format == "JPEG"
    assert not small.getexif()
    assert set(small.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_two_pictures_in_one_jpeg_are_a_jpeg(inspector: Inspector) -> None:
    found = inspector.inspect(PHOTOS / "frame_size.mpo")
    assert (found.verdict, found.format, found.camera) == (Verdict.OK, "JPEG", "Apple iPhone 14 Pro Max")
    assert found.taken_at == "2025-09-07T14:16:43-04:00"
    assert found.software == "18.6.2"


def test_a_truncated_photo_is_broken_and_still_tells_its_place(inspector: Inspector) -> None:
    found = inspector.inspect(PHOTOS / "ultrahdr.jpg")
    assert (found.verdict, found.thumbnail) == (Verdict.BROKEN, None)
    assert (found.latitude, found.longitude) == (30.62765, 119.7387667)
    assert found.taken_at == "2024-05-07T09:33:04+08:00"
    assert found.camera == "Google Pixel 6"


def test_an_empty_directory_is_no_place(inspector: Inspector) -> None:
    found = inspector.inspect(PHOTOS / "empty_gps_ifd.jpg")
    assert (found.verdict, found.latitude, found.longitude) == (Verdict.OK, None, None)
    assert (found.camera, found.orientation) == ("Xiaomi Redmi Note 9S", 6)


def test_values_no_camera_writes_are_data_or_nothing(inspector: Inspector) -> None:
    found = inspector.inspect(PHOTOS / "exif_gps.jpg")
    assert (found.verdict, found.latitude) == (Verdict.OK, None)
    assert found.taken_at == "2099-09-29T10:10:10"  # a claim, not a fact


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({1: "N", 2: (51.0, 7.0, 48.0), 3: "E", 4: (71.0, 25.0, 48.0)}, (51.13, 71.43)),
        ({1: "S", 2: (33.0, 51.5, 0.0), 3: "W", 4: (70.0, 30.0, 0.0)}, (-33.8583333, -70.5)),
        ({2: (51.0, 7.0, 48.0), 4: (71.0, 25.0, 48.0)}, (None, None)),
        ({1: "N", 2: (51.0, 7.0, 48.0)}, (None, None)),
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (71.0, 0.0, 0.0)}, (None, None)),
        ({1: "Q", 2: (51.0, 0.0, 0.0), 3: "E", 4: (71.0, 0.0, 0.0)}, (None, None)),
    ],
)
def test_a_place_is_decimal_degrees_with_a_sign(
    inspector: Inspector, tmp_path: Path, place: dict[int, Any], expected: tuple[float | None, float | None]
) -> None:
    found = inspector.inspect(with_exif(tmp_path / "a.jpg", place))
    assert (found.verdict, found.latitude, found.longitude) == (Verdict.OK, *expected)


def test_cyrillic_in_metadata_is_read(inspector: Inspector, tmp_path: Path) -> None:
    path = with_exif(tmp_path / "a.jpg", ImageDescription="Учаскелік комиссия №45".encode(), Make="Қазақ".encode())
    found = inspector.inspect(path)
    assert found.metadata["ImageDescription"] == "Учаскелік комиссия №45"
    assert found.camera == "Қазақ"


def test_signs_that_reverse_the_reading_are_taken_out(inspector: Inspector, tmp_path: Path) -> None:
    path = with_exif(tmp_path / "a.jpg", Software="a\u202eb\x07c".encode())
    assert inspector.inspect(path).software == "abc"


def test_much_metadata_is_cut(inspector: Inspector, tmp_path: Path) -> None:
    path = with_exif(tmp_path / "a.jpg", ImageDescription=b"x" * 60000)
    assert inspector.inspect(path).metadata["ImageDescription"] == "x" * 500


def test_turned_photos_have_upright_thumbnails(inspector: Inspector) -> None:
    jpeg, webp = (inspector.inspect(PHOTOS / f"hopper_orientation_{name}") for name in ("6.jpg", "5.webp"))
    assert (jpeg.orientation, webp.orientation) == (6, 5)
    difference = ImageStat.Stat(ImageChops.difference(thumbnail(jpeg), thumbnail(webp)))
    assert max(difference.mean) < 12, "both show the same scene, the right way up"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_upright(inspector: Inspector, tmp_path: Path, orientation: int) -> None:
    mark = Image.new("RGB", (300, 200), "white")
    mark.paste("red", (0, 0, 60, 60))
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # ours undone: Transpose members that store the scene turned
    stored = mark.transpose(Image.Transpose(turns[orientation])) if orientation > 1 else mark
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    small = thumbnail(inspector.inspect(saved(tmp_path / "a.jpg", stored, exif=exif)))
    red, green, _ = small.getpixel((10, 10))  # type: ignore[misc]
    assert (small.size, red > 200, green < 60) == ((300, 200), True, True)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.heic"])
def test_the_formats_of_phones_are_opened(inspector: Inspector, tmp_path: Path, name: str) -> None:
    found = inspector.inspect(saved(tmp_path / name, scene(1000, 500)))
    assert (found.verdict, found.width, found.height) == (Verdict.OK, 1000, 500)
    small = thumbnail(found)
    assert small.size == (320, 160)
    difference = ImageStat.Stat(ImageChops.difference(small, scene(1000, 500).resize((320, 160))))
    assert max(difference.mean) < 20


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_makes_a_thumbnail(inspector: Inspector, tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.gif" if mode == "PA" else "a.png")
    image = scene().convert("I").convert(mode) if mode == "I;16" else scene().convert("P" if mode == "PA" else mode)
    found = inspector.inspect(saved(path, image, **({"transparency": 3} if mode == "PA" else {})))
    assert found.verdict is Verdict.OK
    assert thumbnail(found).mode == "RGB"


def test_a_photo_of_12_megapixels_is_ok(inspector: Inspector, tmp_path: Path) -> None:
    found = inspector.inspect(saved(tmp_path / "a.jpg", scene(4000, 3000)))
    assert (found.verdict, found.width, found.height) == (Verdict.OK, 4000, 3000)


def test_a_gif_of_many_frames_is_looked_at_once(inspector: Inspector, tmp_path: Path) -> None:
    frames = [Image.new("P", (64, 64), number % 256) for number in range(300)]
    path = saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    assert inspector.inspect(path).verdict is Verdict.OK


# What is no good photo


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    )


def webp_claiming(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.txt", "no photo")
    return out.getvalue()


def stored_as(kind: str) -> bytes:
    out = io.BytesIO()
    scene().save(out, kind)
    return out.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
VIDEO = struct.pack(">I", 24) + b"ftypisom\0\0\2\0isommp41" + bytes(200)


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", Verdict.NOT_AN_IMAGE),
        (b"hello", Verdict.NOT_AN_IMAGE),
        (zipped(), Verdict.NOT_AN_IMAGE),
        (VIDEO, Verdict.NOT_AN_IMAGE),
        (b"%PDF-1.7\n", Verdict.NOT_AN_IMAGE),
        (SVG, Verdict.FORMAT_NOT_ALLOWED),
        (stored_as("BMP"), Verdict.FORMAT_NOT_ALLOWED),
        (stored_as("TIFF"), Verdict.FORMAT_NOT_ALLOWED),
        (png_claiming(60000, 60000), Verdict.TOO_MANY_PIXELS),
        (webp_claiming(16383, 16383), Verdict.TOO_MANY_PIXELS),
        (png_claiming(100, 100), Verdict.BROKEN),
        (b"\xff\xd8\xff", Verdict.BROKEN),
        (stored_as("JPEG")[:-2000], Verdict.BROKEN),
        (stored_as("PNG")[:-2000], Verdict.BROKEN),
        (stored_as("WEBP")[:-2000], Verdict.BROKEN),
        (stored_as("GIF")[:-2000], Verdict.BROKEN),
        (stored_as("HEIF")[:-2000] if Image.init() and "HEIF" in Image.SAVE else b"\xff\xd8\xff", Verdict.BROKEN),
    ],
)
def test_what_is_no_good_photo_is_called_by_its_name(
    inspector: Inspector, tmp_path: Path, data: bytes, verdict: Verdict
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    found = inspector.inspect(path)
    assert (found.verdict, found.thumbnail) == (verdict, None), found.detail


def test_damage_inside_is_noticed(inspector: Inspector) -> None:
    assert inspector.inspect(PHOTOS / "broken_data_stream.png").verdict is Verdict.BROKEN


def test_a_bomb_is_refused_by_what_it_claims(inspector: Inspector) -> None:
    found = inspector.inspect(PHOTOS / "decompression_bomb.gif")
    assert found.verdict is Verdict.TOO_MANY_PIXELS
    assert (found.width or 0) * (found.height or 0) > 40_000_000


@pytest.mark.parametrize(("size", "verdict"), [((8200, 5001), Verdict.TOO_MANY_PIXELS), ((8000, 5000), Verdict.OK)])
def test_the_cap_is_40_megapixels(
    inspector: Inspector, tmp_path: Path, size: tuple[int, int], verdict: Verdict
) -> None:
    found = inspector.inspect(saved(tmp_path / "a.png", Image.new("1", size)))
    assert (found.verdict, (found.width, found.height)) == (verdict, size)


@pytest.mark.parametrize("name", ["missing.jpg", "."])
def test_what_cannot_be_read_is_a_value(inspector: Inspector, tmp_path: Path, name: str) -> None:
    found = inspector.inspect(tmp_path / name)
    assert found.verdict is Verdict.CRASHED
    assert "cannot be read" in found.detail


@forking
def test_a_pipe_under_the_name_of_a_photo_stops_nobody(inspector: Inspector, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    assert inspector.inspect(tmp_path / "a.jpg").verdict is Verdict.CRASHED


def test_mutated_photos_never_end_the_inspector(inspector: Inspector, tmp_path: Path) -> None:
    chance = random.Random(20210110)
    seeds = [path.read_bytes() for path in sorted(PHOTOS.iterdir()) if path.name != "NOTICE"]
    seeds += [stored_as(kind) for kind in ("PNG", "WEBP", "HEIF", "GIF")]
    for number in range(60):
        data = bytearray(seeds[number % len(seeds)])
        for _ in range(chance.randint(1, 12)):  # near the start: headers and metadata are where parsers stumble
            data[int(len(data) * chance.random() ** 3)] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        path = tmp_path / str(number)
        path.write_bytes(data)
        assert isinstance(inspector.inspect(path), Inspection)
    assert inspector.inspect(PHOTOS / "flower.jpg").verdict is Verdict.OK
