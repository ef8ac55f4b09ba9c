"""Words are found by any of their forms, in three languages, however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.stems import LONGEST_WORD, MOST_WORDS, snippet, sought, stems_of


def finds(query: str, text: str) -> bool:
    """As the indexes of the databases do: every word of the query by one of its ways."""
    stored = stems_of([text]).split()

    def there(way: str) -> bool:
        return any(one.startswith(way[:-1]) if way.endswith("*") else one == way for one in stored)

    return bool(sought(query)) and all(any(there(way) for way in ways) for ways in sought(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("бюллетеней", "испорчен бюллетень"),
        ("бюллетень", "пачка бюллетеней"),
        ("урна", "опустили в урну"),
        ("протокол", "копию протокола не дали"),
        ("наблюдателя", "наблюдатели вышли"),
        ("ещё", "еще раз"),
        ("жәшіктерді", "жәшік ашық"),
        ("жәшік", "жәшіктерді мөрлемеді"),
        ("жәшік", "жәшігінде бума"),
        ("жәшігі", "бос жәшік"),
        ("жашик", "жәшіктің мөрі"),
        ("жәшік", "жашиктин мори"),
        ("жашиктерди", "жәшік"),
        ("сайлаушыларға", "сайлаушы келді"),
        ("бақылаушы", "бақылаушыларды шығарды"),
        ("хаттамасын", "хаттама берілмеді"),
        ("кітап", "кітабы жоқ"),
        ("ballots", "a ballot"),
        ("party", "parties were there"),
        ("observed", "observers observing"),
        ("БЮЛЛ", "бюллетени"),
        ("215", "школа 215"),
        ("пачку бюллетеней", "Бюллетени: целая пачка"),
    ],
)
def test_a_word_is_found_by_another_of_its_forms(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("урна", "журнал"),
        ("рука", "руководитель"),
        ("дети", "детектив"),
        ("21", "215"),
        ("бюллетень урна", "бюллетень"),
        ("ж", "жәшік"),
        ("215", "1215"),
        ("", "жәшік"),
        ("!?%_*\"'", "жәшік"),
    ],
)
def test_another_word_is_not_found(query: str, text: str) -> None:
    assert not finds(query, text)


@given(st.text(max_size=300))
def test_whatever_is_typed_becomes_letters_and_digits(text: str) -> None:
    ways = [way for ways in sought(text) for way in ways]
    assert len(sought(text)) <= MOST_WORDS
    for way in [*ways, *stems_of([text]).split()]:
        assert way.removesuffix("*").isalnum() and len(way) <= LONGEST_WORD + 1


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі", min_size=3, max_size=30))
def test_a_word_finds_itself(word: str) -> None:
    assert finds(word, f"a {word} b")


def test_a_snippet_shows_the_words_around_what_was_found() -> None:
    text = "Көп нәрсе болды. " * 20 + "Сол кезде жәшіктерді ашты. " + "Кейін кетті. " * 20
    shown = snippet([text], sought("жәшік"), 60)
    assert "жәшіктерді" in shown and shown.startswith("…") and shown.endswith("…") and len(shown) <= 64
    assert snippet(["Nothing here", "a box of ballots"], sought("ballot"), 60) == "a box of ballots"
    assert snippet(["Nothing here"], sought("ballot"), 60) == "Nothing here"
    assert snippet([], sought("ballot"), 60) == ""
