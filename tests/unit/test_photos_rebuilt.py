"""The copy that is shown and handed on: the same picture, upright, and nothing of what the file said beside it."""

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageDraw, ImageStat, PngImagePlugin

from bot.cases.likeness import MOST_BITS, bits_apart
from bot.cases.photos.bare import is_bare_jpeg
from bot.cases.photos.fingerprint import fingerprint_of
from bot.cases.photos.inspection import Inspection, Verdict
from bot.cases.photos.inspector import Inspector

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
SECRETS = ("Somebody", "SERIAL-4711", "xmpmeta", "Photoshop 3.0", "43.2380", "a comment", "8BIM", "2021:01:10")


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector() as one:
        yield one


@pytest.fixture(scope="module", autouse=True)
def heif() -> None:
    pillow_heif.register_heif_opener()


def scene(width: int = 400, height: int = 300, seed: int = 7) -> Image.Image:
    small = Image.frombytes("RGB", (8, 6), random.Random(seed).randbytes(144))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def telling() -> Image.Exif:
    """EXIF as a phone with everything switched on writes it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = exif[ExifTags.Base.Copyright] = "Somebody"
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model], exif[ExifTags.Base.Software] = "Phone", "X", "SERIAL-4711"
    exif.get_ifd(ExifTags.IFD.Exif).update({0x9003: "2021:01:10 11:38:00", 0xA431: "SERIAL-4711", 0xA430: "Somebody"})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (43.0, 14.0, 16.8), 3: "E", 4: (76.0, 56.0, 42.0)})
    return exif


def profile() -> bytes:
    """A profile that is not sRGB by its name, with somebody's name in it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Somebody</dc:creator></x:xmpmeta>'
IPTC = b"\xff\xed\x00\x32Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0d\x1c\x02\x50\0\x08Somebody\0\0\0\0\0\0\0\0\0\0"


def talkative(kind: str) -> bytes:
    """The scene with all that a file of this kind can carry beside its pixels."""
    out, exif = io.BytesIO(), telling().tobytes()
    match kind:
        case "JPEG":
            scene().save(out, kind, exif=exif, xmp=XMP, icc_profile=profile(), comment=b"a comment by Somebody")
            data = out.getvalue()
            return data[:2] + IPTC + data[2:] + b"SERIAL-4711 behind the end"
        case "MPO":
            scene().save(out, kind, exif=exif, save_all=True, append_images=[scene(seed=8)])
        case "PNG":
            texts = PngImagePlugin.PngInfo()
            texts.add_text("Comment", "a comment by Somebody", zip=True)
            texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
            scene().save(out, kind, exif=exif, icc_profile=profile(), pnginfo=texts)
        case "GIF":
            scene().convert("P").save(out, kind, comment=b"a comment by Somebody")
        case "WEBP":
            scene().save(out, kind, exif=exif, xmp=XMP, icc_profile=profile())
        case "HEIF":
            scene().save(out, kind, exif=exif, xmp=XMP, quality=90)
    return out.getvalue()


def copy_of(inspector: Inspector, path: Path) -> Image.Image:
    found = inspector.inspect(path)
    assert found.verdict is Verdict.OK, found.detail
    return opened(found)


def opened(found: Inspection) -> Image.Image:
    assert found.copy is not None
    return Image.open(io.BytesIO(found.copy))


