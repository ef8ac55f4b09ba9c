"""The briefing as a .docx, to be written on in a word processor."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.cases.export.paper import Paper, PaperTable, Stub

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NARROW = 9  # points, the letters of a table
_SOFT = (0x5B, 0x68, 0x75)


def write_docx(path: Path, paper: Paper, now: datetime) -> None:
    from docx import Document

    document = Document()
    _set_up(document, paper, now)
    document.add_heading(_plain(paper.title), 0)
    _soft(document, paper.subtitle)
    document.add_paragraph(_plain(paper.notice), "Intense Quote")
    document.add_heading(_plain(paper.method_title), 1)
    _grid(document, (), paper.method)
    _soft(document, paper.method_note)
    for table in paper.tables:
        _table(document, table)
    document.add_heading(_plain(paper.stubs_title), 1)
    _soft(document, paper.stubs_note)
    for stub in paper.stubs:
        _stub(document, stub, paper.references)
    _soft(document, paper.footer)
    _save(document, path, now)


def _set_up(document: Any, paper: Paper, now: datetime) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    properties = document.core_properties
    properties.author = properties.last_modified_by = "Baqylau"
    properties.title, properties.comments = _plain(paper.title), ""
    properties.created = properties.modified = now.replace(tzinfo=None)
    properties.language = paper.language.value
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE  # for the tables
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)


def _soft(document: Any, text: str) -> Any:
    from docx.shared import RGBColor

    paragraph = document.add_paragraph()
    paragraph.add_run(_plain(text)).font.color.rgb = RGBColor(*_SOFT)
    return paragraph


def _table(document: Any, table: PaperTable) -> None:
    document.add_heading(_plain(table.title), 1)
    if table.note:
        _soft(document, table.note)
    if table.rows:
        _grid(document, table.header, table.rows)
    else:
        document.add_paragraph(_plain(table.empty))


def _grid(document: Any, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """The cells are taken once: python-docx counts them anew at every question for one."""
    from docx.shared import Pt

    every = ((header,) if header else ()) + rows
    made = document.add_table(len(every), len(every[0]), "Table Grid")
    cells = made._cells
    for at, text in enumerate(text for row in every for text in row):
        run = cells[at].paragraphs[0].add_run(_plain(text))
        run.font.size = Pt(_NARROW)
        run.bold = bool(header) and at < len(header)
    if header:
        _repeat(made.rows[0])


def _repeat(row: Any) -> None:
    """The header stands again on every page (ECMA-376, 17.4.78)."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _stub(document: Any, stub: Stub, references: str) -> None:
    document.add_heading(_plain(stub.heading), 2)
    document.add_paragraph(_plain(" ".join(stub.sentences)))
    for quote in stub.quotes:
        document.add_paragraph(_plain(quote), "Quote")
    paragraph = _soft(document, f"{references} {', '.join(stub.references)}.")
    if stub.remark:
        paragraph.add_run(" " + _plain(stub.remark)).bold = True


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return _UNWRITABLE.sub("�", text)


def _save(document: Any, path: Path, now: datetime) -> None:
    """With the time of the export in place of the clock's, so that the same content is the same bytes."""
    raw = io.BytesIO()
    document.save(raw)
    moment = (now.year, now.month, now.day, now.hour, now.minute, now.second)
    with ZipFile(raw) as made, ZipFile(path, "w", ZIP_DEFLATED) as dated:
        for entry in made.infolist():
            info = ZipInfo(entry.filename, moment)
            info.compress_type = ZIP_DEFLATED
            dated.writestr(info, made.read(entry))
