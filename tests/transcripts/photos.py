"""Photos whole: originals with a place, what the desk reads of them, the same photo sent by two people."""

from __future__ import annotations

import io
import random

import pillow_heif
from PIL import ExifTags, Image

from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script


def hall(kind: str = "HEIF", telling: bool = True, seed: int = 1) -> bytes:
    """A picture as a phone keeps it: with its time, its place (350 m from station G-1) and its maker."""
    pillow_heif.register_heif_opener()
    small = Image.frombytes("RGB", (40, 30), random.Random(seed).randbytes(3600))
    exif, out = Image.Exif(), io.BytesIO()
    if telling:
        exif[ExifTags.Base.Make], exif[ExifTags.Base.Model], exif[ExifTags.Base.Software] = "Apple", "iPhone 11", "14.3"
        exif.get_ifd(ExifTags.IFD.Exif).update({0x9003: "2021:01:10 11:38:00", 0x9011: "+06:00"})
        place = {1: "N", 2: (43.0, 14.0, 16.8), 3: "E", 4: (76.0, 56.0, 42.0)}
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    small.resize((640, 480), Image.Resampling.BICUBIC).save(out, kind, exif=exif.tobytes(), quality=90)
    return out.getvalue()


def edited() -> bytes:
    """A picture of another day and another town, saved by a program."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Software] = "GIMP 2.10"
    exif.get_ifd(ExifTags.IFD.Exif).update({0x9003: "2020:12:31 18:05:00"})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (51.0, 7.0, 48.0), 3: "E", 4: (71.0, 25.0, 48.0)})
    small = Image.frombytes("RGB", (40, 30), random.Random(2).randbytes(3600))
    small.resize((640, 480), Image.Resampling.BICUBIC).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def answers(observer: Performer) -> None:
    """From the first question after the photo to the receipt."""
    await observer.picks("category_group", "voting")
    await observer.picks("category", "ballot_stuffing")
    await observer.signs("skip")
    await observer.signs("now")
    await observer.signs("skip")
    await observer.picks("basis", "saw_myself")
    await observer.signs("review")
    await observer.signs("submit")


@script("An original with its place sent as a file; the desk reads what it says; another observer sends the same photo")
async def original_photo(play: Play) -> None:
    desk = await play.coordinator("Desk")
    aigul = await play.observer("Айгүл", station="G-1")
    bolat = await play.observer("Болат", station="G-1")
    await aigul.sends_document(hall(), "IMG_0001.HEIC", "image/heic")
    with play.offstage():
        await answers(aigul)
    await play.files_arrive()
    await desk.takes("photos")
    play.passes(minutes=20)
    await bolat.sends_photo(hall("JPEG", telling=False))
    with play.offstage():
        await bolat.sends_document(hall(), "IMG_0001.HEIC", "image/heic")
        await bolat.sends_document(edited(), "picture.jpg", "image/jpeg")
        await bolat.sends_document(hall()[:-3000], "cut.HEIC", "image/heic")
        await answers(bolat)
    await play.files_arrive()
    await desk.takes("photos")


@script("The first photo that Telegram compressed: one line says how to send the original, once and after the receipt")
async def compressed_photo(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    for colour in ("navy", "teal"):
        await aigul.sends_photo(photo_bytes(colour))
        with play.offstage():
            await answers(aigul)
        await play.files_arrive()


@script("Are people recognisable, and what may be done with the photo: one question, one tap")
async def photo_terms(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes())
    with play.offstage():
        await aigul.picks("category_group", "voting")
        await aigul.picks("category", "ballot_stuffing")
        await aigul.signs("skip")
        await aigul.signs("now")
        await aigul.signs("skip")
        await aigul.picks("basis", "saw_myself")
        for _ in range(6):
            await aigul.signs("skip")
    await aigul.signs("skip")
    await aigul.picks("photo_terms", "faces_hidden")
