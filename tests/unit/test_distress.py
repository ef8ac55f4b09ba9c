"""What is a call for help, when it climbs, and what is asked in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.distress import (
    CHOICES,
    Distress,
    is_call,
    last_question,
    next_question,
    next_ring,
    questions,
    redraw_after,
    rings_everybody,
)

NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        "sos", "SOS!", "S.O.S.", "СОС", "сос", "help", "HELP!!!", "Help me", "help help", "помогите", "ПОМОГИТЕ!",
        "Помогите, пожалуйста", "помощь", "на помощь", "Спасите! Помогите!", "көмек", "Көмек керек", "КӨМЕКТЕСІҢІЗ",
        "құтқарыңыз", "Комек", "🆘", "🆘🆘", "🆘 sos", "  помогите\n",
    ],
)  # fmt: skip
def test_a_word_for_help_alone_is_a_call(text: str) -> None:
    assert is_call(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "помогите заполнить протокол", "I need no help", "sosna", "сосна", "sos 1", "103", "🙏", "көмекші",
        "helper", "Помощник председателя", "sos" * 40,
    ],
)  # fmt: skip
def test_a_longer_sentence_or_another_word_is_not(text: str) -> None:
    assert not is_call(text)


def test_a_call_rings_after_two_five_and_ten_minutes_and_then_every_ten() -> None:
    rings, now = [], NOON
    while len(rings) < 6:
        now = next_ring(NOON, now)
        rings.append((now - NOON).total_seconds() / 60)
    assert rings == [2, 5, 10, 20, 30, 40]


def test_what_was_missed_in_a_night_is_not_made_up_for() -> None:
    assert next_ring(NOON, after(9 * 60 + 3)) == after(9 * 60 + 10)


def test_from_the_fifth_minute_on_everybody_is_rung() -> None:
    assert not rings_everybody(NOON, after(4.9))
    assert rings_everybody(NOON, after(5))


def test_an_old_card_is_redrawn_less_often() -> None:
    assert [redraw_after(NOON, after(m)).total_seconds() / 60 for m in (1, 90, 500)] == [1, 5, 10]


@pytest.mark.parametrize("kind", [None, *Distress])
def test_everything_is_asked_once_and_the_kind_first(kind: str | None) -> None:
    asked, details = [], {}
    while (question := next_question(kind, details)) is not None:
        asked.append(question)
        details[question] = None
        assert last_question(kind, details) == question
    assert asked[0] == "kind"
    assert len(set(asked)) == len(asked)
    assert set(asked) <= set(CHOICES)
    assert tuple(asked) == questions(kind)


def test_of_somebody_hurt_a_doctor_is_asked_for_first() -> None:
    assert questions(Distress.HURT)[1] == "medical_need"
    assert questions(Distress.DETAINED)[2] == "lawyer"


def test_every_button_fits_into_its_callback() -> None:
    longest = max(len(f"s:{10**9}:a:{question}:{one}") for question, given in CHOICES.items() for one in given)
    assert longest <= 64
