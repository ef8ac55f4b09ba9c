"""The picture of who is heard of: from the observers in the field to the desk's chat."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from bot.cases.pictures import coverage, painter
from bot.cases.pictures.coverage import Coverage, Name, Point, Stack
from tests.stage import Stage

POINTS = (Point(43.2, 76.9, 0), Point(53.2, 63.6, 1), Point(42.3, 69.6, 2))
STATES = ("бәрі бар", "бірдеңе жоқ", "байланыс жоқ")
ROWS = (Stack("Қостанай облысы", (8, 3, 1)), Stack("Ұлытау", (0, 0, 0)))
SHOWN = Coverage("Барлық өңір", "13:00", STATES, POINTS, (Name("Ұлытау", 47.8, 67.7),), "Өңірлер", ROWS)


def size_of(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        return picture.size


def test_what_goes_to_the_child_comes_back_as_it_was() -> None:
    assert coverage.from_json(coverage.to_json(SHOWN)) == SHOWN


@pytest.mark.parametrize("points", [POINTS, POINTS[:1], (), (POINTS[0],) * 3], ids=["map", "one", "none", "one place"])
def test_a_mission_is_drawn_wherever_its_stations_are(tmp_path: Path, points: tuple[Point, ...]) -> None:
    shown = Coverage("A", "B", STATES, points, (), "C", ROWS)
    width, height = size_of(painter.paint(shown, tmp_path))
    assert width == 1080
    assert (height > 1000) == (len(points) > 1)  # a map needs two stations


def test_a_desk_gets_the_picture_by_a_tap(tmp_path: Path) -> None:
    async def played() -> str:
        async with Stage(tmp_path, by_hand=True) as stage:
            desk = await stage.coordinator("Desk")
            await stage.observer("Айгүл")
            await desk.says("/silent")
            await stage.looks()
            await desk.taps("🗺")
            await stage.looks()
            return desk.last.kind

    assert asyncio.run(played()) == "photo"
