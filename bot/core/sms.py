"""The line that an observer sends by SMS when the network is cut, read and written.

    BQ 4821 T-1 C 1=125 2=130 1430 #8 * the list is on the wall

The mark, the number of the observer's pseudonym, the station's code (left out: the observer's own), the letter of the
form, answers, a check figure if one likes, and free words after a star. An answer is the question's number, `=` and a
number, a time (1430, or 10011430 with the day) or the number of a choice (several: 2+3); `5=412/8/425` answers three
questions in a row. Questions that ask yes or no may be answered all together by a row of letters: `YYN-Y`. `A17 1105 1`
is an incident: category, time, how it is known. `+ 0640` is an arrival, `- 2130` a departure, `SOS` a call for help.

Commas, line breaks, small letters, Cyrillic letters that look alike and missing spaces are all taken. What cannot be
read is a `Trouble` that names its place; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.forms.model import Form
from bot.core.sms_answers import Line, Reader, Trouble, What
from bot.core.sms_card import LETTERS, clock, fold, shortened

LONGEST = 20_000
MOST_LINES = 100

_MARK = re.compile(r"[BБ][QKҚ](?=[\s,.:;№#-]*(?:[O0]?-?\d|SOS|CO[CS]|C0C))")
_BEGINS = re.compile(rf"(?:{_MARK.pattern}|(?:SOS|COC)\b)")
_SOS = re.compile(r"[\s,.:;-]*(?:SOS|COC)\b[\s,.:;-]*")
_OBSERVER = re.compile(r"[\s,.:;№#-]*O?[\s-]*(\d{4,9})[\s,.;]*")
_FORM = re.compile(rf"[\s,.;]*(?:([{LETTERS}])(?![A-ZА-ЯЁӘҒҚҢӨҰҮҺ]|-\d)|(\+|IN\b)|(-(?=\s|\d|$)|OUT\b))")


@dataclass(frozen=True, slots=True)
class Book:
    """What the card says: the form of each letter; the mission's stations by folded code; the observers' numbers."""

    forms: Mapping[str, Form]
    stations: Mapping[str, str]
    observers: frozenset[str]


def station_key(code: str) -> str:
    return re.sub(r"[\s\-–—_./№]", "", fold(code))


def is_paste(text: str) -> bool:
    return _MARK.match(fold(text.lstrip())) is not None


def how_many(text: str) -> int:
    """Messages in a text."""
    return sum(1 for _ in _records(text[:LONGEST]))


def parse(text: str, book: Book) -> tuple[Line, ...]:
    """The messages in a paste, good and bad, numbered from 1. Never raises, whatever the text."""
    found = list(_records(text[:LONGEST]))
    lines = tuple(_line(number, record, book) for number, record in enumerate(found[:MOST_LINES], 1))
    if len(found) > MOST_LINES or len(text) > LONGEST:
        return (*lines, Line(len(lines) + 1, "…", troubles=(Trouble("too_many_lines", "…"),)))
    return lines


def _records(text: str) -> Iterator[str]:
    """A message goes on until the next one begins; a phone may have put its own words before the mark."""
    record = ""
    for line in text.splitlines():
        mark = _MARK.search(fold(line))
        begins = _BEGINS.match(fold(line.lstrip()))
        if begins or mark:
            if record.strip():
                yield record.strip()
            record = line if begins else line[mark.start() :] if mark else ""
        else:
            record += f"\n{line}"
    if record.strip():
        yield record.strip()


def _line(number: int, text: str, book: Book) -> Line:
    head, _, words = text.partition("*")
    folded = fold(head)
    mark = _MARK.match(folded)
    at = mark.end() if mark else 0
    sos = _SOS.match(folded, at)
    if sos:
        return _call(number, text, head[sos.end() :], words, book)
    who = _observer(folded, at, book)
    if mark is None or who is None:
        return Line(number, text, troubles=(Trouble("no_observer", shortened(text)),))
    observer, at = who
    place = _station(folded, at, book)
    found = _FORM.match(folded, place[1]) if place else _FORM.match(folded, at)
    station, at = place if place else ("", at)
    if found is None:
        return Line(number, text, observer=observer, troubles=(_no_form(head[at:], book),))
    line = Line(number, text, observer=observer, station=station)
    if found[1]:
        return Reader(book.forms.get(found[1]), found[1]).read(line, head[found.end() :], words)
    return _moved(line, "arrived" if found[2] else "left", head[found.end() :], words)


def _observer(folded: str, at: int, book: Book) -> tuple[str, int] | None:
    """Digits that run into those of a station are parted where an observer is known."""
    found = _OBSERVER.match(folded, at)
    if found is None:
        return None
    digits = found[1]
    known = [digits[:most] for most in range(len(digits), 3, -1) if digits[:most] in book.observers]
    if digits in book.observers or not known:
        return digits, found.end()
    return known[0], found.start(1) + len(known[0])


def _station(folded: str, at: int, book: Book) -> tuple[str, int] | None:
    """The longest code of the mission's that stands before the letter of a form; sooner one that ends in a space."""
    found: list[tuple[bool, int, str]] = []
    for end in range(at + 1, min(len(folded), at + 60) + 1):
        code = book.stations.get(station_key(folded[at:end]))
        if code and folded[end - 1].isalnum() and _FORM.match(folded, end):
            found.append((folded[end : end + 1].isspace(), end, code))
    return (max(found)[2], max(found)[1]) if found else None


def _no_form(rest: str, book: Book) -> Trouble:
    """Where no station can be read, what stands there was meant to be one."""
    folded = fold(rest)
    ends = (end for end in range(1, min(len(rest), 60) + 1) if not folded[end : end + 1].isalnum())
    known = next((end for end in ends if station_key(folded[:end]) in book.stations), 0)
    return Trouble("no_form" if known or not rest.strip() else "unknown_station", shortened(rest[known:]))


def _call(number: int, text: str, rest: str, words: str, book: Book) -> Line:
    """Whatever can be read of it: a call for help is never refused."""
    folded = fold(rest)
    who = _OBSERVER.match(folded)
    observer, at = (who[1], who.end()) if who else ("", 0)
    station = ""
    for end in range(at + 1, min(len(rest), at + 40) + 1):
        code = book.stations.get(station_key(folded[at:end]))
        if code and not folded[end : end + 1].isalnum():
            station, rest_at = code, end
            break
    else:
        rest_at = at
    said = " ".join(part.strip(" ,.;\n") for part in (rest[rest_at:], words) if part.strip(" ,.;\n"))
    return Line(number, text, "sos", observer, station, words=said)


def _moved(line: Line, what: What, rest: str, words: str) -> Line:
    told = clock(fold(rest).strip(" ,.;\n"))
    troubles = () if told or not rest.strip(" ,.;\n") else (Trouble("unread", shortened(rest)),)
    return Line(line.number, line.text, what, line.observer, line.station, "", {}, told, words.strip(), troubles)
