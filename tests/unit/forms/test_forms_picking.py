"""A time chosen by taps, a guess asked back, words that came after a silence, and drafts of an older program."""

from __future__ import annotations

from datetime import timedelta

from bot.core.forms import Corrected, Form, Held, State, Tapped, Typed, begin, screen
from tests.unit.forms.sheets import NOW, form_of, survey
from tests.unit.forms.talk import Talk

TIMES = survey(
    "dateTime | when | When | | yes | . <= now() | | ",
    "date | day | Day | | | | | ",
    "time | hour | Hour | | | | | ",
    "integer | held_from | From | | | | | ",
    "integer | held_to | To | | | | | ",
    "integer | many | Many | | | | | ",
    "text | description | Words | | | | | ",
    columns="type | name | label | relevant | required | constraint | calculation | choice_filter",
)
FORM = form_of(TIMES)


def cell(talk: Talk, text: str) -> str:
    return next(one.action for row in talk.screen().grid for one in row if one.text == text)


def at(question: str, form: Form = FORM) -> Talk:
    """At that question, with "when" answered."""
    talk = Talk(form)
    talk.types("14:00")
    while talk.screen().name != question:
        talk.taps("skip")
    return talk


def test_a_moment_is_chosen_by_its_day_and_then_its_hour() -> None:
    talk = Talk(FORM)
    talk.taps("another_day")
    assert (talk.screen().heading, len(talk.screen().grid)) == ("01.2021", 5)
    assert [len(row) for row in talk.screen().grid] == [7] * 5
    talk.taps("page_prev")
    assert talk.screen().heading == "12.2020"
    talk.does(Tapped(cell(talk, "28")))
    assert talk.screen().heading == "28.12.2020"
    assert sum(len(row) for row in talk.screen().grid) == 24
    talk.does(Tapped(cell(talk, "9:00")))
    assert talk.answers["when"] == "2020-12-28T09:00:00.000+06:00"
    assert talk.screen().name == "day"


def test_of_today_only_the_hours_that_have_come_are_offered_and_back_leads_out_of_them() -> None:
    talk = Talk(FORM)
    talk.taps("today")
    assert sum(len(row) for row in talk.screen().grid) == NOW.hour + 1
    assert talk.offered == {"another_day", "back", "cancel"}
    talk.taps("back")
    assert (talk.screen().grid, talk.screen().name) == ((), "when")


def test_a_day_is_answered_by_one_tap_and_an_hour_button_means_its_own_day() -> None:
    talk = Talk(FORM)
    talk.taps("today")
    today = cell(talk, "9:00")
    talk.taps("another_day")
    talk.does(Tapped(cell(talk, "5")))
    talk.does(Tapped(today))
    assert talk.answers["when"].startswith("2021-01-10T09:00")
    talk.taps("yesterday")
    assert talk.answers["day"] == "2021-01-09"
    assert {"now", "ago_15", "ago_60"} <= talk.offered
    assert not {"today", "another_day"} & talk.offered


def test_so_long_ago_is_counted_from_the_tap() -> None:
    talk = Talk(FORM)
    action = talk.action("ago_15")
    talk.now += timedelta(minutes=10)
    talk.does(Tapped(action))
    assert talk.answers["when"].startswith("2021-01-10T14:25")


def test_an_hour_still_to_come_is_asked_back_once_and_only_a_yes_keeps_it() -> None:
    talk = Talk(FORM)
    talk.types("23:50")
    assert (talk.screen().kind, talk.screen().doubt) == ("doubt", "today")
    assert "when" not in talk.answers
    talk.taps("not_so")
    assert (talk.screen().kind, talk.screen().name) == ("question", "when")
    talk.types("23:50", "14:10")
    assert talk.answers["when"].startswith("2021-01-10T14:10")
    talk.does(Tapped("b1"))
    talk.types("23:50")
    talk.taps("so")
    assert talk.answers["when"].startswith("2021-01-09T23:50")
    assert talk.state.doubtful == ""


def test_now_in_words_is_when_they_were_written() -> None:
    talk = Talk(FORM)
    talk.does(Typed("now", NOW - timedelta(hours=3)))
    assert talk.answers["when"].startswith("2021-01-10T11:30")


def test_a_range_answers_the_pair_of_questions_and_elsewhere_one_number_is_wanted() -> None:
    talk = at("held_from")
    talk.types("7–8 people")
    assert (talk.answers["held_from"], talk.answers["held_to"]) == ("7", "8")
    assert talk.code == "range_kept"
    assert talk.screen().name == "many"
    talk.types("7-8")
    assert talk.code == "one_number"
    assert "many" not in talk.answers


def test_a_correction_is_read_as_the_answer_was_and_the_interview_stands_where_it_stood() -> None:
    talk = Talk(FORM)
    talk.does(Typed("14:00", None, "1.5"))
    talk.does(Corrected("1.5", "13:55"))
    assert (talk.code, talk.screen().name) == ("corrected", "day")
    assert talk.answers["when"].startswith("2021-01-10T13:55")
    for words in ("23:50", "soon", "11.01.2021 14:30"):
        talk.does(Corrected("1.5", words))
        assert talk.code == "not_corrected"
    talk.does(Corrected("9.9", "13:50"))
    assert talk.code == "no_answer_given"
    assert talk.answers["when"].startswith("2021-01-10T13:55")


def test_of_a_story_told_in_pieces_the_edited_piece_alone_changes() -> None:
    talk = at("description")
    talk.does(Held("First", "1"))
    talk.taps("take")
    assert talk.answers["description"] == "First"
    talk.does(Corrected("1", "Before all"))
    assert talk.answers["description"] == "Before all"


def test_held_words_are_asked_about_before_anything_else() -> None:
    talk = at("many")
    talk.does(Held("12", "1"))
    talk.does(Typed("people", message="2"))
    assert (talk.screen().kind, talk.screen().answer) == ("held", "12\npeople")
    talk.does(Tapped(f"s{talk.state.at}"))
    assert talk.code == "stale"
    talk.taps("take")
    assert talk.state.held == ""


def test_words_that_are_no_answer_after_all_are_kept_with_the_report() -> None:
    talk = at("many")
    talk.does(Held("nobody knows", "1"))
    talk.taps("take")
    assert talk.code == "text_kept"
    assert talk.answers["description"] == "nobody knows"


def test_held_words_may_become_something_of_their_own() -> None:
    talk = at("many")
    talk.does(Held("a crowd", "1"))
    talk.taps("apart")
    assert talk.outcome == "apart"
    assert (talk.state.held, talk.screen().name) == ("", "many")


def test_a_draft_of_an_older_program_is_taken_up() -> None:
    stored = begin(FORM, NOW, {}).to_json()
    for name in ("picking", "doubtful", "held", "held_message", "given"):
        del stored[name]
    assert State.from_json(stored) == begin(FORM, NOW, {})
    assert screen(FORM, State.from_json(stored), NOW, "en").name == "when"
