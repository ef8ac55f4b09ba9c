"""The file of contests, and the results protocol that is made of it."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook

from bot.cases import standard_forms
from bot.cases.contests import (
    COLUMNS,
    LONGEST_NAME,
    MOST_BYTES,
    MOST_CANDIDATES,
    MOST_CONTESTS,
    Candidate,
    Contest,
    ContestsRefused,
    Names,
    read_contests,
    results_protocol_form,
)
from bot.cases.forms import CheckedForm, check_form
from bot.cases.xlsform import Converted, convert_xlsform
from bot.core import incidents
from bot.core.forms import Attached, Form, Kind, Skip, Submit, ToReview
from bot.core.words import Basis, Phase, Severity
from tests.unit.forms.talk import Talk
from tests.unit.test_incident_form import ACCUSING, LANGUAGES

SAMPLE = Path(standard_forms.FOLDER / "contests.sample.csv").read_bytes()
HEADER = ",".join(COLUMNS)
ONE = "party,Тізім,Список,List,a,Ақ,Белая,White"
TWO = "party,,,,b,Көк,Синяя,Blue"


def contests(*rows: str) -> tuple[Contest, ...]:
    read = read_contests("\n".join([HEADER, *rows]).encode())
    assert isinstance(read, tuple), read
    return read


def problems(content: str | bytes) -> list[tuple[int, str]]:
    read = read_contests(content.encode() if isinstance(content, str) else content)
    assert isinstance(read, ContestsRefused), read
    assert all(one.message for one in read.problems)
    return [(one.row, one.column) for one in read.problems]


def wrong(*rows: str) -> list[tuple[int, str]]:
    return problems("\n".join([HEADER, *rows]))


@cache
def form(of: tuple[Contest, ...]) -> Form:
    checked = check_form(results_protocol_form(of), ".md")
    assert isinstance(checked, CheckedForm), checked
    return checked.form


@cache
def sample() -> tuple[Contest, ...]:
    read = read_contests(SAMPLE)
    assert isinstance(read, tuple), read
    return read


def protocol() -> Talk:
    """At the first question about figures, in a contest of two candidates."""
    talk = Talk(form(contests(ONE, TWO)), {"station": "215"})
    talk.does(Attached("page1", "photo"))
    talk.does(Attached("page2", "photo"))
    talk.taps("done")
    return talk


def reads(talk: Talk, button: str, figures: str) -> None:
    """Registered, received, issued inside and outside, unused, found, invalid, then the votes."""
    talk.taps(button)
    talk.types(*figures.split())
    assert talk.problem is None


RIGHT = "900 600 400 25 175 425 8 300 117"
SHORT = "900 600 400 25 175 425 8 300 112"  # 412 + 8 is not 425
MORE = "900 600 400 20 180 425 8 300 117"  # 425 ballots in the boxes, 420 issued


# The file


def test_the_sample_has_two_invented_contests() -> None:
    assert [contest.code for contest in sample()] == ["party", "district"]
    for contest in sample():
        assert contest.candidates[-1] == Candidate(
            "against_all", Names("Барлығына қарсы", "Против всех", "Against all")
        )
        for candidate in contest.candidates[:-1]:
            assert "(үлгі)" in candidate.name.kk
            assert "(пример)" in candidate.name.ru
            assert "(sample)" in candidate.name.en


def test_contests_and_candidates_keep_the_order_of_the_file() -> None:
    read = contests(TWO.replace(",,,,", ",Тізім,Список,List,"), "mayor,Әкім,Аким,Mayor,c,Ж,Ж,Zh", ONE)
    assert [(each.code, [one.code for one in each.candidates]) for each in read] == [
        ("party", ["b", "a"]),
        ("mayor", ["c"]),
    ]
    assert read[0].name == Names("Тізім", "Список", "List")


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_is_read_as_any_spreadsheet_saves_it(between: str, encoding: str) -> None:
    text = "\r\n".join([HEADER, ONE, "", TWO, ",,,,,,,"]).replace(",", between)
    assert read_contests(text.encode(encoding)) == contests(ONE, TWO)


def test_columns_come_in_any_order_with_others_between() -> None:
    names = [*reversed(COLUMNS), "remark"]
    cells = dict(zip(COLUMNS, ONE.split(","), strict=True)) | {"remark": "x"}
    text = "\n".join([",".join(names).upper().replace("_", " "), ",".join(cells[name] for name in names)])
    assert read_contests(text.encode()) == contests(ONE)


def spreadsheet(*rows: str) -> bytes:
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_it_may_be_a_spreadsheet_or_a_table_in_markdown() -> None:
    assert read_contests(spreadsheet(ONE, TWO), ".xlsx") == contests(ONE, TWO)
    lines = [f"| {row.replace(',', ' | ')} |" for row in (HEADER, "---" + ",---" * 7, ONE, TWO)]
    text = "\n".join(["# Contests", "", *lines])
    assert read_contests(text.encode(), ".md") == contests(ONE, TWO)
    wrong = read_contests(text.replace("| b |", "| B |").encode(), ".md")
    assert isinstance(wrong, ContestsRefused)
    assert [(one.row, one.column) for one in wrong.problems] == [(6, "candidate")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", HEADER.encode()])
def test_a_spreadsheet_that_is_none_is_refused_in_words(content: bytes) -> None:
    read = read_contests(content, ".xlsx")
    assert isinstance(read, ContestsRefused)
    assert "cannot be read" in read.problems[0].message


def test_every_bad_row_is_named() -> None:
    assert wrong(
        "Party,Тізім,Список,List,a,Ақ,Белая,White",
        ONE,
        "party,Тізім,Другой,List,b,Көк,Синяя,Blue",
        "party,,,,c,Сары,,-",
        "party,,,,a,Жасыл,Зелёная,Green",
        "party,,,,d,Ақ,Серая,Grey",
        "party,,,,against-all,Қарсы,Против,Against",
    ) == [
        (2, "contest"),
        (4, "contest_ru"),
        (5, "candidate_ru"),
        (5, "candidate_en"),
        (6, "candidate"),
        (7, "candidate_kk"),
        (8, "candidate"),
    ]


@pytest.mark.parametrize("name", ["a|b", "${photo}", "{", "a\x07b", "x" * (LONGEST_NAME + 1), "—", ""])
def test_a_name_that_a_button_or_a_sheet_cannot_carry_is_refused(name: str) -> None:
    assert wrong(ONE, f"party,,,,b,Көк,{name},Blue") == [(3, "candidate_ru")]


@pytest.mark.parametrize(
    "name", ["Ақ & <b>Көк</b>", "О'Нил «Х»", '"""Ақ"" партия"', "#1", "100%", "a*b_c\\d", "🌳 Ағаш", "яна — ға"]
)
def test_other_names_reach_the_question_as_they_are(name: str) -> None:
    read = contests(f"party,Тізім,Список,List,a,{name},Белая,White")
    asked = form(read).by_name["party_heard_votes_a"]
    assert asked.label.by_language["kk"] == (f"👂 {read[0].candidates[0].name.kk}",)


