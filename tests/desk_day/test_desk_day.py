"""End to end: three coordinators work fifty simultaneous incidents under faults and duplicate taps.

At the end the database, every chat and the export say what the scripts say.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.day import stored
from tests.desk_day import chats, ledger
from tests.desk_day.books import rang
from tests.desk_day.desk_day import DeskDay

SEED = 20210110


def test_three_coordinators_work_fifty_incidents_at_once_in_bad_weather(database_url: str, tmp_path: Path) -> None:
    day = asyncio.run(_lived(tmp_path, database_url))
    told = {one.code: one for observer in day.observers for one in observer.told}
    assert len(told) == len(day.observers) + len(day.unclaimed)
    alerts = rang(day)
    wrong = {
        "reports": stored.reports(day, told),
        "files": stored.files(day, told),
        "judged": ledger.judged(day, alerts, tmp_path),
        **{check.__name__: check(day, alerts) for check in (*ledger.OF_ALERTS, *chats.OF_ALERTS)},
        **{check.__name__: check(day) for check in (*ledger.OF_ALL, *chats.OF_ALL)},
    }
    assert {name: found for name, found in wrong.items() if found} == {}


async def _lived(folder: Path, database_url: str) -> DeskDay:
    day = DeskDay(folder, database_url, SEED, observers=50)
    async with day:
        await day.lives()
    return day
