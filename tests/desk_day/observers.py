"""Observers of the day at the desk: each files one incident, answers what is asked, and hears what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.model import Message
from tests.day.people import Observer, Script, Told
from tests.day.people import buttons as data_of
from tests.desk_day import buttons

RINGING = ("high", "critical")


@dataclass(frozen=True, slots=True)
class Incident:
    """What is seen, and how much it weighs by the form."""

    group: str
    category: str
    severity: str

    @property
    def rings(self) -> bool:
        return self.severity in RINGING


PACK, TWICE = Incident("voting", "ballot_stuffing", "critical"), Incident("voting", "repeat_voting", "high")
SEEN = (
    PACK,
    Incident("voting", "identity_not_checked", "medium"),
    TWICE,
    Incident("liberty", "kettling", "critical"),
    Incident("influence", "vote_buying", "high"),
    Incident("influence", "campaigning_at_station", "medium"),
    Incident("observer_rights", "observer_removed", "critical"),
)


class Witness(Observer):
    """`answers`: what was said to each question, by the question's number; empty for "cannot answer now"."""

    def __init__(self, *known: object) -> None:
        super().__init__(*known)  # type: ignore[arg-type]
        self.incidents: dict[str, Incident] = {}  # by the report's code
        self.answers: dict[int, str] = {}

    def witnesses(self, incident: Incident) -> Script:
        yield from self.files(incident)
        yield from self.hears()

    def files(self, incident: Incident) -> Script:
        """Some with photos first, some in words."""
        given = {
            "category_group": incident.group,
            "category": incident.category,
            "anyone_harmed": "nobody",
            "location": "this_station",
            "description": f"Seen by the {self.number}th",
        }
        photos = (0, 1, 2)[self.number % 3]
        first = (lambda: self.says("/report")) if not photos else lambda: self.sends_photos(photos)
        yield from self.fills("incident", first, given)
        self.incidents[self.told[-1].code] = incident

    def _submit(self, message: Message, token: str) -> str | None:
        """Most are in a hurry, and press ✅ under the first question that has it."""
        if self.number % 4 == 0:
            return super()._submit(message, token)
        return next((data for data in data_of(message) if re.fullmatch(rf"d:{token}:u(v|\d+)", data)), None)

    def hears(self) -> Script:
        """Until the last report is dealt with; what is asked meanwhile is answered."""
        told = self.told[-1]
        while self.incidents[told.code].rings and not self.heard("☑", told):
            yield from self._replies(told)
            yield f"{told.code} to be dealt with"

    def heard(self, sign: str, told: Told) -> list[Message]:
        """News of a report: 👁 seen, ☑ dealt with."""
        return [m for m in self.messages if m.text.startswith(sign) and told.code in m.text]

    def _replies(self, told: Told) -> Script:
        for message in self.messages:
            question = buttons.number(message, buttons.ANSWER)
            if question is not None and question not in self.answers:
                yield from self._answers_desk(question, message, told)

    def _answers_desk(self, question: int, asked: Message, told: Told) -> Script:
        if self.number % 5 == 0:
            self.answers[question] = ""
            self.taps(asked, buttons.cannot(question))
            return
        said = f"Answer number {question}, by the {self.number}th"
        self.answers[question] = said
        self.taps(asked, buttons.answer(question))
        yield from self._may_write(question)
        if self.number % 5 == 1:
            told.files += self.sends_photos(1, said)
        else:
            self.says(said)
        yield from self.until("the answer to be passed on", lambda m: m.text.startswith("✅") and m.id > asked.id)

    def _may_write(self, question: int) -> Iterator[str]:
        """The message that asked says now that what comes is the answer."""
        yield from self.until(
            "to be asked for the answer",
            lambda m: buttons.number(m, buttons.ANSWERING) == question and not buttons.shows(m, buttons.ANSWER),
        )

    def taps(self, shown: Message, data: str) -> None:
        """With cold fingers: often twice."""
        for _ in range(self.rng.choice((1, 2))):
            self.tap(shown, data)