def test_a_file_that_is_no_table_is_refused_in_words() -> None:
    assert problems("") == [(1, "")]
    assert problems(HEADER) == [(2, "")]
    assert problems(b"PK\x03\x04\x00") == [(1, "")]
    assert problems(f"{HEADER}\n{ONE}".encode("cp1251", "replace")) == [(1, "")]
    assert problems(b"x" * (MOST_BYTES + 1)) == [(1, "")]
    assert problems(f'{HEADER}\n{ONE}\nparty,,,,"b,Көк,Синяя,Blue') == [(3, "")]
    assert problems(f"{HEADER.removesuffix(',candidate_en')}\n{ONE}") == [(1, "candidate_en"), (2, "")]
    assert problems(f"{HEADER},contest\n{ONE}") == [(1, "contest")]


def test_there_are_not_more_contests_or_candidates_than_a_review_can_show() -> None:
    crowd = [f"party,Тізім,Список,List,c{n},К{n},К{n},C{n}" for n in range(MOST_CANDIDATES + 1)]
    assert wrong(*crowd) == [(MOST_CANDIDATES + 2, "candidate")]
    many = [f"p{n},Т{n},С{n},L{n},a,Ақ,Белая,White" for n in range(MOST_CONTESTS + 1)]
    assert wrong(*many) == [(MOST_CONTESTS + 2, "contest")]
    full = form(contests(*crowd[:-1]))
    talk = Talk(full)
    for _ in range(3):
        while not talk.screen().name.endswith("_given"):
            talk.does(Skip())
        talk.taps("Yes, I will write them" if "heard" in talk.screen().name else "I will write the figures")
    talk.does(ToReview())
    assert len(talk.screen().rows) + len(talk.screen().actions) + 4 <= 100  # and the confirmations