def apart(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of the colours, 0 to 255."""
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "GIF", "WEBP", "HEIF"])
def test_nothing_that_the_file_said_beside_its_pixels_is_in_the_copy(
    inspector: Inspector, tmp_path: Path, kind: str
) -> None:
    source = talkative(kind)
    assert any(secret.encode() in source for secret in SECRETS), "the source does tell"
    (tmp_path / "a").write_bytes(source)
    found = inspector.inspect(tmp_path / "a")
    assert found.verdict is Verdict.OK, found.detail
    if kind != "GIF":
        assert found.metadata["Artist"] == "Somebody", "it is told to the desk"
    for picture in (found.copy, found.thumbnail):
        assert picture is not None
        assert is_bare_jpeg(picture)
        assert not [secret for secret in SECRETS if secret.encode() in picture]
        image = Image.open(io.BytesIO(picture))
        assert image.format == "JPEG"
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP", "HEIF"])
def test_the_copy_shows_the_same_picture(inspector: Inspector, tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").write_bytes(talkative(kind))
    copy = copy_of(inspector, tmp_path / "a")
    assert copy.size == (400, 300)
    assert apart(copy, scene()) < 6


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_upright_in_the_copy(
    inspector: Inspector, tmp_path: Path, orientation: int, kind: str
) -> None:
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the members of Transpose that store the scene turned
    stored = scene().transpose(Image.Transpose(turns[orientation])) if orientation > 1 else scene()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored.save(tmp_path / f"a.{kind}", exif=exif)
    copy = copy_of(inspector, tmp_path / f"a.{kind}")
    assert copy.size == (400, 300)
    assert apart(copy, scene()) < 6


def test_a_turned_heic_is_turned_once(inspector: Inspector, tmp_path: Path) -> None:
    """A HEIC says in its container how to turn it, and its decoder does; its EXIF repeats it, and must not count."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    scene().transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.heic", exif=exif.tobytes(), quality=90)
    assert b"irot" in (tmp_path / "a.heic").read_bytes()
    copy = copy_of(inspector, tmp_path / "a.heic")
    assert copy.size == (400, 300)
    assert apart(copy, scene()) < 6


def pixels_of(kind: str) -> tuple[Image.Image, dict[str, Any]]:
    match kind:
        case "16 bits of grey":
            wide = scene().convert("L").convert("I").point(lambda value: value * 257)
            return wide.convert("I;16"), {"format": "PNG"}
        case "transparent":
            seen = scene().convert("RGBA")
            seen.paste((0, 0, 0, 0), (0, 0, 200, 300))
            return seen, {"format": "PNG"}
        case "palette":
            return scene().quantize(256), {"format": "PNG"}
        case "animated":
            return scene(), {"format": "WEBP", "save_all": True, "append_images": [scene(seed=8)], "quality": 90}
        case "print colours":
            return scene().convert("CMYK"), {"format": "JPEG"}
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", ["16 bits of grey", "transparent", "palette", "animated", "print colours"])
def test_every_kind_of_pixels_looks_right_in_the_copy(inspector: Inspector, tmp_path: Path, kind: str) -> None:
    image, options = pixels_of(kind)
    image.save(tmp_path / "a", **options)
    expected = scene().convert("L") if kind.startswith("16") else scene()
    if kind == "transparent":
        expected.paste("white", (0, 0, 200, 300))
    assert apart(copy_of(inspector, tmp_path / "a"), expected) < 12


