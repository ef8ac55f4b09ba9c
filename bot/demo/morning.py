"""A morning of an invented mission, as a plan: who reports what, from where, when. The same seed, the same morning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from bot.demo.places import AREAS, EACH, Area, station_code
from bot.demo.tales import DENIED, RING, SEEN, lines

SILENT = 7  # stations of each region that nothing was heard from


@dataclass(frozen=True, slots=True)
class Tale:
    """One report to be told: `at` and `occurred` in minutes after midnight at the station; answers by question name.

    `picture` is what the photos show and `photos` how many there are; `fate` is what the desk did with its alert.
    """

    form: str
    station: str
    at: int
    answers: dict[str, str] = field(default_factory=dict)
    occurred: int | None = None
    picture: str = "hall"
    photos: int = 0
    fate: str = "open"  # open, claimed or resolved


def planned_morning(rng: Random) -> list[Tale]:
    """From a quarter to seven until noon, in the order in which the reports come in."""
    tales = [*_openings(rng), *_figures(rng), *_kept_out(rng), *_seen(rng), *_surrounded(rng)]
    return sorted(tales, key=lambda tale: (tale.at, tale.station, tale.form))


def reporting(area: Area) -> list[str]:
    """Codes of the stations of a region that somebody reports from."""
    return [station_code(area, number) for number in range(1, EACH + 1 - SILENT)]


def never_heard() -> list[str]:
    """Stations where somebody should be; the rest have nobody yet, so that people can be added."""
    return [station_code(area, number) for area in AREAS for number in range(EACH - 2, EACH + 1)]


def _openings(rng: Random) -> Iterator[Tale]:
    kept_out = {station for station, *_ in lines(DENIED)}
    for area in AREAS:
        for station in sorted(set(reporting(area)) - kept_out):
            began = rng.randrange(7 * 60, 7 * 60 + 8)
            answers = {
                "admitted": rng.choices(("yes", "later"), (9, 1))[0],
                "box_shown_empty": rng.choices(("yes", "no", "not_observed"), (12, 1, 2))[0],
                "box_sealed": rng.choices(("with_numbers", "without_numbers", "not_observed"), (8, 4, 2))[0],
                "ballots_counted": rng.choices(("in_view", "announced_only", "no"), (5, 6, 2))[0],
                "voters_on_list": str(rng.randrange(500, 2400)),
                "members_present": str(rng.randrange(5, 12)),
                "observers_present": str(rng.randrange(0, 6)),
                "booth_secrecy": rng.choices(("yes", "no"), (10, 1))[0],
                "accessible": rng.choices(("yes", "with_help", "no"), (4, 5, 4))[0],
            }
            photos = 1 if rng.random() < 0.2 else 0
            at = began + rng.randrange(6, 70)
            yield Tale("opening", station, at, answers, began, rng.choice(("hall", "box")), photos)


def _figures(rng: Random) -> Iterator[Tale]:
    """Two rounds of turnout; at every fourth station the commission has counted a good deal more."""
    for area in AREAS:
        for at, station in enumerate(rng.sample(reporting(area), 3)):
            for hour, share in ((10, 1), (11, 2)):
                counted = share * rng.randrange(60, 140)
                announced = counted + (rng.randrange(90, 200) if at == 0 else rng.randrange(-4, 9))
                answers = {"voters_counted": str(counted), "voters_announced": str(announced), "incidents_seen": "no"}
                yield Tale("voting", station, hour * 60 + rng.randrange(4, 45), answers, hour * 60)


def _incident(station: str, at: int, group: str, category: str, words: str, **more: str) -> Tale:
    answers = {"category_group": group, "category": category, "basis": "saw_myself", "location": "this_station"}
    return Tale("incident", station, at, answers | {"description": words, "station": station} | more, at - 12)


def _kept_out(rng: Random) -> Iterator[Tale]:
    """Observers who were not let in: told of at the opening, by the reason that was given."""
    for at, (station, minutes, (reason, who), words) in enumerate(lines(DENIED)):
        told = _incident(
            station,
            minutes,
            "observer_rights",
            "observer_entry_denied",
            words,
            phase="opening",
            denial_reason=reason,
            who_did_it=who,
            who_was_affected="observer",
            how_many="1",
            no_photo_reason="forbidden",
            action_taken=rng.choice(("told_chair", "wrote_complaint", "complaint_refused")),
        )
        yield replace(told, fate=("claimed", "resolved", "open")[at % 3])


def _seen(rng: Random) -> Iterator[Tale]:
    for station, minutes, (group, category, picture, photos, fate), words in lines(SEEN):
        more = {"phase": "opening" if group == "opening" else "voting", "anyone_harmed": "nobody"}
        if category == "observer_removed":
            more |= {"denial_reason": "filming", "no_photo_reason": "removed"}
        elif photos == "0":
            more |= {"no_photo_reason": "nothing_to_photograph"}
        else:
            use = rng.choice(("desk_only", "court", "public"))
            more |= {"people_recognisable": rng.choice(("yes", "no")), "photo_use": use}
        told = _incident(station, minutes, group, category, words, **more)
        yield replace(told, picture=picture, photos=int(photos), fate=fate)


def _surrounded(rng: Random) -> Iterator[Tale]:
    """One event in the cold, told by several: the figures differ, as they do."""
    for station, minutes, (basis, least, most, photos, fate), words in lines(RING):
        more = {
            "basis": basis,
            "location": "outside",
            "anyone_harmed": "held",
            "medical_need": "yes" if minutes > 620 else "dont_know",
            "where_taken": "Орталық алаң (test)",
            "held_from": least,
            "held_to": most,
            "lawyer": rng.choice(("none", "not_let_in")),
            "temperature": str(rng.randrange(-21, -16)),
            "who_did_it": "police",
            "who_was_affected": "activist",
            "phase": "voting",
        }
        if photos == "0":
            more["no_photo_reason"] = "unsafe"
        told = _incident(station, minutes, "liberty", "kettling", words, **more)
        yield replace(told, occurred=9 * 60 + 40, picture="ring", photos=int(photos), fate=fate)
