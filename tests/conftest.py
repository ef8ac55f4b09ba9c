"""Databases for tests: `database` runs a test twice, on SQLite and on a real PostgreSQL started inside the test run."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # what tests share is imported by its bare name

from storage import schema
from storage.database import Database

if TYPE_CHECKING:
    from tests.postgresql import PostgreSQL
    from tests.stage import Stage

MEMORY = Path("/dev/shm")  # a folder that no disk stands behind, where the system has one
ROOM = 4 * 2**30  # bytes; a worker needs some 300 MB
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)  # on a disk each of many thousand commits costs a millisecond


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="put the browser test's best screenshot into docs")
    parser.addoption("--full", action="store_true", help="the long versions: 200 kills instead of 30")
    parser.addoption("--crash-seed", type=int, help="tell the mornings of tests/crash again that printed this seed")
    parser.addoption("--update", action="store_true", help="write the transcripts anew")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.crash_seed is None:  # drawn once a run: workers are started with the options of who started them
        config.option.crash_seed = secrets.randbelow(1_000_000)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The figures of tests/crash, which the reports carry from whichever worker had the morning."""
    reports = [one for each in terminalreporter.stats.values() for one in each if getattr(one, "when", None) == "call"]
    told = [figures for one in reports for name, figures in one.user_properties if name == "crash"]
    if told:
        kills, filed, files, said, repeats = map(sum, zip(*told, strict=True))
        terminalreporter.write_line(
            f"crash: {kills} kills, {filed} reports, {files} files, {said} messages, {repeats} of them repeated; "
            f"--crash-seed={config.option.crash_seed}"
        )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A running server of this worker's own. Where none can be started the test is skipped, but never in CI."""
    from tests.postgresql import PostgreSQL

    try:
        server = PostgreSQL()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgreSQL) -> str:
    """A database at the newest schema, to be copied for each test."""
    database = Database(postgresql.create("template_of_tests"))
    schema.upgrade(database)
    database.close()
    return "template_of_tests"


@pytest.fixture(scope="session")
def postgresql_mission(postgresql: PostgreSQL) -> str:
    """The same with a mission begun in it."""
    from tests.stage import begin_mission

    begin_mission(postgresql.create("mission_of_tests"))
    return "mission_of_tests"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with request.getfixturevalue("postgresql").copy("template0") as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own, at the newest schema."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server, template = (request.getfixturevalue(name) for name in ("postgresql", "postgresql_template"))
        with server.copy(template) as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def another_process(database_url: str) -> Iterator[Callable[[], Database]]:
    """Opens the same database again, as a second process would: with connections of its own."""
    opened: list[Database] = []

    def open_again() -> Database:
        opened.append(Database(database_url))
        return opened[-1]

    yield open_again
    for each in opened:
        each.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """The bot and the emulator on a database of this test's own, not yet started: `async with stage: …`."""
    from tests.stage import Stage

    folder = tmp_path / "stage"
    folder.mkdir()
    if request.param == "sqlite":
        yield Stage(folder)
    else:
        server, template = (request.getfixturevalue(name) for name in ("postgresql", "postgresql_mission"))
        with server.copy(template) as url:
            yield Stage(folder, url)
