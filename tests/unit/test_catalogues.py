"""What the bot says, in its three languages: whole, up to date with the code, and in the letters of each language."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from bot.core.words import AlertState, Language, Role, Severity
from bot.text import LOCALES, words_of
from handlers.sos_words import CHOICES, ENTRIES, IN_SHORT, NOTICES, OUTCOMES, QUESTIONS, STANDING
from handlers.vocabulary import (
    ACTIONS,
    COMMANDS,
    LINES,
    MENU,
    NAMES,
    PROBLEMS,
    ROLES,
    SEVERITIES,
    STATES,
    TOASTS,
    menu_for,
)

ROOT = Path(__file__).parents[2]
HOUSE = (ROOT / "handlers", ROOT / "bot" / "cases" / "export", ROOT / "bot" / "cases" / "printed")
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None, "count": (1, 2), "later": None}  # as in the Makefile

BUTTON = 24  # letters a button of its own row holds on a small phone
SHARED = 20  # the same where two share a row
DESK_BUTTONS = ("✋ Claim", "☑ Resolve")
PLURALS = {Language.KAZAKH: 1, Language.RUSSIAN: 3, Language.ENGLISH: 2}
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ALPHABET = {Language.KAZAKH: RUSSIAN + "әғқңөұүһі", Language.RUSSIAN: RUSSIAN}
LATIN_WORDS = {
    "telegram",
    "sos",
    "csv",
    "json",
    "zip",
    "today",
    "excel",
    "word",
    "geojson",
    "sha",
    "baqylau",
    "sms",
    "bq",
}  # said in Latin letters in every language

every_language = pytest.mark.parametrize("language", list(Language))
every_translation = pytest.mark.parametrize("language", [Language.KAZAKH, Language.RUSSIAN])

Name = str | tuple[str, str]


def catalogue(language: Language) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.value, abort_invalid=True)


def template() -> Catalog:
    with (LOCALES / "messages.pot").open("rb") as file:
        return read_po(file)


def named(found: Catalog) -> dict[Name, Message]:
    return {as_name(message.id): message for message in found if message.id}


def as_name(message_id: str | list[str] | tuple[str, ...]) -> Name:
    if isinstance(message_id, str):
        return message_id
    one, many = message_id
    return one, many


def forms(said: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def pairs(language: Language) -> Iterator[tuple[str, str]]:
    """Every English sentence with what is said in this language: each of its forms with the English plural."""
    for name, message in named(catalogue(language)).items():
        for said in forms(message.string):
            yield forms(name)[-1], said


def differing(language: Language, aspect: Callable[[str], object]) -> list[tuple[str, str]]:
    return [(english, said) for english, said in pairs(language) if aspect(english) != aspect(said)]


def placeholders(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field is not None)


def signs(text: str) -> list[str]:
    """The emoji and arrows, in order: people read signs when they cannot read."""
    return [letter for letter in text if unicodedata.category(letter) in {"So", "Sm"}]


def leading_sign(text: str) -> str:
    return "".join(letter for letter in text.split(" ", 1)[0] if signs(letter))


def shape(text: str) -> object:
    """The lines, the commands named in them, and how the text begins and ends."""
    ending = text[-1] if text[-1] in ".:?!" else ""
    return text.count("\n"), re.findall(r"(?<!\w)/[a-z]+", text), text == text.strip(), ending


def words_in(text: str) -> list[str]:
    """Words of letters, without the placeholders and the commands."""
    return re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}|(?<!\w)/[a-z]+", " ", text))


def is_everywhere_the_same(text: str) -> bool:
    """SOS, and nothing beside it."""
    return {word.lower() for word in words_in(text)} == {"sos"}


def facts(message: str) -> dict[str, str]:
    return dict.fromkeys(placeholders(message), "7")


# The catalogues and the code


def test_the_template_holds_what_the_code_says() -> None:
    found = {
        as_name(message)
        for folder in HOUSE
        for _, _, message, _, _ in extract_from_dir(folder, keywords=KEYWORDS)
        if message
    }
    assert set(named(template())) == found, "run `make messages`"


def test_what_is_said_is_written_out_where_it_is_said() -> None:
    hidden = []
    for path in sorted((ROOT / "handlers").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                said = call.args[: {"say": 1, "count": 2}.get(call.func.attr, 0)]
                if not ast.unparse(call.func.value).endswith("words"):
                    continue
                hidden += [f"{path.name}:{one.lineno}" for one in said if not isinstance(one, ast.Constant)]
    assert hidden == []


@every_language
def test_every_message_is_there_and_none_besides(language: Language) -> None:
    found = catalogue(language)
    assert set(named(found)) == set(named(template()))
    assert list(found.obsolete) == []


@every_language
def test_every_message_is_translated(language: Language) -> None:
    messages = named(catalogue(language)).values()
    assert [m.id for m in messages if m.fuzzy or not all(said.strip() for said in forms(m.string))] == []


@every_language
def test_every_number_has_its_form(language: Language) -> None:
    found = catalogue(language)
    counted = [message for name, message in named(found).items() if isinstance(name, tuple)]
    assert found.num_plurals == PLURALS[language]
    assert counted
    assert [m.id for m in counted if len(forms(m.string)) != PLURALS[language]] == []


def test_a_number_takes_the_form_of_its_language() -> None:
    one, many = "{n} file kept.", "{n} files kept."
    said = {language: [words_of(language).count(one, many, n) for n in (1, 2, 5, 11, 21)] for language in Language}
    assert said[Language.RUSSIAN] == [
        "1 файл сохранён.",
        "2 файла сохранены.",
        "5 файлов сохранено.",
        "11 файлов сохранено.",
        "21 файл сохранён.",
    ]
    assert said[Language.KAZAKH] == [f"{n} файл сақталды." for n in (1, 2, 5, 11, 21)]
    assert said[Language.ENGLISH][:2] == ["1 file kept.", "2 files kept."]


# What must be the same in every language


@every_language
@pytest.mark.parametrize("aspect", [placeholders, signs, leading_sign, shape])
def test_translations_keep(aspect: Callable[[str], object], language: Language) -> None:
    assert differing(language, aspect) == []


def test_english_says_the_name_of_the_message() -> None:
    assert [m.id for m in named(catalogue(Language.ENGLISH)).values() if forms(m.string) != forms(m.id)] == []


def test_every_language_names_itself() -> None:
    said = [words_of(language).named(LINES["language_changed"]) for language in Language]
    assert said == ["Енді қазақша сөйлесеміз.", "Теперь говорим по-русски.", "We speak English now."]


# The letters


def test_kazakh_is_not_russian() -> None:
    kazakh, russian = named(catalogue(Language.KAZAKH)), named(catalogue(Language.RUSSIAN))
    same = [name for name in kazakh if forms(kazakh[name].string)[0] == forms(russian[name].string)[0]]
    assert [name for name in same if not is_everywhere_the_same(forms(name)[0])] == []


@every_translation
def test_nothing_is_left_in_english(language: Language) -> None:
    left = [english for english, said in pairs(language) if english == said]
    assert [english for english in left if not is_everywhere_the_same(english)] == []


@every_translation
def test_words_are_in_the_letters_of_their_language(language: Language) -> None:
    """Latin а, с, о, і look right and are wrong: nobody finds such a word, and a screen reader spells it."""
    wrong = [
        (word, said)
        for _, said in pairs(language)
        for word in words_in(said)
        if word.lower() not in LATIN_WORDS and not set(word.lower()) <= set(ALPHABET[language])
    ]
    assert wrong == []


@every_language
def test_texts_are_composed_and_have_no_double_spaces(language: Language) -> None:
    said = [said for _, said in pairs(language)]
    assert [text for text in said if "  " in text or text != unicodedata.normalize("NFC", text)] == []


def test_a_latin_letter_inside_a_cyrillic_word_is_found() -> None:
    assert words_in("Болм\u0061са, {code}: /report, Telegram-нан") == ["Болм\u0061са", "Telegram", "нан"]
    assert not set("болм\u0061са") <= set(ALPHABET[Language.KAZAKH])


# The buttons


@every_language
@pytest.mark.parametrize("message", [*ACTIONS.values(), *MENU.values(), *DESK_BUTTONS])
def test_a_button_is_short(message: str, language: Language) -> None:
    assert len(words_of(language).named(message)) <= BUTTON


@every_language
@pytest.mark.parametrize("message", [*MENU.values(), ACTIONS["back"], ACTIONS["skip"], *DESK_BUTTONS])
def test_a_button_that_shares_its_row_is_shorter(message: str, language: Language) -> None:
    assert len(words_of(language).named(message)) <= SHARED


@every_language
@pytest.mark.parametrize("message", sorted({one for said in CHOICES.values() for one in said.values()}))
def test_what_is_tapped_in_danger_is_short(message: str, language: Language) -> None:
    assert len(words_of(language).named(message)) <= SHARED


def test_the_keyboard_says_one_thing_by_one_word_in_all_languages() -> None:
    said: dict[str, set[str]] = {}
    for language in Language:
        for name, message in MENU.items():
            said.setdefault(words_of(language).named(message), set()).add(name)
    assert [word for word, meant in said.items() if len(meant) > 1] == []
    assert {name for desk in (True, False) for row in menu_for(desk) for name in row} <= set(MENU)


@every_translation
@pytest.mark.parametrize(
    ("sentence", "button"),
    [
        (TOASTS["claim_first"], "✋ Claim"),
        ("{n} file. Send more, or go on.", ACTIONS["done"]),
    ],
)
def test_a_sentence_names_the_button_as_it_is_written(sentence: str, button: str, language: Language) -> None:
    found = {forms(name)[0]: message for name, message in named(catalogue(language)).items()}
    word = words_of(language).named(button).split(" ", 1)[1]
    assert all(f"«{word}»" in said for said in forms(found[sentence].string))


# The names by which messages are chosen


SOS_BUTTONS = [one for said in CHOICES.values() for one in said.values()]
CHOSEN = [
    *(said for named in (QUESTIONS, IN_SHORT, OUTCOMES, STANDING, NOTICES, ENTRIES) for said in named.values()),
    *SOS_BUTTONS,
    *LINES.values(),
    *TOASTS.values(),
    *PROBLEMS.values(),
    *ACTIONS.values(),
    *MENU.values(),
    *COMMANDS.values(),
    *ROLES.values(),
    *STATES.values(),
    *(said for said, _ in SEVERITIES.values()),
]


@every_language
@pytest.mark.parametrize("message", sorted(set(CHOSEN)))
def test_what_is_chosen_by_name_can_be_said(message: str, language: Language) -> None:
    said = words_of(language).named(message, **facts(message))
    assert said.strip()
    assert "{" not in said
    if language is not Language.ENGLISH and words_in(message) and not is_everywhere_the_same(message):
        assert said != message.format(**facts(message))


def test_every_word_of_the_field_has_its_message() -> None:
    assert set(NAMES) == set(Language)
    assert set(ROLES) == set(Role)
    assert set(STATES) == set(AlertState)
    assert set(SEVERITIES) == set(Severity)


def test_what_the_handlers_say_by_name_is_in_the_vocabulary() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "handlers").glob("*.py")))
    assert set(re.findall(r"\.(?:line\(|send\(\"line\",)\s*\"(\w+)\"", code)) <= set(LINES)
    assert set(re.findall(r"\.pop_up\(\s*\"(\w+)\"", code)) <= set(TOASTS)
    assert set(re.findall(r"notice=\"(\w+)\"", code)) <= set(PROBLEMS)
    assert set(re.findall(r"\"(kept_\w+)\"", code)) <= set(PROBLEMS)


def test_every_problem_of_the_interview_has_its_sentence() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "bot/core/forms").glob("*.py")))
    raised = set(re.findall(r"Problem\(\"(\w+)\"", code))
    assert "stale" in raised
    assert raised <= set(PROBLEMS)
