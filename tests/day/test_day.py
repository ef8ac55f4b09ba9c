"""Fifty observers live an election day in bad weather; what is stored and exported is what the script says."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from bot.cases.export import Exported, ExportFormat, export_reports
from bot.cases.verify import Broken, verify_export
from storage.reports import Filter
from tests.day.day import Day
from tests.day.people import Told

SEED = 20210110


def test_fifty_observers_live_the_day_in_bad_weather_and_nothing_is_lost(database_url: str, tmp_path: Path) -> None:
    day = asyncio.run(_lived(tmp_path, database_url))
    told = {one.code: one for observer in day.observers for one in observer.told}
    assert len(told) == 5 * len(day.observers)
    assert _reports(day, told) == []
    assert _files(day, told) == []
    assert _alerts(day) == []
    assert _visits(day) == []
    assert _calls(day) == []
    assert _quiet(day) == []
    assert _exported(day, told, tmp_path) == []


async def _lived(folder: Path, database_url: str) -> Day:
    day = Day(folder, database_url, SEED, observers=50)
    async with day:
        await day.lives()
    return day


def _rows(day: Day, query: str) -> list[tuple]:
    with day.mission.database.reading() as tx:
        return [tuple(row) for row in tx.execute(text(query))]


def _reports(day: Day, told: dict[str, Told]) -> list[str]:
    query = """SELECT r.code, v.answers, r.revision, r.withdrawn_reason FROM reports r JOIN revisions v
               ON v.report_id = r.id AND v.number = r.revision"""
    rows = _rows(day, query)
    stored = {code: answers if isinstance(answers, dict) else json.loads(answers) for code, answers, *_ in rows}
    wrong = [f"{code} is {'lost' if code in told else 'nobody s'}" for code in stored.keys() ^ told.keys()]
    for code, _, revisions, reason in rows:
        if code in told and (revisions, reason) != (told[code].revisions, told[code].withdrawn):
            wrong.append(f"{code} has {revisions} revisions and {reason}, not {told[code]}")
    for code, one in told.items():
        asked = {question.name for question in day.form(one.form_id).questions}
        kept = {name: answer for name, answer in stored.get(code, {}).items() if name in asked and answer}
        kept.pop("photo", None)
        expected = {name: answer for name, answer in one.answers.items() if name in asked}
        if one.added:  # with the time before it, below what was said first
            first, _, added = kept.pop("description").rpartition("\n") if "\n" in kept["description"] else ("", "", "")
            wrong += (
                [] if first == expected.pop("description", "") and added.endswith(one.added) else [f"{code}: {added}"]
            )
        wrong += [
            f"{code} {name}: {expected.get(name)!r} in the script, {kept.get(name)!r} stored"
            for name in kept.keys() | expected.keys()
            if not _agree(expected.get(name), kept.get(name))
        ]
    return wrong


def _agree(expected: str | None, stored: str | None) -> bool:
    if expected == "now":
        return stored is not None and datetime.fromisoformat(stored).tzinfo is not None
    return expected == stored


def _files(day: Day, told: dict[str, Told]) -> list[str]:
    query = "SELECT report_id, fetch_state, sha256 FROM attachments ORDER BY seq"
    kept: dict[str, list[str]] = {}
    for report_id, state, sha256 in _rows(day, query):
        kept.setdefault(str(report_id).replace("-", ""), []).append(sha256 if state == "kept" else state)
    wrong = []
    for one in told.values():
        expected = sorted(hashlib.sha256(data).hexdigest() for data in one.files)
        found = sorted(kept.pop(one.draft.hex, []))
        if found != expected:
            wrong.append(f"{one.code}: {len(expected)} files sent, {found} kept")
    return wrong + [f"files of nobody's report: {rest}" for rest in kept.items()]


def _alerts(day: Day) -> list[str]:
    """Everything high or critical rang, and the desk took all of it."""
    query = """SELECT r.code, r.severity, a.state FROM reports r LEFT JOIN alerts a ON a.report_id = r.id"""
    return [
        f"{code}, {severity}: its alert is {state}"
        for code, severity, state in _rows(day, query)
        if (severity in ("high", "critical")) != (state in ("claimed", "resolved"))
    ]


def _visits(day: Day) -> list[str]:
    """Everybody arrived once, at their own station."""
    query = """SELECT s.code, count(*) FROM visits v JOIN stations s ON s.id = v.station_id GROUP BY s.code"""
    expected = Counter(observer.station for observer in day.observers)
    return [f"visits: {rows}" for rows in [Counter(dict(_rows(day, query)))] if rows != expected]


def _calls(day: Day) -> list[str]:
    """One call each of those who called, claimed and closed."""
    called = sum(observer.called for observer in day.observers)
    states = Counter(_rows(day, "SELECT state, kind, outcome FROM sos_calls"))
    return [] if called and states == {("closed", "kettled", "released"): called} else [f"{called} calls: {states}"]


def _quiet(day: Day) -> list[str]:
    """Nothing waits any more, and nothing was given up."""
    inbox = _rows(day, "SELECT state, count(*) FROM inbox WHERE state != 'done' GROUP BY state")
    outbox = _rows(day, "SELECT kind, state, error FROM outbox WHERE state NOT IN ('sent', 'superseded')")
    return [str(row) for row in [*inbox, *outbox] if row[-1] != "nothing to say"]


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
