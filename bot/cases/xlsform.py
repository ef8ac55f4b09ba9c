"""An XLSForm spreadsheet -> the XForm that pyxform makes of it, or the reasons why not.

The spreadsheet comes from outside and may be hostile; pyxform and its readers are large (some 30 MB) and were not
written for hostile input. So all of it happens in a short child process with limits (`xlsform_child.py`), and this
process never imports pyxform. Takes 0.3 to 1 s and may take the whole timeout: call it outside a transaction.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE_TYPES = (".xlsx", ".xls", ".csv", ".md")
MAX_BYTES = 10 * 1024 * 1024

_CHILD = Path(__file__).with_name("xlsform_child.py")


@dataclass(frozen=True)
class FormProblem:
    """One thing that is wrong, in English, and where: the row as the spreadsheet numbers it (the header is row 1)."""

    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Converted:
    """`version` is empty when the settings sheet names none; warnings did not stop the conversion."""

    xform_xml: str
    form_id: str
    version: str
    title: str
    warnings: tuple[FormProblem, ...] = ()


@dataclass(frozen=True)
class Refused:
    problems: tuple[FormProblem, ...]


def convert_xlsform(
    content: bytes, file_type: str, *, timeout: float = 20, fallback_form_id: str = "form"
) -> Converted | Refused:
    """Convert the bytes of one spreadsheet; `file_type` is its suffix (".xlsx"), `timeout` is in seconds.

    `fallback_form_id` names a form whose settings sheet does not: ODK takes the file's name without its suffix.
    """
    file_type = file_type.lower()
    if file_type not in FILE_TYPES:
        return _refused(f"A form is one of {', '.join(FILE_TYPES)}; this file is {file_type or 'without a suffix'}.")
    if not content:
        return _refused("The file is empty.")
    if len(content) > MAX_BYTES:
        return _refused(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    try:
        return _answer(ask_child(_CHILD, content, [file_type, fallback_form_id], timeout))
    except subprocess.TimeoutExpired:
        return _refused(f"The form was not read within {timeout:g} seconds; it is too large or damaged.")


def ask_child(child: Path, content: bytes, arguments: list[str], timeout: float) -> bytes:
    """What the child, a Python file, wrote; nothing when it died of its limits.

    It answers into a file, not a pipe, so that its own limit on file size also bounds what is read here. `-I` keeps the
    current folder and PYTHON* variables out of it, its import path is ours, and its environment holds no secrets.
    """
    import_path = json.dumps([str(Path(entry).resolve()) for entry in sys.path if entry])
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(child), *arguments, str(math.ceil(timeout)), import_path]
    with tempfile.TemporaryFile() as answer:
        subprocess.run(  # noqa: S603 - our own interpreter and file; the form goes to its standard input
            command,
            input=content,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
            cwd=tempfile.gettempdir(),
            env={key: os.environ[key] for key in ("SYSTEMROOT", "LD_LIBRARY_PATH") if key in os.environ},
        )
        answer.seek(0)
        return answer.read()


def _answer(written: bytes) -> Converted | Refused:
    try:
        answer = json.loads(written)
        if "problems" in answer:
            return Refused(_problems(answer["problems"]))
        return Converted(
            xform_xml=str(answer["xform_xml"]),
            form_id=str(answer["form_id"]),
            version=str(answer["version"]),
            title=str(answer["title"]),
            warnings=_problems(answer["warnings"]),
        )
    except (ValueError, KeyError, TypeError):
        return _refused("The form needs too much memory or time to read; it is too large or damaged.")


def _problems(listed: Sequence[dict[str, Any]]) -> tuple[FormProblem, ...]:
    return tuple(FormProblem(each["message"], each["sheet"], each["row"], each["column"]) for each in listed)


def _refused(message: str) -> Refused:
    return Refused((FormProblem(message),))
