"""The picture of who is heard of: dots where stations stand, and a bar for each region, in the child process.

States differ in shape and lightness, not in colour alone. There is no base map: nothing is fetched from anywhere.
"""

from __future__ import annotations

from math import cos, radians

from matplotlib.patches import Rectangle

from bot.cases.pictures.coverage import Coverage
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

STATES = (
    ("#2b6a99", "o", "", 70.0),
    ("#fec44f", "s", "//", 130.0),
    ("#7a0c0c", "X", "", 170.0),
)  # fill, dot, hatch, size
INKS = ("#ffffff", "#000000", "#ffffff")
MAP, LEGEND = 760, 64
FEW = 2  # dots that make a map


def draw(coverage: Coverage) -> bytes:
    sheet = Sheet(_height_of(coverage))
    sheet.write(coverage.title, LARGE, MARGIN // 2, bold=True)
    sheet.write(coverage.subtitle, SMALL, MARGIN // 2 + 62, colour=FAINT)
    sheet.top = HEAD
    _draw_legend(sheet, coverage)
    if len(coverage.points) >= FEW:
        _draw_map(sheet, coverage)
    _draw_rows(sheet, coverage)
    return png(sheet)


def _height_of(coverage: Coverage) -> int:
    height = HEAD + LEGEND + GAP // 2 + TITLE + ROW * len(coverage.rows) + GAP // 2
    return height + (MAP + GAP if len(coverage.points) >= FEW else 0)


def _draw_legend(sheet: Sheet, coverage: Coverage) -> None:
    width, renderer = WIDTH - 2 * MARGIN, sheet.canvas.get_renderer()
    axes = sheet.axes(MARGIN, width, LEGEND)
    sheet.top += LEGEND + GAP // 2
    totals = [sum(row.counts[state] for row in coverage.rows) for state in range(len(STATES))]
    said = [
        axes.text(0, 18, f"{word} {total}", size=LEAST, color=INK, va="center")
        for word, total in zip(coverage.states, totals, strict=True)
    ]
    patch, space = 44, 24
    taken = sum(one.get_window_extent(renderer).width for one in said)
    free = width - len(said) * (patch + space) + space
    left = 0.0
    for one, (fill, dot, _, size) in zip(said, STATES, strict=True):
        one.set_fontsize(LEAST * min(1.0, 0.96 * free / taken))
        one.set_x(left + patch)
        axes.scatter([left + 18], [18], s=size * 2, c=fill, marker=dot, edgecolors=INK, linewidths=1)
        left += patch + one.get_window_extent(renderer).width + space


def _draw_map(sheet: Sheet, coverage: Coverage) -> None:
    """Degrees of longitude are shortened as they are at this latitude, so that shapes stay true enough."""
    axes = sheet.axes(MARGIN, WIDTH - 2 * MARGIN, MAP)
    sheet.top += MAP + GAP
    north = [point.latitude for point in coverage.points]
    east = [point.longitude for point in coverage.points]
    axes.add_patch(Rectangle((0, 0), 1, 1, transform=axes.transAxes, facecolor="#f4f4f4", edgecolor=EMPTY))
    squeeze = max(0.1, cos(radians((min(north) + max(north)) / 2)))
    middle = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
    span = max((max(east) - min(east)) * squeeze / (WIDTH - 2 * MARGIN), (max(north) - min(north)) / MAP, 1e-5) * 1.12
    axes.set_xlim(
        middle[0] - span * (WIDTH - 2 * MARGIN) / 2 / squeeze, middle[0] + span * (WIDTH - 2 * MARGIN) / 2 / squeeze
    )
    axes.set_ylim(middle[1] - span * MAP / 2, middle[1] + span * MAP / 2)
    for state, (fill, dot, _, size) in enumerate(STATES):  # the gravest last, on top
        some = [point for point in coverage.points if point.state == state]
        crowd = max(0.35, min(1.0, 400 / len(coverage.points)))
        axes.scatter(
            [point.longitude for point in some],
            [point.latitude for point in some],
            s=size * crowd,
            c=fill,
            marker=dot,
            edgecolors=INK,
            linewidths=0.8,
        )
    for name in coverage.names:
        axes.annotate(
            name.label,
            (name.longitude, name.latitude),
            xytext=(0, 22),
            textcoords="offset points",
            ha="center",
            annotation_clip=False,
            size=LEAST - 3,
            color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 2.0},
        )


def _draw_rows(sheet: Sheet, coverage: Coverage) -> None:
    """Each region a bar of the width of the column, shared out among the states, with the figure of what was heard."""
    sheet.title(coverage.rows_title)
    names, figures, thick = 390, 166, 42
    width = WIDTH - 2 * MARGIN - names - figures
    axes = sheet.axes(MARGIN, WIDTH - 2 * MARGIN, ROW * len(coverage.rows))
    sheet.top += ROW * len(coverage.rows) + GAP
    for place, row in enumerate(coverage.rows):
        top, every = place * ROW, max(1, sum(row.counts))
        axes.text(0, top + thick / 2, row.label, size=SMALL, color=INK, va="center")
        left = float(names)
        for count, (fill, _, hatch, _size), ink in zip(row.counts, STATES, INKS, strict=True):
            share = width * count / every
            axes.add_patch(Rectangle((left, top), share, thick, facecolor=fill, hatch=hatch, edgecolor=PAPER))
            if share > 46:
                box = {"facecolor": fill, "edgecolor": "none", "pad": 1.5}
                axes.text(
                    left + share / 2,
                    top + thick / 2,
                    str(count),
                    size=LEAST,
                    color=ink,
                    ha="center",
                    va="center",
                    bbox=box,
                )
            left += share
        figure = f"{row.counts[0]}/{sum(row.counts)}"
        size = SMALL * min(1.0, 7 / len(figure))
        axes.text(names + width + 18, top + thick / 2, figure, size=size, weight="bold", color=INK, va="center")
