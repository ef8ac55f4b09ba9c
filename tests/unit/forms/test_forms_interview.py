from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.forms import Attached, Back, Cancel, Kind, Located, Redraw, Skip, Submit, Tapped, ToReview, Typed
from tests.unit.forms.sheets import form_of, incident, survey
from tests.unit.forms.talk import Talk


def at_description(**prefill: str) -> Talk:
    talk = Talk(incident(), prefill)
    talk.taps("Voting", "Ballot stuffing", "now")
    return talk


def in_review() -> Talk:
    talk = at_description()
    talk.types("They put in a pack of ballots")
    talk.taps("done", "skip", "skip", "skip")
    assert talk.screen().kind == "review"
    return talk


def test_the_first_screen_asks_the_first_question_in_the_readers_language() -> None:
    talk = Talk(incident())
    assert talk.screen("kk").label == "Кезең"
    assert talk.screen("ru").group == "Что случилось"
    assert [choice.text for choice in talk.screen("en").choices] == ["Voting", "Counting"]
    assert (talk.screen().position, talk.screen().total, talk.screen().required) == (1, 8, True)


def test_a_choice_is_tapped_or_typed_as_label_beginning_number_or_name_in_any_language() -> None:
    for typed in ("Voting", "voting", "дауыс", "ГОЛОС", "1", " Дауыс   беру "):
        talk = Talk(incident())
        talk.types(typed)
        assert talk.answers["phase"] == "voting"


def test_a_list_shows_only_what_the_filter_leaves() -> None:
    talk = Talk(incident())
    talk.taps("Counting")
    assert [choice.text for choice in talk.screen().choices] == ["Count view blocked", "Kettling", "Other"]


def test_typing_what_several_choices_share_narrows_the_list_until_it_is_shown_again() -> None:
    talk = Talk(incident())
    talk.taps("Voting")
    talk.types("ё о")
    assert talk.code == "choose_a_button"
    talk.types("ling")
    assert talk.code == "several_match"
    assert [choice.text for choice in talk.screen().choices] == ["Kettling"]
    talk.types("бюлл")
    assert [choice.text for choice in talk.screen().choices] == ["Ballot stuffing"]
    talk.types("qqq")
    assert talk.screen().search == ""
    talk.taps("Kettling")
    assert talk.answers["category"] == "kettling"


def test_severity_comes_from_the_column_beside_the_chosen_category() -> None:
    talk = at_description()
    assert talk.answers["severity"] == "critical"


def test_an_answer_that_opens_a_group_shows_its_note_and_questions() -> None:
    talk = Talk(incident())
    talk.taps("Voting", "Kettling", "now")
    seen = talk.screen()
    assert (seen.name, seen.group, seen.notes) == ("held", "People held", ("Severity is critical",))
    assert talk.screen("kk").notes == ("critical деңгейі",)
    talk.types("12")
    assert talk.screen().name == "harm"


def test_a_constraint_refuses_in_the_words_of_the_form() -> None:
    talk = Talk(incident())
    talk.taps("Voting", "Kettling", "now")
    talk.types("6000")
    assert talk.code == "constraint"
    assert talk.screen("ru").problem_text == "От 0 до 5000"
    assert talk.screen("en").problem_text == "From 0 to 5000"
    assert talk.screen("kk").problem_text == "От 0 до 5000"
    assert talk.screen().name == "held"


def test_several_choices_are_toggled_and_left_by_done() -> None:
    talk = Talk(incident())
    talk.taps("Voting", "Kettling", "now")
    talk.types("12")
    talk.taps("Beaten", "Frostbite")
    assert [choice.chosen for choice in talk.screen().choices] == [False, True, True]
    talk.taps("None", "done")
    assert talk.code == "constraint"
    talk.taps("None", "done")
    assert talk.screen().name == "description"
    assert talk.answers["harm"] == "cold beaten"


def test_several_choices_may_be_typed_in_one_message() -> None:
    talk = Talk(incident())
    talk.taps("Voting", "Kettling", "now")
    talk.types("12", "frost, 3")
    assert talk.answers["harm"] == "cold beaten"
    assert talk.screen().name == "harm"


def test_a_doubled_tap_on_one_of_several_does_not_undo_it() -> None:
    talk = Talk(incident())
    talk.taps("Voting", "Kettling", "now")
    talk.types("12")
    action = talk.action("Beaten")
    talk.does(Tapped(action))
    talk.does(Tapped(action))
    assert talk.answers["harm"] == "beaten"


