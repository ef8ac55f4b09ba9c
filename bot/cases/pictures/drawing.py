"""The child process: a Picture in by standard input, a PNG out by standard output.

Made for a phone: 1080 pixels wide, upright, large type. Weights differ in lightness and in hatching, not in colour
alone, and each says its number. DejaVu Sans, which comes with matplotlib, has all the letters of Kazakh.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin

from bot.cases.pictures.picture import Photo, Picture, Row, from_json
from bot.cases.pictures.restraint import hold_back

WIDTH = 1080  # pixels; at 100 dots an inch a point of type is 1.39 pixels
DPI = 100
MARGIN = 48
HEAD, BARS, TITLE, ROW, PHOTO = 150, 470, 84, 58, 228  # heights in pixels
GAP = 24
CAPTION = 50
INK, FAINT, PAPER, EMPTY = "#1b1b1b", "#5f5f5f", "#ffffff", "#e3e3e3"
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
    sys.stdout.buffer.write(draw(from_json(sys.stdin.buffer.read())))


def draw(picture: Picture) -> bytes:
    sheet = Sheet(_height_of(picture))
    sheet.write(picture.title, 24, bold=True, below=22)
    sheet.write(picture.subtitle, 17, colour=FAINT, below=HEAD - 82)
    _draw_bars(sheet, picture)
    if picture.rows:
        _draw_rows(sheet, picture)
    placed = list(_place_photos(sheet, picture)) if picture.photos else []
    return _png(sheet, placed)


def _height_of(picture: Picture) -> int:
    height = HEAD + TITLE + BARS + GAP
    if picture.rows:
        height += TITLE + ROW * len(picture.rows) + GAP
    if picture.photos:
        height += TITLE + PHOTO + CAPTION + GAP
    return height


class Sheet:
    """A page filled from the top; all lengths in pixels."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.top = 0

    def write(self, text: str, points: int, *, bold: bool = False, colour: str = INK, below: int = 0) -> None:
        """A line of text whose top is `below` the current place; the place moves there and past it."""
        self.top += below if bold else 0
        weight = "bold" if bold else "normal"
        self.figure.text(
            MARGIN / WIDTH, 1 - self.top / self.height, text, size=points, weight=weight, color=colour, va="top"
        )
        self.top += int(points * 1.9) if bold else below

    def axes(self, left: int, width: int, height: int, below: int = 0) -> Axes:
        """An empty region of the sheet; the place moves past it."""
        bottom = self.height - self.top - below - height
        axes = self.figure.add_axes(
            (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height), facecolor=PAPER
        )
        for side in axes.spines.values():
            side.set_visible(False)
        self.top += below + height
        return axes


def _draw_bars(sheet: Sheet, picture: Picture) -> None:
    begin = sheet.top
    sheet.write(picture.bars_title, 20, bold=True)
    sheet.top = begin + TITLE - 34
    _draw_legend(sheet, picture)
    axes = sheet.axes(MARGIN, WIDTH - 2 * MARGIN, BARS - 60, below=20)
    sheet.top = begin + TITLE + BARS + GAP
    axes.set_yticks([])
    if not any(sum(bar.counts) for bar in picture.bars):
        axes.set_xticks([])
        axes.text(0.5, 0.5, picture.no_bars, size=20, color=FAINT, ha="center", transform=axes.transAxes)
        return
    highest = max(sum(bar.counts) for bar in picture.bars)
    for place, bar in enumerate(picture.bars):
        _draw_bar(axes, place, bar.counts, highest)
    axes.set_xlim(-0.6, max(len(picture.bars), 6) - 0.4)
    axes.set_ylim(0, highest * 1.15)
    step = 1 if len(picture.bars) <= 12 else 2
    axes.set_xticks(range(0, len(picture.bars), step), [bar.label for bar in picture.bars[::step]], size=18, color=INK)
    axes.tick_params(length=0, pad=8)
    axes.axhline(0, color=INK, linewidth=2)


