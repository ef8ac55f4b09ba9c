"""Catalogues become the words of one language: gettext's .po files, with the plural rules of kk, ru and en."""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from bot.core.words import Language

LOCALES = Path(__file__).parent.parent / "locales"


class Words:
    """What the bot says, in one language. The English text is the message's name."""

    def __init__(self, language: Language, catalogue: GNUTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def say(self, message: str, **facts: object) -> str:
        return self._catalogue.gettext(message).format(**facts)

    def named(self, message: str, **facts: object) -> str:
        """The same for a message that is chosen at run time; the catalogues find it where `later` marks it."""
        return self.say(message, **facts)

    def quoted(self, text: str) -> str:
        """What somebody wrote, in the quotation marks of this language."""
        return f"“{text}”" if self.language is Language.ENGLISH else f"«{text}»"

    def count(self, one: str, many: str, n: int, **facts: object) -> str:
        """The form that fits the number `n`, which the text may name as {n}."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **facts)


@cache
def words_of(language: Language) -> Words:
    """Raises when a catalogue is missing or malformed: that is a broken installation."""
    return Words(language, GNUTranslations(io.BytesIO(_compiled(language))))


@cache
def _compiled(language: Language) -> bytes:
    """A catalogue as gettext reads it: making it takes twenty times as long as reading it."""
    from babel.messages import mofile, pofile

    with (LOCALES / f"{language.value}.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=language.value, abort_invalid=True)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    return compiled.getvalue()


def choose(code: str | None, default: Language) -> Language:
    """The language for an IETF tag such as `ru-RU` (Telegram's `language_code`), or the default."""
    try:
        return Language((code or "").split("-", 1)[0].lower())
    except ValueError:
        return default


def later(message: str) -> str:
    """Marks a message for the catalogues; it is said elsewhere."""
    return message
