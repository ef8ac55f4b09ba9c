"""A shipped sample, from its text to a .docx: `>` begins a line on the right, `#` a heading, `-` a request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

MARK = "ҮЛГІ, заң кеңесі емес · ОБРАЗЕЦ, не юридическая консультация · SAMPLE, not legal advice"


def write_sample(text: str, path: Path) -> None:
    from docx import Document
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Mm(30),
        Mm(15),
        Mm(20),
        Mm(20),
    )
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "Baqylau"
    properties.title, properties.comments = MARK, ""
    _mark(section.header.paragraphs[0])
    for line in text.strip().splitlines():
        _write(document, line)
    document.save(str(path))


def _mark(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(MARK)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(10), RGBColor(0xB0, 0x20, 0x20)


def _write(document: Any, line: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    match line[:1]:
        case ">":
            paragraph = document.add_paragraph(line[1:].strip())
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.space_after = Mm(75), 0
        case "#":
            paragraph = document.add_paragraph()
            paragraph.add_run(line[1:].strip()).bold = True
            paragraph.paragraph_format.space_before = Pt(12)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        case "-":
            document.add_paragraph(line[1:].strip(), "List Number")
        case _:
            document.add_paragraph(line.strip())