def _draw_bar(axes: Axes, place: int, counts: tuple[int, ...], highest: int) -> None:
    """The gravest at the bottom, where it is compared most easily."""
    bottom = 0
    for count, (fill, hatch, ink) in zip(counts, WEIGHTS, strict=True):
        if not count:
            continue
        axes.bar(place, count, 0.78, bottom, color=fill, hatch=hatch, edgecolor=PAPER, linewidth=1.5)
        if count >= highest * 0.09:
            box = {"facecolor": fill, "edgecolor": "none", "pad": 1.5}
            axes.text(place, bottom + count / 2, str(count), size=15, color=ink, ha="center", va="center", bbox=box)
        bottom += count
    if bottom:
        axes.text(place, bottom + highest * 0.02, str(bottom), size=18, weight="bold", color=INK, ha="center")


def _draw_legend(sheet: Sheet, picture: Picture) -> None:
    """A patch, the word and the number of each weight, side by side."""
    axes = sheet.axes(MARGIN, WIDTH - 2 * MARGIN, 34)
    axes.set_xlim(0, WIDTH - 2 * MARGIN)
    axes.set_ylim(0, 34)
    axes.set_axis_off()
    renderer = sheet.canvas.get_renderer()
    left = 0.0
    for weight, word in enumerate(picture.weights):
        fill, hatch, _ = WEIGHTS[weight]
        axes.add_patch(Rectangle((left, 3), 28, 28, facecolor=fill, hatch=hatch, edgecolor=PAPER))
        total = sum(bar.counts[weight] for bar in picture.bars)
        said = axes.text(left + 38, 17, f"{word} {total}", size=16, color=INK, va="center")
        left += 38 + said.get_window_extent(renderer).width + 26


def _draw_rows(sheet: Sheet, picture: Picture) -> None:
    """Each region a bar of the width of the column, filled as far as its stations are observed, with 12/15 behind."""
    begin = sheet.top
    sheet.write(picture.rows_title, 20, bold=True)
    sheet.top = begin + TITLE
    names, figures = 350, 130
    width = WIDTH - 2 * MARGIN - names - figures
    axes = sheet.axes(MARGIN, WIDTH - 2 * MARGIN, ROW * len(picture.rows))
    axes.set_xlim(0, WIDTH - 2 * MARGIN)
    axes.set_ylim(len(picture.rows), 0)
    axes.set_axis_off()
    for place, row in enumerate(picture.rows):
        middle = place + 0.5
        axes.text(0, middle, row.label, size=18, color=INK, va="center")
        axes.add_patch(Rectangle((names, place + 0.18), width, 0.64, facecolor=EMPTY))
        axes.add_patch(Rectangle((names, place + 0.18), width * _share(row), 0.64, facecolor=COVERED))
        axes.text(names + width + 18, middle, f"{row.there}/{row.of}", size=18, weight="bold", color=INK, va="center")
    sheet.top += GAP


def _share(row: Row) -> float:
    return row.there / row.of if row.of else 0.0


def _place_photos(sheet: Sheet, picture: Picture) -> Iterator[tuple[Photo, int, int]]:
    """The places of the photos, left and top; their words are written here, they themselves are put in last."""
    begin = sheet.top
    sheet.write(picture.photos_title, 20, bold=True)
    sheet.top = begin + TITLE
    for place, photo in enumerate(picture.photos):
        left = MARGIN + place * (PHOTO + GAP)
        fill, hatch, _ = WEIGHTS[photo.weight]
        axes = sheet.figure.add_axes(
            (
                left / WIDTH,
                1 - (sheet.top + PHOTO + CAPTION) / sheet.height,
                PHOTO / WIDTH,
                CAPTION / sheet.height,
            )
        )
        axes.set_xlim(0, PHOTO)
        axes.set_ylim(0, CAPTION)
        axes.set_axis_off()
        axes.add_patch(Rectangle((0, 12), 26, 26, facecolor=fill, hatch=hatch, edgecolor=PAPER))
        axes.text(36, CAPTION / 2, photo.label, size=18, weight="bold", color=INK, va="center")
        yield photo, left, sheet.top
    sheet.top += PHOTO + CAPTION + GAP


def _png(sheet: Sheet, placed: list[tuple[Photo, int, int]]) -> bytes:
    sheet.canvas.draw()
    drawn = Image.frombuffer("RGBA", sheet.canvas.get_width_height(), sheet.canvas.buffer_rgba()).convert("RGB")
    for photo, left, top in placed:
        with Image.open(io.BytesIO(photo.jpeg), formats=["JPEG"]) as small:
            drawn.paste(ImageOps.fit(small.convert("RGB"), (PHOTO, PHOTO)), (left, top))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
