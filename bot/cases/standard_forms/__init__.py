"""The forms that come with the program: XLSForms in Markdown, and beside each the XForm that was made of it.

The XForm is kept so that a first start need not wait for the converter; `make forms` writes it anew, a test sees that
it is up to date.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = ("incident", "opening", "voting", "counting", "departure")


def source(name: str) -> bytes:
    return (FOLDER / f"{name}.md").read_bytes()


def xform(name: str) -> str:
    return (FOLDER / f"{name}.xml").read_text("utf-8")
