"""The child process of `xlsform.py`: one spreadsheet on standard input, one JSON answer on standard output.

Run as a file, never imported by the bot: it knows nothing of the bot, and pyxform is imported only here. Whatever goes
wrong becomes a refusal in words; what the limits kill leaves no answer, which the parent reads as "too large".
"""

import contextlib
import dataclasses
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

MEMORY = 1024 * 1024 * 1024
ANSWER = 32 * 1024 * 1024
UNPACKED = 64 * 1024 * 1024  # of an .xlsx: a zip of a few hundred kilobytes can unpack to gigabytes
ZIP_ENTRIES = 1000

Row = dict[str, str]
Problem = dict[str, str | int | None]

# "[row : 5] On the 'survey' sheet, the 'name' value 'a' is invalid. Names must …  Learn more: …"
_ROW = re.compile(r"^\[row : (\d+)\] *")
_PLACE = re.compile(r"^On the '(\w+)' sheet, the '([^']+)' value(?: '([^']*)')? is (?:invalid|problematic)\. *")
_HEADERS = re.compile(r"^Invalid headers provided for sheet: '(\w+)'\. *")
_LEARN_MORE = re.compile(r" *(?:Learn more: \S+|Please ensure that .*)$", re.DOTALL)

# What pyxform says without naming a column (and sometimes no row): the column it means, and in which column of the
# survey sheet the quoted word is found.
_SURVEY_MESSAGES = (
    (re.compile(r"^Unknown question type '(?P<word>.*)'"), "type", "type"),
    (re.compile(r"^The survey element named '(?P<word>.*)' has no label"), "label", "name"),
    (re.compile(r"^List name not in choices sheet: (?P<word>.*)$"), "type", None),
    (re.compile(r"^Question with no type"), "type", None),
    (re.compile(r"^Question or group with no name"), "name", None),
    (re.compile(r"^Missing calculation"), "calculation", None),
    (re.compile(r"^Unmatched '(?:begin|end)_"), "type", None),
)

# ODK Collect shrinks photos by this parameter; Telegram does it by itself.
_ADVICE_FOR_OTHERS = "max-pixels"


class UnreadableFormError(Exception):
    """The sentence is for the person who sent the file."""


def main(arguments: list[str]) -> None:
    file_type, fallback_form_id, seconds, import_path = arguments
    _limit(int(seconds))
    sys.path[:] = json.loads(import_path)
    with contextlib.redirect_stdout(sys.stderr):
        answer = _answer(sys.stdin.buffer.read(), file_type, fallback_form_id)
    sys.stdout.write(json.dumps(answer))


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's timeout remains
        return
    wanted = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: ANSWER,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # a stricter limit is already in force, or the system has none
            resource.setrlimit(kind, (limit, limit))


def _answer(content: bytes, file_type: str, fallback_form_id: str) -> dict[str, Any]:
    survey: list[Row] = []
    try:
        book = _read(content, file_type)
        book["fallback_form_name"] = fallback_form_id
        survey = [{key.strip().lower(): value for key, value in row.items()} for row in book["survey"] or ()]
        return _convert(book, survey)
    except UnreadableFormError as problem:
        return {"problems": [_problem(str(problem))]}
    except BaseException as error:  # pyxform raises its own errors, and bare ones of any kind
        return {"problems": [_located(_sentence(error, file_type), survey)]}


def _read(content: bytes, file_type: str) -> dict[str, Any]:
    """The sheets as rows of cells by header, read once for pyxform and for telling where something is wrong."""
    from pyxform.xls2json_backends import get_xlsform

    if file_type == ".xlsx":
        _refuse_zip_bomb(content)
    elif file_type in {".md", ".csv"}:
        content = _decoded(content).encode()
    book = get_xlsform(content, file_type=file_type)
    return {field.name: getattr(book, field.name) for field in dataclasses.fields(book)}


