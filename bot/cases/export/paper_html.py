"""The briefing as one page of HTML that needs nothing else: no script, no address, and it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bot.cases.export.paper import Paper, PaperTable, Stub

_STYLE = """
:root { --ink: #1c2733; --soft: #5b6875; --line: #cfd8e0; --wash: #eef3f7; --mark: #9a5b00; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.5rem 4rem; color: var(--ink);
  font: 16px/1.5 "Noto Sans", "Segoe UI", "DejaVu Sans", Arial, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.4rem 0 .6rem; font-size: 1.25rem; border-bottom: 2px solid var(--line); padding-bottom: .25rem; }
h3 { margin: 1.6rem 0 .3rem; font-size: 1.05rem; }
p { margin: .4rem 0; }
.soft { color: var(--soft); }
.notice { margin: 1.2rem 0; padding: .8rem 1rem; border-left: 5px solid var(--mark); background: #fff7ea; }
.method { background: var(--wash); padding: .4rem 1.2rem 1rem; border-radius: 6px; }
.method h2 { border: 0; margin: .8rem 0 .4rem; }
dl { display: grid; grid-template-columns: minmax(14rem, 2fr) 3fr; gap: .15rem 1rem; margin: 0 0 .6rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--wash); font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td:last-child { overflow-wrap: anywhere; }
blockquote { margin: .4rem 0 .4rem 1rem; padding-left: .8rem; border-left: 3px solid var(--line); }
.remark { color: var(--mark); font-weight: 600; }
.stub { break-inside: avoid; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .6rem; font-size: .85rem; }
@page { size: A4 landscape; margin: 16mm; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } .wide { overflow: visible; }
  table { font-size: 8.5pt; } th, td { padding: .25rem .35rem; overflow-wrap: break-word; }
  tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
"""


def as_html(paper: Paper) -> str:
    return "\n".join(_lines(paper)) + "\n"


def _lines(paper: Paper) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{paper.language.value}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{escape(paper.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f'<h1>{escape(paper.title)}</h1>\n<p class="soft">{escape(paper.subtitle)}</p>'
    yield f'<p class="notice">{escape(paper.notice)}</p>'
    yield f'<section class="method">\n<h2>{escape(paper.method_title)}</h2>\n<dl>'
    yield from (f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in paper.method)
    yield f'</dl>\n<p class="soft">{escape(paper.method_note)}</p>\n</section>'
    for table in paper.tables:
        yield from _table(table)
    yield f'<h2>{escape(paper.stubs_title)}</h2>\n<p class="soft">{escape(paper.stubs_note)}</p>'
    for stub in paper.stubs:
        yield from _stub(stub, paper.references)
    yield f'<footer class="soft">{escape(paper.footer)}</footer>\n</body>\n</html>'


def _table(table: PaperTable) -> Iterator[str]:
    yield f"<h2>{escape(table.title)}</h2>"
    if table.note:
        yield f'<p class="soft">{escape(table.note)}</p>'
    if not table.rows:
        yield f"<p>{escape(table.empty)}</p>"
        return
    yield '<div class="wide"><table>\n<thead><tr>' + "".join(f"<th>{escape(name)}</th>" for name in table.header)
    yield "</tr></thead>\n<tbody>"
    yield from (_row(row) for row in table.rows)
    yield "</tbody></table></div>"


def _row(row: Sequence[str]) -> str:
    cells = (f'<td class="number">{cell}</td>' if cell.isdecimal() else f"<td>{escape(cell)}</td>" for cell in row)
    return f"<tr>{''.join(cells)}</tr>"


def _stub(stub: Stub, references: str) -> Iterator[str]:
    yield f'<section class="stub">\n<h3>{escape(stub.heading)}</h3>'
    yield f"<p>{escape(' '.join(stub.sentences))}</p>"
    yield from (f"<blockquote>{escape(quote)}</blockquote>" for quote in stub.quotes)
    remark = f' <span class="remark">{escape(stub.remark)}</span>' if stub.remark else ""
    codes = ", ".join(stub.references)
    yield f'<p class="soft">{escape(references)} {escape(codes)}.{remark}</p>\n</section>'
