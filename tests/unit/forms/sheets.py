"""Small forms for the tests, written as XLSForm tables in Markdown and converted as an upload would be."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pyxform.xls2xform import convert

from bot.core.forms import Form, Refusals, compile_form

NOW = datetime(2021, 1, 10, 14, 30, tzinfo=ZoneInfo("Asia/Almaty"))

INCIDENT = (Path(__file__).parent / "incident.md").read_text(encoding="utf-8")


@cache
def compiled(sheet: str) -> Form | Refusals:
    return compile_form(convert(sheet, file_type=".md", validate=False).xform)


def form_of(sheet: str) -> Form:
    form = compiled(sheet)
    assert isinstance(form, Form), form
    return form


def survey(*rows: str, choices: str = "", columns: str = "type | name | label") -> str:
    """A sheet in one language from rows such as `integer | age | Age`."""
    width = columns.count("|") + 1
    padded = ["| | " + row + " |" * (width - row.count("|")) for row in rows]
    return "\n".join(["| survey |", f"| | {columns} |", *padded, choices])


def incident() -> Form:
    return form_of(INCIDENT)