def test_a_doubled_tap_never_skips_a_question() -> None:
    talk = Talk(incident())
    action = talk.action("Voting")
    talk.does(Tapped(action))
    before = talk.state
    talk.does(Tapped(action))
    assert (talk.code, talk.state) == ("stale", before)


@pytest.mark.parametrize(
    "action", ["", "zz", "c0", "c0.99", "c99.1", "ev.99", "uv", "y0", "n0", "c0.0.1", "c1.0", "💥", "x" * 99]
)
def test_a_button_that_no_longer_fits_changes_nothing(action: str) -> None:
    talk = Talk(incident())
    before = talk.state
    talk.does(Tapped(action))
    assert (talk.code, talk.state) == ("stale", before)


def test_back_goes_to_the_question_before_and_a_kept_answer_goes_on() -> None:
    talk = at_description()
    talk.does(Back())
    assert (talk.screen().name, talk.screen().answer) == ("occurred_at", "10.01.2021 14:30")
    talk.taps("back", "back")
    assert talk.screen().name == "phase"
    assert talk.screen().choices[0].chosen
    talk.does(Back())
    assert talk.code == "no_way_back"
    talk.taps("done")
    assert talk.screen().name == "description"


def test_a_changed_answer_clears_a_choice_that_is_no_longer_offered_and_asks_again() -> None:
    talk = at_description()
    talk.taps("back", "back", "back", "Counting")
    assert talk.screen().name == "category"
    assert "category" not in talk.answers


def test_only_what_is_not_required_may_be_skipped() -> None:
    talk = at_description()
    talk.does(Skip())
    assert talk.code == "required"
    assert "skip" not in talk.offered
    talk.types("Text")
    talk.taps("done")
    assert talk.screen().name == "photos"
    talk.does(Skip())
    assert talk.screen().name == "place"


def test_a_default_is_shown_and_kept_by_a_tap() -> None:
    talk = at_description()
    talk.types("Text")
    assert talk.screen().name == "basis"
    assert talk.screen().answer == "Saw it myself"
    talk.taps("done")
    assert talk.answers["basis"] == "saw_myself"


def test_what_is_known_beforehand_is_not_asked_but_may_be_edited_in_the_review() -> None:
    talk = Talk(incident(), {"station": "A-12", "phase": "voting", "category": "other"})
    assert (talk.screen().name, talk.screen().position) == ("occurred_at", 1)
    talk.taps("now")
    talk.types("Text")
    talk.does(ToReview())
    talk.taps("category", "Kettling")
    assert talk.answers["category"] == "kettling"
    assert talk.answers["station"] == "A-12"


def test_what_is_known_beforehand_but_is_no_choice_is_asked() -> None:
    talk = Talk(incident(), {"phase": "lunch", "nonsense": "x"})
    assert talk.screen().name == "phase"
    assert "nonsense" not in talk.answers


def test_a_language_the_form_does_not_have_gets_its_default() -> None:
    assert Talk(incident()).screen("fr").label == "Этап"


def test_photos_are_added_one_by_one_and_the_last_one_may_be_taken_back() -> None:
    talk = at_description()
    talk.types("Text")
    talk.taps("done")
    for photo in ("p1", "p2", "p3", "p3"):
        talk.does(Attached(photo, "photo"))
    assert talk.screen().attachments == 3
    action = talk.action("remove_last")
    talk.does(Tapped(action))
    talk.does(Tapped(action))
    assert (talk.code, talk.answers["photos"]) == ("stale", "p1 p2")
    talk.types("here it is")
    assert (talk.code, talk.answers["description"]) == ("text_kept", "Text\nhere it is")
    talk.taps("done")
    assert talk.screen().name == "place"


def test_a_photo_sent_at_another_question_is_kept_and_its_caption_describes() -> None:
    talk = Talk(incident())
    talk.does(Attached("p1", "photo", "A pack of ballots"))
    assert (talk.code, talk.screen().name) == ("photo_kept", "phase")
    assert talk.screen("ru").problem_text == "Фотографии"
    talk.does(Attached("p2", "file", "Another view"))
    talk.taps("Voting", "Ballot stuffing", "now")
    assert talk.screen().name == "basis"
    assert talk.answers["photos"] == "p1 p2"
    assert talk.answers["description"] == "A pack of ballots"