def test_colours_of_another_profile_come_out_as_on_a_screen(inspector: Inspector, tmp_path: Path) -> None:
    """A profile that swaps red and blue: dropped, the colours would be wrong; applied, they are right."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    other = srgb.replace("sRGB".encode("utf-16-be"), "xxxx".encode("utf-16-be")).replace(b"sRGB", b"xxxx")
    other = other.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    red, _, blue = scene().split()
    swapped = Image.merge("RGB", (blue, scene().getchannel("G"), red))
    swapped.save(tmp_path / "a.jpg", icc_profile=other, quality=95)
    copy = copy_of(inspector, tmp_path / "a.jpg")
    assert apart(copy, scene()) < 12 < apart(swapped, scene())


@pytest.mark.parametrize("rotten", [b"no profile", b"\0" * 4000, b"\xff" * 128])
def test_a_rotten_profile_is_only_dropped(inspector: Inspector, tmp_path: Path, rotten: bytes) -> None:
    scene().save(tmp_path / "a.jpg", icc_profile=rotten)
    assert apart(copy_of(inspector, tmp_path / "a.jpg"), scene()) < 6


def test_a_large_picture_has_a_smaller_copy_and_says_how_it_was_made(inspector: Inspector, tmp_path: Path) -> None:
    scene(5000, 2500).save(tmp_path / "a.jpg")
    found = inspector.inspect(tmp_path / "a.jpg")
    assert opened(found).size == (4096, 2048)
    assert found.copy_method is not None
    assert found.copy_method.startswith("upright, sRGB, on white, at most 4096 pixels a side, JPEG quality 88")
    assert "Pillow" in found.copy_method


def test_noise_is_copied_too_within_the_limit_of_the_pipe(inspector: Inspector, tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (4096, 4096), random.Random(1).randbytes(3 * 4096 * 4096))
    noise.save(tmp_path / "a.png", compress_level=0)
    found = inspector.inspect(tmp_path / "a.png")
    assert (found.verdict, opened(found).size) == (Verdict.OK, (4096, 4096))
    assert len(found.copy or b"") <= 12 << 20


# Fingerprints


def fingerprint(inspector: Inspector, path: Path) -> str:
    found = inspector.inspect(path).fingerprint
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "heic"])
def test_the_same_picture_compressed_and_scaled_has_nearly_the_same_fingerprint(
    inspector: Inspector, tmp_path: Path, kind: str
) -> None:
    flower = Image.open(PHOTOS / "flower.jpg")
    flower.resize((1280, 960)).save(tmp_path / f"a.{kind}", quality=60)
    ours = fingerprint(inspector, PHOTOS / "flower.jpg")
    assert bits_apart(ours, fingerprint(inspector, tmp_path / f"a.{kind}")) <= MOST_BITS


def detailed(seed: int) -> Image.Image:
    small = Image.frombytes("RGB", (40, 30), random.Random(seed).randbytes(3600))
    return small.resize((400, 300), Image.Resampling.BICUBIC)


def test_different_pictures_have_different_fingerprints(inspector: Inspector, tmp_path: Path) -> None:
    found = [fingerprint(inspector, PHOTOS / name) for name in ("flower.jpg", "hopper_orientation_6.jpg")]
    for seed in range(20):
        detailed(seed).save(tmp_path / f"{seed}.png")
        found.append(fingerprint(inspector, tmp_path / f"{seed}.png"))
    pairs = [(one, other) for at, one in enumerate(found) for other in found[:at]]
    assert min(bits_apart(*pair) for pair in pairs) > MOST_BITS


def protocol(seed: int) -> Image.Image:
    """A filled form as a hand-held phone sees it: the same lines for all, other figures, a little aslant."""
    chance, page = random.Random(seed), Image.new("RGB", (600, 800), (235, 233, 228))
    draw = ImageDraw.Draw(page)
    for y in range(100, 740, 32):
        draw.line((50, y, 550, y), fill="black")
        draw.text((60, y + 6), "figure of voters on the list", fill="black", font_size=16)
        draw.text((470, y + 4), str(chance.randrange(2000)), fill="navy", font_size=22)
    table = Image.new("RGB", (700, 900), (90, 70, 50))
    aslant = page.rotate(chance.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=(90, 70, 50))
    table.paste(aslant, (50 + chance.randrange(-20, 20), 50 + chance.randrange(-20, 20)))
    return table


def test_protocols_of_one_form_do_not_look_the_same() -> None:
    found = [fingerprint_of(protocol(seed)) or "" for seed in range(16)]
    pairs = [(one, other) for at, one in enumerate(found) for other in found[:at]]
    alike = sum(bits_apart(*pair) <= MOST_BITS for pair in pairs)
    assert alike <= len(pairs) // 100


def test_a_turned_picture_has_the_fingerprint_of_the_upright_one(inspector: Inspector) -> None:
    turned = [fingerprint(inspector, PHOTOS / f"hopper_orientation_{name}") for name in ("6.jpg", "5.webp")]
    assert bits_apart(*turned) <= MOST_BITS


@pytest.mark.parametrize("colour", ["black", "white", "navy"])
def test_a_flat_picture_has_none(inspector: Inspector, tmp_path: Path, colour: str) -> None:
    flat = Image.new("RGB", (640, 480), colour)
    flat.paste("grey", (0, 0, 6, 6))
    flat.save(tmp_path / "a.jpg")
    assert inspector.inspect(tmp_path / "a.jpg").fingerprint is None
