"""Invites on paper: strips to be cut out, each with a QR code that opens the bot with a link of its own.

Whoever has a strip gets in, so the sheet is guarded like money; the database knows the hash of each code only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

import segno

from bot.cases.printed.page import document
from bot.core.words import Language, Role
from bot.text import later, words_of

ACROSS, DOWN = 2, 4
MOST_ON_PAGE = ACROSS * DOWN
ROLES = {
    Role.OBSERVER: later("Observer"),
    Role.COORDINATOR: later("Coordinator"),
    Role.ADMINISTRATOR: later("Administrator"),
}
HOW = later("Point the phone's camera here, then press the button at the bottom of the chat.")
ALONE = later("For one person, once: do not pass it on.")
GUARD = later("Whoever has a strip gets in. Guard this sheet like money, delete the file when it is printed.")
_STYLE = """
.page { padding: 7mm 9mm 6mm; display: flex; flex-direction: column; }
.guard { height: 15mm; font-size: 7.5pt; line-height: 1.3; }
.guard b { float: right; font-size: 9pt; margin-left: 5mm; }
.strips { display: grid; grid-template: repeat(4, 66.5mm) / 1fr 1fr; }
.strip { border: .3mm dashed #777; padding: 3.5mm 4mm 2.5mm; overflow: hidden; display: grid;
  grid-template: auto 1fr auto / 35mm 1fr; column-gap: 4mm; margin: 0 -.3mm -.3mm 0; }
.strip svg { width: 35mm; height: 35mm; display: block; }
.who { min-width: 0; overflow-wrap: anywhere; max-height: 36mm; overflow: hidden; }
.who h2 { font-size: 17pt; line-height: 1.1; margin-bottom: 1mm; max-height: 13mm; overflow: hidden; }
.who h2.long { font-size: 11pt; }
.who p { font-size: 8.5pt; line-height: 1.25; }
.who .role { font-weight: 600; }
.who .until { margin-bottom: 1mm; }
.how { grid-column: 1 / -1; font-size: 7pt; line-height: 1.25; align-self: end; }
.how p { margin-top: .6mm; }
.link { grid-column: 1 / -1; font: 6pt/1.2 "DejaVu Sans Mono", monospace; margin-top: 1mm; overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One invite. `expires` is shown as it is, so it comes in the reader's time zone."""

    link: str
    role: Role
    expires: datetime
    region: str | None = None
    station: str | None = None
    number: str | None = None
    address: str | None = None
    practice: bool = False


def invite_sheet(tickets: Sequence[Ticket], language: Language) -> str:
    """HTML: pages of eight strips, in the order given. `language` is that of whoever prints it."""
    pages = [tickets[at : at + MOST_ON_PAGE] for at in range(0, len(tickets), MOST_ON_PAGE)]
    body = "\n".join(_page(page, number, len(pages)) for number, page in enumerate(pages, 1))
    return document(language.value, words_of(language).say("Invites"), _STYLE, body)


def _page(tickets: Sequence[Ticket], number: int, pages: int) -> str:
    strips = "\n".join(map(_strip, tickets))
    guard = "".join(_paragraph(language, GUARD) for language in Language)
    head = f'<div class="guard"><b>{number}/{pages}</b>{guard}</div>'
    return f'<section class="page">{head}\n<div class="strips">\n{strips}\n</div></section>'


def _strip(ticket: Ticket) -> str:
    how = "".join(_paragraph(language, HOW, ALONE) for language in Language)
    link = escape(ticket.link.removeprefix("https://"))
    return (
        f'<article class="strip">{qr_svg(ticket.link)}<div class="who">{_who(ticket)}</div>'
        f'<div class="how">{how}</div><div class="link">{link}</div></article>'
    )


def qr_svg(text: str) -> str:
    """As black squares with the quiet zone of four modules (ISO/IEC 18004); a seventh of it may be soiled."""
    return segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True)


def _who(ticket: Ticket) -> str:
    """What must be read comes first: a long address loses its end."""
    said = " · ".join(words_of(language).named(ROLES[ticket.role]) for language in Language)
    title = ticket.station or ticket.region or ""
    if ticket.number and ticket.number != ticket.station:
        title += f" · № {ticket.number}"
    size = ' class="long"' if len(title) > 14 else ""
    lines = [ticket.address, ticket.region if ticket.station else None]
    return (
        (f"<h2{size}>{escape(_cut(title, 45))}</h2>" if title else "")
        + f'<p class="role">{"🎓 " if ticket.practice else ""}{escape(said)}</p>'
        + f'<p class="until">⏳ {ticket.expires:%d.%m.%Y %H:%M}</p>'
        + "".join(f"<p>{escape(_cut(line, 80))}</p>" for line in lines if line)
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _paragraph(language: Language, *said: str) -> str:
    words = words_of(language)
    return f'<p lang="{language.value}">{escape(" ".join(words.named(one) for one in said))}</p>'
