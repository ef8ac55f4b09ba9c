"""One look at one file. Runs in the child, with its rights already given up; every outcome is a value."""

import warnings
from dataclasses import replace
from typing import BinaryIO

import pillow_heif
from PIL import GifImagePlugin, Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from bot.cases.photos.formats import ALLOWED, HEAD, kind_of, webp_size
from bot.cases.photos.inspection import Inspection, Verdict
from bot.cases.photos.metadata import claims_of
from bot.cases.photos.rebuilding import rebuilt

MAX_PIXELS = 40_000_000

# Imported above although only Pillow calls them: once the rights are given up no module can be loaded any more. The
# JPEG plugin reaches for MPO (two pictures in one JPEG: many phones) and TIFF (EXIF is one).
PLUGINS = (GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)


def get_ready() -> None:
    """Load what looking needs. Once a process, before `look`."""
    Image.preinit()
    # The picture itself and nothing beside it; an embedded thumbnail would stand in for pixels that are not there.
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    # We ask for the size ourselves, to be able to say it: Pillow's own check raises before the size can be read.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")


def look(file: BinaryIO) -> Inspection:
    """Inspect the image in `file`, a seekable stream at its beginning."""
    head = file.read(HEAD)
    file.seek(0)
    kind = kind_of(head)
    if kind is None:
        return Inspection(Verdict.NOT_AN_IMAGE, "empty" if not head else "")
    if kind not in ALLOWED:
        return Inspection(Verdict.FORMAT_NOT_ALLOWED, kind, format=kind)
    size = webp_size(head) if kind == "WEBP" else None
    if size and size[0] * size[1] > MAX_PIXELS:
        return Inspection(Verdict.TOO_MANY_PIXELS, format=kind, width=size[0], height=size[1])
    return _open(file, kind)


def _open(file: BinaryIO, kind: str) -> Inspection:
    try:
        image = Image.open(file, formats=[kind])
    except MemoryError:
        return Inspection(Verdict.CRASHED, "out of memory", format=kind)
    except Exception as error:  # a plugin raises whatever its parsing stumbled over
        return Inspection(Verdict.BROKEN, _why(error), format=kind)
    width, height = image.size
    found = Inspection(Verdict.OK, format=kind, width=width, height=height)
    if width * height > MAX_PIXELS:
        return replace(found, verdict=Verdict.TOO_MANY_PIXELS)
    if not width * height:
        return Inspection(Verdict.BROKEN, "no pixels", format=kind)
    return _decode(image, found)


def _decode(image: Image.Image, found: Inspection) -> Inspection:
    """Load every pixel: `verify()` looks at none, and a truncated photo opens well and ends in grey.

    The copy and the thumbnail are made from the same pixels: `draft()`, which decodes fewer of them, is not for either.
    """
    failure = None
    try:
        image.load()
    except MemoryError:
        failure = (Verdict.CRASHED, "out of memory")
    except Exception as error:
        failure = (Verdict.BROKEN, _why(error))
    # Afterwards, because EXIF may stand behind the pixels in a PNG; and also of a broken file, which is evidence too.
    claims = claims_of(image)
    found = replace(
        found,
        orientation=claims.orientation,
        taken_at=claims.taken_at,
        latitude=claims.latitude,
        longitude=claims.longitude,
        camera=claims.camera,
        software=claims.software,
        metadata=claims.metadata,
    )
    if failure:
        return replace(found, verdict=failure[0], detail=failure[1])
    return _with_pictures(image, found)


def _with_pictures(image: Image.Image, found: Inspection) -> Inspection:
    try:
        made = rebuilt(image, found.orientation)
    except MemoryError:
        return replace(found, verdict=Verdict.CRASHED, detail="out of memory")
    except Exception as error:
        return replace(found, verdict=Verdict.BROKEN, detail=_why(error))
    return replace(
        found, copy=made.copy, copy_method=made.method, thumbnail=made.thumbnail, fingerprint=made.fingerprint
    )


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
