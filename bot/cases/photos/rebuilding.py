"""Pictures made anew from the pixels of another: a copy to show and hand on, a thumbnail, a fingerprint.

Only pixels pass from the old picture to the new one. Whatever the file carried beside them (place, time, names, serial
numbers, colour profile, comments, thumbnails, a second picture) stays behind.
"""

import io
import re
from dataclasses import dataclass

import PIL
from PIL import Image, ImageCms

from bot.cases.photos.fingerprint import fingerprint_of

COPY_SIDE = 4096  # pixels, the longer side
COPY_QUALITIES = (88, 75, 50, 25)  # the first that makes it small enough; a photograph takes the first
COPY_BYTES = 12 << 20
THUMBNAIL_SIDE = 320
METHOD = "upright, sRGB, on white, at most {side} pixels a side, JPEG quality {quality}, pixels alone, Pillow {version}"

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DRAWN = {"PNG", "GIF"}  # screens and drawings: letters lose their edges when colour is stored at half the size
_NAMED_SRGB = re.compile(rb"s\0?R\0?G\0?B")
_PROFILE_HEAD = 1024  # bytes in which a profile has its name
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`copy` and `thumbnail` are JPEGs, `method` says how the copy was made.

    `fingerprint`: 16 hex digits, None of a picture too flat to be told by it.
    """

    copy: bytes
    method: str
    thumbnail: bytes
    fingerprint: str | None


def rebuilt(image: Image.Image, orientation: int | None) -> Rebuilt:
    """`image` is loaded, and is used up. Raises what Pillow raises for pixels it cannot convert."""
    drawn = image.format in _DRAWN
    upright = _upright(image, orientation)
    copy, quality = _small_enough(upright, drawn)
    method = METHOD.format(side=COPY_SIDE, quality=quality, version=PIL.__version__)
    upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Rebuilt(copy, method, _jpeg(upright, 80, False), fingerprint_of(upright))


def _small_enough(upright: Image.Image, drawn: bool) -> tuple[bytes, int]:
    """The copy and its quality. Only noise needs a second try."""
    for quality in COPY_QUALITIES:
        copy = _jpeg(upright, quality, drawn)
        if len(copy) <= COPY_BYTES:
            break
    return copy, quality


def _upright(image: Image.Image, orientation: int | None) -> Image.Image:
    """A new picture in RGB, no larger than a copy may be, the way up that `orientation` (EXIF, 1 to 8) says."""
    profile = image.info.get("icc_profile")
    image = _scalable(image)
    image.thumbnail((COPY_SIDE, COPY_SIDE))
    image = _in_srgb(image if image.mode in {"RGB", "CMYK"} else _on_white(image), profile)
    canvas = _on_white(image)
    return canvas.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else canvas


def _scalable(image: Image.Image) -> Image.Image:
    """A kind of pixels that can be scaled smoothly: palettes cannot, and 16 bits of grey are more than a JPEG holds."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in {"RGB", "L", "RGBA", "CMYK"}:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image.convert("RGB"), mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return canvas


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Colours as a screen without profiles shows them; a profile that cannot be applied is only dropped."""
    if not isinstance(profile, bytes) or image.mode not in {"RGB", "CMYK"}:
        return image
    if image.mode == "RGB" and _NAMED_SRGB.search(profile, 0, _PROFILE_HEAD):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "RGB":
            ImageCms.profileToProfile(image, source, _SRGB, inPlace=True)
            return image
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB") or image
    except MemoryError:
        raise
    except Exception:  # whatever the profile's maker wrote into it
        return image


def _jpeg(image: Image.Image, quality: int, sharp: bool) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0 if sharp else 2)
    return out.getvalue()
