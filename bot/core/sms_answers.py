"""The answers of one SMS line, read left to right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.forms.model import Form, Kind, Question
from bot.core.sms_card import (
    NO,
    UNSEEN,
    YES,
    asked,
    check_figure,
    clock,
    fold,
    in_row,
    in_row_of,
    shortened,
    when,
    written,
    yes_no,
)

_ANSWER = re.compile(r"(\d{1,3})=(\S+)")
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


class Reader:
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
            self._troubles.append(Trouble("no_words", shortened(words)))
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
            self._troubles.append(Trouble("unread", shortened(token)))
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
                self._troubles.append(Trouble("no_question", shortened(token), {"number": str(number)}))
            elif value:
                self._give(questions[number - 1], value, token)

    def _give(self, question: Question, value: str, token: str) -> None:
        if question.name in self._values:
            self._troubles.append(Trouble("twice", shortened(token)))
            return
        if question in in_row_of(question) and len(value) == 1 and not value.isdecimal():
            value = yes_no(question, value) or value
        self._values[question.name] = written(question, value)

    def _place(self, form: Form, token: str) -> bool:
        """A figure without a number: the category, a time, how it is known; in this order."""
        category, basis = form.question("category"), form.question("basis")
        if category is not None and "category" not in self._values and re.fullmatch(r"\d{1,2}", token):
            return self._category(form, category, int(token), token)
        at, question = clock(token), when(form)
        if at and question is not None and question.name not in self._values:
            self._values[question.name] = at
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
            value = yes_no(question, sign)
            if value:
                self._give(question, value, self._row)
