"""When two reports, or calls for help, may tell of one event: near in place, in time and in what happened.

Nothing is decided here: what is near is proposed, and a person says whether it is the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bot.core.distress import Distress
from bot.core.places import EARTH

NEAR = 500.0  # metres
CLOSE_IN_TIME = timedelta(hours=2)
LASTS = timedelta(hours=10)  # a span whose end nobody told, and the longest: kettlings of nine hours were seen
REPEATED_WITHIN = timedelta(minutes=15)  # one observer twice: perhaps the same thing sent twice
OTHER_WORDS_WITHIN = timedelta(minutes=30)  # two categories of one group

GROUPS: dict[str, tuple[str, ...]] = {
    "observer_rights": (
        "observer_entry_denied", "observer_accreditation_rejected", "observer_removed", "observer_view_restricted",
        "observer_recording_prohibited", "observer_pressured", "observer_impersonated",
    ),
    "opening": ("box_not_shown_empty", "seals_violated", "ballots_presigned"),
    "voting": (
        "ballot_stuffing", "repeat_voting", "extra_ballots_issued", "identity_not_checked", "voter_turned_away",
        "voter_list_problem", "secrecy_breached", "turnout_mismatch", "outside_voting_violation",
    ),
    "influence": (
        "campaigning_at_station", "vote_buying", "voter_coercion", "organised_voting", "unauthorised_persons",
    ),
    "counting": (
        "unused_ballots_not_cancelled", "count_view_blocked", "ballots_exceed_voters", "ballots_misjudged",
        "count_interrupted",
    ),
    "results": (
        "protocol_incomplete", "protocol_altered", "protocol_copy_refused", "protocol_not_posted",
        "tabulation_access_denied", "result_differs_from_copy",
    ),
    "liberty": ("observer_detained", "person_detained", "kettling", "force_used", "person_injured"),
    "infrastructure": ("communications_shutdown", "materials_seized_or_damaged", "accessibility_barrier"),
    "aftermath": ("retaliation", "other"),
}  # fmt: skip
GROUP_OF = {category: group for group, categories in GROUPS.items() for category in categories}
LASTING = frozenset({"kettling", "observer_detained", "person_detained", "communications_shutdown"})
LIBERTY, OBSERVER_RIGHTS = "liberty", "observer_rights"
OF_DISTRESS: Mapping[str, str] = {
    Distress.DETAINED: "observer_detained",
    Distress.EXPELLED: "observer_removed",
    Distress.KETTLED: "kettling",
    Distress.HURT: "person_injured",
    Distress.THREATENED: "observer_pressured",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A report or a call, as far as nearness goes.

    `category` is None for a call whose caller has not said what happens. `point` is where it was sent from (WGS 84
    latitude, longitude), `station_point` where its station is. `ends` is None where nobody told, or it is a moment.
    """

    id: UUID
    teller: int
    is_call: bool
    category: str | None
    station: int | None
    point: tuple[float, float] | None
    station_point: tuple[float, float] | None
    begins: datetime
    ends: datetime | None = None

    @property
    def lasts(self) -> bool:
        return self.category in LASTING or (self.is_call and self.category is None)

    @property
    def until(self) -> datetime:
        if not self.lasts:
            return self.begins
        longest = self.begins + LASTS
        return min(self.ends, longest) if self.ends is not None and self.ends >= self.begins else longest


@dataclass(frozen=True, slots=True)
class Why:
    """What makes two near: minutes between their beginnings, metres between their places, and what they share.

    `score` is from 0 to 100, to put several in order. `again`: the same observer told both.
    """

    minutes: int
    same_station: bool
    same_category: bool
    again: bool
    score: int
    metres: int | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def why_of(kept: Mapping[str, Any]) -> Why:
    return Why(**{name: kept.get(name) for name in Why.__dataclass_fields__})  # type: ignore[arg-type]


def nearness(one: Telling, other: Telling) -> Why | None:
    """Why the two may tell of one event; None when nothing speaks for it."""
    place, gap = _place(one, other), _gap(one, other)
    if place is None or gap > CLOSE_IN_TIME or not _alike(one, other, gap):
        return None
    same_station, metres = place
    again = one.teller == other.teller
    minutes = int(abs(one.begins - other.begins).total_seconds() // 60)
    same_category = one.category == other.category and one.category is not None
    points = 40 if same_station or metres is None else 40 - 20 * metres / NEAR
    points += 30 * (1 - gap / CLOSE_IN_TIME) + (20 if same_category else 10) + (0 if again else 10)
    return Why(minutes, same_station, same_category, again, round(points), metres)


def categories_beside(category: str | None) -> frozenset[str]:
    """The categories whose reports may tell of the same: its group; for an unsaid call all that calls are about."""
    if category is None:
        return frozenset(GROUPS[LIBERTY] + GROUPS[OBSERVER_RIGHTS])
    return frozenset(GROUPS.get(GROUP_OF.get(category, ""), (category,))) | {category}


def reach(telling: Telling) -> tuple[datetime, datetime]:
    """Whatever may be the same began between these."""
    lasts = telling.category is None or not LASTING.isdisjoint(categories_beside(telling.category))
    return telling.begins - CLOSE_IN_TIME - (LASTS if lasts else timedelta()), telling.until + CLOSE_IN_TIME


def _place(one: Telling, other: Telling) -> tuple[bool, int | None] | None:
    """(the same station, metres); None when they are apart, or nobody knows.

    Where both sent a place the stations say nothing: an observer of one station may be held on a square far from it.
    """
    same = one.station is not None and one.station == other.station
    here, there = (telling.point or telling.station_point for telling in (one, other))
    between = _metres(here, there) if here and there else None
    if one.point and other.point:
        return (same, round(between or 0)) if (between or 0) <= NEAR else None
    if same:
        return True, None
    return (False, round(between)) if between is not None and between <= NEAR else None


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the great circle, by the haversine formula."""
    here, there = math.radians(one[0]), math.radians(other[0])
    across = math.sin((there - here) / 2) ** 2
    across += math.cos(here) * math.cos(there) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, across)))


def _gap(one: Telling, other: Telling) -> timedelta:
    """The time between two spans; nothing where they overlap."""
    return max(one.begins - other.until, other.begins - one.until, timedelta())


def _alike(one: Telling, other: Telling, gap: timedelta) -> bool:
    """Alike enough in what happened. Of one observer's two reports only a repetition is; a call goes with any."""
    if one.teller == other.teller and one.is_call == other.is_call:
        moments = abs(one.begins - other.begins)
        return one.category == other.category and (one.lasts or moments <= REPEATED_WITHIN)
    if None in (one.category, other.category):
        said = one.category or other.category
        return said is None or GROUP_OF.get(said) in (LIBERTY, OBSERVER_RIGHTS)
    if one.category == other.category:
        return True
    group = GROUP_OF.get(one.category or "")
    together = group is not None and group == GROUP_OF.get(other.category or "")
    return together and (group == LIBERTY or gap <= OTHER_WORDS_WITHIN)


def point_in(answers: Mapping[str, Any], name: str = "place") -> tuple[float, float] | None:
    """An XForms geopoint among the answers; None for whatever is none."""
    try:
        latitude, longitude = (float(part) for part in str(answers.get(name) or "").split()[:2])
    except ValueError:
        return None
    fits = math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if fits else None


def moment_in(answers: Mapping[str, Any], name: str) -> datetime | None:
    """An XForms dateTime with its offset, in UTC; None for whatever is none."""
    try:
        moment = datetime.fromisoformat(str(answers.get(name) or ""))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
