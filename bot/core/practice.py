"""What practice shows the trainer: a few figures a person, and what is still to be tried. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

MOST_POINTERS = 3
OPENING = "opening"


class Pointer(StrEnum):
    """What a trainer would say next, the most needful first."""

    NO_REPORT = "no_report"
    NO_PHOTO = "no_photo"
    NO_SOS = "no_sos"
    NO_OPENING = "no_opening"
    MANY_UNANSWERED = "many_unanswered"


@dataclass(frozen=True, slots=True)
class Tried:
    """One practice report: how many questions it asked, answered, and answered "not observed"."""

    form_id: str
    asked: int
    answered: int
    not_observed: int
    files: int
    begun_at: datetime
    filed_at: datetime

    @property
    def minutes(self) -> float:
        return max(0.0, (self.filed_at - self.begun_at).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1, None where nothing was asked; `minutes` the median from begin to submit."""

    by_form: tuple[tuple[str, int], ...]
    answered: float | None
    not_observed: float | None
    files: int
    minutes: float | None
    pointers: tuple[Pointer, ...]


def score(tried: Sequence[Tried], sos_tried: bool, forms: Collection[str]) -> Score:
    """`forms` are those of the mission: what it does not have nobody can try."""
    asked = sum(one.asked for one in tried)
    answered = sum(one.answered for one in tried)
    not_observed = sum(one.not_observed for one in tried)
    files = sum(one.files for one in tried)
    share = answered / asked if asked else None
    return Score(
        by_form=tuple(sorted(Counter(one.form_id for one in tried).items())),
        answered=share,
        not_observed=not_observed / answered if answered else None,
        files=files,
        minutes=median(one.minutes for one in tried) if tried else None,
        pointers=_pointers(tried, files, sos_tried, forms, share),
    )


def _pointers(
    tried: Sequence[Tried], files: int, sos_tried: bool, forms: Collection[str], share: float | None
) -> tuple[Pointer, ...]:
    opened = any(one.form_id == OPENING for one in tried)
    due = (
        (Pointer.NO_REPORT, not tried),
        (Pointer.NO_PHOTO, bool(tried) and not files),
        (Pointer.NO_SOS, not sos_tried),
        (Pointer.NO_OPENING, OPENING in forms and not opened),
        (Pointer.MANY_UNANSWERED, share is not None and share < 0.5),
    )
    return tuple(pointer for pointer, fits in due if fits)[:MOST_POINTERS]
