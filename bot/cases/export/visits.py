"""visits.csv: who was at which station from when to when, and whose watch was taken over. For the coverage of a day."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.cases.export.reading import PAGE, Plan
from bot.cases.export.record import instant
from bot.cases.export.tables import defused
from bot.cases.export.workshop import text_file
from storage import visits
from storage.database import Database
from storage.visits import VisitTold

VISITS_NAME = "visits.csv"
HEADER = ("observer", "station", "region", "arrived_at", "left_at", "relieved")


def write_visits(database: Database, plan: Plan, folder: Path) -> int:
    """Write the table into `folder`; returns how many visits are in it, and writes none when there are none.

    `left_at` is empty while the visit goes on; a visit without length was to a station that was chosen wrongly.
    """
    if plan.is_of_reports_alone:
        return 0
    told = 0
    with text_file(folder / VISITS_NAME, "utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for one in told_visits(database, plan):
            left = instant(one.left_at) if one.left_at else None
            place = defused(one.station), defused(one.region)
            rows.writerow([one.observer, *place, instant(one.arrived_at), left, one.relieved])
            told += 1
    return told


def told_visits(database: Database, plan: Plan) -> Iterator[VisitTold]:
    """Of the time and the region asked for, whatever else is."""
    with database.reading() as tx:
        mark = visits.high_water(tx)
    after = 0
    while True:
        with database.reading() as tx:
            page = visits.page(tx, plan.wanted, after, mark, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id
