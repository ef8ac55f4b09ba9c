"""Whatever an observer does, in whatever order: the interview stands, survives restarts, and can be finished."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.forms import (
    Attached,
    Back,
    Cancel,
    Corrected,
    Event,
    Form,
    Held,
    Kind,
    Located,
    Redraw,
    Screen,
    Skip,
    State,
    Submit,
    Tapped,
    ToReview,
    Typed,
    begin,
    final_answers,
    screen,
    step,
)
from bot.core.forms.walk import view_of
from tests.unit.forms.sheets import NOW, form_of, incident, survey

EVERYTHING = survey(
    "integer | age | Age | | yes | . < 200 | | ",
    "text | why | Why ${age} | ${age} > 20 | yes | | | ",
    "select_multiple yn | many | Many | | | count-selected(.) < 2 | | ",
    "select_one yn | one | One | | yes | | | not(selected(${many}, name))",
    "decimal | ratio | Ratio | | | | | ",
    "decimal | half | Half | | | | ${age} div 2 | ",
    "note | n | Half is ${half} | | | | | ",
    "begin group | g | Group | ${one} = 'a' | | | | ",
    "date | day | Day | | yes | . <= today() | | ",
    "time | hour | Hour | | | | | ",
    "video | clip | Clip | | | | | ",
    "audio | sound | Sound | | | | | ",
    "end group | | | | | | | ",
    "range | rate | Rate | ${day} != '' | | | | ",
    "geopoint | place | Place | | | | | ",
    "file | paper | Paper | | | | | ",
    choices="| choices |\n| | list_name | name | label |\n| | yn | a | Ay |\n| | yn | b | Bee |\n| | yn | c | Cee |",
    columns="type | name | label | relevant | required | constraint | calculation | choice_filter",
)
SENSIBLE = ("7", "42", "a", "voting", "Қоршау", "1", "14:30", "10.01", "10.01.2021 14:30", "none", "cold, beaten", "")
ANSWERS = {
    Kind.TEXT: "words",
    Kind.INTEGER: "5",
    Kind.DECIMAL: "0.5",
    Kind.DATE: "10.01.2021",
    Kind.TIME: "10:00",
    Kind.DATETIME: "10.01.2021 10:00",
}


class Interview(RuleBasedStateMachine):
    form: Form = incident()

    @initialize(data=st.data())
    def start(self, data: st.DataObject) -> None:
        self.now = NOW
        prefill = data.draw(st.dictionaries(st.sampled_from(self.form.names), st.sampled_from(SENSIBLE), max_size=3))
        self.state = begin(self.form, self.now, prefill)
        self.seen: list[str] = []

    def does(self, event: Event) -> str | None:
        done = step(self.form, self.state, event, self.now)
        self.state = done.state
        for language in ("kk", "ru", "en", "xx"):
            self.check(screen(self.form, self.state, self.now, language, done.problem))
        if done.outcome == "submitted":
            assert not view_of(self.form, self.state, self.now).missing()
        return done.outcome

    def check(self, shown: Screen) -> None:
        assert shown.position <= shown.total
        assert shown.kind in {"review", "ended", "confirm_cancel", "held"} or (shown.label and shown.position >= 1)
        assert all(choice.text for choice in shown.choices)
        assert all(row.label for row in shown.rows)
        assert shown.kind == "ended" or shown.actions
        for action in self.actions(shown):
            assert action.isascii()
            assert 0 < len(action) <= 24

    def actions(self, shown: Screen) -> list[str]:
        buttons = [one.action for one in shown.choices] + [one.action for one in shown.actions]
        buttons += [cell.action for row in shown.grid for cell in row]
        return buttons + [row.action for row in shown.rows if row.action]

    def shown(self) -> Screen:
        return screen(self.form, self.state, self.now, "en")

    @rule(at=st.integers(0, 50), twice=st.booleans())
    def tap_what_is_offered(self, at: int, twice: bool) -> None:
        offered = self.actions(self.shown())
        if not offered:
            return
        action = offered[at % len(offered)]
        self.seen.append(action)
        self.does(Tapped(action))
        if twice:
            after = self.state
            self.does(Tapped(action))
            assert self.state == after

    @rule(at=st.integers(0, 500))
    def tap_something_old(self, at: int) -> None:
        if self.seen:
            self.does(Tapped(self.seen[at % len(self.seen)]))

    @rule(action=st.from_regex(r"[a-z](v|\d{1,2})(\.\d{1,2})?(\.[01])?", fullmatch=True) | st.text(max_size=30))
    def tap_anything(self, action: str) -> None:
        self.does(Tapped(action))

    @rule(text=st.text(max_size=40) | st.sampled_from(SENSIBLE) | st.integers().map(str) | st.dates().map(str))
    def type_anything(self, text: str) -> None:
        self.does(Typed(text, self.now - timedelta(minutes=len(text)), str(len(text))))

    @rule(text=st.text(max_size=40) | st.sampled_from(SENSIBLE), message=st.integers(0, 12).map(str))
    def edit_a_message(self, text: str, message: str) -> None:
        place = self.state.place
        self.does(Corrected(message, text))
        assert self.state.place in {place, "question", "review"}

    @rule(text=st.text(max_size=40), message=st.integers(0, 12).map(str))
    def say_something_after_a_silence(self, text: str, message: str) -> None:
        self.does(Held(text, message))

    @rule(number=st.integers(1, 9), kind=st.sampled_from(("photo", "file", "video", "voice", "audio", "x")))
    def attach(self, number: int, kind: str) -> None:
        self.does(Attached(f"a{number}", kind, "caption" if number % 2 else None))

    @rule(latitude=st.floats(), longitude=st.floats(), accuracy=st.none() | st.floats())
    def locate(self, latitude: float, longitude: float, accuracy: float | None) -> None:
        self.does(Located(latitude, longitude, accuracy))

    @rule(event=st.sampled_from((Back(), Skip(), Cancel(), ToReview(), Submit(), Redraw())))
    def command(self, event: Event) -> None:
        self.does(event)

    @rule(minutes=st.integers(1, 3000))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def start_again_after_the_end(self) -> None:
        if self.state.place == "ended":
            self.state = begin(self.form, self.now, {})

    @invariant()
    def a_restart_changes_nothing(self) -> None:
        if hasattr(self, "state"):
            stored = json.loads(json.dumps(self.state.to_json(), ensure_ascii=False))
            assert State.from_json(stored) == self.state

    def teardown(self) -> None:
        if not hasattr(self, "state") or self.state.place == "ended":
            return
        for _ in range(100):
            if self.move_on() == "submitted":
                assert all(
                    isinstance(one, str) and one for one in final_answers(self.form, self.state, self.now).values()
                )
                return
        raise AssertionError(f"no way forward from {self.state}")

    def move_on(self) -> str | None:
        """What somebody would do who only wants to be finished."""
        shown = self.shown()
        offered = {button.kind: button.action for button in shown.actions}
        if shown.kind == "review":
            return self.does(Tapped(offered["submit"]))
        for kind, way in (("confirm_cancel", "no"), ("doubt", "so"), ("held", "take")):
            if shown.kind == kind:
                return self.does(Tapped(offered[way]))
        if shown.choices:
            return self.choose(shown, offered)
        if shown.type in ANSWERS:
            return self.does(Typed(ANSWERS[shown.type]))
        return self.does(Tapped(offered.get("done") or offered.get("skip") or offered["acknowledge"]))

    def choose(self, shown: Screen, offered: dict[str, str]) -> str | None:
        if shown.type is Kind.SELECT_ONE:
            return self.does(Tapped(shown.choices[-1].action))
        if "clear" in offered:
            return self.does(Tapped(offered["clear"]))
        return self.does(Tapped(offered["skip"]))


class EveryType(Interview):
    form = form_of(EVERYTHING)


_patient = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
TestIncident = Interview.TestCase
TestIncident.settings = _patient
TestEveryType = EveryType.TestCase
TestEveryType.settings = _patient
