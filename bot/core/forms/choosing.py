"""Choices by typing: the label in any language, its beginning, its number in the list, or the name."""

from __future__ import annotations

from bot.core.forms.model import Choice, Question
from bot.core.forms.words import Text


def matches(choices: tuple[Choice, ...], text: str) -> tuple[Choice, ...]:
    """The choices a person may have meant; the surest reading that finds any wins."""
    wanted = folded(text)
    if not wanted:
        return ()
    exact = tuple(choice for choice in choices if wanted in spellings(choice))
    if exact:
        return exact
    if wanted.isdecimal() and 0 < int(wanted[:9]) <= len(choices):
        return (choices[int(wanted) - 1],)
    begun = tuple(choice for choice in choices if any(one.startswith(wanted) for one in spellings(choice)))
    return begun or tuple(choice for choice in choices if any(wanted in one for one in spellings(choice)))


def spellings(choice: Choice) -> frozenset[str]:
    return frozenset({folded(choice.name), *_labels(choice.label)})


def _labels(label: Text) -> list[str]:
    return [folded("".join(one for one in parts if isinstance(one, str))) for parts in label.by_language.values()]


def folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def toggled(question: Question, value: str, name: str, on: bool) -> str:
    """Several choices in the order of the sheet, one more or one fewer."""
    chosen = set(value.split()) - {name} | ({name} if on else set())
    return " ".join(choice.name for choice in question.choices if choice.name in chosen)
