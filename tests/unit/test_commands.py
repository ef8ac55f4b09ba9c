"""The command line: 0, or 2 with one sentence on stderr, never a traceback."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.cases import standard_forms
from bot.cases.forms import INCIDENT
from bot.sandbox.faults import refusal
from bot.sandbox.telegram import TOKEN
from bot.sandbox.thread import SandboxThread

ROOT = Path(__file__).parents[2]
STATIONS = "code,region,number,address\nT-1,North,1,School 1\nT-2,South,2,School 2\n"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    error: str

    @property
    def sentence(self) -> str:
        """The last line of stderr, which is the refusal."""
        return self.error.rstrip("\n").rpartition("\n")[2]


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """A command in an empty folder and an environment of its own."""
    for name in [name for name in os.environ if name.isupper() and name not in ("PATH", "HOME", "LANG")]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    mask = os.umask(0o022)

    def carry_out(*arguments: str | Path, **environment: str) -> Done:
        with monkeypatch.context() as context:
            for name, value in environment.items():
                context.setenv(name, value)
            capsys.readouterr()
            try:
                code = main([str(argument) for argument in arguments])
            except SystemExit as ended:  # argparse
                code = int(ended.code or 0)
            said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Done(code, said.out, said.err)

    yield carry_out
    os.umask(mask)


def refused(done: Done, words: str) -> None:
    assert done.code == 2, done
    assert words in done.sentence
    assert done.error.endswith("\n")


@pytest.fixture
def mission(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "stations.csv").write_text(STATIONS, "utf-8")
    assert run("stations", "import", "stations.csv").code == 0
    return tmp_path


def test_without_a_command_it_says_what_there_is(run: Run) -> None:
    done = run()
    assert done.code == 2
    assert "usage: baqylau" in done.error


def test_what_it_writes_is_for_its_account_alone(mission: Path) -> None:
    for path in (mission / "data" / "baqylau.db", mission / "data" / "baqylau.key", mission / "data" / "media"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_running_without_a_token_is_refused(run: Run) -> None:
    refused(run("run"), "BOT_TOKEN is empty")


def test_running_with_a_token_telegram_does_not_know_is_refused(run: Run) -> None:
    with SandboxThread() as sandbox:
        sandbox.do(sandbox.emulator.faults.next, "getMe", refusal(401, "Unauthorized"), 9)
        refused(run("run", BOT_TOKEN=TOKEN, TELEGRAM_API_URL=sandbox.url), "does not know this BOT_TOKEN")


def test_running_twice_on_one_sqlite_file_is_refused(run: Run, tmp_path: Path) -> None:
    from bot.app import open_mission
    from bot.settings import load
    from storage.alone import Alone

    opened = open_mission(load({"BOT_TOKEN": TOKEN}))
    first = Alone(opened.database, 123456789)
    refused(run("run", BOT_TOKEN=TOKEN), "already running")
    first.release()
    opened.database.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [("BOT_TOKEN", "hello"), ("TIME_ZONE", "Mars"), ("LOG_LEVEL", "LOUD"), ("DEFAULT_LANGUAGE", "xx")],
)
@pytest.mark.parametrize("command", ["run", "init"])
def test_a_bad_setting_stops_every_command(run: Run, command: str, name: str, value: str) -> None:
    refused(run(command, **{name: value}), name)


def test_a_broken_dotenv_stops_every_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("what is this\n")
    refused(run("init"), ".env, line 1")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://h/d", "DATABASE_URL must begin with"),
        ("nonsense", "DATABASE_URL is not a database address"),
        ("postgresql://h:port/d", "DATABASE_URL is not a database address"),
        ("sqlite:////dev/null/x.db", "cannot be opened"),
        ("sqlite:///.", "cannot be opened"),
        ("postgresql://127.0.0.1:1/nothing", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_opened_is_refused(run: Run, url: str, words: str) -> None:
    done = run("init", DATABASE_URL=url)
    refused(done, words)
    assert len(done.error.strip().splitlines()) == 1


def test_a_file_that_is_no_database_is_refused_and_left_alone(run: Run, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear friends, this is not a database. " * 100)
    refused(run("init", DATABASE_URL=f"sqlite:///{letter}"), "cannot be opened")
    assert letter.read_text().startswith("Dear friends")


def test_a_database_of_a_newer_version_is_refused(run: Run, mission: Path) -> None:
    with sqlite3.connect(mission / "data" / "baqylau.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    refused(run("init"), "newer version")


def test_another_data_key_than_the_database_began_with_is_refused(run: Run, mission: Path) -> None:
    refused(run("init", DATA_KEY="00" * 32), "not the key this database was made with")
    (mission / "data" / "baqylau.key").unlink()
    refused(run("init"), "not the key this database was made with")


@pytest.mark.parametrize("key", ["xyz", "00", "00" * 33])
def test_a_data_key_of_another_shape_is_refused(run: Run, key: str) -> None:
    refused(run("init", DATA_KEY=key), "64 hex digits")


def test_a_media_folder_that_cannot_be_made_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(run("init", MEDIA_URL=str(tmp_path / "file" / "media")), "cannot be opened")


def test_init_prints_a_link_until_there_is_an_administrator(run: Run, mission: Path) -> None:
    first = run("init")
    assert first.code == 0
    assert first.out.startswith("/start ")
    assert run("init").code == 0  # the first link may have been lost
    from bot.app import open_mission
    from bot.core.words import PersonState, Role
    from bot.settings import load
    from storage import people

    opened = open_mission(load({}))
    with opened.database.transaction() as tx:
        from bot.app import utc_now

        people.grant(
            tx, people.add_person(tx, "A-1", PersonState.ACTIVE, utc_now()), Role.ADMINISTRATOR, None, utc_now()
        )
    opened.database.close()
    refused(run("init"), "administrator already")


def test_invites_are_printed_a_line_each(run: Run, mission: Path) -> None:
    done = run("invite", "--role", "observer", "--station", "T-1", "--count", "3")
    assert done.code == 0
    assert len(set(done.out.splitlines())) == 3


def test_people_are_admitted_and_practise_from_the_command_line(run: Run, mission: Path) -> None:
    from bot.app import open_mission, utc_now
    from bot.cases.getting_in import accept_invite
    from bot.settings import load
    from storage import accounts

    code = run("invite", "--role", "observer", "--station", "T-1", "--vetted", "--practice").out.split()[1]
    opened = open_mission(load({}))
    with opened.database.transaction() as tx:
        chat = accounts.add_chat(tx, 1, "0" * 32, b"sealed", utc_now())
        accept_invite(tx, chat, code, utc_now())
    opened.database.close()
    name, *rest = run("people", "list").out.split()
    assert rest == ["observer", "North", "pending", "practice"]
    assert run("people", "admit", name).out == f"{name} is admitted.\n"
    refused(run("people", "admit", name), "does not wait to be admitted")
    assert run("people", "practice", name, "off").out == f"{name}: practice mode is off.\n"
    assert run("people", "list").out.split()[1:] == ["observer", "North", "active"]
    refused(run("people", "practice", "O-0", "on"), "nobody called 'O-0'")
    refused(run("people", "practice", name, "maybe"), "invalid choice")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "observer", "--region", "East"), "no region called 'East'"),
        (("--role", "observer", "--station", "T-9"), "no station called 'T-9'"),
        (("--role", "observer", "--count", "0"), "--count must be between"),
        (("--role", "observer", "--count", "10001"), "--count must be between"),
        (("--role", "king"), "invalid choice"),
        (("--role", "observer", "--count", "x"), "invalid int"),
        ((), "--role"),
    ],
)
def test_an_invite_that_makes_no_sense_is_refused(
    run: Run, mission: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run("invite", *arguments)
    refused(done, words)
    assert done.out == ""


def test_stations_are_counted(run: Run, mission: Path) -> None:
    again = run("stations", "import", "stations.csv")
    assert (again.code, again.out) == (0, "New stations: 0. Brought up to date: 2.\n")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.csv", None, "cannot be read"),
        ("stations.txt", b"code\n", ".csv"),
        ("broken.csv", b"code,region\n,North\nT-1,\n", "Nothing was imported"),
        ("binary.csv", bytes(range(256)) * 50, "Nothing was imported"),
        ("empty.csv", b"", "Nothing was imported"),
    ],
)
def test_stations_that_cannot_be_imported_leave_nothing(
    run: Run, mission: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (mission / name).write_bytes(content)
    refused(run("stations", "import", name), words)
    assert run("stations", "import", "stations.csv").out.startswith("New stations: 0")


def test_a_folder_is_not_a_file_of_stations(run: Run, mission: Path) -> None:
    (mission / "folder.csv").mkdir()
    refused(run("stations", "import", "folder.csv"), "cannot be read")


def test_forms_are_checked_added_and_listed(run: Run, mission: Path) -> None:
    (mission / "incident.md").write_bytes(standard_forms.source(INCIDENT))
    checked = run("forms", "check", "incident.md")
    assert checked.code == 0
    assert checked.out.startswith(INCIDENT)
    refused(run("forms", "add", "incident.md"), "published already")
    assert f"\n{INCIDENT}\t" in "\n" + run("forms", "list").out


def test_the_results_protocol_is_published_from_the_contests_and_a_changed_file_is_a_new_version(
    run: Run, mission: Path
) -> None:
    sample = (standard_forms.FOLDER / "contests.sample.csv").read_text("utf-8")
    (mission / "contests.csv").write_text(sample, "utf-8")
    done = run("forms", "protocol", "contests.csv")
    assert (done.code, done.out.splitlines()[:2]) == (0, ["party: 4 candidates", "district: 3 candidates"])
    refused(run("forms", "protocol", "contests.csv"), "published already")
    first = run("forms", "list").out
    (mission / "contests.csv").write_text(sample.replace("Hedgehog", "Badger"), "utf-8")
    assert run("forms", "protocol", "contests.csv").code == 0
    assert run("forms", "list").out.count("results_protocol") == 1
    assert run("forms", "list").out != first


def test_contests_that_are_wrong_publish_nothing_and_every_bad_row_is_named(run: Run, mission: Path) -> None:
    sample = (standard_forms.FOLDER / "contests.sample.csv").read_text("utf-8")
    (mission / "contests.csv").write_text(sample.replace(",turtle,", ",Turtle!,"), "utf-8")
    done = run("forms", "protocol", "contests.csv")
    refused(done, "Nothing was published: 1 problems in contests.csv")
    assert "row 3, candidate: write the code" in done.error
    refused(run("forms", "protocol", "contests.pdf"), "are read from a .csv, .xlsx or .md file")
    assert "results_protocol" not in run("forms", "list").out


@pytest.mark.parametrize("command", ["check", "add"])
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.xlsx", None, "cannot be read"),
        ("broken.xlsx", b"PK\x03\x04 not really", "not a form that can be used"),
        ("empty.md", b"", "not a form that can be used"),
        ("form.exe", b"MZ", "not a form that can be used"),
        ("broken.md", b"| survey |\n| | type | name |\n| | tekst | a |\n", "not a form that can be used"),
    ],
)
def test_a_broken_form_is_refused_with_what_is_wrong(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    name: str,
    content: bytes | None,
    words: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("forms", command, name)
    refused(done, words)
    if content is not None:
        assert len(done.error.splitlines()) >= 2


def test_an_empty_mission_has_nothing_to_export(run: Run, mission: Path) -> None:
    refused(run("export", "--format", "csv", "--out", "out.csv"), "nothing to export")
    assert not (mission / "out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--since", "yesterday"), "is not a date"),
        (("--until", "2021-13-40"), "is not a date"),
        (("--format", "pdf"), "invalid choice"),
    ],
)
def test_an_export_of_nonsense_is_refused(run: Run, mission: Path, arguments: tuple[str, ...], words: str) -> None:
    refused(run("export", "--format", "csv", "--out", "out.csv", *arguments), words)


@pytest.mark.parametrize("form", ["csv", "json", "zip"])
def test_an_export_to_a_place_that_cannot_be_written_is_refused(
    run: Run, mission: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    _file_a_report(mission)
    refused(run("export", "--format", form, "--out", "/dev/null/out"), "")
    assert run("export", "--format", form, "--out", mission / f"out.{form}").code == 0


def _file_a_report(folder: Path) -> None:
    from uuid import uuid4

    from bot.app import open_mission, utc_now
    from bot.core.words import Channel, FollowUp, PersonState, Verification
    from bot.settings import load
    from storage import forms, people, reports

    opened, now = open_mission(load({})), utc_now()
    with opened.database.transaction() as tx:
        person, version = people.add_person(tx, "O-1", PersonState.ACTIVE, now), forms.current_version(tx, INCIDENT)
        assert version is not None
        new = reports.NewReport(
            id=uuid4(), code="123-456", form_version_id=version, reported_by=person, entered_by=person,
            channel=Channel.CHAT, station_id=None, region_id=None, category=None, severity=None, basis=None,
            phase=None, description="text", occurred_at=None, sent_at=now, received_at=now, late=False,
            practice=False, verification=Verification.UNVERIFIED, follow_up=FollowUp.NOT_APPLICABLE,
        )  # fmt: skip
        reports.add(tx, new, {"description": "text"})
    opened.database.close()


@pytest.mark.parametrize("content", [None, b"", b"junk" * 1000, b"PK\x05\x06" + bytes(18), b"PK\x03\x04junk"])
def test_junk_does_not_verify(run: Run, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "export.zip").write_bytes(content)
    done = run("verify", "export.zip")
    refused(done, "export.zip")


def test_a_folder_of_other_things_does_not_verify(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("x")
    refused(run("verify", "folder"), "folder")


def test_people_are_listed_suspended_and_let_in_again(run: Run, mission: Path) -> None:
    _file_a_report(mission)
    assert run("people", "list").out == "O-1\t-\t-\tactive\n"
    assert run("people", "suspend", "O-1").code == 0
    assert run("people", "list").out == "O-1\t-\t-\tsuspended\n"
    assert run("people", "reinstate", "O-1").code == 0
    refused(run("people", "suspend", "O-9"), "nobody called 'O-9'")


def test_a_database_that_is_busy_too_long_is_said_in_a_sentence(
    run: Run, mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(mission / "data" / "baqylau.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    refused(run("invite", "--role", "observer"), "database")
    holder.execute("ROLLBACK")
    holder.close()


def test_a_full_disk_in_the_middle_of_a_command_is_said_in_a_sentence(
    run: Run, mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def full(*_: Any) -> None:
        raise OperationalError("INSERT", None, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr("storage.people.add_invite", full)
    refused(run("invite", "--role", "observer"), "database")


def test_the_demo_refuses_a_port_in_use(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with SandboxThread() as sandbox:
        port = sandbox.url.rpartition(":")[2]
        refused(run("demo", "--port", port, "--no-browser"), f"port {port}")
    refused(run("demo", "--port", "99999", "--no-browser"), "port 99999")


def test_the_program_as_a_process_ends_with_2_and_one_sentence(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("BOT_TOKEN is empty")


def test_a_running_bot_ends_quietly_when_told(tmp_path: Path) -> None:
    with SandboxThread() as sandbox:
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": sandbox.url,
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=environment, stdout=-1, stderr=-1, text=True
        )
        try:
            aigul = sandbox.do(sandbox.emulator.user, "Айгүл", "en")
            sandbox.do(sandbox.emulator.start_chat, aigul)
            sandbox.wait(sandbox.emulator.wait_for(aigul, "by invitation only", timeout=40), 60)
            process.terminate()
            out, error = process.communicate(timeout=30)
        finally:
            process.kill()
        assert process.returncode == 0
        assert "Traceback" not in error
        assert TOKEN not in out + error
        assert str(aigul.id) not in out + error


def test_a_spreadsheet_of_reports_is_filed_once_and_what_is_wrong_is_named(run: Run, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from openpyxl import load_workbook

    from bot.app import open_mission
    from bot.core.words import PersonState, Role
    from bot.settings import load
    from storage import people

    mission = open_mission(load({"BOT_TOKEN": TOKEN}))
    now = datetime.now(UTC)
    with mission.database.transaction() as tx:
        for name, role in (("O-4821", Role.OBSERVER), ("C-1000", Role.COORDINATOR)):
            people.grant(tx, people.add_person(tx, name, PersonState.ACTIVE, now), role, None, now)
    mission.database.close()
    path = tmp_path / "voting.xlsx"
    assert run("reports", "template", "voting", "--out", path).code == 0
    book = load_workbook(path)
    places = {cell.value: cell.column for cell in book["reports"][2]}
    for at, voters in ((4, 125), (5, "x")):
        for name, value in {"pseudonym": "O-4821", "voters_counted": voters, "occurred_at": "10.01.2021 11:30"}.items():
            book["reports"].cell(at, places[name], value)
    book.save(path)
    done = run("reports", "import", path, "--by", "C-1000", BOT_TOKEN=TOKEN)
    assert (done.code, done.out) == (2, "Filed: 1 of 2 reports.\n")
    assert "reports!F5: x" in done.error
    done = run("reports", "import", path, "--by", "C-1000", BOT_TOKEN=TOKEN)
    assert done.out == "Filed: 0 of 2 reports.\n"
    assert "row 4: filed before" in done.error
    assert run("reports", "import", path, "--by", "O-4821", BOT_TOKEN=TOKEN).code == 2
    assert run("reports", "card", "--out", tmp_path / "sms.html").code == 0
    assert 'lang="kk"' in (tmp_path / "sms.html").read_text("utf-8")
