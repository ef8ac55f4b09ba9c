"""The review of a report as one message: a page of numbered answers, and a button for each."""

from __future__ import annotations

from bot.core.forms import ReviewRow, Screen
from bot.core.forms.walk import ROWS
from bot.text import Words
from handlers.messages import Button, Rows, bold, italic, plain, shorten, units, with_colon

MOST_LABEL = 70
ROOM = 2600  # for labels and answers of a page; numbers, signs and spaces take up to ten letters a row more
EDITS_IN_A_ROW = 5


def review(shown: Screen, words: Words, aloud: bool = False) -> list[str]:
    """What was answered, or must be, on numbered lines; long answers are cut to fit one message.

    `aloud`: it is read back to whoever told it.
    """
    rows = on_page(shown)
    a_row = ROOM // max(1, len(rows))  # letters for a label and its answer, with the number and signs left out
    label = min(MOST_LABEL, a_row // 2)
    room = max(8, (ROOM - sum(min(units(row.label), label) for row in rows)) // max(1, len(rows)))
    ask = words.say("Please check. If all is right, submit. To change an answer, tap its number.")
    if aloud:
        ask = words.say("Read this aloud and ask: is it right? Then submit. To change an answer, tap its number.")
    lines = [bold(ask)]
    if shown.pages > 1:
        lines.append(plain(words.say("Page {page} of {pages}", page=shown.page + 1, pages=shown.pages)))
    return lines + [_row(row, label, room, words) for row in rows]


def on_page(shown: Screen) -> list[ReviewRow]:
    return [row for row in shown.rows if row.told][shown.page * ROWS : (shown.page + 1) * ROWS]


def edits(shown: Screen, prefix: str) -> Rows:
    """A row's number is its place in the form, so that it stays the same when other answers come and go."""
    buttons = [Button(f"✏ {row.number}", prefix + row.action) for row in on_page(shown) if row.action]
    return tuple(tuple(buttons[at : at + EDITS_IN_A_ROW]) for at in range(0, len(buttons), EDITS_IN_A_ROW))


def _row(row: ReviewRow, longest: int, room: int, words: Words) -> str:
    label = f"{row.number}. {plain(with_colon(shorten(row.label, longest)))}"
    if row.attachments:
        return f"{label} {bold(f'📎 {row.attachments}')}"
    if row.value:
        return f"{label} {bold(shorten(row.value, room))}"
    nothing = words.say("no answer")  # not inside an f-string: the catalogues would not find it there
    return f"⚠ {label} {italic(nothing)}"
