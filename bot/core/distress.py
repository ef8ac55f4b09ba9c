"""Calls for help: what is asked after the alarm, when a call that nobody took rings again, which words are a call."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class CallState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Distress(StrEnum):
    """What happened to the person."""

    DETAINED = "detained"
    EXPELLED = "expelled"
    KETTLED = "kettled"
    HURT = "hurt"
    THREATENED = "threatened"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of the person, as the desk says when it closes a call."""

    RELEASED = "released"
    SAFE = "safe"
    IN_HOSPITAL = "in_hospital"
    STILL_HELD = "still_held"
    WITH_LAWYER = "with_lawyer"
    POLICE_OR_COURT = "police_or_court"
    FALSE_ALARM = "false_alarm"
    NOT_KNOWN = "not_known"


KIND, PLACE, HOW_MANY = "kind", "place", "how_many"

CHOICES: dict[str, tuple[str, ...]] = {
    KIND: tuple(Distress),
    PLACE: (),  # answered by a location or in words
    HOW_MANY: ("one", "2-5", "6-20", "21-50", "over_50"),
    "condition": ("unharmed", "weak", "injured", "unconscious"),
    "cold": ("warm", "cold", "numb"),
    "medical_need": ("yes", "no", "not_known"),
    "lawyer": ("needed", "here", "not_let_in", "not_needed"),
}

_ORDERS: dict[str, tuple[str, ...]] = {
    Distress.DETAINED: (PLACE, "lawyer", HOW_MANY, "condition", "medical_need", "cold"),
    Distress.EXPELLED: (PLACE, "condition", "medical_need", HOW_MANY, "lawyer"),
    Distress.KETTLED: (PLACE, HOW_MANY, "cold", "condition", "medical_need", "lawyer"),
    Distress.HURT: ("medical_need", PLACE, "condition", HOW_MANY, "cold", "lawyer"),
    Distress.THREATENED: (PLACE, HOW_MANY, "condition", "medical_need", "lawyer"),
}
_ANY_ORDER = (PLACE, HOW_MANY, "condition", "medical_need", "cold", "lawyer")


def questions(kind: str | None) -> tuple[str, ...]:
    """All that is asked, in the order of need for this kind of distress; the kind itself comes first."""
    return (KIND, *_ORDERS.get(kind or "", _ANY_ORDER))


def next_question(kind: str | None, details: Mapping[str, object]) -> str | None:
    """The first that was neither answered nor skipped; None when all were."""
    return next((one for one in questions(kind) if one not in details), None)


def last_question(kind: str | None, details: Mapping[str, object]) -> str | None:
    """The one before the next: what ⬅ goes back to."""
    asked = [one for one in questions(kind) if one in details]
    return asked[-1] if asked else None


CLIMBS = (timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=10))
AGAIN_EVERY = timedelta(minutes=10)  # after the last of them, until somebody takes the call
EVERYBODY_AFTER = CLIMBS[1]
STIRS_AFTER = timedelta(minutes=1)  # a new word rings only after so much silence: ten taps in a row are one call


def next_ring(raised_at: datetime, now: datetime) -> datetime:
    """When a call that nobody has taken rings next. What was missed while nobody looked is not made up for."""
    for step in CLIMBS:
        if raised_at + step > now:
            return raised_at + step
    last = raised_at + CLIMBS[-1]
    return last + AGAIN_EVERY * ((now - last) // AGAIN_EVERY + 1)


def rings_everybody(raised_at: datetime, now: datetime) -> bool:
    """From the fifth minute on every coordinator and administrator is rung, before that the region's desk."""
    return now - raised_at >= EVERYBODY_AFTER


def redraw_after(raised_at: datetime, now: datetime) -> timedelta:
    """How long the words of an open card hold: a minute at first, longer when the figures grow coarse."""
    age = now - raised_at
    if age < timedelta(hours=1):
        return timedelta(minutes=1)
    return timedelta(minutes=5) if age < timedelta(hours=6) else timedelta(minutes=10)


_CALLS = (
    "sos", "сос", "help", "helpme", "needhelp", "ineedhelp", "pleasehelp", "helpplease", "mayday",
    "помогите", "помогитемне", "помогитепожалуйста", "помогитепж", "помоги", "помощь", "напомощь", "нужнапомощь",
    "мненужнапомощь", "спасите", "спаситепомогите", "помогитеспасите", "тревога",
    "көмек", "көмеккерек", "мағанкөмек", "мағанкөмеккерек", "көмектесіңіз", "көмектесіңізші",
    "көмектесіңіздер", "көмектесіңіздерші", "көмектесші", "көмектес", "құтқарыңыз", "құтқарыңызшы", "құтқарыңыздар",
    "құтқарыңыздаршы", "құтқар", "жәрдем", "жәрдемкерек", "жәрдемберіңіз", "жәрдемберіңіздер",
    "комек", "комеккерек", "комектесиниз", "комектесиндер", "куткарыныз",
)  # fmt: skip
CALLS = frozenset(_CALLS)
MOST = 80  # characters; whoever writes more tells a story, which is kept as one


def is_call(text: str) -> bool:
    """A word for help in any of the languages, alone: any case, any punctuation, repeated or not; or the sign alone."""
    if len(text) > MOST:
        return False
    letters = "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())
    if not letters:
        return "🆘" in text
    return any(letters == call * (len(letters) // len(call)) for call in CALLS)
