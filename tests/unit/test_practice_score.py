"""The trainer's figures, from what was tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.practice import Pointer, Tried, score

NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
FORMS = ("incident", "opening")


def tried(
    form: str = "incident", answered: int = 8, minutes: float = 4, files: int = 1, not_observed: int = 0
) -> Tried:
    return Tried(form, 10, answered, not_observed, files, NOON, NOON + timedelta(minutes=minutes))


def test_reports_are_counted_by_form_and_shares_are_over_all_of_them() -> None:
    found = score([tried(), tried(answered=4), tried("opening", answered=8, not_observed=2)], True, FORMS)
    assert found.by_form == (("incident", 2), ("opening", 1))
    assert (found.answered, found.not_observed, found.files) == (20 / 30, 2 / 20, 3)
    assert found.pointers == ()


def test_the_median_is_not_moved_by_one_report_left_overnight() -> None:
    assert score([tried(minutes=3), tried(minutes=5), tried(minutes=900)], True, FORMS).minutes == 5


def test_nothing_tried_is_no_figure_at_all() -> None:
    found = score([], False, FORMS)
    assert (found.answered, found.not_observed, found.minutes) == (None, None, None)
    assert found.pointers == (Pointer.NO_REPORT, Pointer.NO_SOS, Pointer.NO_OPENING)


def test_a_mission_without_an_opening_checklist_asks_nobody_to_try_it() -> None:
    assert score([tried(files=0)], True, ("incident",)).pointers == (Pointer.NO_PHOTO,)


def test_three_pointers_at_most_and_the_most_needful_first() -> None:
    found = score([tried(files=0, answered=2)], False, FORMS)
    assert found.pointers == (Pointer.NO_PHOTO, Pointer.NO_SOS, Pointer.NO_OPENING)
