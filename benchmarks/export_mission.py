"""A mission of many reports, put straight into the tables: made once, exported by everybody who is measured."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bot.cases.forms import CheckedForm, check_form, publish_form
from bot.core.words import PersonState
from storage import forms, people, schema, stations
from storage.database import Database
from storage.stations import StationRow

BEGAN = datetime(2021, 1, 10, 1, 0)  # noqa: DTZ001 - as SQLite keeps it
ATTACHED = 10  # one report of so many has a photo
FORM = """
| survey | | | |
|---|---|---|---|
| | type | name | label |
| | text | category | What? |
| | select_one basis | basis | How do you know? |
| | text | description | In your own words? |
| | integer | how_many | How many? |
| | integer | temperature | How cold? |

| choices | | | |
|---|---|---|---|
| | list_name | name | label |
| | basis | saw_myself | I saw it |
| | basis | witness | I was told |

| settings | | | |
|---|---|---|---|
| | form_id | version | form_title |
| | incident | bench | Incident |
"""
STORIES = (
    "Белсенділерді алаңда қоршап алды, бес сағат жібермеді. Аяз.",
    "Наблюдателя попросили выйти, причину не назвали; жалобу не приняли.",
    "The box was not shown before it was sealed.",
)


def prepare(path: Path, reports: int) -> Database:
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    version, person = _set_up(database)
    with sqlite3.connect(path) as connection:
        _insert(connection, "reports", _reports(reports, version, person))
        _insert(connection, "revisions", _revisions(reports, person))
        _insert(connection, "attachments", _attachments(reports, person))
    connection.close()
    return database


def _set_up(database: Database) -> tuple[int, int]:
    checked = check_form(FORM.encode(), ".md")
    assert isinstance(checked, CheckedForm), checked
    with database.transaction() as tx:
        assert publish_form(tx, checked, datetime.fromisoformat("2021-01-01T00:00:00+00:00"))
        stations.save(tx, (_station(number) for number in range(200)))
        version = forms.current_version(tx, "incident")
        assert version is not None
        now = datetime.fromisoformat("2021-01-01T00:00:00+00:00")
        return version, people.add_person(tx, "O-1001", PersonState.ACTIVE, now)


def _station(number: int) -> StationRow:
    address = f"Абай к-сі, {number}"
    return StationRow(
        f"S-{number}", f"Region {number % 17}", "Asia/Almaty", address=address, latitude=43.2, longitude=77
    )


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names = ", ".join(first)
    command = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(first))})"
    connection.execute(command, tuple(first.values()))
    connection.executemany(command, (tuple(row.values()) for row in rows))


def _at(number: int) -> str:
    return (BEGAN + timedelta(milliseconds=200 * number)).isoformat(" ", "microseconds")


def _id(number: int) -> str:
    return UUID(int=number + (1 << 100)).hex


def _reports(many: int, version: int, person: int) -> Iterator[dict[str, Any]]:
    for number in range(1, many + 1):
        yield {
            "seq": number,
            "id": _id(number),
            "code": f"{number // 1000}-{number % 1000:03}",
            "form_version_id": version,
            "reported_by": person,
            "entered_by": person,
            "channel": "chat",
            "station_id": number % 200 + 1,
            "region_id": number % 200 % 17 + 1,
            "category": "kettling",
            "severity": "critical",
            "basis": "saw_myself",
            "phase": "voting",
            "description": STORIES[number % len(STORIES)],
            "occurred_at": _at(number),
            "sent_at": _at(number),
            "received_at": _at(number + 5),
            "late": 0,
            "practice": 0,
            "verification": "unverified",
            "follow_up": "needs_follow_up",
            "revision": 1,
        }


def _revisions(many: int, person: int) -> Iterator[dict[str, Any]]:
    for number in range(1, many + 1):
        answers = {
            "category": "kettling",
            "basis": "saw_myself",
            "description": STORIES[number % len(STORIES)],
            "how_many": str(number % 90),
            "temperature": str(-(number % 25)),
        }
        said = json.dumps(answers, ensure_ascii=False)
        row = {"report_id": _id(number), "number": 1, "answers": said, "made_at": _at(number + 5), "made_by": person}
        yield {**row, "reason": "filed"}


def _attachments(many: int, person: int) -> Iterator[dict[str, Any]]:
    for number in range(ATTACHED, many + 1, ATTACHED):
        yield {
            "id": _id(number + (1 << 90)),
            "report_id": _id(number),
            "person_id": person,
            "came_as": "photo",
            "sent_at": _at(number),
            "received_at": _at(number + 5),
            "fetch_state": "pending",
            "fetch_attempts": 0,
        }
