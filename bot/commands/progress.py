"""A bar for long work, on a terminal only."""

from __future__ import annotations

import sys

WIDTH = 30  # signs


def show_progress(done: int, total: int) -> None:
    """`done` of `total` rows; the line ends with the last."""
    if sys.stderr.isatty() and total:
        bar = ("█" * (WIDTH * done // total)).ljust(WIDTH, "·")
        print(f"\r{bar} {done}/{total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