# The form


def test_whole_columns_of_figures_may_come_in_one_message() -> None:
    talk = protocol()
    talk.taps("Yes, I will write them")
    talk.types(RIGHT.replace(" ", "\n"))
    assert talk.problem is None
    assert talk.screen().name == "party_copy_given"
    assert (talk.answers["party_heard_registered"], talk.answers["party_heard_votes_b"]) == ("900", "117")


def test_of_several_lines_those_before_the_first_wrong_one_are_kept() -> None:
    talk = protocol()
    talk.taps("Yes, I will write them")
    talk.types("900\n600\nabout four hundred\n25")
    assert talk.code == "not_a_number"
    assert talk.screen().name == "party_heard_issued_inside"


def test_every_question_has_a_short_name_in_three_languages() -> None:
    for question in form(sample()).questions:
        if question.kind not in (Kind.NOTE, Kind.INTEGER) and question.name != "category":
            assert set(question.short.by_language) == {"kk", "ru", "en"}, question.name


def test_a_long_review_has_pages_and_an_answer_changed_leads_back_to_its_page() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", RIGHT)
    reads(talk, "I will write the figures", RIGHT)
    reads(talk, "I will write the figures", RIGHT)
    talk.does(ToReview())
    shown = talk.screen()
    assert (shown.page, shown.pages) == (0, 2)
    assert "page_prev" not in talk.offered
    talk.taps("page_next", "party_posted_votes_b")
    talk.types("118")
    assert talk.screen().name == "party_posted_confirmed"
    talk.taps("Yes, exactly so")
    talk.taps("Yes, exactly so")
    assert (talk.screen().kind, talk.screen().page) == ("review", 1)
    assert [row.number for row in talk.screen().rows] == list(range(1, len(talk.screen().rows) + 1))


def test_it_converts_without_a_warning_in_three_languages() -> None:
    converted = convert_xlsform(results_protocol_form(sample()), ".md")
    assert isinstance(converted, Converted), converted
    assert (converted.form_id, converted.warnings) == ("results_protocol", ())
    translations = ElementTree.fromstring(converted.xform_xml).findall(".//{*}itext/{*}translation")
    texts = {
        each.attrib["lang"]: {text.attrib["id"]: "".join(text.itertext()).strip() for text in each}
        for each in translations
    }
    assert set(texts) == set(LANGUAGES)
    for key, words in texts[LANGUAGES[0]].items():
        said = [texts[language][key] for language in LANGUAGES]
        assert len(set(said)) == 3, key
        assert "-" not in said
        assert not [text for text in said if ACCUSING.search(text)], words


def test_its_own_buttons_and_questions_are_short() -> None:
    names = {text for contest in sample() for text in contest.name.each()}
    for question in form(sample()).questions:
        if question.name == "category":  # nobody taps it
            continue
        for language in ("kk", "ru", "en"):
            choices = ["".join(map(str, one.label.by_language[language])) for one in question.choices]
            assert all(len(text) <= 28 for text in choices if text not in names), choices
            words = "".join(part for part in question.label.by_language[language] if isinstance(part, str))
            assert len(words) <= 70, words


def test_its_version_follows_the_file() -> None:
    assert form(contests(ONE, TWO)).version == form(contests(ONE, TWO)).version
    assert form(contests(ONE, TWO)).version != form(contests(ONE)).version
    assert form(contests(ONE, TWO)).version != form(contests(ONE, TWO.replace("Blue", "Azure"))).version
    assert 0 < len(form(sample()).version) <= 20


def test_one_contest_is_not_asked_about_and_of_several_one_is_chosen() -> None:
    assert protocol().answers["contest"] == "party"
    talk = Talk(form(sample()), {"station": "215"})
    assert talk.screen().name == "contest"
    talk.taps("Single-seat district (sample)")
    talk.does(Skip())
    assert talk.screen().name == "district_heard_given"
    assert talk.screen().group == "👂 Read out · Single-seat district (sample)"
    assert talk.screen("kk").group == "👂 Оқылған сандар · Бір мандатты округ (үлгі)"


