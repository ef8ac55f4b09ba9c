"""The words of a form in its languages: labels, hints and messages, with answers written into them.

A sheet that leaves a translation empty arrives with "-" in its place; such a text falls back to the form's default
language, then to any language that has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.forms.environment import Environment
from bot.core.forms.evaluate import Expression

MISSING = frozenset({"", "-"})
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_NAMES = {
    "қазақша": "kk",
    "қазақ тілі": "kk",
    "kazakh": "kk",
    "русский": "ru",
    "russian": "ru",
    "english": "en",
    "ағылшынша": "en",
}

Part = str | Expression


@dataclass(frozen=True, slots=True)
class Text:
    """One text by language code, each a row of literal words and expressions (`<output value="…"/>`)."""

    by_language: Mapping[str, tuple[Part, ...]]

    def say(self, environment: Environment) -> str:
        """The text in the language of the environment; empty only when no language has it."""
        parts = self.by_language.get(environment.language) or next(iter(self.by_language.values()), ())
        return "".join(part if isinstance(part, str) else part.text(environment) for part in parts).strip()

    def __bool__(self) -> bool:
        return bool(self.by_language)

    def expressions(self) -> Iterator[Expression]:
        return (part for parts in self.by_language.values() for part in parts if isinstance(part, Expression))


NOTHING = Text({})


def language_code(name: str) -> str:
    """`Қазақша (kk)` is kk; of names without a code ours are known, another stands for itself."""
    found = _CODE.search(name)
    return found[1].lower() if found else _NAMES.get(name.strip().casefold(), name.strip())


def filled(by_language: Mapping[str, tuple[Part, ...]], default: str) -> Text:
    """A text without its missing translations, the default language first so that others fall back to it."""
    present = {code: parts for code, parts in by_language.items() if not _missing(parts)}
    if default in present:
        present = {default: present[default], **present}
    return Text(present)


def _missing(parts: tuple[Part, ...]) -> bool:
    return all(isinstance(part, str) for part in parts) and "".join(map(str, parts)).strip() in MISSING
