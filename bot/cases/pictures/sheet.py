"""A page of a picture, filled from the top, and how it becomes a PNG.

Made for a phone: 1080 pixels wide, upright, large type. DejaVu Sans, which comes with matplotlib, has all the letters
of Kazakh.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

WIDTH = 1080  # pixels; a phone shows them at a third of the size, so nothing is written smaller than 21 points (29 px)
DPI = 100
MARGIN = 48
GAP = 44  # between parts
HEAD, TITLE = 154, 66  # heights in pixels, as all that follow
ROW = 66
LARGE, MIDDLE, SMALL, LEAST = 31, 26, 22, 21  # points of type
INK, FAINT, PAPER, EMPTY = "#1b1b1b", "#5f5f5f", "#ffffff", "#e3e3e3"


class Sheet:
    """A page filled from the top; all lengths in pixels."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.top = 0

    def write(self, text: str, points: int, top: int, *, bold: bool = False, colour: str = INK) -> None:
        """A line of text, `top` from the top of the page; a long one is written smaller."""
        left, weight = MARGIN / WIDTH, "bold" if bold else "normal"
        line = self.figure.text(left, 1 - top / self.height, text, size=points, weight=weight, color=colour, va="top")
        taken = line.get_window_extent(self.canvas.get_renderer()).width
        line.set_fontsize(points * min(1.0, (WIDTH - 2 * MARGIN) / max(taken, 1.0)))

    def title(self, text: str) -> None:
        """The title of a part; the place moves below it."""
        self.write(text, MIDDLE, self.top, bold=True)
        self.top += TITLE

    def axes(self, left: int, width: int, height: int) -> Axes:
        """An empty region in pixels, its origin at the upper left; the place stays."""
        bottom = self.height - self.top - height
        box = (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(box, facecolor=PAPER)
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        return axes


def png(sheet: Sheet, pasted: Iterable[tuple[Image.Image, int, int]] = ()) -> bytes:
    """`pasted`: pictures that are put on the page last, with their places, left and top."""
    sheet.canvas.draw()
    drawn = Image.frombuffer("RGBA", sheet.canvas.get_width_height(), sheet.canvas.buffer_rgba()).convert("RGB")
    for picture, left, top in pasted:
        drawn.paste(picture, (left, top))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
