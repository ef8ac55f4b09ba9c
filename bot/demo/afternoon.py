"""What the people of the page do after noon, as a plan. Times are minutes after midnight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Act = Literal["joins", "claims", "calls", "closes", "reports", "lists", "loses network", "finds network", "says"]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that `who` does at `at`. `given` are answers by question name; what is not given is skipped."""

    at: int
    who: str
    act: Act
    given: Mapping[str, str] = field(default_factory=dict)
    form: str = "incident"
    picture: str = "hall"
    photos: int = 0
    words: str = ""


def _incident(group: str, category: str, words: str, **more: str) -> dict[str, str]:
    common = {"basis": "saw_myself", "phase": "voting", "location": "this_station", "anyone_harmed": "nobody"}
    return {"category_group": group, "category": category, "description": words, **common, **more}


def _turnout(at: int, who: str, counted: int, announced: int) -> Deed:
    figures = {"voters_counted": str(counted), "voters_announced": str(announced), "incidents_seen": "no"}
    return Deed(at, who, "lists", figures, "voting")


def _clock(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


SQUARE = 44.9412, 75.1987
HELD = _incident(
    "liberty", "kettling", "Әлі қоршауда тұр, бір қыз жүре алмай қалды.",
    anyone_harmed="held", medical_need="yes", held_from="30", held_to="40", location="outside", who_did_it="police",
    where_taken="Орталық алаң (test)", place=f"{SQUARE[0]} {SQUARE[1]}",
)  # fmt: skip
AFTERNOON = (
    Deed(_clock(12, 1), "Desk", "joins"),
    Deed(_clock(12, 2), "Айгүл", "joins"),
    Deed(_clock(12, 3), "Данияр", "joins"),
    Deed(_clock(12, 4), "Ольга", "joins"),
    Deed(_clock(12, 5), "Emma", "joins"),
    Deed(_clock(12, 6), "Штаб", "joins"),
    Deed(
        _clock(12, 15), "Айгүл", "reports",
        _incident("voting", "repeat_voting", "Таңғы сағат тоғызда дауыс берген кісі қайта келді."), photos=2,
    ),
    Deed(_clock(12, 31), "Данияр", "reports", HELD, picture="ring", photos=2),
    Deed(_clock(12, 36), "Desk", "claims"),
    Deed(_clock(12, 54), "Штаб", "claims"),
    _turnout(_clock(13, 2), "Ольга", 402, 417),
    _turnout(_clock(13, 10), "Emma", 288, 391),
    Deed(
        _clock(13, 40), "Emma", "reports",
        _incident("voting", "turnout_mismatch", "I counted 288, the chair announced 391."), picture="sheet", photos=1,
    ),
    Deed(_clock(14, 4), "Штаб", "claims"),
    _turnout(_clock(14, 5), "Айгүл", 531, 540),
    Deed(_clock(14, 30), "Ольга", "loses network"),
    Deed(_clock(14, 34), "Ольга", "says", words="Пишу без сети: у входа двое не пускают журналиста."),
    Deed(_clock(14, 48), "Данияр", "calls", words="Автобусқа отырғызып жатыр, қайда апаратынын айтпайды."),
    Deed(_clock(14, 56), "Desk", "claims"),
    Deed(_clock(15, 12), "Ольга", "finds network"),
    Deed(_clock(15, 26), "Desk", "closes"),
    Deed(
        _clock(15, 40), "Данияр", "reports",
        _incident("influence", "campaigning_at_station", "Кіреберісте күнтізбе таратып тұр."), picture="door", photos=1,
    ),
    _turnout(_clock(16, 5), "Данияр", 610, 622),
    _turnout(_clock(17, 3), "Emma", 471, 655),
    Deed(
        _clock(17, 45), "Айгүл", "reports",
        _incident("observer_rights", "observer_view_restricted", "Жәшіктен он қадам жерге отырғызды."), photos=1,
    ),
    Deed(_clock(18, 10), "Desk", "claims"),
    _turnout(_clock(18, 30), "Айгүл", 902, 921),
    Deed(_clock(20, 25), "Айгүл", "lists", {}, "counting"),
    Deed(
        _clock(20, 50), "Emma", "reports",
        _incident("results", "protocol_copy_refused", "They will not give a copy of the protocol.", phase="counting"),
        picture="sheet", photos=1,
    ),
    Deed(_clock(21, 12), "Штаб", "claims"),
    Deed(_clock(21, 20), "Данияр", "lists", {}, "departure"),
)  # fmt: skip
