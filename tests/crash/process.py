"""The bot as its users run it: `python -m bot run`, killed and started again on the same files."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Died(Exception):
    """The bot ended though nobody killed it."""


class BotProcess:
    def __init__(self, environment: dict[str, str], folder: Path, after_death: Callable[[], None]) -> None:
        self.kills: list[str] = []
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self._folder = folder
        self._log = folder / "bot.log"
        self._after_death = after_death
        self._process: asyncio.subprocess.Process | None = None
        self._children: set[int] = set()
        self._struck = False

    async def keep_running(self, on_start: Callable[[], None]) -> None:
        """Start it, and again whenever it was killed. Raises Died when it ends by itself."""
        while True:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bot", "run"),
                    cwd=self._folder, env=self._environment, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
            self._struck = False
            on_start()
            code = await self._process.wait()
            if not self._struck:
                raise Died(f"the bot ended by itself with {code}:\n{self.last_words()}")
            await self._children_end()
            self._after_death()

    def kill(self, words: str) -> None:
        """SIGKILL to the whole process group, now."""
        assert self._process is not None
        self.kills.append(words)
        self._struck = True
        self._children |= children_of(self._process.pid)
        with contextlib.suppress(ProcessLookupError):  # it is gone already, and its exit code will say why
            os.killpg(self._process.pid, signal.SIGKILL)

    async def stop(self) -> int:
        """End it as an administrator would; returns its exit code."""
        assert self._process is not None
        self._struck = True
        self._process.terminate()
        return await self._process.wait()

    def destroy(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _children_end(self) -> None:
        """What the bot started has a session of its own; it must see by itself that the bot is gone."""
        for _ in range(1000):
            if not any(map(is_running, self._children)):
                return
            await asyncio.sleep(0.01)
        raise Died(f"children outlived the bot: {[pid for pid in self._children if is_running(pid)]}")

    def last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:]) if self._log.exists() else ""

    def complaints(self) -> list[str]:
        """Lines the bot logged as errors."""
        return [line for line in self._log.read_text(errors="replace").splitlines() if " ERROR " in line]


def children_of(pid: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found |= set(map(int, task.read_text().split()))
    return found.union(*map(children_of, found))


def is_running(pid: int) -> bool:
    """False for one that is gone or waits only to be counted as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
