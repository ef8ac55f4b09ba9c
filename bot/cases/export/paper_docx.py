"""The briefing as a .docx, to be written on in a word processor."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.cases.export.paper import Paper, PaperTable, Stub

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NARROW = 9  # points, the letters of a table
_FACE = "Arial"  # it has the Kazakh letters wherever there is a word processor
_ACROSS, _MARGIN = 297, 18  # millimetres of A4
_WIDEST = 44  # letters of a column that is given no more room than another for having more
_SOFT = (0x5B, 0x68, 0x75)


def write_docx(path: Path, paper: Paper, now: datetime) -> None:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    _set_up(document, paper, now)
    document.add_heading(_plain(paper.title), 0)
    _soft(document, paper.subtitle)
    document.add_paragraph(_plain(paper.notice), "Intense Quote")
    document.add_heading(_plain(paper.method_title), 1)
    _grid(document, (), paper.method)
    _soft(document, paper.method_note).paragraph_format.space_before = Pt(6)
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
    section.page_width, section.page_height = Mm(_ACROSS), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        _in_our_face(document.styles[name])


def _in_our_face(style: Any) -> None:
    """The template's styles name the fonts of its theme, and those go first (ECMA-376, 17.3.2.26)."""
    from docx.oxml.ns import qn

    style.font.name = _FACE
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FACE)
        fonts.attrib.pop(qn(f"w:{script}Theme".replace("csTheme", "cstheme")), None)


def _soft(document: Any, text: str) -> Any:
    from docx.shared import RGBColor

    paragraph = document.add_paragraph()
    paragraph.add_run(_plain(text)).font.color.rgb = RGBColor(*_SOFT)
    return paragraph


def _table(document: Any, table: PaperTable) -> None:
    document.add_heading(_plain(table.title), 1)
    if table.note:
        _soft(document, table.note).paragraph_format.keep_with_next = True
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
        if header and at < len(header):
            run.bold = cells[at].paragraphs[0].paragraph_format.keep_with_next = True
    _set_widths(made, cells, every)
    for row in made._tbl.tr_lst:
        _mark(row, "w:cantSplit")  # ECMA-376, 17.4.6
    if header:
        _mark(made._tbl.tr_lst[0], "w:tblHeader")  # it stands again on every page (17.4.78)


def _set_widths(made: Any, cells: Sequence[Any], rows: tuple[tuple[str, ...], ...]) -> None:
    """As wide as what stands in them asks for; a word processor that reckons for itself may do it better."""
    from docx.shared import Mm

    asked = [min(_WIDEST, max(_letters(row[at]) for row in rows)) for at in range(len(rows[0]))]
    widths = [Mm((_ACROSS - 2 * _MARGIN) * one / sum(asked)) for one in asked]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for at, cell in enumerate(cells):
        cell.width = widths[at % len(widths)]


def _letters(text: str) -> int:
    """What a cell asks for: its longest word, or some three lines of it."""
    return 2 + max(len(text) // 3, *(len(word) for word in text.split()), 4)


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row.get_or_add_trPr().append(OxmlElement(name))


def _stub(document: Any, stub: Stub, references: str) -> None:
    document.add_heading(_plain(stub.heading), 2)
    told = [document.add_paragraph(_plain(" ".join(stub.sentences)))]
    told += [document.add_paragraph(_plain(quote), "Quote") for quote in stub.quotes]
    for one in told:
        one.paragraph_format.keep_with_next = True  # what it rests on stands below it, on the same page
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
