"""Fifty observers live an election day in bad weather; what is stored and exported is what the script says."""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from pathlib import Path

from bot.cases.export import Exported, ExportFormat, export_reports
from bot.cases.verify import Broken, verify_export
from storage.reports import Filter
from tests.day import stored
from tests.day.day import Day
from tests.day.people import Told
from tests.day.stored import rows

SEED = 20210110


def test_fifty_observers_live_the_day_in_bad_weather_and_nothing_is_lost(database_url: str, tmp_path: Path) -> None:
    day = asyncio.run(_lived(tmp_path, database_url))
    told = {one.code: one for observer in day.observers for one in observer.told}
    assert len(told) == 5 * len(day.observers)
    assert stored.reports(day, told) == []
    assert stored.files(day, told) == []
    assert _alerts(day) == []
    assert _visits(day) == []
    assert _calls(day) == []
    assert stored.quiet(day) == []
    assert _exported(day, told, tmp_path) == []


async def _lived(folder: Path, database_url: str) -> Day:
    day = Day(folder, database_url, SEED, observers=50)
    async with day:
        await day.lives()
    return day


def _alerts(day: Day) -> list[str]:
    """Everything high or critical rang, and the desk took all of it."""
    query = """SELECT r.code, r.severity, a.state FROM reports r LEFT JOIN alerts a ON a.report_id = r.id"""
    return [
        f"{code}, {severity}: its alert is {state}"
        for code, severity, state in rows(day, query)
        if (severity in ("high", "critical")) != (state in ("claimed", "resolved"))
    ]


def _visits(day: Day) -> list[str]:
    """Everybody arrived once, at their own station."""
    query = """SELECT s.code, count(*) FROM visits v JOIN stations s ON s.id = v.station_id GROUP BY s.code"""
    expected = Counter(observer.station for observer in day.observers)
    return [f"visits: {found}" for found in [Counter(dict(rows(day, query)))] if found != expected]


def _calls(day: Day) -> list[str]:
    """One call each of those who called, claimed and closed."""
    called = sum(observer.called for observer in day.observers)
    states = Counter(rows(day, "SELECT state, kind, outcome FROM sos_calls"))
    return [] if called and states == {("closed", "kettled", "released"): called} else [f"{called} calls: {states}"]


def _exported(day: Day, told: dict[str, Told], folder: Path) -> list[str]:
    mission = day.mission
    wrong = []
    for form, name in ((ExportFormat.CSV, "day.csv"), (ExportFormat.ZIP, "day.zip")):
        made = export_reports(mission.database, mission.library, mission.media, Filter(), form, folder / name, day.now)
        if not isinstance(made, Exported) or made.reports != len(told):
            wrong.append(f"{name}: {made}")
    with (folder / "day.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    found = verify_export(folder / "day.zip")
    wrong += [str(problem) for problem in found.problems] if isinstance(found, Broken) else []
    return wrong + [f"{code} is not in the table" for code in told.keys() - codes]
