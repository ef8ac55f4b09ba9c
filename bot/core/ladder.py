"""How a report climbs that nobody claims: a rung after so many minutes, up to the mission's lead, each rung once.

Rung 1 rings the region's desk again and everybody of the whole mission, rung 2 all coordinators, rung 3 the
administrators. There it ends; a critical report goes on reminding the whole desk until somebody claims it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.words import Severity

NEAR, ALL, LEAD = 1, 2, 3  # the rungs
REMIND_EVERY = timedelta(minutes=20)
USUAL: dict[str, int] = {"critical": 5, "high": 10, "other": 20}  # minutes a rung
OFFERED = (3, 5, 10, 15, 20, 30, 60)
STRANDED = timedelta(hours=3)  # no step is ever so far off: the clock was put back


@dataclass(frozen=True, slots=True)
class Move:
    """Where an alert stands now. `rings` is False where only the clock was wrong; no `next_at`: it has ended."""

    step: int
    next_at: datetime | None
    rings: bool


def kind_of(severity: str | None) -> str:
    """Which of the three ladders a report climbs."""
    return severity if severity in (Severity.CRITICAL, Severity.HIGH) else "other"


def pace(severity: str | None, chosen: Mapping[str, int]) -> timedelta:
    """The time between two rungs: as the desk has set it, or the usual one."""
    kind = kind_of(severity)
    return timedelta(minutes=chosen.get(kind, USUAL[kind]))


def climbs(severity: str | None, late: bool) -> bool:
    """What came late does not climb, unless it is critical."""
    return not late or severity == Severity.CRITICAL


def climb(step: int, due_at: datetime, severity: str | None, every: timedelta, now: datetime) -> Move:
    """The rung that is due at `now`. Several that were missed are one step, to the highest of them."""
    if due_at > now:  # the clock was put back: begin to count anew
        return Move(step, now + (every if step < LEAD else REMIND_EVERY), rings=False)
    rung = min(step + 1 + (now - due_at) // every, LEAD)
    if step < LEAD and rung < LEAD:
        return Move(rung, due_at + every * (rung - step), rings=True)
    return Move(LEAD, now + REMIND_EVERY if severity == Severity.CRITICAL else None, rings=True)
