"""An interview held in a test: every step is also a restart, and every screen is drawn in every language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.forms import (
    Event,
    Form,
    Problem,
    Screen,
    State,
    Tapped,
    Typed,
    begin,
    final_answers,
    screen,
    step,
)
from tests.unit.forms.sheets import NOW


@dataclass
class Talk:
    form: Form
    prefill: Mapping[str, str] = field(default_factory=dict)
    now: datetime = NOW
    problem: Problem | None = None
    outcome: str | None = None

    def __post_init__(self) -> None:
        self.state = begin(self.form, self.now, self.prefill)

    def does(self, event: Event) -> Screen:
        stored = State.from_json(json.loads(json.dumps(self.state.to_json())))
        assert stored == self.state
        done = step(self.form, stored, event, self.now)
        self.state, self.problem, self.outcome = done.state, done.problem, done.outcome
        for language in self.form.languages:
            screen(self.form, self.state, self.now, language, self.problem)
        return self.screen()

    def types(self, *texts: str) -> Screen:
        for text in texts:
            self.does(Typed(text))
        return self.screen()

    def taps(self, *what: str) -> Screen:
        """Tap a choice by its text, or an action by its kind, or a row of the review by its question's name."""
        for one in what:
            self.does(Tapped(self.action(one)))
        return self.screen()

    def action(self, what: str) -> str:
        now = self.screen()
        offered = {choice.text: choice.action for choice in now.choices}
        offered |= {row.name: row.action for row in now.rows} | {button.kind: button.action for button in now.actions}
        return offered[what]

    def screen(self, language: str = "en") -> Screen:
        return screen(self.form, self.state, self.now, language, self.problem)

    @property
    def code(self) -> str:
        return self.problem.code if self.problem else ""

    @property
    def answers(self) -> dict[str, str]:
        return final_answers(self.form, self.state, self.now)

    @property
    def offered(self) -> set[str]:
        return {button.kind for button in self.screen().actions}