def test_a_story_told_where_a_button_is_wanted_is_added_to_the_description() -> None:
    talk = Talk(incident())
    talk.types("they pushed us all out of the room")
    assert (talk.code, talk.screen().name) == ("text_kept", "phase")
    talk.types("and then the lights went off again")
    assert talk.answers["description"] == "they pushed us all out of the room\nand then the lights went off again"
    talk.types("votting")
    assert talk.code == "choose_a_button"


def test_a_file_that_no_question_takes_is_the_callers_to_keep() -> None:
    talk = Talk(incident())
    talk.does(Attached("v1", "voice", None))
    assert talk.code == "file_kept"
    assert "photos" not in talk.answers


def test_a_location_answers_its_question_or_waits_for_it() -> None:
    talk = at_description()
    talk.does(Located(43.25, 76.95, 12.5))
    assert (talk.code, talk.screen().name) == ("location_kept", "description")
    assert talk.answers["place"] == "43.25 76.95 0 12.5"
    talk.types("Text")
    talk.taps("done", "skip")
    assert talk.screen().answer == "43.25, 76.95"
    talk.types("43.2, 76.9")
    assert talk.answers["place"] == "43.2 76.9 0 0"
    talk.does(Located(43.25, 76.95))
    assert talk.code == "location_there"


def test_cancel_asks_first() -> None:
    talk = Talk(incident())
    talk.does(Cancel())
    assert talk.screen().kind == "confirm_cancel"
    talk.types("hm")
    assert talk.code == "choose_a_button"
    talk.taps("no")
    assert talk.screen().name == "phase"
    talk.taps("cancel", "yes")
    assert (talk.outcome, talk.screen().kind) == ("cancelled", "ended")
    talk.does(Typed("more"))
    assert (talk.code, talk.outcome) == ("stale", None)


def test_the_review_shows_every_question_with_its_answer_in_words() -> None:
    rows = {row.name: row.value for row in in_review().screen("ru").rows}
    assert rows == {
        "phase": "Голосование",
        "category": "Вброс бюллетеней",
        "occurred_at": "10.01.2021 14:30",
        "description": "They put in a pack of ballots",
        "basis": "Видел сам",
        "photos": "",
        "place": "",
        "safe": "",
    }


def test_an_edit_returns_to_the_review() -> None:
    talk = in_review()
    talk.taps("basis", "A witness")
    assert talk.screen().kind == "review"
    assert talk.answers["basis"] == "witness"
    talk.taps("description", "back")
    assert talk.screen().kind == "review"


def test_an_edit_that_opens_questions_asks_them_before_the_review_returns() -> None:
    talk = in_review()
    talk.taps("category", "Kettling")
    assert talk.screen().name == "held"
    talk.types("4")
    assert talk.screen().name == "harm"
    talk.taps("skip")
    assert talk.screen().kind == "review"


def test_answers_to_questions_that_do_not_apply_are_kept_but_not_submitted() -> None:
    talk = in_review()
    talk.taps("category", "Kettling")
    talk.types("4")
    talk.taps("skip", "category", "Other")
    assert "held" not in talk.answers
    talk.taps("category", "Kettling")
    assert talk.screen().kind == "review"
    assert talk.answers["held"] == "4"


def test_submitting_too_early_shows_the_first_missing_question_and_then_the_next() -> None:
    talk = Talk(incident(), {"phase": "voting"})
    talk.does(ToReview())
    talk.taps("submit")
    assert (talk.code, talk.screen().name, talk.outcome) == ("required", "category", None)
    talk.taps("Other")
    assert talk.screen().name == "occurred_at"
    talk.taps("now")
    talk.types("Text")
    assert talk.screen().kind == "review"
    assert "continue" in talk.offered
    talk.taps("continue", "back", "done")
    talk.does(Submit())
    assert talk.outcome == "submitted"
    assert talk.answers["started"] == "2021-01-10T14:30:00.000+06:00"


def test_a_constraint_that_came_to_fail_meanwhile_is_found_at_submission() -> None:
    rows = ("integer | total | Total | ", "integer | part | Part | . <= ${total}")
    talk = Talk(form_of(survey(*rows, columns="type | name | label | constraint")))
    talk.types("10", "8")
    talk.taps("total")
    talk.types("5")
    talk.taps("submit")
    assert (talk.code, talk.screen().name) == ("constraint", "part")


