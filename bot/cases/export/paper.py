"""A briefing as it will be read: plain texts in their order, for whichever kind of file is made of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.words import Language


@dataclass(frozen=True, slots=True)
class PaperTable:
    """`note` stands under the title; without rows the table says `empty`."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stub:
    """The beginning of a paragraph about one event: sentences to be checked and written on, and whom they rest on."""

    heading: str
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]
    references: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    language: Language
    title: str
    subtitle: str
    notice: str
    method_title: str
    method: tuple[tuple[str, str], ...]
    method_note: str
    tables: tuple[PaperTable, ...]
    stubs_title: str
    stubs_note: str
    stubs: tuple[Stub, ...]
    references: str  # the word before the codes
    footer: str
