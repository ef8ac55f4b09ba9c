"""Updates a second through the whole bot beside a stock echo, memory, and start: `python -m benchmarks.throughput`.

Figures of two machines, or of two hours on a shared one, do not compare; ratios within one run do. Exits 1 when a
floor is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load import Outcome, serve
from benchmarks.mission import commits, environment, prepare

CHATS = 200
NETWORK = 0.05  # seconds on every call, as to Telegram's servers
LEAST_RATIO = 0.25
LEAST_A_SECOND = 300
MOST_START = 1.5  # seconds
MOST_GROWTH = 15.0  # MB between 1,000 and 10,000 updates


@dataclass(frozen=True, slots=True)
class Sizes:
    rounds: int
    updates: int
    slow_updates: int  # for the echo that does eighteen a second
    memory: tuple[int, int]
    starts: int


FULL = Sizes(rounds=3, updates=4000, slow_updates=200, memory=(1000, 10_000), starts=5)
QUICK = Sizes(rounds=1, updates=1200, slow_updates=200, memory=(1000, 3000), starts=2)


class Emulated:
    """An emulator of Telegram in a process of its own."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        self.url: str = self._pipe.recv()

    def do(self, *order: Any) -> Any:
        self._pipe.send(order)
        return self._pipe.recv()

    def stop(self) -> None:
        self._pipe.send(("stop",))
        self._process.join()


@contextmanager
def emulated() -> Iterator[Emulated]:
    emulator = Emulated()
    try:
        yield emulator
    finally:
        emulator.stop()


