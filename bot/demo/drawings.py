"""Pictures for invented reports, drawn here: nobody and no place is in them."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 360)
Pen = ImageDraw.ImageDraw


def drawing(subject: str, rng: Random) -> bytes:
    """A JPEG of 480 by 360 pixels; `subject` is one of SUBJECTS. No two draws are alike."""
    wall = tuple(rng.randrange(150, 225) for _ in range(3))
    picture = Image.new("RGB", SIZE, wall)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 250, 480, 360), fill=(126 + rng.randrange(30), 112, 96))
    SUBJECTS[subject](pen, rng)
    pen.rectangle((0, 338, 480, 360), fill=(20, 20, 20))
    pen.text((10, 343), f"TEST {rng.randrange(10**6):06}  drawn, not photographed", fill=(255, 255, 255))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _box(pen: Pen, rng: Random) -> None:
    left = rng.randrange(130, 200)
    pen.polygon([(left, 150), (left + 40, 110), (left + 210, 110), (left + 170, 150)], fill=(205, 222, 235))
    pen.rectangle((left, 150, left + 170, 310), fill=(178, 202, 222), outline=(70, 90, 110), width=4)
    pen.rectangle((left + 55, 126, left + 135, 134), fill=(40, 50, 60))
    for seal in range(rng.randrange(0, 3)):
        pen.rectangle((left + 12 + seal * 120, 140, left + 40 + seal * 120, 166), fill=(190, 40, 40))
    for _ in range(rng.randrange(3, 12)):
        x, y = left + rng.randrange(10, 120), rng.randrange(230, 295)
        pen.rectangle((x, y, x + 44, y + 8), fill=(245, 245, 240), outline=(150, 150, 150))


def _hall(pen: Pen, rng: Random) -> None:
    for booth in range(rng.randrange(2, 5)):
        x = 30 + booth * 110
        pen.rectangle((x, 100, x + 84, 280), fill=(64, 96, 150), outline=(30, 50, 90), width=3)
        pen.rectangle((x + 10, 118, x + 74, 240), fill=(232, 226, 206))
    pen.rectangle((300, 262, 470, 300), fill=(120, 82, 52))
    for _ in range(rng.randrange(2, 7)):
        _somebody(pen, rng.randrange(40, 430), rng.randrange(240, 300), rng)


def _door(pen: Pen, rng: Random) -> None:
    pen.rectangle((150, 50, 330, 330), fill=(104, 74, 52), outline=(60, 40, 26), width=6)
    pen.ellipse((300, 190, 318, 208), fill=(220, 190, 90))
    pen.rectangle((190, 90, 290, 150), fill=(246, 246, 240))
    for line in range(4):
        pen.line((200, 102 + line * 12, 230 + rng.randrange(50), 102 + line * 12), fill=(80, 80, 80), width=3)
    _somebody(pen, rng.choice((90, 390)), 250, rng)


def _ring(pen: Pen, rng: Random) -> None:
    pen.rectangle((0, 90, 480, 360), fill=(232, 238, 244))
    for _ in range(14):
        _somebody(pen, rng.randrange(190, 290), rng.randrange(180, 250), rng)
    for step in range(15):
        _somebody(pen, 60 + step * 25, 292 - abs(7 - step) * 3, rng, (38, 44, 56))
        _somebody(pen, 60 + step * 25, 142 + abs(7 - step) * 3, rng, (38, 44, 56))
    for _ in range(160):
        x, y = rng.randrange(480), rng.randrange(340)
        pen.ellipse((x, y, x + 3, y + 3), fill=(255, 255, 255))


def _sheet(pen: Pen, rng: Random) -> None:
    pen.polygon([(110, 30), (380, 44), (366, 330), (96, 318)], fill=(250, 249, 244), outline=(140, 140, 130))
    for row in range(9):
        y = 70 + row * 26
        pen.line((126, y, 300 - rng.randrange(60), y + 6), fill=(90, 90, 96), width=3)
        pen.text((326, y - 4), str(rng.randrange(0, 1400)), fill=(30, 30, 90))


def _somebody(pen: Pen, x: int, y: int, rng: Random, colour: tuple[int, int, int] | None = None) -> None:
    """A head and shoulders without a face."""
    coat = colour or (rng.randrange(60, 200), rng.randrange(50, 140), rng.randrange(60, 200))
    pen.rounded_rectangle((x - 11, y, x + 11, y + 38), 8, fill=coat)
    pen.ellipse((x - 8, y - 17, x + 8, y), fill=(226, 196, 170))


SUBJECTS: dict[str, Callable[[Pen, Random], None]] = {
    "box": _box,
    "hall": _hall,
    "door": _door,
    "ring": _ring,
    "sheet": _sheet,
}
