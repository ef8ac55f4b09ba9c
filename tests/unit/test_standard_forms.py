"""The checklists of election day that come with the bot: opening, voting, counting, departure."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import pytest

from bot.cases import standard_forms
from bot.cases.forms import CheckedForm, check_form
from bot.cases.xlsform import Converted, convert_xlsform
from bot.core import incidents
from bot.core.forms import Attached, Form, Kind, Skip, Submit, ToReview
from bot.core.words import Phase
from tests.unit.forms.talk import Talk
from tests.unit.test_incident_form import ACCUSING, LANGUAGES

CHECKLISTS = ("opening", "voting", "counting", "departure")
BUTTON = 28  # characters a phone shows on a button of its own
SELECTS = (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)
# Buttons about what the observer did, not saw: these are skipped, there is nothing to have observed.
OF_ONESELF = {"admitted", "denial_reason", "no_figure_reason", "incidents_seen", "free_to_observe"}
OF_ONESELF |= {"leaving_reason", "rating"}


@cache
def form(name: str) -> Form:
    checked = check_form(standard_forms.source(name), ".md")
    assert isinstance(checked, CheckedForm), checked
    return checked.form


def at(name: str, question: str) -> Talk:
    """An interview at the station 215, at that question."""
    talk = Talk(form(name), {"station": "215"})
    while talk.screen().name != question:
        assert talk.screen().kind == "question", question
        talk.does(Skip())
    return talk


def submitted(talk: Talk) -> dict[str, str]:
    talk.does(Submit())
    assert talk.outcome == "submitted", talk.screen()
    return talk.answers


@pytest.mark.parametrize("name", CHECKLISTS)
def test_it_converts_without_a_warning(name: str) -> None:
    converted = convert_xlsform(standard_forms.source(name), ".md")
    assert isinstance(converted, Converted), converted
    assert (converted.form_id, converted.warnings) == (name, ())
    assert converted.version
    assert form(name).languages == ("en", "kk", "ru")


@pytest.mark.parametrize("name", CHECKLISTS)
def test_every_text_is_there_in_three_languages_and_accuses_nobody(name: str) -> None:
    converted = convert_xlsform(standard_forms.source(name), ".md")
    assert isinstance(converted, Converted)
    translations = ElementTree.fromstring(converted.xform_xml).findall(".//{*}itext/{*}translation")
    texts = {
        each.attrib["lang"]: {text.attrib["id"]: text.findtext("{*}value") or "-" for text in each}
        for each in translations
    }
    kazakh, russian, english = (texts[language] for language in LANGUAGES)
    assert kazakh.keys() == russian.keys() == english.keys()
    for key, words in kazakh.items():
        said = {words, russian[key], english[key]}
        assert len(said) == 3, key
        assert "-" not in said, key
        assert not [text for text in said if ACCUSING.search(text)], key
        assert not re.search(r"[әғқңөұүһі]", russian[key].lower()), key
        assert not re.search(r"[a-z]", (words + russian[key]).replace("/report", "").lower()), key
        assert key.endswith(("Msg", "hint")) or max(map(len, said)) <= 60, key


@pytest.mark.parametrize("name", CHECKLISTS)
def test_questions_are_one_line_and_answers_fit_their_buttons(name: str) -> None:
    for question in form(name).questions:
        for language in form(name).languages:
            words = "".join(str(part) for part in question.label.by_language[language])
            assert len(words) <= 60, words
            for choice in question.choices:
                said = "".join(str(part) for part in choice.label.by_language[language])
                assert len(said) <= BUTTON, said


@pytest.mark.parametrize("name", CHECKLISTS)
def test_what_is_seen_with_ones_eyes_may_be_not_observed_and_anything_may_be_skipped(name: str) -> None:
    for question in form(name).questions:
        if question.kind in SELECTS and question.name not in OF_ONESELF:
            assert "not_observed" in {choice.name for choice in question.choices}, question.name
        assert question.required is None or question.name == "occurred_at"


@pytest.mark.parametrize("name", standard_forms.NAMES)
def test_every_question_has_a_short_name_in_three_languages_that_asks_nothing(name: str) -> None:
    for question in form(name).questions:
        if question.kind is Kind.NOTE:
            continue
        said = {code: "".join(map(str, parts)) for code, parts in question.short.by_language.items()}
        assert said.keys() == {"kk", "ru", "en"}, question.name
        for code, words in said.items():
            assert 0 < len(words) <= 32, words
            assert not words.endswith(("?", ".", ":")), words
            assert words != "".join(map(str, question.label.by_language[code])), words
            assert not ACCUSING.search(words), words


@pytest.mark.parametrize("name", CHECKLISTS)
def test_little_is_asked_of_everybody(name: str) -> None:
    talk = Talk(form(name), {"station": "215"})
    asked = []
    while talk.screen().kind == "question":
        asked.append(talk.screen().name)
        talk.does(Skip())
    assert "station" not in asked
    assert len(asked) <= 16
    assert [row.name for row in talk.screen().rows if row.value] == ["station"]
    assert "review" in Talk(form(name)).offered


@pytest.mark.parametrize("name", CHECKLISTS)
def test_it_can_be_submitted_with_nothing_answered(name: str) -> None:
    talk = Talk(form(name))
    talk.does(ToReview())
    facts = incidents.facts_of(submitted(talk))
    assert not incidents.alerts(facts)
    assert facts.phase == {"opening": Phase.OPENING, "voting": Phase.VOTING, "counting": Phase.COUNTING}.get(name)


@pytest.mark.parametrize("name", CHECKLISTS)
@pytest.mark.parametrize("first", [True, False])
def test_it_can_be_filled_to_the_end_by_its_first_and_by_its_last_buttons(name: str, first: bool) -> None:
    talk = Talk(form(name))
    while (shown := talk.screen()).kind == "question":
        match shown.type:
            case Kind.SELECT_ONE:
                talk.taps(shown.choices[0 if first else -1].text)
            case Kind.SELECT_MULTIPLE:
                talk.taps(shown.choices[0 if first else -1].text, "done")
            case Kind.DATETIME:
                talk.taps("now")
            case Kind.IMAGE:
                talk.does(Attached("photo1", "photo"))
                talk.taps("done")
            case Kind.INTEGER:
                talk.types("12")
            case _:
                talk.types("215")
        assert talk.problem is None, (shown.name, talk.problem)
    answers = submitted(talk)
    facts = incidents.facts_of(answers)
    assert facts.station == "215"
    assert facts.occurred_at is not None
    assert not incidents.alerts(facts)
    assert "category" not in form(name).names


def test_somebody_kept_out_is_asked_why_and_nothing_about_the_inside() -> None:
    talk = at("opening", "admitted")
    talk.taps("No", "The organisation's charter")
    assert talk.screen().notes == ("If this is happening now, send it as an incident: /report",)
    talk.taps("now")
    assert talk.screen().name == "description"
    talk.types("The chair stood in the door")
    talk.does(Skip())
    answers = submitted(talk)
    assert answers["denial_reason"] == "organisation_charter"
    assert "box_shown_empty" not in answers
    assert answers["occurred_at"] == answers["arrived_at"]


def test_the_reasons_for_keeping_out_are_those_of_the_incident_form() -> None:
    checked = check_form(standard_forms.source("incident"), ".md")
    assert isinstance(checked, CheckedForm)
    ours, theirs = (each.by_name["denial_reason"].choices for each in (form("opening"), checked.form))
    assert [(one.name, one.label) for one in ours] == [(one.name, one.label) for one in theirs]


@pytest.mark.parametrize(
    ("name", "question", "choice", "steps"),
    [
        ("opening", "box_shown_empty", "No", 1),
        ("opening", "box_sealed", "No", 0),
        ("voting", "free_to_observe", "No", 0),
        ("counting", "count_view", "Not let in to the count", 0),
        ("counting", "copy_given", "Asked, but refused", 0),
        ("departure", "leaving_reason", "I was made to leave", 0),
        ("departure", "anyone_pressured", "Yes", 0),
    ],
)
def test_a_serious_answer_is_followed_by_the_way_to_an_incident(
    name: str, question: str, choice: str, steps: int
) -> None:
    talk = at(name, question)
    talk.taps(choice)
    for _ in range(steps):
        talk.does(Skip())
    for language, words in (("kk", "оқиға ретінде"), ("ru", "об инциденте"), ("en", "as an incident")):
        assert words in " ".join(talk.screen(language).notes)
        assert "/report" in " ".join(talk.screen(language).notes)


def test_figures_come_first_keep_apart_and_may_be_all() -> None:
    talk = at("voting", "voters_counted")
    talk.types("412", "460")
    assert talk.screen().name == "occurred_at"
    talk.does(Skip())
    assert talk.code == "required"
    assert talk.screen("kk").problem_text.startswith("Санның уақыты керек")
    talk.types("14:00")
    assert talk.screen().name == "incidents_seen"
    talk.does(ToReview())
    answers = submitted(talk)
    assert (answers["voters_counted"], answers["voters_announced"]) == ("412", "460")
    assert answers["occurred_at"].startswith("2021-01-10T14:00")


def test_a_commission_that_gives_no_figure_is_an_answer() -> None:
    talk = at("voting", "no_figure_reason")
    talk.taps("Asked, but not told")
    assert talk.screen().name == "occurred_at"
    talk.does(Skip())
    assert talk.screen().name == "incidents_seen"
    assert talk.answers["no_figure_reason"] == "refused"


def test_an_incident_not_reported_yet_is_pointed_to_its_own_form() -> None:
    talk = at("voting", "incidents_seen")
    talk.taps("Yes, not reported yet")
    assert talk.screen().notes == ("Send it as an incident of its own: /report",)


def test_none_of_these_stands_alone() -> None:
    talk = at("voting", "seen_at_station")
    talk.taps("Outsiders at the station", "None of these", "done")
    assert talk.code == "constraint"


def test_the_mobile_box_is_asked_about_as_far_as_it_went() -> None:
    talk = at("voting", "mobile_box")
    talk.taps("No")
    assert talk.screen().name == "description"
    talk = at("voting", "mobile_box")
    talk.taps("Yes, it is back")
    talk.types("12:30", "11:30")
    assert talk.code == "constraint"
    talk.types("14:10", "60")
    assert talk.screen().name == "description"
    assert talk.answers["box_ballots"] == "60"


def test_the_distance_is_asked_where_the_view_was_not_free() -> None:
    talk = at("counting", "count_view")
    talk.taps("Yes, well")
    assert talk.screen().name == "count_paused"
    talk = at("counting", "count_view")
    talk.taps("No, the view was blocked")
    talk.types("9")
    assert talk.answers["view_distance"] == "9"
    assert talk.screen().notes


def test_why_follows_a_rating() -> None:
    talk = at("departure", "rating")
    talk.taps("Very bad")
    assert talk.screen().name == "description"
    talk.types("The count was not shown")
    assert talk.answers["rating"] == "very_bad"
    assert at("departure", "anyone_pressured").answers.get("description") is None


@pytest.mark.parametrize("name", standard_forms.NAMES)
def test_the_xform_kept_beside_a_shipped_form_is_up_to_date(name: str) -> None:
    converted = convert_xlsform(standard_forms.source(name), ".md")
    assert isinstance(converted, Converted)
    assert converted.xform_xml == standard_forms.xform(name), "run: make forms"