@pytest.mark.parametrize("of", ["one", "several"])
def test_it_can_be_submitted_with_nothing_answered(of: str) -> None:
    talk = Talk(form(contests(ONE, TWO) if of == "one" else sample()))
    while talk.screen().kind == "question":
        talk.does(Skip())
    talk.does(Submit())
    assert talk.outcome == "submitted"
    facts = incidents.facts_of(talk.answers)
    assert (facts.category, facts.severity, facts.phase) == (None, None, Phase.COUNTING)


def test_each_of_the_three_is_skipped_as_a_whole() -> None:
    talk = protocol()
    talk.taps("Not observed")
    answers = ["I will write the figures", "Asked, but refused", "I did not ask for one"]
    assert [choice.text for choice in talk.screen().choices] == answers
    talk.taps("Asked, but refused")
    assert "The same as on the copy" not in [choice.text for choice in talk.screen().choices]
    talk.taps("It was not posted")
    assert talk.screen().name == "occurred_at"


def test_figures_that_add_up_are_not_asked_about() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", RIGHT)
    assert talk.screen().name == "party_copy_given"
    talk.taps("The same as read out", "The same as read out", "now")
    talk.does(Skip())
    talk.does(Submit())
    assert talk.outcome == "submitted"
    assert incidents.facts_of(talk.answers).category is None
    assert talk.answers["party_heard_votes_b"] == "117"
    assert talk.answers["photo"] == "page1 page2"


def test_figures_that_do_not_add_up_are_asked_about_once_and_accepted() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", SHORT)
    assert talk.screen().label == "👂 The figures do not add up: 412 + 8 ≠ 425. Is that what was read out?"
    assert talk.screen("kk").label == "👂 Сандар сәйкес келмейді: 412 + 8 ≠ 425. Дәл осылай оқыды ма?"
    assert talk.screen("ru").label == "👂 Цифры не сходятся: 412 + 8 ≠ 425. Так и зачитали?"
    assert talk.screen().required
    talk.taps("Yes, exactly so")
    assert talk.screen().name == "party_copy_given"
    talk.does(ToReview())
    talk.does(Submit())
    assert talk.outcome == "submitted"
    assert talk.answers["party_heard_sums"] == "412 + 8 ≠ 425"
    assert talk.answers["party_heard_confirmed"] == "confirmed"
    assert incidents.facts_of(talk.answers).category is None


def test_a_corrected_figure_ends_the_question() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", SHORT)
    talk.taps("No, I will correct it")
    assert talk.screen().notes == ("To correct a figure, tap 📋, then ✏ with its number.",)
    talk.taps("review", "party_heard_votes_b")
    talk.types("117")
    assert talk.screen().kind == "review"
    assert "party_heard_confirmed" not in {row.name for row in talk.screen().rows}
    assert talk.screen().notes == ()
    talk.does(Submit())
    assert talk.outcome == "submitted"
    assert {"party_heard_sums", "party_heard_confirmed"}.isdisjoint(talk.answers)


def test_a_figure_corrected_on_the_way_back_is_not_asked_about_again() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", SHORT)
    talk.taps("back")
    talk.types("117")
    assert talk.screen().name == "party_copy_given"


def test_a_slip_in_the_review_is_asked_about_before_it_is_sent() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", RIGHT)
    talk.taps("review", "party_heard_found")
    talk.types("4250")
    assert talk.screen().name == "party_heard_confirmed"
    assert "425 + " not in talk.screen().label
    assert "417 + 8 ≠ 4250; 4250 > 425" in talk.screen().label


def test_figures_changed_after_they_were_confirmed_are_asked_about_anew() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", SHORT)
    talk.taps("Yes, exactly so", "review", "party_heard_found")
    talk.types("4250")
    assert talk.screen().name == "party_heard_confirmed"
    assert talk.screen().required
    assert incidents.facts_of(talk.answers).category is None
    talk.taps("Yes, exactly so")
    assert talk.screen().kind == "review"
    assert incidents.facts_of(talk.answers).category == "ballots_exceed_voters"
    talk.taps("party_heard_found")
    talk.types("420")
    assert talk.screen().kind == "review"
    assert incidents.facts_of(talk.answers).category is None


def test_sums_need_all_of_their_figures() -> None:
    talk = protocol()
    talk.taps("Yes, I will write them")
    talk.types("900", "600", "400")
    talk.does(Skip())  # issued outside was not read
    talk.types("1", "425", "8", "300")
    talk.does(Skip())
    assert talk.screen().name == "party_copy_given"
    assert "party_heard_sums" not in talk.answers


