"""The short words on buttons: an action names the place it was offered at, so that a stale one can be told.

`c5.3` is choice 3 (of the unfiltered list) of question 5; of several, `c5.3.1` sets it and `c5.3.0` unsets it, so that
a doubled tap does no more than a single one. The review's place is `v`. A day is written as a number, 20210110, a
month as 202101, an hour of a day as 2021011014. All are ASCII, at most 24 bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

REVIEW = "v"
_ACTION = re.compile(r"([a-z])(v|\d{1,5})(?:\.(\d{1,10}))?(?:\.([01]))?", re.ASCII)

CHOOSE, DONE, SKIP, CLEAR, NOW, REMOVE = "c", "d", "s", "l", "t", "r"
BACK, CANCEL, PAGE, EDIT, TO_REVIEW, CONTINUE, SUBMIT = "b", "x", "p", "e", "w", "g", "u"
YES, NO, SHOW_ALL = "y", "n", "a"
AGO, DAY, MONTH, HOUR, SO, NOT_SO = "m", "i", "k", "h", "f", "o"
TAKE, APART = "j", "z"


@dataclass(frozen=True, slots=True)
class Action:
    """`where` is the question's index or "v"; `number` a choice, a page, a count, a time; `on` set or unset."""

    sign: str
    where: str
    number: int | None = None
    on: bool | None = None


def written(sign: str, where: int | str, number: int | None = None, on: bool | None = None) -> str:
    text = f"{sign}{where}"
    if number is not None:
        text += f".{number}"
    return text if on is None else f"{text}.{int(on)}"


def read_action(text: str) -> Action | None:
    """None for anything no screen ever offered."""
    found = _ACTION.fullmatch(text)
    if not found:
        return None
    sign, where, number, on = found.groups()
    return Action(sign, where, int(number) if number else None, on == "1" if on else None)
