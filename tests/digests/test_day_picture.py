"""The picture of a day: drawn in a child that may fail, in whole Kazakh letters; the bot loads no matplotlib."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from field import Field
from PIL import Image, ImageChops
from stage import Stage

from bot.cases.pictures import painter
from bot.cases.pictures.painter import CannotPaint, paint
from bot.cases.pictures.picture import Bar, Photo, Picture, Row, from_json, to_json
from bot.core.words import Language
from bot.text import words_of

ROOT = Path(__file__).parents[2]


def jpeg(colour: str = "navy", size: tuple[int, int] = (320, 180)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


DAY = Picture(
    title="10.01.2021 · бүкіл миссия",
    subtitle="сағат 15:00 жағдайы",
    bars_title="Сағат сайын түскен оқиғалар",
    no_bars="әзірге оқиға жоқ",
    weights=("Өте маңызды", "Жоғары", "Орташа", "Төмен"),
    bars=tuple(Bar(f"{hour:02}", (hour % 3, hour % 5, 2, 1)) for hour in range(6, 15)),
    rows_title="Бақылаушысы бар учаскелер",
    rows=(Row("Қостанай облысы", 12, 15), Row("Маңғыстау", 0, 0)),
    photos_title="Ең ауыр ашық хабарлар",
    photos=(Photo("300-077", 0, jpeg()), Photo("300-078", 3, jpeg("olive", (90, 320)))),
)


@pytest.fixture(autouse=True)
def forget_what_was_painted() -> None:
    painter._painted.cache_clear()


def drawn(picture: Picture, folder: Path) -> Image.Image:
    image = Image.open(io.BytesIO(paint(picture, folder)))
    image.load()
    return image


def test_a_picture_of_a_phones_width_upright(tmp_path: Path) -> None:
    image = drawn(DAY, tmp_path)
    assert image.format == "PNG"
    assert image.width == 1080
    assert image.height > image.width
    navy = sum(n for n, (r, g, b) in image.convert("RGB").getcolors(2**20) or () if max(r, g) < 9 < 100 < b)
    assert navy > 200 * 200  # the photo is in it


def test_a_day_without_anything_is_drawn_too(tmp_path: Path) -> None:
    image = drawn(replace(DAY, bars=(), rows=(), photos=()), tmp_path)
    assert image.width == 1080


def test_all_hours_and_many_regions_and_large_numbers_are_drawn(tmp_path: Path) -> None:
    """Nothing runs over the margin on the right."""
    bars = tuple(Bar(f"{hour:02}", (hour * 100, hour * 70, 5, 1)) for hour in range(25))
    rows = tuple(Row(f"Солтүстік Қазақстан {n}", n, 1800) for n in range(900, 918))
    title = "10.01.2021 · Солтүстік Қазақстан облысы…"
    image = drawn(replace(DAY, title=title, bars=bars, rows=rows), tmp_path).convert("RGB")
    assert image.height < 10_000 - 1080  # Telegram: width and height of a photo together
    margin = image.crop((image.width - 20, 0, image.width, image.height))
    assert ImageChops.difference(margin, Image.new("RGB", margin.size, "white")).getbbox() is None


def test_what_cannot_be_typeset_is_drawn_as_it_is(tmp_path: Path) -> None:
    rows = (Row("$x^2$ \\frac 😀", 1, 2),)
    assert drawn(replace(DAY, rows=rows), tmp_path).width == 1080


def test_every_letter_the_picture_may_need_is_in_its_font() -> None:
    from fontTools.ttLib import TTFont  # comes with matplotlib

    fonts = _fonts()
    letters = {letter for language in Language for letter in "".join(_sayings(language)) if letter.isalpha()}
    assert set("әғқңөұүһіӘҒҚҢӨҰҮҺІ") <= letters | set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        known = TTFont(fonts / name).getBestCmap()
        assert {letter for letter in letters | set("әғқңөұүһіӘҒҚҢӨҰҮҺІ") if ord(letter) not in known} == set()


def _fonts() -> Path:
    import importlib.util

    found = importlib.util.find_spec("matplotlib")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


def _sayings(language: Language) -> list[str]:
    words = words_of(language)
    return [words.named(one) for one in ("Incidents received, by hour", "Stations with an observer", "other")]


def test_what_goes_to_the_child_comes_back_as_it_was() -> None:
    assert from_json(to_json(DAY)) == DAY


def test_the_same_picture_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = []
    real = subprocess.run

    def counted(*arguments: Any, **more: Any) -> Any:
        drawings.append(1)
        return real(*arguments, **more)

    monkeypatch.setattr(subprocess, "run", counted)
    assert paint(DAY, tmp_path) == paint(from_json(to_json(DAY)), tmp_path)
    assert len(drawings) == 1


def test_the_whole_way_from_a_photo_in_the_field_to_the_picture_at_the_desk(tmp_path: Path) -> None:
    async def story() -> None:
        async with Stage(tmp_path, by_hand=True) as stage:
            desk = await stage.coordinator("Desk", "kk")
            with stage.mission.database.transaction() as tx:
                field = Field.of(tx, stage.now)
                field.photo(field.report("kettling", "critical"), stage.mission.media.keep_bytes(jpeg()).sha256)
            await desk.says("/digest")
            await desk.taps_data("g:preview")
            await stage.looks()
            assert desk.last.kind == "photo"
            sizes = stage.emulator.world.files.photos[desk.last.content["photo"][-1]["file_id"]]
            shown = Image.open(io.BytesIO(sizes[-1].data)).convert("RGB")
            assert sum(n for n, (r, g, b) in shown.getcolors(2**20) or () if max(r, g) < 30 < 90 < b) > 100 * 100

    asyncio.run(story())


# A child that fails


@pytest.mark.parametrize(
    "body",
    [
        "raise SystemExit(3)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "print('no picture')",
        "pass",
        "import bot.cases.pictures.nowhere",
    ],
)
def test_a_child_that_fails_is_a_picture_that_cannot_be_painted(
    body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "_BEGIN", body)
    with pytest.raises(CannotPaint):
        paint(DAY, tmp_path)


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter, "_BEGIN", "import signal; signal.pause()")
    monkeypatch.setattr(painter, "SECONDS", 0.05)
    with pytest.raises(CannotPaint, match="Timeout"):
        paint(DAY, tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of Linux")
@pytest.mark.parametrize(
    "body",
    [
        "[bytearray(1 << 28) for _ in range(9)]",
        "open(sys.argv[2], 'w').write('x')",
        "[open(__file__) for _ in range(99)]",
    ],
)
def test_the_child_can_take_no_more_than_its_share(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held_back = (
        f"from bot.cases.pictures.restraint import hold_back; import sys; __file__ = {__file__!r}; hold_back(); {body}"
    )
    path = tmp_path / "written"
    monkeypatch.setattr(
        painter, "_BEGIN", f"import sys; sys.path.append(sys.argv[1]); sys.argv.append({str(path)!r}); {held_back}"
    )
    with pytest.raises(CannotPaint):
        paint(DAY, tmp_path)
    assert not path.exists() or path.read_bytes() == b""


def test_a_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456789:secret")
    assert "BOT_TOKEN" not in painter._environment(tmp_path)


def test_the_bot_itself_loads_no_plotting_library() -> None:
    code = "import sys, bot.app, handlers.composing; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "False False\n", done.stderr
