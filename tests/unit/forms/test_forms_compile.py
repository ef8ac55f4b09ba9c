"""What a form becomes when it is compiled, and how it is refused."""

from __future__ import annotations

import pytest

from bot.core.forms import Form, Kind, Refusals, compile_form
from bot.core.forms.words import language_code
from tests.unit.forms.sheets import NOW, compiled, form_of, incident, survey

YES_NO = """
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
"""


def refused(
    *rows: str, choices: str = YES_NO, columns: str = "type | name | label | relevant | calculation"
) -> set[str]:
    result = compiled(survey(*rows, choices=choices, columns=columns))
    assert isinstance(result, Refusals)
    return {f"{item.code} {item.name} {item.column}" for item in result.items}


def test_a_form_knows_its_name_version_title_and_languages() -> None:
    form = incident()
    assert (form.form_id, form.version, form.title) == ("incident", "7", "Incident")
    assert form.languages == ("ru", "kk", "en")
    assert form.default_language == "ru"


def test_questions_come_in_the_order_of_the_sheet_and_are_found_by_name() -> None:
    form = incident()
    assert [question.name for question in form.questions][:4] == ["phase", "category", "occurred_at", "held_note"]
    assert [question.index for question in form.questions] == list(range(len(form.questions)))
    category = form.question("category")
    assert category is not None
    assert category.kind is Kind.SELECT_ONE
    assert category.choices[2].columns["severity"] == "critical"
    assert form.question("severity") is None
    assert "severity" in form.names


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("text", Kind.TEXT),
        ("integer", Kind.INTEGER),
        ("decimal", Kind.DECIMAL),
        ("date", Kind.DATE),
        ("time", Kind.TIME),
        ("dateTime", Kind.DATETIME),
        ("select_one yn", Kind.SELECT_ONE),
        ("select_multiple yn", Kind.SELECT_MULTIPLE),
        ("acknowledge", Kind.ACKNOWLEDGE),
        ("note", Kind.NOTE),
        ("geopoint", Kind.GEOPOINT),
        ("image", Kind.IMAGE),
        ("audio", Kind.AUDIO),
        ("video", Kind.VIDEO),
        ("file", Kind.FILE),
        ("barcode", Kind.TEXT),
        ("range", Kind.INTEGER),
    ],
)
def test_every_type_of_the_sheet_has_a_kind(kind: str, expected: Kind) -> None:
    form = form_of(survey(f"{kind} | q | Question", choices=YES_NO))
    assert form.questions[0].kind is expected


def test_every_label_is_there_in_every_language_though_the_sheet_left_some_out() -> None:
    form = incident()
    for question in form.questions:
        for language in form.languages:
            assert question.label.say(form.environment({}, NOW, language)) not in {"", "-"}


def test_two_calculations_that_wait_for_each_other_are_refused_as_a_circle() -> None:
    found = refused("calculate | a | | | ${b} + 1", "calculate | b | | | ${a} + 1", "text | t | T")
    assert any(one.startswith("cycle") for one in found)


def test_a_question_relevant_by_its_own_answer_is_a_circle() -> None:
    assert any(one.startswith("cycle") for one in refused("text | a | A | ${a} = ''"))


def test_a_group_relevant_by_a_question_inside_it_is_a_circle() -> None:
    found = refused("begin group | g | G | ${a} = ''", "text | a | A", "end group | | ")
    assert any(one.startswith("cycle") for one in found)


def test_two_lists_that_narrow_each_other_are_no_circle() -> None:
    sheet = survey(
        "select_one yn | a | A | name != ${b}",
        "select_one yn | b | B | name != ${a}",
        columns="type | name | label | choice_filter",
        choices=YES_NO,
    )
    assert isinstance(compiled(sheet), Form)


def test_everything_wrong_is_told_at_once_with_question_and_column() -> None:
    found = refused(
        "text | a | A | foo(1) = 2",
        "text | b | B | (1 = 1",
        "calculate | c | | | /data/nowhere",
        "text | d | D | e = 1",
    )
    assert found == {
        "unknown_function a relevant",
        "bad_syntax b relevant",
        "unknown_reference c calculation",
        "unknown_reference d relevant",
    }


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ("geotrace | q | Q", "unsupported_type q type"),
        ("rank yn | q | Q", "unsupported_type q type"),
        ("select_one_from_file x.csv | q | Q", "external_instance x type"),
    ],
)
def test_what_a_chat_cannot_ask_is_refused_by_name(row: str, refusal: str) -> None:
    assert refusal in refused(row)


def test_a_repeat_is_refused_for_now() -> None:
    assert refused("begin repeat | r | R", "text | a | A", "end repeat | | ") == {"repeat r type"}


def test_the_same_name_in_two_groups_is_refused_because_answers_go_by_name() -> None:
    rows = (
        "begin group | g | G",
        "text | a | A",
        "end group | | ",
        "begin group | h | H",
        "text | a | A",
        "end group | | ",
    )
    assert "duplicate_name a name" in refused(*rows)


def test_a_misspelt_column_of_the_choices_is_refused() -> None:
    sheet = survey("select_one yn | a | A | nam = 'yes'", columns="type | name | label | choice_filter", choices=YES_NO)
    result = compiled(sheet)
    assert isinstance(result, Refusals)
    assert result.items[0].column == "choice_filter"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Қазақша (kk)", "kk"), ("English (EN)", "en"), ("Русский", "ru"), ("Deutsch", "Deutsch"), ("default", "default")],
)
def test_a_language_is_known_by_the_code_in_its_name(name: str, code: str) -> None:
    assert language_code(name) == code


def test_a_form_in_one_language_has_no_codes_and_speaks_it_to_everybody() -> None:
    form = form_of(survey("text | q | Question"))
    assert form.languages == ()
    assert form.questions[0].label.say(form.environment({}, NOW, "kk")) == "Question"


def test_the_head_of_a_table_is_no_question() -> None:
    rows = ("begin group | g | G | table-list", "select_one yn | a | A | ", "end group | | | ")
    form = form_of(survey(*rows, columns="type | name | label | appearance", choices=YES_NO))
    assert [question.kind for question in form.questions] == [Kind.NOTE, Kind.SELECT_ONE]


def test_other_may_be_specified() -> None:
    form = form_of(survey("select_one yn or_other | q | Q", choices=YES_NO))
    assert [question.name for question in form.questions] == ["q", "q_other"]
    assert [choice.name for choice in form.questions[0].choices] == ["yes", "no", "other"]


@pytest.mark.parametrize(
    "text", ["", "nonsense", "<a", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>\x00</a>"]
)
def test_what_is_no_xform_is_refused_and_never_raises(text: str) -> None:
    assert isinstance(compile_form(text), Refusals)
