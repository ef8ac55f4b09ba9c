"""What goes into an interview and comes out of it: events, problems, and the state between two steps.

A state is plain data: `State.from_json(state.to_json()) == state`, so that every step may be a restart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

Place = Literal["question", "review", "ended"]
Outcome = Literal["submitted", "cancelled", "apart"]
Given = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """`at` is when it was written, aware; `message` names it among the messages of its chat."""

    text: str
    at: datetime | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button; `action` is one that a screen offered, now or long ago."""

    action: str


@dataclass(frozen=True, slots=True)
class Attached:
    """`kind` is photo, file, video, voice or audio; the id has no spaces."""

    attachment_id: str
    kind: str
    caption: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """Degrees, and metres of accuracy if the phone said so."""

    latitude: float
    longitude: float
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Words that answer no question in particular: they are added to the description, whatever is asked."""

    text: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A message sent before now says something else."""

    message: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Words that came after a long silence: an answer, or something new? That is asked before anything else."""

    text: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class Cancel:
    pass


@dataclass(frozen=True, slots=True)
class ToReview:
    pass


@dataclass(frozen=True, slots=True)
class Submit:
    pass


@dataclass(frozen=True, slots=True)
class Redraw:
    pass


Event = (
    Typed | Told | Corrected | Held | Tapped | Attached | Located | Back | Skip | Cancel | ToReview | Submit | Redraw
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an event did not do what was hoped, or what became of it; `screen` finds the form's own words for it.

    Codes: not_a_number, one_number, not_a_date, not_a_time, not_a_moment, out_of_range (least, most), empty,
    too_long (most), choose_a_button, several_match (count), photo_wanted, file_wanted (kind), location_wanted,
    required, constraint, no_way_back, stale, text_kept, photo_kept, file_kept, location_kept, location_there,
    not_readable_here; range_kept (least, most); corrected, not_corrected, answer_changed, no_answer_given.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    question: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """`at` is the index of the question being asked; `passed` holds the questions that were answered, skipped or known.

    `prefilled` were never asked, `opened` appeared through an edit and are asked before the review returns.
    `picking` is what a time is being chosen from: a month `2021-01` or a day `2021-01-10`; `doubtful` the value that
    waits for a yes; `held` the words nobody knows yet what they answer, `held_message` where they came from. `given`:
    which message gave which question what words, empty where they were refused.
    """

    form_id: str
    version: str
    answers: Mapping[str, str]
    calculated: Mapping[str, str] = field(default_factory=dict)
    passed: frozenset[int] = frozenset()
    prefilled: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    place: Place = "question"
    at: int = 0
    editing: bool = False
    cancelling: bool = False
    page: int = 0
    search: str = ""
    picking: str = ""
    doubtful: str = ""
    held: str = ""
    held_message: str = ""
    given: Given = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain dicts, lists, texts, numbers and booleans only."""
        return {
            "form_id": self.form_id,
            "version": self.version,
            "answers": dict(self.answers),
            "calculated": dict(self.calculated),
            "passed": sorted(self.passed),
            "prefilled": sorted(self.prefilled),
            "opened": sorted(self.opened),
            "place": self.place,
            "at": self.at,
            "editing": self.editing,
            "cancelling": self.cancelling,
            "page": self.page,
            "search": self.search,
            "picking": self.picking,
            "doubtful": self.doubtful,
            "held": self.held,
            "held_message": self.held_message,
            "given": {message: list(words) for message, words in self.given.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> State:
        """The state that `to_json` wrote; fields it does not know yet take their defaults."""
        return cls(
            form_id=stored["form_id"],
            version=stored["version"],
            answers=dict(stored["answers"]),
            calculated=dict(stored.get("calculated", {})),
            passed=frozenset(stored.get("passed", ())),
            prefilled=frozenset(stored.get("prefilled", ())),
            opened=frozenset(stored.get("opened", ())),
            place=cast(Place, stored.get("place", "question")),
            at=stored.get("at", 0),
            editing=stored.get("editing", False),
            cancelling=stored.get("cancelling", False),
            page=stored.get("page", 0),
            search=stored.get("search", ""),
            picking=stored.get("picking", ""),
            doubtful=stored.get("doubtful", ""),
            held=stored.get("held", ""),
            held_message=stored.get("held_message", ""),
            given={message: (name, words) for message, (name, words) in stored.get("given", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class Step:
    """The next state, how the interview ended if it did, and what to tell the person besides the next screen.

    "apart" is no end: the words that were held are to become something of their own.
    """

    state: State
    outcome: Outcome | None = None
    problem: Problem | None = None
