"""Rows of an XLSForm, its columns by their headers, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.cases.contests.contest import Names

Row = Mapping[str, str]

LANGUAGES = ("Қазақша (kk)", "Русский (ru)", "English (en)")
_TEXTS = ("label", "hint", "constraint_message")
_RULES = ("required", "read_only", "relevant", "constraint", "choice_filter", "calculation", "trigger")
_SHORT = ("bind::short_kk", "bind::short_ru", "bind::short_en")
SURVEY = tuple(
    header
    for column in (*("type", "name"), *_TEXTS, *_RULES)
    for header in (tuple(f"{column}::{language}" for language in LANGUAGES) if column in _TEXTS else (column,))
)
SURVEY += _SHORT
CHOICES = ("list_name", "name", *(f"label::{language}" for language in LANGUAGES), "needs")


def table(sheet: str, header: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield f"| {sheet} |" + " |" * len(header)
    yield "|---" * (len(header) + 1) + "|"
    yield f"| | {' | '.join(header)} |"
    for cells in rows:
        yield f"| | {' | '.join(cells.get(column, '') for column in header)} |"


def row(kind: str, name: str, label: Names | None = None, hint: Names | None = None, **columns: str) -> dict[str, str]:
    return {"type": kind, "name": name, **columns} | texts("label", label) | texts("hint", hint)


def texts(column: str, said: Names | None) -> dict[str, str]:
    headers = (f"{column}::{language}" for language in LANGUAGES)
    return dict(zip(headers, said.each(), strict=True)) if said else {}


def short(said: Names) -> dict[str, str]:
    """What names a question where answers are listed."""
    return dict(zip(_SHORT, said.each(), strict=True))