def _refuse_zip_bomb(content: bytes) -> None:
    """By the sizes the archive declares: zipfile never unpacks more of an entry than it declares."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise UnreadableFormError("This is not an .xlsx spreadsheet, or it is damaged.") from None
    if len(entries) > ZIP_ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise UnreadableFormError(f"The spreadsheet unpacks to more than {UNPACKED // 1024 // 1024} MB.")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")  # Excel begins its CSV with a byte order mark
    except UnicodeDecodeError:
        raise UnreadableFormError("The file is not text in UTF-8. Save it again as UTF-8.") from None


def _convert(book: dict[str, Any], survey: list[Row]) -> dict[str, Any]:
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    xform = convert(book, warnings=warnings).xform
    if not survey:
        return {"problems": [_problem("The form asks nothing: this sheet has no rows.", sheet="survey")]}
    said = _identity(xform)
    if re.search(r"\s", said["form_id"]):
        return {"problems": [_problem("The form_id must not contain spaces.", "settings", 2, "form_id")]}
    kept = [_located(warning, survey) for warning in warnings if _ADVICE_FOR_OTHERS not in warning]
    return {"xform_xml": xform, **said, "warnings": kept}


def _identity(xform: str) -> dict[str, str]:
    """As the XForm itself says it: the first child of the primary instance carries id and version."""
    root = ElementTree.fromstring(xform)  # noqa: S314 - pyxform has just written it
    title = root.findtext("{*}head/{*}title", default="")
    primary = root.find("{*}head/{*}model/{*}instance/*")
    attributes: Mapping[str, str] = {} if primary is None else primary.attrib
    return {"form_id": attributes.get("id", ""), "version": attributes.get("version", ""), "title": title}


def _sentence(error: BaseException, file_type: str) -> str:
    from pyxform.errors import PyXFormError

    if isinstance(error, PyXFormError):
        text = str(error)
        not_a_form = "was not recognized as a supported type" in text
        return f"This cannot be read as an XLSForm in {file_type}." if not_a_form else text
    if isinstance(error, MemoryError):
        return "The form needs too much memory to read."
    if isinstance(error, IndexError) and file_type == ".md":
        return "A row has more cells than the header of its table."
    return f"This is not laid out as an XLSForm ({type(error).__name__})."


def _located(text: str, survey: list[Row]) -> Problem:
    """pyxform's sentence without its address, and the address: what it names, or where its word stands in the sheet."""
    numbered = _ROW.match(text)
    row = int(numbered[1]) if numbered else None
    text = _LEARN_MORE.sub("", _ROW.sub("", text))
    if place := _PLACE.match(text):
        sheet, column, value = place.groups()
        rest = text[place.end() :]
        return _problem(f"“{value}”: {rest}" if value else rest, sheet, row, column)
    if headers := _HEADERS.match(text):
        return _problem(text[headers.end() :], headers[1], 1)
    for pattern, column, searched in _SURVEY_MESSAGES:
        if found := pattern.match(text):
            row = row or (_row_with(found["word"], searched, survey) if searched else None)
            return _problem(text.split("\n")[0], "survey", row, column)
    return _problem(text, _sheet_named(text, row), row)


def _row_with(word: str, column: str, survey: Iterable[Row]) -> int | None:
    """Rows are counted as the spreadsheet does: the header is the first."""
    for number, cells in enumerate(survey, start=2):
        if str(cells.get(column, "")).strip() == word:
            return number
    return None


def _sheet_named(text: str, row: int | None) -> str | None:
    """A sentence with a row and no sheet is about the survey sheet."""
    if "a choices sheet" in text:
        return "choices"
    return "survey" if row or "sheet named 'survey'" in text else None


def _problem(message: str, sheet: str | None = None, row: int | None = None, column: str | None = None) -> Problem:
    return {"message": message.strip(), "sheet": sheet, "row": row, "column": column}


if __name__ == "__main__":
    main(sys.argv[1:])
