"""What is chosen by the buttons of /invite. Each button carries the whole choice; nothing is kept in between."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cases.authority import may_give
from bot.core.words import Role
from handlers.callbacks import number_of
from handlers.team_view import ROLE_OF
from storage.accounts import Member

COUNTS = (1, 5, 10, 20)
SCREENS = ("main", "role", "region", "station", "go")


@dataclass(frozen=True, slots=True)
class Choice:
    """`region`, `station`: numbers of their rows, 0 for none."""

    role: str = "o"
    region: int = 0
    station: int = 0
    count: int = 1
    vetted: bool = False
    practice: bool = False
    screen: str = "main"
    page: int = 0

    @property
    def data(self) -> str:
        flags = f"{int(self.vetted)}{int(self.practice)}"
        return f"i:{self.role}:{self.region}:{self.station}:{self.count}:{flags}:{self.screen}:{self.page}"

    def but(self, **changed: object) -> Choice:
        return replace(self, **changed)  # type: ignore[arg-type]

    def may_be_given(self, by: Member) -> bool:
        return may_give(by, self.given, self.region or None)

    @property
    def given(self) -> Role:
        return ROLE_OF[self.role]


def beginning(by: Member) -> Choice:
    return Choice(region=by.region_id or 0)


def choice_of(data: str) -> Choice | None:
    """None for what no button of ours ever carried."""
    parts = data.split(":")
    if len(parts) != 7:
        return None
    role, region, station, count, flags, screen, page = parts
    numbers = [number_of(one) for one in (region, station, count, page)]
    known = role in ROLE_OF and flags in ("00", "01", "10", "11") and screen in SCREENS
    if not known or None in numbers or numbers[2] not in COUNTS:
        return None
    where, at, many, turned = (number or 0 for number in numbers)
    return Choice(role, where, at, many, flags[0] == "1", flags[1] == "1", screen, turned)
