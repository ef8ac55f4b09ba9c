"""A template filled in, by a limited child process: what a lawyer sends is a file from outside like any other."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cases.complaints.fields import BLANK, FIELDS, values

_CHILD = Path(__file__).with_name("filling_child.py")
MOST_BYTES = 4 * 1024 * 1024
LONGEST = 8000  # characters of a value
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Filled:
    """`unknown`: fields that nobody knows, each a blank now; `halves`: a `{{` or `}}` without its other half."""

    content: bytes
    unknown: tuple[str, ...]
    halves: bool


@dataclass(frozen=True, slots=True)
class BadTemplate:
    """`why` is the end of a sentence that begins with the file's name."""

    why: str


def fill(path: Path, known: Mapping[str, str | None]) -> Filled | BadTemplate:
    """Takes a third of a second; call it from a thread."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return BadTemplate("it cannot be read")
    if content is None:
        return BadTemplate(f"it is larger than {MOST_BYTES // 1024 // 1024} MB")
    said = {name: value[:LONGEST] for name, value in values(dict(known)).items()}
    asked = {"docx": base64.b64encode(content).decode(), "values": said, "blank": BLANK}
    try:
        return _answer(_ask_child(json.dumps(asked).encode()))
    except subprocess.TimeoutExpired:
        return BadTemplate("it takes too long to read")


def check(path: Path) -> list[str]:
    """What is wrong with a template, a sentence each."""
    filled = fill(path, {})
    if isinstance(filled, BadTemplate):
        return [f"{path.name}: {filled.why}."]
    known = ", ".join(sorted(FIELDS))
    found = [f"{path.name}: nobody knows the field {{{{{name}}}}}; there are: {known}." for name in filled.unknown]
    return [*found, *([f"{path.name}: a {{{{ or }}}} stands without its other half."] if filled.halves else [])]


def _ask_child(asked: bytes) -> bytes:
    """The answer goes into a file, so that the child's limit on file size bounds what is read here. `-I` keeps the
    current folder and PYTHON* variables out of it, and its environment holds no secrets."""
    import_path = json.dumps([str(Path(entry).resolve()) for entry in sys.path if entry])
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(_CHILD), import_path]
    environment = {key: os.environ[key] for key in ("SYSTEMROOT", "LD_LIBRARY_PATH") if key in os.environ}
    with tempfile.TemporaryFile() as answer:
        subprocess.run(  # noqa: S603 - our own interpreter and file; the template goes to its standard input
            command,
            input=asked,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            cwd=tempfile.gettempdir(),
            env=environment,
        )
        answer.seek(0)
        return answer.read()


def _answer(written: bytes) -> Filled | BadTemplate:
    try:
        answer: dict[str, Any] = json.loads(written)
        if "problem" in answer:
            return BadTemplate(str(answer["problem"]))
        return Filled(base64.b64decode(answer["docx"]), tuple(answer["unknown"]), bool(answer["halves"]))
    except (ValueError, KeyError, TypeError):
        return BadTemplate("it needs too much memory or time to read")
