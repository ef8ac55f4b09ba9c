"""The words of an expression (XPath 1.0, section 3.7, "Lexical Structure")."""

from __future__ import annotations

import re
from dataclasses import dataclass


class XPathError(ValueError):
    """The text is not an expression of the dialect; the message says where it went wrong."""


_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
    |(?P<operator>\.\.|!=|<=|>=|//|::|[.=<>+\-*|/()\[\],@$]))""",
    re.VERBOSE,
)
_WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})
_BEFORE_OPERAND = frozenset({"(", "[", ",", "/", "and", "or", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "+", "-"})


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str


def tokens_of(source: str) -> list[Token]:
    """Cut the text into tokens; `and`, `or`, `div`, `mod` are operators only after an operand (XPath 1.0, 3.7)."""
    tokens: list[Token] = []
    position, end = 0, len(source.rstrip())
    while position < end:
        found = _TOKEN.match(source, position)
        if not found or not found.lastgroup:
            raise XPathError(f"unexpected {source[position:].strip()[:12]!r}")
        kind, text = found.lastgroup, found.group(found.lastgroup)
        if kind == "name" and text in _WORD_OPERATORS and not _operand_wanted(tokens):
            kind = "operator"
        tokens.append(Token(kind, text))
        position = found.end()
    return tokens


def _operand_wanted(tokens: list[Token]) -> bool:
    if not tokens:
        return True
    last = tokens[-1]
    return last.kind == "operator" and last.text in _BEFORE_OPERAND | {"*", "|"}
