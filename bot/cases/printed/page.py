"""What every printed page has: A4, one file that needs nothing else, no script and no address in it."""

from __future__ import annotations

from html import escape

_FONT = '"Noto Sans", "Segoe UI", "DejaVu Sans", Arial, "Noto Color Emoji", sans-serif'
_STYLE = f"""
@page {{ size: A4; margin: 0; }}
* {{ box-sizing: border-box; margin: 0; }}
html {{ background: #fff; color: #000; font: 10pt/1.35 {_FONT}; print-color-adjust: exact; }}
.page {{ width: 210mm; height: 296.5mm; overflow: hidden; break-after: page; margin: 0 auto; }}
.page:last-child {{ break-after: auto; }}
@media screen {{ html {{ background: #8b949e; }} .page {{ background: #fff; margin: 6mm auto; }} }}
"""


def document(language: str, title: str, style: str, body: str) -> str:
    """`body` is HTML already; `language` that of the page as a whole."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
