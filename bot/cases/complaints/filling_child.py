"""The child process of `filling.py`: a .docx and the values on standard input, a filled .docx on standard output.

Run as a file, never imported by the bot. Templates come from outside: no macros, nothing that refers outside the file,
nothing that unpacks to gigabytes. Whatever goes wrong becomes a sentence; what the limits kill leaves no answer.
"""

import base64
import contextlib
import io
import json
import re
import sys
import zipfile
from typing import Any

MEMORY = 512 * 1024 * 1024
ANSWER = 32 * 1024 * 1024
SECONDS = 20
UNPACKED = 64 * 1024 * 1024
ENTRIES = 500
FIELD = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
HALF_FIELD = re.compile(r"\{\{|\}\}")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
MACROS = re.compile(r"vbaProject|activeX|/embeddings/|\.bin$", re.IGNORECASE)


class BadTemplateError(Exception):
    """The sentence is for whoever edits the templates."""


def main(import_path: str) -> None:
    _limit()
    sys.path[:] = json.loads(import_path)
    asked = json.loads(sys.stdin.buffer.read())
    with contextlib.redirect_stdout(sys.stderr):
        try:
            answer = _fill(base64.b64decode(asked["docx"]), asked["values"], asked["blank"])
        except BadTemplateError as problem:
            answer = {"problem": str(problem)}
        except BaseException:  # python-docx and lxml raise many kinds for a broken file
            answer = {"problem": "it is no .docx file, or it is damaged"}
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's timeout remains
        return
    wanted = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_AS: MEMORY, resource.RLIMIT_FSIZE: ANSWER}
    for kind, limit in wanted.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def _fill(content: bytes, values: dict[str, str], blank: str) -> dict[str, Any]:
    from docx import Document

    _refuse_what_is_dangerous(content)
    document = Document(io.BytesIO(content))
    found: list[str] = []
    halves = False
    for root in _roots(document):
        for paragraph in root.iter(_w("p")):
            halves = _fill_paragraph(paragraph, values, blank, found) or halves
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""  # whoever wrote the template is nobody's business
    out = io.BytesIO()
    document.save(out)
    filled = base64.b64encode(out.getvalue()).decode()
    return {"docx": filled, "unknown": sorted(set(found) - set(values)), "fields": sorted(set(found)), "halves": halves}


def _refuse_what_is_dangerous(content: bytes) -> None:
    """By the sizes the archive declares: zipfile never unpacks more of an entry than it declares."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise BadTemplateError("it is no .docx file, or it is damaged") from None
    entries = archive.infolist()
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise BadTemplateError("it unpacks to more than a letter needs")
    for entry in entries:
        if MACROS.search(entry.filename):
            raise BadTemplateError("it holds macros or embedded objects; save it as a plain .docx")
        if entry.filename.endswith(".rels") and b"External" in archive.read(entry):
            raise BadTemplateError("it refers to something outside itself (a link, a linked picture); remove that")
        if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(entry):
            raise BadTemplateError("it holds a document type; save it anew as a .docx")


def _roots(document: Any) -> list[Any]:
    """The text itself, and the headers and footers of every section."""
    roots = [document.element.body]
    for section in document.sections:
        kinds = ("header", "footer", "first_page_header", "first_page_footer", "even_page_header", "even_page_footer")
        parts = [getattr(section, kind) for kind in kinds]
        roots += [part._element for part in parts if not part.is_linked_to_previous]
    return roots


def _w(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def _fill_paragraph(paragraph: Any, values: dict[str, str], blank: str, found: list[str]) -> bool:
    """Word cuts a field into pieces of its own liking: the value goes where its first piece stood.

    Returns whether half a field is left.
    """
    texts = [one for one in paragraph.iter(_w("t")) if next(one.iterancestors(_w("p"))) is paragraph]
    whole = "".join(one.text or "" for one in texts)
    halves = bool(HALF_FIELD.search(FIELD.sub("", whole)))
    for match in reversed(list(FIELD.finditer(whole))):
        found.append(match[1])
        _replace(texts, match.start(), match.end(), UNWRITABLE.sub("", values.get(match[1], blank)))
    for one in texts:
        _break_lines(one)
    return halves


def _replace(texts: list[Any], start: int, end: int, value: str) -> None:
    at = 0
    for one in texts:
        text = one.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first < last:
            one.text = text[:first] + value + text[last:]
            one.set(PRESERVE, "preserve")
            value = ""


def _break_lines(text: Any) -> None:
    """A line's end in a value is a break in the same run, in the same letters."""
    lines = (text.text or "").split("\n")
    if len(lines) == 1:
        return
    text.text = lines[0]
    after = text
    for line in lines[1:]:
        for element in (text.makeelement(_w("br"), {}), text.makeelement(_w("t"), {PRESERVE: "preserve"})):
            after.addnext(element)
            after = element
        after.text = line


if __name__ == "__main__":
    main(sys.argv[1])
