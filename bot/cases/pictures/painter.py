"""The parent's side: a fresh child for each picture; the same picture is drawn once for all its readers."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from bot.cases.pictures import coverage
from bot.cases.pictures.coverage import Coverage
from bot.cases.pictures.picture import Picture, to_json

SECONDS = 60.0  # a slow disk and the fonts looked through for the first time; usually two
MOST_BYTES = 5_000_000  # Telegram takes photos of up to 10 MB
KEPT = 4  # pictures: a desk in three languages, and somebody's preview

_PROJECT = str(Path(__file__).resolve().parents[3])
# Isolated (-I), so that neither the current folder nor PYTHONPATH can put a module in the way; the project comes last.
_BEGIN = "import sys; sys.path.append(sys.argv[1]); from bot.cases.pictures.drawing import start; start()"
_PNG = b"\x89PNG\r\n\x1a\n"


class CannotPaint(Exception):
    """The child failed or took too long; what the picture would have shown is told in words anyway."""


def paint(picture: Picture | Coverage, folder: Path) -> bytes:
    """A PNG, 1080 pixels wide. `folder` keeps the plotting library's list of fonts. Blocks; raises CannotPaint."""
    wire = coverage.to_json(picture) if isinstance(picture, Coverage) else to_json(picture)
    return _painted(wire, folder)


@lru_cache(maxsize=KEPT)
def _painted(request: bytes, folder: Path) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-I", "-c", _BEGIN, _PROJECT],
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            timeout=SECONDS,
            check=True,
            start_new_session=True,  # a Ctrl-C is the parent's to handle
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotPaint(type(error).__name__) from error
    if not done.stdout.startswith(_PNG) or len(done.stdout) > MOST_BYTES:
        raise CannotPaint("not a picture")
    return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    """Only what an interpreter needs to start: the bot's secrets are in its environment, and stay there."""
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    ours = {"MPLCONFIGDIR": str(folder / "matplotlib"), "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    return {name: os.environ[name] for name in kept if name in os.environ} | ours
