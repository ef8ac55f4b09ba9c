"""The child process of `sheet_file.py`: one spreadsheet on standard input, its cells as JSON on standard output.

Run as a file, never imported by the bot. What a spreadsheet program stored is read; no formula is run.
"""

import contextlib
import io
import json
import sys
import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

MEMORY = 768 * 1024 * 1024
UNPACKED = 32 * 1024 * 1024
PARTS = 1000
COLUMNS = 300
HEADER_ROWS = 3
LONGEST_CELL = 5000  # characters: more than any answer may have, so that the form itself refuses it


def main(arguments: list[str]) -> None:
    most_rows, seconds, import_path = arguments
    _limit(int(seconds))
    sys.path[:] = json.loads(import_path)
    with contextlib.redirect_stdout(sys.stderr):
        answer = _answer(sys.stdin.buffer.read(), int(most_rows))
    sys.stdout.write(json.dumps(answer))


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's timeout remains
        return
    wanted = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_AS: MEMORY, resource.RLIMIT_FSIZE: UNPACKED}
    for kind, limit in {**wanted, resource.RLIMIT_CORE: 0}.items():
        with contextlib.suppress(ValueError, OSError):  # a stricter limit is already in force, or the system has none
            resource.setrlimit(kind, (limit, limit))


def _answer(content: bytes, most_rows: int) -> dict[str, Any]:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            return {"refused": "too_large"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _cells(content, most_rows)
    except BaseException:  # openpyxl has many ways to fail on a broken or hostile file, and all of them mean that
        return {"refused": "not_a_sheet"}


def _cells(content: bytes, most_rows: int) -> dict[str, Any]:
    """The sheet's name and its rows from the first, empty ones at the end left out."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    last = most_rows + HEADER_ROWS + 1
    rows, filled = [], 0
    for number, cells in enumerate(sheet.iter_rows(max_row=last, max_col=COLUMNS, values_only=True), start=1):
        row = [_text(value) for value in cells]
        while row and row[-1] == "":
            row.pop()
        rows.append(row)
        filled = number if row else filled
    if filled >= last:
        return {"refused": "too_large"}
    return {"sheet": str(sheet.title)[:40], "rows": rows[:filled]}


def _text(value: object) -> str | None:
    """A cell as a person reads it; None for what is no text: an error, yes or no, a length of time."""
    match value:
        case None:
            return ""
        case str():
            return None if value.startswith("#") and value.endswith(("!", "?", "/A")) else value[:LONGEST_CELL]
        case bool():
            return None
        case int():
            return str(value)[:LONGEST_CELL]
        case float():
            return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")[:LONGEST_CELL]
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}" if value.time() != time() else f"{value:%d.%m.%Y}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
