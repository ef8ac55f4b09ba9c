"""A filled-in spreadsheet as cells, read in a child with limits: it comes from outside and may be hostile."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cases.xlsform import ask_child

MOST_ROWS = 500  # reports
MOST_BYTES = 5 * 1024 * 1024
TIMEOUT = 20.0  # seconds

_CHILD = Path(__file__).with_name("sheet_child.py")

Cell = str | None  # None: something that is not text


@dataclass(frozen=True, slots=True)
class Cells:
    """`rows` from the first of the sheet, each as long as it is filled."""

    sheet: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class SheetRefused:
    """`code` is one of the flaws a person is told of; `facts` for its words."""

    code: str
    facts: dict[str, str]


def read_cells(content: bytes) -> Cells | SheetRefused:
    """Takes up to the timeout: call it outside a transaction. Never raises for what is in the file."""
    if len(content) > MOST_BYTES:
        return _refused("too_large")
    try:
        answer = json.loads(ask_child(_CHILD, content, [str(MOST_ROWS)], TIMEOUT))
        return _refused(answer["refused"]) if "refused" in answer else _cells(answer)
    except (ValueError, KeyError, TypeError, subprocess.TimeoutExpired):
        return _refused("not_a_sheet")


def _cells(answer: dict[str, Any]) -> Cells:
    """Raises TypeError for anything but texts: the child may have been taken over."""
    rows = tuple(tuple(row) for row in answer["rows"])
    if not all(isinstance(cell, str | None) for row in rows for cell in row) or not isinstance(answer["sheet"], str):
        raise TypeError
    return Cells(answer["sheet"], rows)


def _refused(code: str) -> SheetRefused:
    known = code if code in ("too_large", "not_a_sheet") else "not_a_sheet"
    return SheetRefused(known, {"rows": str(MOST_ROWS)})