def test_a_required_message_is_the_forms_own() -> None:
    talk = Talk(
        form_of(survey("text | a | A | yes | Tell us", columns="type | name | label | required | required_message"))
    )
    talk.does(Skip())
    assert talk.screen("en").problem_text == "Tell us"


def test_a_required_list_that_was_emptied_does_not_lock_the_observer_in() -> None:
    choices = "| choices |\n| | list_name | name | label |\n| | yn | yes | Yes |"
    columns = "type | name | label | required | choice_filter"
    talk = Talk(form_of(survey("select_one yn | a | A | yes | name = 'never'", columns=columns, choices=choices)))
    assert not talk.screen().required
    talk.taps("skip", "submit")
    assert talk.outcome == "submitted"


def test_a_calculation_people_can_see_overwrites_only_when_its_result_changes() -> None:
    rows = ("integer | a | A | ", "integer | twice | Twice | ${a} * 2", "text | t | T | ")
    talk = Talk(form_of(survey(*rows, columns="type | name | label | calculation")))
    talk.types("4")
    assert (talk.screen().name, talk.screen().answer) == ("twice", "8")
    talk.types("9", "text")
    assert talk.answers["twice"] == "9"
    talk.taps("t")
    talk.types("other")
    assert talk.answers["twice"] == "9"
    talk.taps("a")
    talk.types("5")
    assert talk.answers["twice"] == "10"


def test_a_read_only_figure_is_shown_before_the_next_question_and_in_the_review() -> None:
    rows = ("integer | a | A | | ", "integer | twice | Twice | ${a} * 2 | yes", "text | t | T | | ")
    talk = Talk(form_of(survey(*rows, columns="type | name | label | calculation | read_only")))
    talk.types("4")
    assert (talk.screen().name, talk.screen().notes) == ("t", ("Twice: 8",))
    talk.does(ToReview())
    row = next(row for row in talk.screen().rows if row.name == "twice")
    assert (row.value, row.action) == ("8", "")


def test_a_trigger_sets_a_value_when_its_question_changes() -> None:
    rows = ("text | a | A | | ", "dateTime | stamped | S | now() | ${a}")
    talk = Talk(form_of(survey(*rows, columns="type | name | label | calculation | trigger")))
    assert "stamped" not in talk.answers
    talk.types("x")
    assert talk.answers["stamped"] == "2021-01-10T14:30:00.000+06:00"


def test_once_keeps_its_first_result() -> None:
    rows = ("text | a | A | ", "calculate | first | | once(${a})")
    talk = Talk(form_of(survey(*rows, columns="type | name | label | calculation")))
    talk.types("x")
    talk.taps("a")
    talk.types("y")
    assert talk.answers == {"a": "y", "first": "x"}


def test_a_dynamic_default_is_set_when_the_form_begins() -> None:
    talk = Talk(form_of(survey("date | d | D | today()", columns="type | name | label | default")))
    assert talk.screen().answer == "10.01.2021"
    talk.now += timedelta(days=1)
    talk.taps("done", "submit")
    assert talk.answers["d"] == "2021-01-10"


def test_long_lists_come_in_pages() -> None:
    rows = "\n".join(f"| | many | n{at} | Name {at:02} |" for at in range(45))
    choices = f"| choices |\n| | list_name | name | label |\n{rows}"
    talk = Talk(form_of(survey("select_one many | q | Q", choices=choices)))
    assert (len(talk.screen().choices), talk.screen().pages) == (20, 3)
    talk.taps("page_next", "page_next")
    assert (len(talk.screen().choices), "page_next" in talk.offered) == (5, False)
    talk.types("name 3")
    assert len(talk.screen().choices) == 10
    talk.taps("show_all")
    assert len(talk.screen().choices) == 20
    talk.types("Name 33")
    assert talk.answers["q"] == "n33"


def test_an_acknowledgement_is_given_by_its_button() -> None:
    talk = Talk(form_of(survey("acknowledge | ok | Read it")))
    assert talk.screen().type is Kind.ACKNOWLEDGE
    talk.types("yes")
    assert talk.code == "choose_a_button"
    talk.taps("acknowledge")
    assert talk.answers == {"ok": "OK"}


def test_a_form_of_notes_goes_straight_to_the_review() -> None:
    talk = Talk(form_of(survey("note | n | Read me")))
    assert (talk.screen().kind, talk.screen().notes) == ("review", ("Read me",))
    talk.does(Redraw())
    talk.taps("submit")
    assert talk.outcome == "submitted"
