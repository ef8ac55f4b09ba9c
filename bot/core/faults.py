"""How a fault is named in the log and in the inbox: its kind and place, never its message, which may quote a person."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def where(error: BaseException) -> str:
    """For instance `KeyError in render.py:88 card < delivery.py:61 outgoing`: the innermost three frames."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} in {places}" if places else type(error).__name__
