"""Stations are found by what people type and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.places import Finder, Place, distance, words_of

PLACES = (
    Place(1, "KZ-0215", "215", "Алмалы", "Абай даңғылы, 10, № 12 мектеп"),
    Place(2, "KZ-1215", "215", "Бостандық", "Әл-Фараби даңғылы, 71"),
    Place(3, "KZ-2215", "215", "Медеу", "Достық даңғылы, 5"),
    Place(4, "KZ-3215", "215", "Түрксіб", "Шемякин көшесі, 1"),
    Place(5, "KZ-0216", "216", "Алмалы", "Гоголь көшесі, 215"),
    Place(6, "KZ-0012", "12", "Наурызбай", "Ыбырай Алтынсарин атындағы гимназия"),
    Place(7, "B-7", None, None, "Ёлочка балабақшасы"),
)


@pytest.mark.parametrize("typed", ["215", "№215", "№ 215", "УИК 215", "участок №215", "0215 учаске", "уик215"])
def test_a_number_that_exists_in_four_districts_finds_all_four_and_an_address_after_them(typed: str) -> None:
    assert Finder(PLACES).find(typed)[:4] in ([1, 2, 3, 4], [1, 2, 3, 4][::-1])
    assert 5 in Finder(PLACES).find(typed)[4:]


def test_a_number_with_its_district_finds_one() -> None:
    assert Finder(PLACES).find("215 медеу")[0] == 3
    assert Finder(PLACES).find("медеу 215")[0] == 3


def test_a_number_is_never_taken_for_its_neighbour() -> None:
    assert Finder(PLACES).find("216") == [5]
    assert Finder(PLACES).find("217") == []


def test_a_whole_code_comes_first() -> None:
    assert Finder(PLACES).find("kz-0012")[0] == 6
    assert Finder(PLACES).find("KZ0216")[0] == 5


def test_a_code_typed_in_cyrillic_letters_that_look_the_same_is_found() -> None:
    assert Finder(PLACES).find("В-7")[0] == 7


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ("аль фараби", 2),
        ("фораби", 2),
        ("аль-фарабе 71", 2),
        ("алтынсарин", 6),
        ("алтынсорин", 6),
        ("Ыбырай алтын", 6),
        ("бостандык", 2),
        ("туркcиб", 4),
        ("елочка", 7),
        ("шемякн", 4),
    ],
)
def test_mistyped_and_unfinished_words_and_the_other_keyboard_are_forgiven(typed: str, which: int) -> None:
    assert Finder(PLACES).find(typed)[0] == which


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "№", "xyzzy", "драка у урны"])
def test_what_fits_nothing_finds_nothing(typed: str) -> None:
    assert Finder(PLACES).find(typed) == []


def test_at_most_eight_are_shown() -> None:
    assert len(Finder([Place(n, f"A-{n}", "5", None, None) for n in range(30)]).find("5")) == 8


@given(st.text(max_size=300))
def test_anything_may_be_typed(typed: str) -> None:
    assert set(Finder(PLACES).find(typed)) <= {place.id for place in PLACES}


def test_the_nearest_come_first_with_their_distance() -> None:
    here = (43.2380, 76.9452)
    places = [Place(n, str(n), None, None, None, here[0] + n / 1000, here[1]) for n in (9, 2, 5, 1, 7, 3)]
    found = Finder([*places, Place(99, "x", None, None, None)]).nearest(*here)
    assert [one for one, _ in found] == [1, 2, 3, 5, 7]
    assert found[0][1] == pytest.approx(111.2, abs=0.1)


def test_distances_are_those_of_the_earth() -> None:
    assert distance(51.1694, 71.4491, 43.2380, 76.9452) == pytest.approx(972_000, rel=0.01)  # Astana to Almaty
    assert distance(0, 179.9, 0, -179.9) == pytest.approx(22_239, abs=5)
    assert distance(90, 0, -90, 0) == pytest.approx(20_015_114, abs=10)


def test_the_letters_of_both_keyboards_are_one() -> None:
    assert words_of("ӘҚІҒҮҰҢӨҺЁ ТЕСТ") == ("акигуунохе", "тест")
    assert words_of("ABCEHKMOPTXY") == words_of("АВСЕНКМОРТХУ")
    assert words_of("№ 0215-мектеп, УИК007") == ("215", "мектеп", "уик", "7")
