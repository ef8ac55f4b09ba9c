"""What the list of the team shows: every button carries the whole choice, so an old one means the same as a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.words import PersonState, Role
from handlers.callbacks import number_of
from storage.accounts import Member
from storage.team import Wanted

ROLE_OF = {"o": Role.OBSERVER, "c": Role.COORDINATOR, "a": Role.ADMINISTRATOR}
LETTER_OF = {role: letter for letter, role in ROLE_OF.items()}
STATE_OF = {"p": PersonState.PENDING, "s": PersonState.SUSPENDED}
SILENT, ANY = "q", "-"
SILENT_FOR = timedelta(hours=3)
PAGE = 8  # people on one screen


@dataclass(frozen=True, slots=True)
class View:
    """`role`, `state`: letters, `-` for any; `region`: the number of its row, 0 for any."""

    role: str = ANY
    state: str = ANY
    region: int = 0
    page: int = 0

    @property
    def data(self) -> str:
        return f"{self.role}{self.state}:{self.region}:{self.page}"

    def but(self, **changed: object) -> View:
        return replace(self, **changed)  # type: ignore[arg-type]

    def wanted(self, reader: Member, now: datetime) -> Wanted:
        """Whoever has a region sees that region alone."""
        own = None if reader.role is Role.ADMINISTRATOR else reader.region_id
        return Wanted(
            role=ROLE_OF.get(self.role),
            region_id=own if own is not None else self.region or None,
            state=STATE_OF.get(self.state),
            silent_since=now - SILENT_FOR if self.state == SILENT else None,
        )


def view_of(data: str) -> View | None:
    """None for what no button of ours ever carried."""
    letters, _, numbers = data.partition(":")
    region, _, page = numbers.partition(":")
    where, at = number_of(region), number_of(page)
    known = len(letters) == 2 and letters[0] in (ANY, *ROLE_OF) and letters[1] in (ANY, SILENT, *STATE_OF)
    return View(letters[0], letters[1], where, at) if known and where is not None and at is not None else None
