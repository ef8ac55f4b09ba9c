"""The books of the day at the desk: what the database says of each report that rang, beside the scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.day.people import Told
from tests.day.stored import rows
from tests.desk_day.coordinators import Coordinator
from tests.desk_day.desk_day import DeskDay
from tests.desk_day.observers import Witness

EVERYWHERE = 2  # the rung from which all coordinators are rung


@dataclass(frozen=True, slots=True)
class Rang:
    """An alert as stored, with whose report it is. People by their pseudonyms, times by Telegram's clock."""

    alert: int
    report: int
    told: Told
    witness: Witness
    state: str
    claimed_by: str
    resolved_by: str
    claimed_at: float
    step: int
    verification: str
    follow_up: str


QUERY = """SELECT a.id, r.seq, r.code, a.state, c.pseudonym, d.pseudonym, a.claimed_at, a.step, r.verification,
           r.follow_up FROM alerts a JOIN reports r ON r.id = a.report_id
           LEFT JOIN people c ON c.id = a.claimed_by LEFT JOIN people d ON d.id = a.resolved_by ORDER BY a.id"""


def rang(day: DeskDay) -> list[Rang]:
    by_code = {told.code: (told, witness) for witness in day.observers for told in witness.told}
    return [
        Rang(alert, report, *by_code[code], state, by or "", closed or "", clock(at), *more)
        for alert, report, code, state, by, closed, at, *more in rows(day, QUERY)
    ]


def clock(at: datetime | str | None) -> float:
    """SQLite gives the text that it keeps, in UTC."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at if "+" in at else f"{at}+00:00")
    return at.timestamp() if at else 0.0


def who_pressed(day: DeskDay, one: Rang, *what: str) -> set[str]:
    return {desk.pseudonym for desk in day.desk if any(desk.pressed[one.alert, each] for each in what)}


def readers(day: DeskDay, one: Rang) -> list[Coordinator]:
    """Who is to have the card: the region's desk and the mission's, and all once it climbed so far."""
    region = day.region_of(one.witness)
    return [desk for desk, own in day.regions() if own in (None, region) or one.step >= EVERYWHERE]


def lost_answers(day: DeskDay, chat: int) -> int:
    """Messages that this chat may hold twice: they came, and the bot could not know it."""
    calls = [call for call in day.emulator.log if call.chat_id == chat and call.method == "sendMessage"]
    return sum(call.description == "drop_after" for call in calls)
