"""What the card of the SMS line says: letters, the numbers of questions, how answers are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.forms.model import Form, Kind, Question

LETTERS = "ABCEHKMPTX"  # the same on a Latin and a Cyrillic keyboard; O is too like a zero
LIKE_LATIN = str.maketrans("АВЕКМНОРСТУХІЅ", "ABEKMHOPCTYXIS")
YES, NO, UNSEEN = frozenset("YДИDI1"), frozenset("NНHЖJ0"), frozenset("-–—?_")
TOLD = frozenset(
    {Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}
)
TIMES = frozenset({Kind.TIME, Kind.DATETIME})
_CLOCK = re.compile(r"(\d{1,2})[:.Hч](\d\d)|(\d{1,2})(\d\d)")


def fold(text: str) -> str:
    """Capital, Latin where a letter looks Latin; as long as the text was."""
    raised = "".join(sign.upper() if len(sign.upper()) == 1 else sign for sign in text)
    return raised.translate(LIKE_LATIN)


def asked(form: Form) -> tuple[Question, ...]:
    """The questions that can be answered by number, in their order: the first is 1."""
    return tuple(one for one in form.questions if one.kind in TOLD and one.readonly is None)


def in_row(form: Form) -> tuple[Question, ...]:
    """The questions of the row of letters."""
    return tuple(one for one in asked(form) if one.kind is Kind.SELECT_ONE and can(one, "yes") and can(one, "no"))


def can(question: Question, name: str) -> bool:
    return any(choice.name == name for choice in question.choices)


def in_row_of(question: Question) -> tuple[Question, ...]:
    return (question,) if question.kind is Kind.SELECT_ONE and can(question, "yes") and can(question, "no") else ()


def yes_no(question: Question, sign: str) -> str:
    """A dash is "not observed" where that is an answer, else none."""
    if sign in YES:
        return "yes"
    if sign in NO:
        return "no"
    return next((name for name in ("not_observed", "dont_know") if can(question, name)), "") if sign in UNSEEN else ""


def when(form: Form) -> Question | None:
    named = form.question("occurred_at")
    return named or next((one for one in asked(form) if one.kind in TIMES), None)


def clock(token: str) -> str:
    found = _CLOCK.fullmatch(token)
    if not found:
        return ""
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def written(question: Question, value: str) -> str:
    """Digits alone are a time or a day where one is asked for."""
    if question.kind in TIMES:
        if re.fullmatch(r"\d{8}", value):
            return f"{value[:2]}.{value[2:4]} {value[4:6]}:{value[6:]}"
        return clock(value) or value
    if question.kind is Kind.DATE and re.fullmatch(r"\d{4}(\d{4})?", value):
        return ".".join(part for part in (value[:2], value[2:4], value[4:]) if part)
    return value


def check_figure(text: str) -> str:
    """The last figure of the sum of all digits: easy to make by hand, and one wrong digit changes it.

    Of the observer's number and everything after the form's letter up to the check.
    """
    return str(sum(int(sign) for sign in text.partition("#")[0] if sign.isascii() and sign.isdigit()) % 10)


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def write(letter: str, form: Form, observer: str, station: str, values: Mapping[str, str], check: bool = False) -> str:
    """The line that says these written answers; `parse` reads the same values from it."""
    numbers = {question.name: number for number, question in enumerate(asked(form), 1)}
    parts = [f"{numbers[name]}={_brief(form, name, value)}" for name, value in values.items() if name in numbers]
    head = " ".join([observer, *([station] if station else []), letter, *parts])
    figure = f" #{check_figure(' '.join([observer, *parts]))}" if check else ""
    words = values.get("description", "")
    return f"BQ {head}{figure}" + (f" * {words}" if words else "")


def _brief(form: Form, name: str, value: str) -> str:
    question = form.by_name[name]
    if question.kind in TIMES or question.kind is Kind.DATE:
        return re.sub(r"\D", "", value)
    return value
