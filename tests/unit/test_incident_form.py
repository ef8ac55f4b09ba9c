"""The incident form that comes with the bot: every category, in three languages, in words that accuse nobody."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.cases.forms import CheckedForm, check_form
from bot.cases.xlsform import Converted, convert_xlsform
from bot.core.forms import Attached, Tapped, actions
from bot.core.forms.actions import written
from bot.core.words import Basis, Phase, Severity
from tests.unit.forms.talk import Talk

FORM = Path(__file__).parents[2] / "bot" / "cases" / "standard_forms" / "incident.md"
KAZAKH, RUSSIAN, ENGLISH = LANGUAGES = ("Қазақша (kk)", "Русский (ru)", "English (en)")

Row = dict[str, str]

# group: code, default severity, number in Vote Monitor's list
CATEGORIES = {
    "observer_rights": [
        ("observer_entry_denied", "high", "3"),
        ("observer_accreditation_rejected", "high", "3"),
        ("observer_removed", "critical", "3"),
        ("observer_view_restricted", "medium", "3"),
        ("observer_recording_prohibited", "medium", "3"),
        ("observer_pressured", "high", "1"),
        ("observer_impersonated", "medium", "4"),
    ],
    "opening": [
        ("box_not_shown_empty", "high", "21"),
        ("seals_violated", "high", "21"),
        ("ballots_presigned", "high", "9"),
    ],
    "voting": [
        ("ballot_stuffing", "critical", "10"),
        ("repeat_voting", "high", "5"),
        ("extra_ballots_issued", "high", "5"),
        ("identity_not_checked", "medium", "5"),
        ("voter_turned_away", "medium", "7"),
        ("voter_list_problem", "medium", "22"),
        ("secrecy_breached", "medium", "14"),
        ("turnout_mismatch", "high", "23"),
        ("outside_voting_violation", "medium", "15"),
    ],
    "influence": [
        ("campaigning_at_station", "medium", "2"),
        ("vote_buying", "high", "23"),
        ("voter_coercion", "high", "1"),
        ("organised_voting", "medium", "23"),
        ("unauthorised_persons", "medium", "4"),
    ],
    "counting": [
        ("unused_ballots_not_cancelled", "high", "9"),
        ("count_view_blocked", "high", "3"),
        ("ballots_exceed_voters", "critical", "16"),
        ("ballots_misjudged", "medium", "17"),
        ("count_interrupted", "high", "23"),
    ],
    "results": [
        ("protocol_incomplete", "medium", "20"),
        ("protocol_altered", "critical", "18"),
        ("protocol_copy_refused", "high", "19"),
        ("protocol_not_posted", "medium", "19"),
        ("tabulation_access_denied", "high", "3"),
        ("result_differs_from_copy", "critical", "18"),
    ],
    "liberty": [
        ("observer_detained", "critical", "1"),
        ("person_detained", "critical", "1"),
        ("kettling", "critical", "1"),
        ("force_used", "critical", "1"),
        ("person_injured", "critical", "1"),
    ],
    "infrastructure": [
        ("communications_shutdown", "high", "23"),
        ("materials_seized_or_damaged", "critical", "8"),
        ("accessibility_barrier", "low", "7"),
    ],
    "aftermath": [
        ("retaliation", "high", "1"),
        ("other", "medium", "23"),
    ],
}

# Exports of different elections are compared by these codes: adding one is free, changing one is not.
CODES = {
    "phase": [phase.value for phase in Phase],
    "basis": [basis.value for basis in Basis],
    "harm": ["held", "hurt", "missing", "nobody", "dont_know"],
    "denial_reason": [
        "accreditation",
        "organisation_charter",
        "health_document",
        "no_space",
        "filming",
        "no_reason_given",
        "other",
    ],
    "location": ["this_station", "another_station", "outside", "not_at_station"],
    "who_did_it": [
        "commission_chair",
        "commission_member",
        "police",
        "official",
        "campaign_worker",
        "unknown_men",
        "other",
        "dont_know",
    ],
    "who_was_affected": [
        "voter",
        "observer",
        "candidate_or_proxy",
        "commission_member",
        "journalist",
        "activist",
        "other",
        "dont_know",
    ],
    "action_taken": ["told_chair", "wrote_complaint", "complaint_refused", "nothing"],
    "lawyer": ["with_them", "not_let_in", "none", "dont_know"],
    "no_photo_reason": ["forbidden", "unsafe", "removed", "nothing_to_photograph"],
    "photo_terms": ["no_faces_public", "no_faces_court", "faces_desk", "faces_court", "faces_hidden"],
    "yes_no_dont_know": ["yes", "no", "dont_know"],
}

ACCUSING = re.compile(
    r"карусел|вброс|фальсифи|подтас|мошен|преступ|незаконн|наруш|подкуп|подлог|поддел|винов"
    r"|қылмыс|алаяқ|бұрмала|бұзушы|бұзылды|заңсыз|жалған|сатып ал|кінәлі"
    r"|fraud|stuff|rigg|crime|illegal|unlawful|violat|forge|fake|carousel|brib|guilty|abus",
    re.IGNORECASE,
)


def sheets() -> dict[str, list[Row]]:
    """The Markdown tables: sheet name -> its rows, each by the header of its column."""
    read: dict[str, list[Row]] = {}
    header: list[str] = []
    for line in FORM.read_text("utf-8").splitlines():
        if not line.startswith("|") or line.startswith("|---"):
            continue
        first, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if first:
            rows = read[first] = []
            header = []
        elif not header:
            header = cells
        else:
            rows.append(dict(zip(header, cells, strict=True)))
    return read


SURVEY, CHOICES = sheets()["survey"], sheets()["choices"]
QUESTIONS = {row["name"]: row for row in SURVEY if row["type"] != "end_group"}
SHOWN = [row for row in SURVEY if row["type"] not in {"end_group", "calculate"}] + CHOICES


@pytest.fixture(scope="module")
def converted() -> Converted:
    result = convert_xlsform(FORM.read_bytes(), ".md")
    assert isinstance(result, Converted), result
    return result


def test_it_converts_without_a_warning(converted: Converted) -> None:
    assert converted.form_id == "incident"
    assert converted.version
    assert converted.warnings == ()


def test_every_translation_arrives_in_the_xform(converted: Converted) -> None:
    translations = ElementTree.fromstring(converted.xform_xml).findall(".//{*}itext/{*}translation")
    texts = {
        each.attrib["lang"]: {text.attrib["id"]: text.findtext("{*}value") for text in each} for each in translations
    }
    assert set(texts) == set(LANGUAGES)
    assert texts[KAZAKH].keys() == texts[RUSSIAN].keys() == texts[ENGLISH].keys()
    for language in LANGUAGES:
        assert "-" not in texts[language].values()
        assert None not in texts[language].values()


def test_every_category_of_the_taxonomy_is_there_with_its_group_weight_and_number() -> None:
    written: dict[str, list[tuple[str, str, str]]] = {group: [] for group in CATEGORIES}
    for row in CHOICES:
        if row["list_name"] == "category":
            written[row["group"]].append((row["name"], row["severity"], row["vote_monitor"]))
    assert written == CATEGORIES
    assert [row["name"] for row in CHOICES if row["list_name"] == "category_group"] == list(CATEGORIES)


def test_severities_are_the_words_of_the_field() -> None:
    weights = {row["severity"] for row in CHOICES if row["list_name"] == "category"}
    assert weights == {severity.value for severity in Severity}


def test_the_category_carries_its_default_severity_into_the_xform(converted: Converted) -> None:
    root = ElementTree.fromstring(converted.xform_xml)
    items = root.findall(".//{*}instance[@id='category']/{*}root/{*}item")
    assert len(items) == sum(len(each) for each in CATEGORIES.values())
    assert all(item.findtext("{*}severity") and item.findtext("{*}group") for item in items)


@pytest.mark.parametrize("list_name", CODES)
def test_codes_are_stable(list_name: str) -> None:
    assert [row["name"] for row in CHOICES if row["list_name"] == list_name] == CODES[list_name]


def test_meaning_is_found_by_question_name() -> None:
    assert {"category", "severity", "basis", "occurred_at", "station", "description", "phase"} <= QUESTIONS.keys()


def test_little_is_required_and_it_comes_first() -> None:
    required = [row["name"] for row in SURVEY if row["required"] == "yes"]
    without_photo = [row["name"] for row in SURVEY if row["required"] == "${photo} = ''"]
    assert required == ["category_group", "category"]
    assert without_photo == ["occurred_at", "basis"]
    required += without_photo
    names = list(QUESTIONS)
    assert names[0] == "photo"
    assert max(names.index(name) for name in required) < names.index("description") < names.index("who_did_it")
    assert QUESTIONS["description"]["required"] == "${photo} = '' and ${category_group} != 'liberty'"


def test_questions_about_a_photo_need_a_photo() -> None:
    assert QUESTIONS["no_photo_reason"]["relevant"] == "${photo} = ''"
    assert QUESTIONS["photo_terms"]["relevant"] == "${photo} != ''"


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: f"{row.get('list_name') or row['type']}-{row['name']}")
def test_the_words_are_there_in_three_languages_short_and_accuse_nobody(row: Row) -> None:
    labels = [row[f"label::{language}"] for language in LANGUAGES]
    assert all(labels)
    assert "-" not in labels
    assert len(set(labels)) == 3
    assert max(map(len, labels)) <= 60
    for column, words in row.items():
        if "::" in column:
            assert not ACCUSING.search(words), words


@pytest.mark.parametrize("kind", ["hint", "constraint_message"])
def test_a_hint_or_a_correction_is_in_three_languages_or_in_none(kind: str) -> None:
    for row in SURVEY:
        written = [row[f"{kind}::{language}"] for language in LANGUAGES]
        assert len({bool(words) for words in written}) == 1, row["name"]
        assert len(set(written)) in {1, 3}, row["name"]


def test_whatever_can_be_refused_says_what_would_be_right() -> None:
    for row in SURVEY:
        assert bool(row["constraint"]) == bool(row[f"constraint_message::{ENGLISH}"]), row["name"]


def test_kazakh_and_russian_are_written_in_their_own_letters() -> None:
    for row in SHOWN:
        assert not re.search(r"[әғқңөұүһі]", row[f"label::{RUSSIAN}"].lower()), row["name"]
        assert not re.search(r"[a-z]", (row[f"label::{KAZAKH}"] + row[f"label::{RUSSIAN}"]).replace("°C", "").lower())


def test_nothing_promises_rescue() -> None:
    assert "does not call an ambulance" in QUESTIONS["medical_need"][f"hint::{ENGLISH}"]


TERMS = {
    "no_faces_public": ("no", "public"),
    "no_faces_court": ("no", "court"),
    "faces_desk": ("yes", "desk_only"),
    "faces_court": ("yes", "court"),
    "faces_hidden": ("yes", "public_faces_hidden"),
}


@pytest.mark.parametrize("choice", [*TERMS, None])
def test_one_tap_tells_whether_people_are_recognisable_and_what_is_allowed(choice: str | None) -> None:
    checked = check_form(FORM.read_bytes(), ".md")
    assert isinstance(checked, CheckedForm)
    asked = checked.form.question("photo_terms")
    assert asked is not None
    talk = Talk(checked.form)
    talk.does(Attached("f6f0b7f2-0000-4000-8000-000000000001", "photo", None))
    if choice is not None:
        number = next(one.index for one in asked.choices if one.name == choice)
        talk.state = replace(talk.state, place="question", at=asked.index)
        talk.does(Tapped(written(actions.CHOOSE, asked.index, number)))
        assert talk.answers["photo_terms"] == choice
    said = (talk.answers.get("people_recognisable"), talk.answers.get("photo_use"))
    assert said == (TERMS[choice] if choice else (None, None))
