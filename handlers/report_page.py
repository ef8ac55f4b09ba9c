"""A report's page at the desk: everything about it, and everything that can be done with it.

The parts of the desk add to it: each gives the lines and the buttons it has for a report and this reader. A page is
opened below (`o:<seq>`, from a card) or in the place of the list it was chosen from; what is longer than a message has
several pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from bot.cases.seeing import may_see
from bot.text import Words
from handlers import (
    maybe_same,
    paging,
    render_climbing,
    render_complaints,
    render_judging,
    render_records,
    report_lines,
)
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage
from handlers.render_practice import marked
from handlers.vocabulary import ACTIONS
from storage import reports
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import ReportRow

Lines = Callable[[Tx, House, Chat, ReportRow, Words], list[str]]
Buttons = Callable[[Tx, House, Chat, ReportRow, Words], list[Button]]

# Telegram HTML; a line is shorter than 3,000 units (`paging.wrapped` sees to it)
LINES: tuple[Lines, ...] = (
    report_lines.head,
    report_lines.times,
    report_lines.people_lines,
    report_lines.alert_lines,
    render_judging.standing_lines,
    maybe_same.lines,
    report_lines.story,
    report_lines.answers,
    report_lines.files,
    report_lines.calls,
    render_records.lines,
    render_complaints.line,
)
ROWS: tuple[Buttons, ...] = (  # each makes one row
    report_lines.alert_row,
    render_climbing.hand_buttons,
    render_judging.judge_buttons,
    render_judging.talk_buttons,
    maybe_same.page_buttons,
    maybe_same.page_event,
    render_records.buttons,
    report_lines.look_row,
    report_lines.call_row,
    render_complaints.button,
)


def report_page(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The subject is the report's UUID; `edit` a message that turns into the page, `page` which one from 0, `back`
    the state of the list that it goes back to. Only in a private chat: a group has no member.
    """
    report = reports.find(tx, UUID(letter.subject))
    if report is None or chat.member is None or not may_see(tx, chat, chat.member, report):
        return None
    lines = [line for part in LINES for line in part(tx, house, chat, report, words) if line]
    pages = paging.pages(lines)
    shown = min(letter.params.get("page") or 0, len(pages) - 1)
    back = letter.params.get("back") or ""
    made = [part(tx, house, chat, report, words) for part in ROWS]
    rows = tuple(tuple(_coming_back(one, report, back) for one in row) for row in made if row)
    text = marked(pages[shown], report.practice, words)
    buttons = (*turner(report, shown, len(pages), back), *rows, *_back(back, words))
    return TextMessage(text, buttons, edit=letter.params.get("edit"), protect=True)


def turner(report: ReportRow, shown: int, of: int, back: str, sign: str = "") -> Rows:
    """`sign` stands before the number of the page in the button's data."""
    return paging.turner(shown, of, lambda page: f"o:{report.seq}:{sign}{page}:{back}")


def _coming_back(button: Button, report: ReportRow, back: str) -> Button:
    """A button of the page itself keeps where ⬅ goes."""
    own = button.data.startswith(f"o:{report.seq}:") and back
    return replace(button, data=f"{button.data}:{back}") if own else button


def _back(back: str, words: Words) -> Rows:
    return ((Button(words.named(ACTIONS["back"]), f"o:l:{back}"),),) if back else ()
