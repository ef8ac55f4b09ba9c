"""A walk through the demo as a moving picture that plays wherever README is read."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

WIDTH = 860  # pixels, as README shows it
COLOURS = 255


class Film:
    """Frames of what stands within `first` and `last`, each shown for a while."""

    def __init__(self, page: Page, first: Locator, last: Locator) -> None:
        self._page = page
        start, end = first.bounding_box(), last.bounding_box()
        assert start is not None
        assert end is not None
        self._clip = {
            "x": start["x"] - 8,
            "y": start["y"] - 8,
            "width": end["x"] + end["width"] - start["x"] + 16,
            "height": max(start["height"], end["height"]) + 16,
        }
        self._frames: list[Image.Image] = []
        self._milliseconds: list[int] = []

    def shows(self, seconds: float) -> None:
        """What is on the screen now, for so long."""
        taken = self._page.screenshot(clip=self._clip, animations="disabled", caret="hide")  # type: ignore[arg-type]
        frame = Image.open(io.BytesIO(taken)).convert("RGB")
        self._frames.append(frame.resize((WIDTH, round(frame.height * WIDTH / frame.width)), Image.Resampling.LANCZOS))
        self._milliseconds.append(round(seconds * 1000))

    def save(self, path: Path) -> Path:
        """One palette, so that what stands still stays as it is; of few pixels the signs' red and green, yet kept."""
        palette = _stacked(self._frames).quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
        drawn = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self._frames]
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn[0].save(
            path, save_all=True, append_images=drawn[1:], duration=self._milliseconds, loop=0, optimize=True, disposal=1
        )
        return path


def _stacked(frames: list[Image.Image]) -> Image.Image:
    stack = Image.new("RGB", (frames[0].width, sum(frame.height for frame in frames)))
    top = 0
    for frame in frames:
        stack.paste(frame, (0, top))
        top += frame.height
    return stack
