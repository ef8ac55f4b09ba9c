"""A report's page at the desk: everything about it, and everything that can be done with it.

The parts of the desk add to it: each gives the lines and the buttons it has for a report and this reader.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from bot.text import Words
from handlers import maybe_same, render_desk, render_records
from handlers.house import House
from handlers.messages import Button, Message, TextMessage
from storage import reports
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import ReportRow

Lines = Callable[[Tx, House, Chat, ReportRow, Words], list[str]]
Buttons = Callable[[Tx, House, Chat, ReportRow, Words], list[Button]]

LINES: tuple[Lines, ...] = (render_desk.report_lines, maybe_same.lines, render_records.lines)  # Telegram HTML
ROWS: tuple[Buttons, ...] = (
    maybe_same.page_buttons,
    maybe_same.page_event,
    render_records.buttons,
)  # each makes one row


def report_page(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The subject is the report's UUID; `edit` a message that turns into the page."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not chat.is_desk:
        return None
    lines = [line for part in LINES for line in part(tx, house, chat, report, words) if line]
    rows = tuple(tuple(row) for part in ROWS if (row := part(tx, house, chat, report, words)))
    return TextMessage("\n".join(lines), rows, edit=letter.params.get("edit"), protect=True)