def test_issued_and_unused_are_held_against_the_ballots_received() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", RIGHT.replace("600", "601"))
    assert "425 + 175 ≠ 601" in talk.screen().label


def test_more_ballots_than_were_issued_ring_when_confirmed_and_not_before() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", MORE)
    assert "425 > 420" in talk.screen().label
    assert incidents.facts_of(talk.answers).category is None
    talk.taps("Yes, exactly so")
    facts = incidents.facts_of(talk.answers)
    assert (facts.category, facts.severity) == ("ballots_exceed_voters", Severity.CRITICAL)
    assert facts.basis is Basis.SAW_MYSELF
    assert facts.station == "215"


def test_the_review_says_what_the_desk_will_be_told_in_the_words_of_the_incident_form() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", MORE)
    assert "category" not in {row.name for row in talk.screen().rows}
    talk.taps("Yes, exactly so")
    talk.does(ToReview())
    told = next(row for row in talk.screen("kk").rows if row.name == "category")
    assert (told.label, told.value) == ("Үйлестірушілерге бірден жіберіледі", "Бюллетень сайлаушыдан көп")
    assert told.action == ""
    checked = check_form(standard_forms.source("incident"), ".md")
    assert isinstance(checked, CheckedForm)
    theirs = {choice.name: choice.label for choice in checked.form.by_name["category"].choices}
    for choice in form(sample()).by_name["category"].choices:
        assert choice.label == theirs[choice.name]


def test_a_posted_protocol_with_other_figures_rings_when_confirmed() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", RIGHT)
    talk.taps("The same as read out")
    reads(talk, "I will write the figures", RIGHT.replace("300 117", "317 100"))
    assert talk.screen().label == "The figures differ: 👂300 📌317; 👂117 📌100. Is that right?"
    assert talk.screen("ru").label == "Цифры различаются: 👂300 📌317; 👂117 📌100. Всё верно?"
    assert not incidents.alerts(incidents.facts_of(talk.answers))
    talk.taps("Yes, exactly so")
    assert talk.answers["party_differs"] == "votes_a; votes_b"
    facts = incidents.facts_of(talk.answers)
    assert (facts.category, facts.severity) == ("result_differs_from_copy", Severity.CRITICAL)
    assert facts.basis is Basis.DOCUMENT


def test_all_three_are_compared_and_every_one_is_shown() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", RIGHT)
    reads(talk, "I will write the figures", RIGHT.replace("900", "901"))
    assert [choice.text for choice in talk.screen().choices][:2] == ["The same as read out", "The same as on the copy"]
    reads(talk, "I will write the figures", RIGHT.replace("900", "902"))
    assert "👂900 📄901 📌902" in talk.screen().label
    talk.taps("No, I will correct it")
    assert talk.screen().notes
    talk.does(ToReview())
    talk.does(Submit())
    assert talk.outcome == "submitted"
    assert talk.answers["party_differs"] == "registered"
    assert incidents.facts_of(talk.answers).category is None


def test_the_same_as_read_out_is_taken_back_when_nothing_was_read_out() -> None:
    talk = protocol()
    reads(talk, "Yes, I will write them", RIGHT)
    talk.taps("The same as read out", "The same as read out", "review", "party_heard_given", "No, they were not")
    talk.does(ToReview())
    assert "party_copy_given" not in talk.answers
    assert "party_heard_found" not in talk.answers


def test_impossible_figures_are_kept_within_what_a_number_is() -> None:
    talk = protocol()
    talk.taps("Yes, I will write them")
    talk.types("-1")
    assert talk.code == "constraint"
    talk.types("100001")
    assert talk.screen("kk").problem_text == "0-ден 100000-ға дейінгі бүтін сан жазыңыз."
    talk.types("0")
    assert talk.problem is None


def test_another_contest_is_another_report() -> None:
    talk = Talk(form(sample()), {"station": "215"})
    talk.taps("Single-seat district (sample)")
    talk.does(Skip())
    reads(talk, "Yes, I will write them", "900 600 400 20 180 425 8 300 110 7")
    talk.taps("Yes, exactly so")
    answers = talk.answers
    assert incidents.facts_of(answers).category == "ballots_exceed_voters"
    assert not [name for name in answers if name.startswith("party")]
