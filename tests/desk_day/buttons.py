"""What the desk's buttons do, by their callback data: the one place to change when a button changes."""

from __future__ import annotations

import re

from bot.sandbox.model import Message

ALERT, REPORT, QUESTION = r"a:(?P<n>\d+)", r"w:(?P<n>\d+)", r"w:q:(?P<n>\d+)"

# Patterns; their number is of an alert, of a report or of a question.
CARD = r"o:(?P<n>\d+)"  # ⋯ More: only the card itself has it; the number is the report's
LINE = rf"{ALERT}:show"  # the line that rings below a card
CLAIM = rf"{ALERT}:(claim|take)"  # on the card, and on a line
RESOLVE = rf"{ALERT}:resolve"
OUTCOME = rf"{ALERT}:done:dealt_with"
REOPEN = rf"{ALERT}:reopen"
PHOTOS = rf"{ALERT}:photos"
OF_ALERT = rf"{ALERT}:\w+(:\w+)?"
ASKED_TO_WRITE = rf"{REPORT}:stop"
ANSWERED = rf"{REPORT}:more"
ANSWER = rf"{QUESTION}:answer"
ANSWERING = rf"{QUESTION}:no"

VERDICTS = {"confirmed": "media", "rejected": "mistake"}  # with a reason for each
FOLLOW_UPS = {"needs_follow_up": "visit", "not_applicable": "information"}


def resolve(alert: int) -> str:
    return f"a:{alert}:resolve"


def outcome(alert: int, how: str) -> str:
    """`how`: dealt_with, nothing."""
    return f"a:{alert}:done:{how}"


def photos(alert: int) -> str:
    return f"a:{alert}:photos"


def ask(report: int) -> str:
    return f"w:{report}:ask"


def page(report: int) -> str:
    return f"o:{report}"


def judge(report: int, which: str, *chosen: str) -> str:
    """`which`: ver, fol; then what, then why."""
    return ":".join(("w", str(report), which, *chosen))


def answer(question: int) -> str:
    return f"w:q:{question}:answer"


def cannot(question: int) -> str:
    return f"w:q:{question}:no"


def data_of(message: Message, pattern: str) -> str:
    """Of the first button that does so."""
    return next(d for b in message.inline_buttons if re.fullmatch(pattern, d := str(b.get("callback_data", ""))))


def number(message: Message, pattern: str) -> int | None:
    """Of what the button with such data is; None without one."""
    for button in message.inline_buttons:
        found = re.fullmatch(pattern, str(button.get("callback_data", "")))
        if found:
            return int(found["n"])
    return None


def shows(message: Message, pattern: str) -> bool:
    return number(message, pattern) is not None


def is_card(message: Message) -> bool:
    """Also while it asks how the report is to be closed."""
    return shows(message, CARD) or shows(message, OUTCOME)
