"""The SMS line: whatever comes is read or refused, and a line that was written is read as it was meant."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases import standard_forms
from bot.core.forms import Form, Kind, Submit, compile_form, step
from bot.core.forms.filling import fill
from bot.core.sms import Book, is_paste, parse, station_key
from bot.core.sms_card import LETTERS, asked, in_row, write

NOW = datetime(2021, 1, 10, 21, 0, tzinfo=ZoneInfo("Asia/Almaty"))


def shipped(name: str) -> Form:
    form = compile_form(standard_forms.xform(name))
    assert isinstance(form, Form)
    return form


FORMS = dict(zip(LETTERS, (shipped(name) for name in standard_forms.NAMES), strict=False))
INCIDENT = next(letter for letter, form in FORMS.items() if form.form_id == "incident")
VOTING = next(letter for letter, form in FORMS.items() if form.form_id == "voting")
OPENING = next(letter for letter, form in FORMS.items() if form.form_id == "opening")
CODES = ("T-1", "T-10", "G-1", "215", "ALM/0215")
BOOK = Book(FORMS, {station_key(code): code for code in CODES}, frozenset({"4821", "1000"}))

ALPHABET = "BQБКABCEHKMOPTXСОSДНИЖYN0123456789=/+-#*,.:; \n№'\u00a0é🆘"


def only(text: str):  # type: ignore[no-untyped-def]
    (line,) = parse(text, BOOK)
    return line


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=120) | st.text(max_size=60))
def test_no_text_makes_the_parser_fail_and_none_is_lost(text: str) -> None:
    for begun in (text, f"BQ 4821 T-1 C {text}", f"BQ{text}", f"SOS {text}"):
        lines = parse(begun, BOOK)
        assert bool(lines) == bool(begun.strip()) or not begun.strip().isprintable()
        for line in lines:
            if line.what == "report" and not line.troubles:
                assert line.observer and line.form in FORMS


def values_of(form: Form) -> st.SearchStrategy[dict[str, str]]:
    def one(kind: Kind, choices: int) -> st.SearchStrategy[str]:
        number = st.integers(1, max(1, choices)).map(str)
        clock = st.tuples(st.integers(0, 20), st.integers(0, 59)).map(lambda at: f"{at[0]:02}:{at[1]:02}")
        return {
            Kind.INTEGER: st.integers(-60, 100_000).map(str),
            Kind.DATETIME: clock,
            Kind.SELECT_ONE: number,
            Kind.SELECT_MULTIPLE: st.lists(number, min_size=1, max_size=3).map("+".join),
        }[kind]

    each = {question.name: one(question.kind, len(question.choices)) for question in asked(form)}
    words = st.text(alphabet="абвгдё qwerty,.:;=12#-", min_size=1, max_size=40).map(str.strip).filter(bool)
    told = {"description": words} if form.question("description") else {}
    return st.fixed_dictionaries({}, optional={**each, **told})


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from(sorted(FORMS)), st.sampled_from(("", *CODES)), st.booleans())
def test_a_line_that_was_written_is_read_as_it_was_meant(
    data: st.DataObject, letter: str, station: str, check: bool
) -> None:
    form = FORMS[letter]
    values = data.draw(values_of(form))
    line = only(write(letter, form, "4821", station, values, check))
    assert (line.observer, line.station, line.form, line.troubles) == ("4821", station, letter, ())
    assert dict(line.values) == values


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(sorted(FORMS)))
def test_what_the_form_refuses_is_a_misfit_and_the_rest_can_be_submitted(data: st.DataObject, letter: str) -> None:
    form = FORMS[letter]
    done = fill(form, {"station": "T-1"}, data.draw(values_of(form)), NOW)
    outcome = step(form, done.state, Submit(), NOW).outcome
    assert done.misfits or outcome == "submitted"


@pytest.mark.parametrize(
    "text",
    [
        "BQ 4821 T-1 C 1=125 2=130 1430",
        "bq 4821, t-1, c 1=125, 2=130, 14:30",
        "бк 4821 т-1 с 1 = 125\n2=130 1430",
        "BQ4821T-1C 1=125/130 1430",
        "БҚ O-4821 T1 C 1=125 2=130 14.30",
        "+7 701: BQ 4821 T-1 C 1=125 2=130 1430",
    ],
)
def test_a_line_may_be_typed_carelessly(text: str) -> None:
    line = only(text)
    assert (line.observer, line.station, line.form, line.troubles) == ("4821", "T-1", VOTING, ())
    assert line.values == {"voters_counted": "125", "voters_announced": "130", "occurred_at": "14:30"}


def test_an_incident_is_a_category_a_time_and_how_it_is_known() -> None:
    line = only(f"BQ 4821 T-1 {INCIDENT}11 1105 1 * опустили пачку")
    assert line.values == {
        "category_group": "voting",
        "category": "ballot_stuffing",
        "occurred_at": "11:05",
        "basis": "1",
        "description": "опустили пачку",
    }
    assert not fill(FORMS[INCIDENT], {"station": "T-1"}, line.values, NOW).misfits


@pytest.mark.parametrize("signs", ["YN-Y", "дн-д", "И Ж — И", "yh?y"])
def test_a_row_of_letters_answers_the_questions_of_yes_and_no(signs: str) -> None:
    questions = in_row(FORMS[OPENING])
    line = only(f"BQ 4821 T-1 {OPENING} {signs}")
    assert line.troubles == () if len(questions) == 4 else line.troubles[0].code == "row_length"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello", "no_observer"),
        ("BQ T-1 C 1=2", "no_observer"),
        ("BQ 4821 T-7 C 1=2", "unknown_station"),
        ("BQ 4821 T-1 Z 1=2", "no_form"),
        ("BQ 4821 T-1 C 99=2", "no_question"),
        ("BQ 4821 T-1 C 1=2 1=3", "twice"),
        ("BQ 4821 T-1 C 1=125 #1", "check"),
        ("BQ 4821 T-1 C 1=2 %%", "unread"),
        ("BQ 4821 T-1 A99 1105 1 * x", "no_category"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, code: str) -> None:
    assert code in [one.code for one in only(text).troubles]


def test_arrival_departure_and_a_call_for_help() -> None:
    first, second, third = parse("BQ 4821 T-1 + 0640\nBQ 4821 T-1 - 21:30\nSOS 4821 T-1 держат", BOOK)
    assert (first.what, first.told, second.what, second.told) == ("arrived", "06:40", "left", "21:30")
    assert (third.what, third.observer, third.station, third.words) == ("sos", "4821", "T-1", "держат")


@pytest.mark.parametrize("text", ["BQ 1", "бк 4821 …", "Bq sos"])
def test_a_paste_is_known_by_its_mark(text: str) -> None:
    assert is_paste(text)


@pytest.mark.parametrize("text", ["BQ", "бкс 12", "SOS", "The BQ 4821", "БК говорит 12"])
def test_other_words_are_no_paste(text: str) -> None:
    assert not is_paste(text)
