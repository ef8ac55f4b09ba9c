"""Choices by typing: the label in any language, its beginning, its number in the list, or the name."""

from __future__ import annotations

import re

from bot.core.forms.model import Choice, Question
from bot.core.forms.words import Text

_SEPARATOR = re.compile(r"[,;\n]")


def matches(choices: tuple[Choice, ...], text: str) -> tuple[Choice, ...]:
    """The choices a text surely means: that label or name, that number in the list, else that beginning."""
    wanted = folded(text)
    if not wanted:
        return ()
    exact = tuple(choice for choice in choices if wanted in spellings(choice))
    if exact:
        return exact
    if wanted.isdecimal() and 0 < int(wanted[:9]) <= len(choices):
        return (choices[int(wanted) - 1],)
    return tuple(choice for choice in choices if any(one.startswith(wanted) for one in spellings(choice)))


def searched(choices: tuple[Choice, ...], text: str) -> tuple[Choice, ...]:
    """The choices to look among: those that begin so, else those that have the text anywhere."""
    wanted = folded(text)
    anywhere = tuple(choice for choice in choices if wanted and any(wanted in one for one in spellings(choice)))
    return matches(choices, text) or anywhere


def each(choices: tuple[Choice, ...], text: str) -> tuple[Choice, ...]:
    """Several choices in one message, `cold, beaten`; none unless every part means exactly one."""
    found = [matches(choices, part) for part in _SEPARATOR.split(text) if part.strip()]
    return tuple(one for (one,) in found) if all(len(one) == 1 for one in found) else ()


def spellings(choice: Choice) -> frozenset[str]:
    return frozenset({folded(choice.name), *_labels(choice.label)})


def _labels(label: Text) -> list[str]:
    return [folded("".join(one for one in parts if isinstance(one, str))) for parts in label.by_language.values()]


def folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def toggled(question: Question, value: str, name: str, on: bool) -> str:
    """Several choices in the order of the sheet, one more or one fewer."""
    return in_order(question, set(value.split()) - {name} | ({name} if on else set()))


def in_order(question: Question, names: set[str]) -> str:
    return " ".join(choice.name for choice in question.choices if choice.name in names)
