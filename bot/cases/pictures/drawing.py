"""The child process: a Picture in by standard input, a PNG out by standard output.

Weights differ in lightness and in hatching, not in colour alone, and each says its number.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import matplotlib
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin

from bot.cases.pictures.coverage import from_json as coverage_in
from bot.cases.pictures.drawing_coverage import draw as draw_coverage
from bot.cases.pictures.picture import Photo, Picture, Row, from_json
from bot.cases.pictures.restraint import hold_back
from bot.cases.pictures.sheet import (
    EMPTY,
    FAINT,
    GAP,
    HEAD,
    INK,
    LARGE,
    LEAST,
    MARGIN,
    PAPER,
    ROW,
    SMALL,
    TITLE,
    WIDTH,
    Sheet,
    png,
)

LEGEND, BARS, NO_BARS = 64, 460, 70  # heights in pixels, as all that follow
PHOTO, CAPTION, BETWEEN = 228, 56, 24
FEW = 12  # bars that leave room for large figures
WEIGHTS = (  # fill, hatch, ink on it: from dark to light, so that they differ without colours too
    ("#7a0c0c", "", "#ffffff"),
    ("#d95f0e", "//", "#000000"),
    ("#fec44f", "..", "#000000"),
    ("#d9d9d9", "", "#000000"),
)
COVERED = "#2b6a99"
PLUGINS = (JpegImagePlugin, PngImagePlugin)  # loaded before the process holds back


def start() -> None:
    """The entry the parent calls."""
    matplotlib.rcParams.update(
        {"font.family": "DejaVu Sans", "text.parse_math": False, "hatch.linewidth": 2.0, "hatch.color": "#ffffff"}
    )
    hold_back()
    wire = sys.stdin.buffer.read()
    coverage = coverage_in(wire)
    sys.stdout.buffer.write(draw(from_json(wire)) if coverage is None else draw_coverage(coverage))


def draw(picture: Picture) -> bytes:
    sheet = Sheet(_height_of(picture))
    sheet.write(picture.title, LARGE, MARGIN // 2, bold=True)
    sheet.write(picture.subtitle, SMALL, MARGIN // 2 + 62, colour=FAINT)
    sheet.top = HEAD
    _draw_bars(sheet, picture)
    if picture.rows:
        _draw_rows(sheet, picture)
    placed = list(_place_photos(sheet, picture)) if picture.photos else []
    return png(sheet, _fitted(iter(placed)))


def _height_of(picture: Picture) -> int:
    height = HEAD + TITLE + GAP + (LEGEND + BARS if _highest(picture) else NO_BARS)
    if picture.rows:
        height += TITLE + ROW * len(picture.rows) + GAP
    if picture.photos:
        height += TITLE + PHOTO + CAPTION + GAP // 2
    return height


def _draw_bars(sheet: Sheet, picture: Picture) -> None:
    sheet.title(picture.bars_title)
    highest = _highest(picture)
    if not highest:
        sheet.write(picture.no_bars, SMALL, sheet.top, colour=FAINT)
        sheet.top += NO_BARS + GAP
        return
    _draw_legend(sheet, picture)
    axes = sheet.axes(MARGIN, WIDTH - 2 * MARGIN, BARS - 44)
    sheet.top += BARS + GAP
    few = len(picture.bars) <= FEW
    for place, bar in enumerate(picture.bars):
        _draw_bar(axes, place, bar.counts, highest, few)
    _draw_clock(axes, picture, highest, 1 if few else 2)


def _highest(picture: Picture) -> int:
    return max((sum(bar.counts) for bar in picture.bars), default=0)


def _draw_clock(axes: Axes, picture: Picture, highest: int, step: int) -> None:
    """The hours under the bars, every second one where they would touch."""
    axes.set_axis_on()
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_yticks([])
    axes.set_xlim(-0.6, max(len(picture.bars), 6) - 0.4)
    axes.set_ylim(0, highest * 1.15)
    hours = range(0, len(picture.bars), step)
    axes.set_xticks(hours, [picture.bars[place].label for place in hours], size=SMALL, color=INK)
    axes.tick_params(length=0, pad=8)
    axes.axhline(0, color=INK, linewidth=2)


def _draw_bar(axes: Axes, place: int, counts: tuple[int, ...], highest: int, few: bool) -> None:
    """The gravest at the bottom, where it is compared most easily."""
    bottom = 0
    for count, (fill, hatch, ink) in zip(counts, WEIGHTS, strict=True):
        if not count:
            continue
        axes.bar(place, count, 0.8, bottom, color=fill, hatch=hatch, edgecolor=PAPER, linewidth=1.5)
        if few and count >= highest * 0.09:
            box = {"facecolor": fill, "edgecolor": "none", "pad": 1.5}
            middle = bottom + count / 2
            axes.text(place, middle, str(count), size=LEAST, color=ink, ha="center", va="center", bbox=box)
        bottom += count
    if bottom:
        size = SMALL if few else SMALL - 3 * len(str(bottom)) + 1
        axes.text(place, bottom + highest * 0.02, str(bottom), size=size, weight="bold", color=INK, ha="center")


def _draw_legend(sheet: Sheet, picture: Picture) -> None:
    """A patch, the word and the number of each weight, side by side; smaller where the words are long."""
    width, renderer = WIDTH - 2 * MARGIN, sheet.canvas.get_renderer()
    axes = sheet.axes(MARGIN, width, LEGEND)
    sheet.top += LEGEND
    totals = [sum(bar.counts[weight] for bar in picture.bars) for weight in range(len(WEIGHTS))]
    said = [
        axes.text(0, 18, f"{word} {total}", size=LEAST, color=INK, va="center")
        for word, total in zip(picture.weights, totals, strict=True)
    ]
    patch, space = 40, 24
    free = width - len(said) * (patch + space) + space
    taken = sum(one.get_window_extent(renderer).width for one in said)
    left = 0.0
    for one, (fill, hatch, _) in zip(said, WEIGHTS, strict=True):
        one.set_fontsize(LEAST * min(1.0, 0.96 * free / taken))
        one.set_x(left + patch)
        axes.add_patch(Rectangle((left, 3), 30, 30, facecolor=fill, hatch=hatch, edgecolor=PAPER))
        left += patch + one.get_window_extent(renderer).width + space


def _draw_rows(sheet: Sheet, picture: Picture) -> None:
    """Each region a bar of the width of the column, filled as far as its stations are observed, with 12/15 behind."""
    sheet.title(picture.rows_title)
    names, figures, thick = 390, 166, 42
    width = WIDTH - 2 * MARGIN - names - figures
    axes = sheet.axes(MARGIN, WIDTH - 2 * MARGIN, ROW * len(picture.rows))
    sheet.top += ROW * len(picture.rows) + GAP
    for place, row in enumerate(picture.rows):
        top = place * ROW
        middle = top + thick / 2
        axes.text(0, middle, row.label, size=SMALL, color=INK, va="center")
        axes.add_patch(Rectangle((names, top), width, thick, facecolor=EMPTY))
        axes.add_patch(Rectangle((names, top), width * _share(row), thick, facecolor=COVERED))
        figure = f"{row.there}/{row.of}"
        size = SMALL * min(1.0, 7 / len(figure))
        axes.text(names + width + 18, middle, figure, size=size, weight="bold", color=INK, va="center")


def _share(row: Row) -> float:
    return row.there / row.of if row.of else 0.0


def _place_photos(sheet: Sheet, picture: Picture) -> Iterator[tuple[Photo, int, int]]:
    """The places of the photos, left and top; their words are written here, they themselves are put in last."""
    sheet.title(picture.photos_title)
    above = sheet.top
    sheet.top += PHOTO
    for place, photo in enumerate(picture.photos):
        left = MARGIN + place * (PHOTO + BETWEEN)
        fill, hatch, _ = WEIGHTS[photo.weight]
        axes = sheet.axes(left, PHOTO, CAPTION)
        axes.add_patch(Rectangle((0, 14), 30, 30, facecolor=fill, hatch=hatch, edgecolor=PAPER))
        axes.text(40, CAPTION / 2, photo.label, size=SMALL, weight="bold", color=INK, va="center")
        yield photo, left, above


def _fitted(placed: Iterator[tuple[Photo, int, int]]) -> Iterator[tuple[Image.Image, int, int]]:
    for photo, left, top in placed:
        with Image.open(io.BytesIO(photo.jpeg), formats=["JPEG"]) as small:
            yield ImageOps.fit(small.convert("RGB"), (PHOTO, PHOTO)), left, top