@contextmanager
def process(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process that is asked to end, politely, when the block does."""
    child = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **variables})
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


def started(emulator: Emulated, child: subprocess.Popen[bytes]) -> float:
    """When the first poll was, by time.time()."""
    while (at := emulator.do("polled")) is None:
        if child.poll() is not None:
            raise RuntimeError(f"the bot ended with {child.returncode} before it polled")
        time.sleep(0.02)
    return float(at)


@dataclass(frozen=True, slots=True)
class Run:
    """`processor`: seconds the bot's process was at work, which a busy machine disturbs less than the rate."""

    outcome: Outcome
    processor: float
    commits: int | None = None

    @property
    def rate(self) -> float:
        return self.outcome.updates / self.outcome.seconds


def run_echo(concurrent: int, delay: float, updates: int) -> Run:
    with emulated() as emulator, process("-m", "benchmarks.echo", emulator.url, str(concurrent)) as child:
        emulator.do("users", CHATS)
        started(emulator, child)
        emulator.do("talk", CHATS)
        emulator.do("delay", delay)
        before = processor_seconds(child.pid)
        return Run(emulator.do("talk", updates), processor_seconds(child.pid) - before)


def run_bot(workload: str, delay: float, updates: int) -> Run:
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-") as name, emulated() as emulator:
        folder = Path(name)
        prepare(folder, emulator.do("users", CHATS))
        with process("-m", "benchmarks.serve", **environment(folder, emulator.url)) as child:
            started(emulator, child)
            emulator.do("interview", 2 * CHATS)
            emulator.do("delay", delay)
            before, committed = processor_seconds(child.pid), commits(folder)
            outcome = emulator.do(workload, updates)
            return Run(outcome, processor_seconds(child.pid) - before, commits(folder) - committed)


def row(name: str, runs: list[Run], baselines: list[Run]) -> float:
    """Print one variant; returns its median ratio to the baseline of the same round."""
    ratio = statistics.median(run.rate / base.rate for run, base in zip(runs, baselines, strict=True))
    rates = sorted(run.rate for run in runs)
    latencies = sorted(one * 1000 for run in runs for one in run.outcome.latencies)
    p50, p99 = (
        (f"{latencies[len(latencies) // 2]:.0f}", f"{latencies[len(latencies) * 99 // 100]:.0f}")
        if latencies
        else ("-", "-")
    )
    commit = [run.commits / run.outcome.seconds for run in runs if run.commits]
    disorder = sum(run.outcome.disorder for run in runs)
    work = statistics.median(1000 * run.processor / run.outcome.updates for run in runs)
    print(
        f"{name:50} {statistics.median(rates):6.0f} {rates[0]:6.0f}-{rates[-1]:<6.0f} {ratio:6.2f} {p50:>7} {p99:>7}"
        f" {work:7.2f} {f'{statistics.median(commit):.0f}' if commit else '-':>9} {disorder:>9}",
        flush=True,
    )
    return ratio


def throughput(sizes: Sizes) -> list[str]:
    missed = []
    print(f"{CHATS} chats; each row {sizes.rounds} x {sizes.updates} updates, the slow echo fewer; CPU of one update")
    print(
        f"{'':50} {'upd/s':>6} {'range':>13} {'ratio':>6} {'p50 ms':>7} {'p99 ms':>7} {'CPU ms':>7} {'commits/s':>9}"
        f" {'disorder':>9}"
    )
    for delay in (0.0, NETWORK):
        few = sizes.slow_updates if delay else sizes.updates
        rounds = [
            (
                run_echo(1, delay, few),
                run_echo(256, delay, sizes.updates),
                run_bot("interview", delay, sizes.updates),
                run_bot("backlog", delay, sizes.updates),
            )
            for _ in range(sizes.rounds)
        ]
        stock, parallel, ours, heaped = (list(runs) for runs in zip(*rounds, strict=True))
        words = f", {delay * 1000:.0f} ms a call" if delay else ""
        row(f"stock echo{words}", stock, stock)
        row(f"stock echo, concurrent_updates(256){words}", parallel, stock)
        ratio = row(f"baqylau, interviews{words}", ours, stock)
        row(f"baqylau, a backlog{words}", heaped, stock)
        if not delay and ratio < LEAST_RATIO:
            missed.append(f"{ratio:.2f} of the stock echo, {LEAST_RATIO} wanted")
        if delay:
            for name, runs in (("interviews", ours), ("a backlog", heaped)):
                rate = statistics.median(run.rate for run in runs)
                if rate < LEAST_A_SECOND:
                    missed.append(f"{name}: {rate:.0f} updates/s at {NETWORK} s a call, {LEAST_A_SECOND} wanted")
        if any(run.outcome.disorder for run in (*ours, *heaped)):
            missed.append("answers out of order")
    return missed


def processor_seconds(pid: int) -> float:
    """Of all threads, in user and kernel mode (Linux, proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """MB of memory a process has in use (Linux, proc(5))."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def memory(sizes: Sizes) -> list[str]:
    first, last = sizes.memory
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-") as name, emulated() as emulator:
        folder = Path(name)
        prepare(folder, emulator.do("users", CHATS))
        with process("-m", "benchmarks.serve", **environment(folder, emulator.url)) as child:
            started(emulator, child)
            time.sleep(1.0)
            at_rest = resident(child.pid)
            emulator.do("interview", first)
            early = resident(child.pid)
            emulator.do("interview", last - first)
            late = resident(child.pid)
    print(f"\nmemory: {at_rest:.0f} MB at rest, {early:.0f} after {first:,} updates, {late:.0f} after {last:,}")
    grown = late - early
    return [f"memory grew by {grown:.0f} MB, {MOST_GROWTH:.0f} allowed"] if grown > MOST_GROWTH else []


def starts(sizes: Sizes) -> list[str]:
    fresh, again = [], []
    for _ in range(sizes.starts):
        with tempfile.TemporaryDirectory(prefix="baqylau-bench-") as name:
            fresh.append(_start(Path(name)))
            again.append(_start(Path(name)))
    print(f"start to first poll: {_spread(again)} s; on a fresh database {_spread(fresh)} s")
    median = statistics.median(again)
    return [f"start took {median:.2f} s, {MOST_START} allowed"] if median > MOST_START else []


def _start(folder: Path) -> float:
    with emulated() as emulator:
        began = time.time()
        with process("-m", "bot", "run", LOG_LEVEL="ERROR", **environment(folder, emulator.url)) as child:
            return started(emulator, child) - began


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}-{max(seconds):.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer updates and rounds")
    parser.add_argument("--only", choices=("throughput", "memory", "start"), help="one part of it")
    chosen = parser.parse_args()
    sizes = QUICK if chosen.quick else FULL
    parts = {"throughput": throughput, "memory": memory, "start": starts}
    missed = [line for name, part in parts.items() if chosen.only in (None, name) for line in part(sizes)]
    for line in missed:
        print(f"MISSED: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
