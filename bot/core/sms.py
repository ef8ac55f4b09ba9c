"""The line that an observer sends by SMS when the network is cut, read and written.

    BQ 4821 T-1 C 1=125 2=130 3=1430 #5 * the list is on the wall

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
from dataclasses import dataclass, field
from typing import Literal

from bot.core.forms.model import Form, Kind, Question

LETTERS = "ABCEHKMPTX"  # the same on a Latin and a Cyrillic keyboard; O is too like a zero
LONGEST = 20_000
MOST_LINES = 100
LIKE_LATIN = str.maketrans("АВЕКМНОРСТУХІЅ", "ABEKMHOPCTYXIS")
YES, NO, UNSEEN = frozenset("YДИDI1"), frozenset("NНHЖJ0"), frozenset("-–—?_")
TOLD = frozenset(
    {Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}
)
_TIMES = frozenset({Kind.TIME, Kind.DATETIME})

_MARK = re.compile(r"[BБ][QKҚ](?=[\s,.:;№#-]*(?:[O0]?-?\d|SOS|CO[CS]|C0C))")
_BEGINS = re.compile(rf"(?:{_MARK.pattern}|(?:SOS|COC)\b)")
_SOS = re.compile(r"[\s,.:;-]*(?:SOS|COC)\b[\s,.:;-]*")
_OBSERVER = re.compile(r"[\s,.:;№#-]*O?[\s-]*(\d{4,9})[\s,.;]*")
_FORM = re.compile(rf"[\s,.;]*(?:([{LETTERS}])(?![A-ZА-ЯЁӘҒҚҢӨҰҮҺ]|-\d)|(\+|IN\b)|(-(?=\s|\d|$)|OUT\b))")
_ANSWER = re.compile(r"(\d{1,3})=(\S+)")
_CLOCK = re.compile(r"(\d{1,2})[:.Hч](\d\d)|(\d{1,2})(\d\d)")
_WORD = re.compile(r"[^\W\d_]{3,}[^\d=]*")

What = Literal["report", "arrived", "left", "sos"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong and where: `place` is the part of the line.

    Codes: no_observer, unknown_observer, unknown_station, no_form, unread, row_length (asked), no_question, check,
    twice, no_words, too_many_lines.
    """

    code: str
    place: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One message as read. `observer` is the number of the pseudonym, `station` the mission's code, empty if not said.

    `values` are written answers by question name, `told` the time of an arrival or a departure, `words` are free.
    """

    number: int
    text: str
    what: What = "report"
    observer: str = ""
    station: str = ""
    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    words: str = ""
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """What the card says: the form of each letter; the mission's stations by folded code; the observers' numbers."""

    forms: Mapping[str, Form]
    stations: Mapping[str, str]
    observers: frozenset[str]


def fold(text: str) -> str:
    """Capital, Latin where a letter looks Latin; as long as the text was."""
    raised = "".join(sign.upper() if len(sign.upper()) == 1 else sign for sign in text)
    return raised.translate(LIKE_LATIN)


def station_key(code: str) -> str:
    return re.sub(r"[\s\-–—_./№]", "", fold(code))


def is_paste(text: str) -> bool:
    return _MARK.match(fold(text.lstrip())) is not None


def how_many(text: str) -> int:
    """Messages in a text."""
    return sum(1 for _ in _records(text[:LONGEST]))


def asked(form: Form) -> tuple[Question, ...]:
    """The questions that can be answered by number, in their order: the first is 1."""
    return tuple(one for one in form.questions if one.kind in TOLD and one.readonly is None)


def in_row(form: Form) -> tuple[Question, ...]:
    """The questions of the row of letters."""
    return tuple(one for one in asked(form) if one.kind is Kind.SELECT_ONE and _can(one, "yes") and _can(one, "no"))


def _can(question: Question, name: str) -> bool:
    return any(choice.name == name for choice in question.choices)


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
        return Line(number, text, troubles=(Trouble("no_observer", _short(text)),))
    observer, at = who
    place = _station(folded, at, book)
    found = _FORM.match(folded, place[1]) if place else _FORM.match(folded, at)
    station, at = place if place else ("", at)
    if found is None:
        return Line(number, text, observer=observer, troubles=(_no_form(head[at:], book),))
    line = Line(number, text, observer=observer, station=station)
    if found[1]:
        return _Reader(book.forms.get(found[1]), found[1]).read(line, head[found.end() :], words)
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
    return Trouble("no_form" if known or not rest.strip() else "unknown_station", _short(rest[known:]))


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
    clock = _clock(fold(rest).strip(" ,.;\n"))
    troubles = () if clock or not rest.strip(" ,.;\n") else (Trouble("unread", _short(rest)),)
    return Line(line.number, line.text, what, line.observer, line.station, "", {}, clock, words.strip(), troubles)


class _Reader:
    """Reads the answers of one line, left to right."""

    def __init__(self, form: Form | None, letter: str) -> None:
        self._form, self._letter = form, letter
        self._values: dict[str, str] = {}
        self._troubles: list[Trouble] = []
        self._row = ""
        self._check = ""

    def read(self, line: Line, rest: str, words: str) -> Line:
        form = self._form
        if form is None:
            return self._told(line, words, Trouble("no_form", self._letter))
        head, own_words = self._tokens(form, rest)
        words = " ".join(part.strip() for part in (own_words, words) if part.strip())
        self._close_row(form)
        if self._check and self._check[1:] != check_figure(f"{line.observer} {rest[: head if own_words else None]}"):
            self._troubles.append(Trouble("check", self._check))
        description = form.question("description")
        if words and (description is None or description.kind is not Kind.TEXT):
            self._troubles.append(Trouble("no_words", _short(words)))
        elif words:
            self._values["description"] = words
        return self._told(line, words)

    def _told(self, line: Line, words: str, *more: Trouble) -> Line:
        troubles = (*self._troubles, *more)
        return Line(
            line.number,
            line.text,
            "report",
            line.observer,
            line.station,
            self._letter,
            self._values,
            "",
            words,
            troubles,
        )

    def _tokens(self, form: Form, rest: str) -> tuple[int, str]:
        """Reads until words begin; where that is, and the words."""
        tidy = re.sub(r"\s*([=/+])\s*", lambda found: found[1], re.sub(r"[,;\n]", " ", rest))
        for found in re.finditer(r"\S+", tidy):
            token = found[0]
            if self._takes(form, fold(token)):
                continue
            if _WORD.match(token):
                words = tidy[found.start() :]
                return rest.find(token), words
            self._troubles.append(Trouble("unread", _short(token)))
        return len(rest), ""

    def _takes(self, form: Form, token: str) -> bool:
        if re.fullmatch(r"#\d", token):
            self._check = token
            return True
        answer = _ANSWER.fullmatch(token)
        if answer:
            self._answers(form, int(answer[1]), answer[2], token)
            return True
        signs = YES | NO | UNSEEN
        if (
            in_row(form)
            and all(sign in signs for sign in token)
            and not token.isdecimal()
            and self._fits_row(form, token)
        ):
            self._row += token
            return True
        return self._place(form, token)

    def _fits_row(self, form: Form, token: str) -> bool:
        return len(self._row) + len(token) <= len(in_row(form)) + 3  # one too many is a slip, a word is a word

    def _answers(self, form: Form, first: int, values: str, token: str) -> None:
        questions = asked(form)
        for number, value in enumerate(values.split("/"), first):
            if not 1 <= number <= len(questions):
                self._troubles.append(Trouble("no_question", _short(token), {"number": str(number)}))
            elif value:
                self._give(questions[number - 1], value, token)

    def _give(self, question: Question, value: str, token: str) -> None:
        if question.name in self._values:
            self._troubles.append(Trouble("twice", _short(token)))
            return
        if question in in_row_of(question) and len(value) == 1 and not value.isdecimal():
            value = _yes_no(question, value) or value
        self._values[question.name] = _written(question, value)

    def _place(self, form: Form, token: str) -> bool:
        """A figure without a number: the category, a time, how it is known; in this order."""
        category, basis = form.question("category"), form.question("basis")
        if category is not None and "category" not in self._values and re.fullmatch(r"\d{1,2}", token):
            return self._category(form, category, int(token), token)
        clock, when = _clock(token), _when(form)
        if clock and when is not None and when.name not in self._values:
            self._values[when.name] = clock
            return True
        if basis is not None and "basis" not in self._values and re.fullmatch(r"\d", token) and category is not None:
            self._values["basis"] = token
            return True
        return False

    def _category(self, form: Form, category: Question, number: int, token: str) -> bool:
        if not 1 <= number <= len(category.choices):
            self._troubles.append(Trouble("no_category", token))
            return True
        chosen = category.choices[number - 1]
        self._values["category"] = chosen.name
        group = form.question("category_group")
        if group is not None and chosen.columns.get("group"):
            self._values[group.name] = chosen.columns["group"]
        return True

    def _close_row(self, form: Form) -> None:
        questions = in_row(form)
        if not self._row:
            return
        if len(self._row) != len(questions):
            self._troubles.append(Trouble("row_length", self._row, {"n": str(len(questions))}))
            return
        for question, sign in zip(questions, self._row, strict=True):
            value = _yes_no(question, sign)
            if value:
                self._give(question, value, self._row)


def in_row_of(question: Question) -> tuple[Question, ...]:
    return (question,) if question.kind is Kind.SELECT_ONE and _can(question, "yes") and _can(question, "no") else ()


def _yes_no(question: Question, sign: str) -> str:
    """A dash is "not observed" where that is an answer, else none."""
    if sign in YES:
        return "yes"
    if sign in NO:
        return "no"
    return next((name for name in ("not_observed", "dont_know") if _can(question, name)), "") if sign in UNSEEN else ""


def _when(form: Form) -> Question | None:
    named = form.question("occurred_at")
    return named or next((one for one in asked(form) if one.kind in _TIMES), None)


def _clock(token: str) -> str:
    found = _CLOCK.fullmatch(token)
    if not found:
        return ""
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _written(question: Question, value: str) -> str:
    """Digits alone are a time or a day where one is asked for."""
    if question.kind in _TIMES:
        if re.fullmatch(r"\d{8}", value):
            return f"{value[:2]}.{value[2:4]} {value[4:6]}:{value[6:]}"
        return _clock(value) or value
    if question.kind is Kind.DATE and re.fullmatch(r"\d{4}(\d{4})?", value):
        return ".".join(part for part in (value[:2], value[2:4], value[4:]) if part)
    return value


def check_figure(text: str) -> str:
    """The last figure of the sum of all digits: easy to make by hand, and one wrong digit changes it.

    Of the observer's number and everything after the form's letter up to the check.
    """
    return str(sum(int(sign) for sign in text.partition("#")[0] if sign.isascii() and sign.isdigit()) % 10)


def _short(text: str) -> str:
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
    if question.kind in _TIMES or question.kind is Kind.DATE:
        return re.sub(r"\D", "", value)
    return value
