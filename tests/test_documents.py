"""The commands that README gives are carried out here, in the order in which a reader would, in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from bot.app import open_mission
from bot.core.words import Channel, FollowUp, PersonState, Verification
from bot.settings import load
from storage import forms, people, reports

ROOT = Path(__file__).parents[1]
PYTHON = ".venv/bin/python "
NOW = datetime(2021, 1, 10, 6, 0, tzinfo=UTC)


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the reader of README has at hand: a token, stations, a form, contests, and a report once the bot has run."""
    (tmp_path / ".env").write_text("BOT_TOKEN=123456789:AAAAAAAAAAAAAAAAAAAAAA\n", "utf-8")
    _write_stations(tmp_path / "stations.xlsx")
    sample = ROOT / "bot/cases/standard_forms/contests.sample.csv"
    (tmp_path / "contests.csv").write_bytes(sample.read_bytes())
    _write_form(tmp_path / "my-incident.xlsx")
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        _file_a_report(tmp_path)
    finally:
        os.chdir(here)
    return tmp_path


def test_the_commands_of_the_readme_do_what_they_say(folder: Path) -> None:
    ours = [line for line in commands() if line.startswith(PYTHON)]
    assert len(ours) >= 8
    for line in ours:
        words = [sys.executable, *shlex.split(line)[1:]]
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (line, done.stderr)
        assert "Traceback" not in done.stderr
        assert done.stdout.strip(), line


def test_every_make_target_of_the_readme_exists() -> None:
    named = {line.split()[1] for line in commands() if line.startswith("make ")}
    assert named == {"demo", "test", "run"}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert named <= targets


def test_every_folder_and_file_named_in_the_readme_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(r"`((?:bot|handlers|storage|locales|tests|benchmarks|docs)[\w/.-]*)`", text)
    named += re.findall(r"\]\((docs/[\w.-]+)\)", text)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def _write_stations(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["code", "region", "number"], ["215", "Алматы", 215]):
        book.active.append(row)
    book.save(path)


def _write_form(path: Path) -> None:
    """The shipped form as a spreadsheet with another version, as an organisation would bring it."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet = None
    for line in (ROOT / "bot/cases/standard_forms/incident.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells or set("".join(cells)) <= {"-"}:
            continue
        if cells[0]:
            sheet = book.create_sheet(cells[0])
        elif sheet is not None:
            sheet.append(cells[1:])
    settings = book["settings"]
    version = [cell.value for cell in settings[1]].index("version") + 1
    settings.cell(2, version).value = "mine-1"
    book.save(path)


def _file_a_report(folder: Path) -> None:
    mission = open_mission(load({}, folder / ".env"))
    with mission.database.transaction() as tx:
        person = people.add_person(tx, "O-0001", PersonState.ACTIVE, NOW)
        version = forms.current_version(tx, "incident")
        assert version is not None
        report = reports.NewReport(
            id=uuid4(),
            code="100-001",
            form_version_id=version,
            reported_by=person,
            entered_by=person,
            channel=Channel.CHAT,
            station_id=None,
            region_id=None,
            category="kettling",
            severity="critical",
            basis="saw_myself",
            phase=None,
            description=None,
            occurred_at=NOW,
            sent_at=NOW,
            received_at=NOW,
            late=False,
            practice=False,
            verification=Verification.UNVERIFIED,
            follow_up=FollowUp.NEEDS_FOLLOW_UP,
        )
        reports.add(tx, report, {"category": "kettling"})
    mission.database.close()
