"""The parent's side: a child process, started when first needed and replaced when it dies."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from bot.cases.photos import wire
from bot.cases.photos.inspection import Inspection, Verdict
from bot.cases.photos.limits import Limits, ran_out_of_time

_PROJECT = str(Path(__file__).resolve().parents[3])
# Isolated (-I), so that neither the current folder nor PYTHONPATH can put a module in the way; the project comes last.
_BEGIN = "import sys; sys.path.append(sys.argv[1]); from bot.cases.photos.worker import start; start()"
_START_SECONDS = 60.0  # a cold disk and a busy machine; usually a tenth of a second

# Forking is unsafe in macOS processes that loaded Apple's frameworks, and unknown to Windows.
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"


class Inspector:
    """Looks at untrusted images in a limited child process, one at a time; call it from any thread.

    limits: what the process that decodes may use. seconds: wall-clock time for one file before everything is killed;
    longer than `limits.wall`, which usually ends it first and more gently.
    fork: keep one child and fork per file; otherwise start a fresh process per file (slower by some 50 ms).
    """

    def __init__(self, limits: Limits | None = None, seconds: float = 20.0, fork: bool = CAN_FORK) -> None:
        self._limits = limits or Limits()
        self._seconds = seconds
        self._fork = fork
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def inspect(self, path: Path) -> Inspection:
        """What the file at `path` is. Blocks; every failure, also of the child or of reading the file, is a verdict."""
        with self._lock:
            try:
                child = self._child or _Child(self._limits, self._fork)
            except (OSError, wire.Garbled) as error:
                return Inspection(Verdict.CRASHED, f"no child process: {error}"[:200])
            found = child.ask(path.absolute(), self._seconds)
            self._child = child if self._fork and child.is_alive() else None
            if self._child is None:
                child.kill()
            return found

    def close(self) -> None:
        """End the child. The next `inspect` would start another."""
        with self._lock:
            if self._child is not None:
                self._child.kill()
                self._child = None


class _Child:
    """One child process, ready to be asked. Raises OSError or Garbled when it cannot be started."""

    def __init__(self, limits: Limits, fork: bool) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-I", "-c", _BEGIN, _PROJECT, "many" if fork else "once", *limits.to_arguments()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # a Ctrl-C is the parent's to handle; and the whole group can be killed at once
        )
        self._timed_out = False
        try:
            with self._dying_after(_START_SECONDS):
                wire.read_ready(self._stdout)
        except BaseException:
            self.kill()
            raise

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def ask(self, path: Path, seconds: float) -> Inspection:
        assert self._process.stdin is not None
        try:
            with self._dying_after(seconds):
                self._process.stdin.write(wire.pack_path(path))
                self._process.stdin.flush()
                return wire.read_answer(self._stdout)
        except (OSError, wire.Garbled) as error:
            return self._post_mortem(error)

    def is_alive(self) -> bool:
        return not self._timed_out and self._process.poll() is None

    def kill(self) -> None:
        """End the child and what it forked, and wait for it."""
        with suppress(OSError):
            if self._process.returncode is None:  # not waited for, so its number cannot be another's yet
                _kill_group(self._process)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # a request that never got through cannot be flushed any more
                    pipe.close()

    def _post_mortem(self, error: Exception) -> Inspection:
        if isinstance(error, wire.Ended):  # its pipe closes before it can be waited for; let it say how it died
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1.0)
        self.kill()
        ended = -(self._process.returncode or 0)
        if self._timed_out or ran_out_of_time(ended):
            return Inspection(Verdict.TIMED_OUT)
        return Inspection(Verdict.CRASHED, str(error)[:200])

    @contextmanager
    def _dying_after(self, seconds: float) -> Iterator[None]:
        """Kill the child unless the block ends in time. A killed child closes its pipe, so no read hangs.

        A thread with a clock, because nothing else interrupts the reading of a pipe on every system.
        """
        timer = threading.Timer(seconds, self._run_out)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _run_out(self) -> None:
        self._timed_out = True
        with suppress(OSError):
            _kill_group(self._process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Only what an interpreter needs to start: the bot's secrets are in its environment, and stay there."""
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    # One arena for all threads: glibc otherwise reserves address space for each, which the limit would count.
    return {name: os.environ[name] for name in kept if name in os.environ} | {"MALLOC_ARENA_MAX": "1"}
