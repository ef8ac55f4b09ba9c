"""Exports of 200,000 reports beside what they are compared with: `python -m benchmarks.exports`.

csv against Python's sqlite3 and csv alone (the same bytes), xlsx against bare XlsxWriter in constant memory (the same
cells, which cost it nothing to come by). Each runs in a process of its own, which says its seconds of processor time,
libraries loaded, and its peak memory. Exits 1 when a floor is missed.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

MOST_CSV = 1.5  # times the baseline
MOST_XLSX = 1.0
MOST_MEMORY = 120  # MB
OTHERS = ("geojson", "stations", "html", "docx", "zip")


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    memory: float  # MB


def run(what: str, folder: Path, reports: int) -> Measured:
    command = [sys.executable, "-m", "benchmarks.export_child", what, str(folder), str(reports)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Measured(**json.loads(said.splitlines()[-1]))


def best(what: str, folder: Path, reports: int, rounds: int) -> Measured:
    """The quickest round and the largest memory."""
    every = [run(what, folder, reports) for _ in range(rounds)]
    return Measured(min(one.seconds for one in every), max(one.memory for one in every))


def compare(name: str, baseline: str, most: float, folder: Path, reports: int, rounds: int) -> list[str]:
    ours, plain = best(name, folder, reports, rounds), best(baseline, folder, reports, rounds)
    ratio = ours.seconds / plain.seconds
    print(f"{name:8} {ours.seconds:7.2f} s {ours.memory:5.0f} MB   {baseline:10} {plain.seconds:7.2f} s   {ratio:.2f}")
    missed = [f"{name} takes {ratio:.2f} times as long as {baseline}, {most} at most"] if ratio > most else []
    return missed + too_large(name, ours)


def too_large(name: str, measured: Measured) -> list[str]:
    return [f"{name} takes {measured.memory:.0f} MB"] if measured.memory >= MOST_MEMORY else []


def main() -> int:
    options = argparse.ArgumentParser(prog="benchmarks.exports")
    options.add_argument("--reports", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=3)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-") as name:
        folder = Path(name)
        run("prepare", folder, wanted.reports)
        missed = compare("csv", "plain_csv", MOST_CSV, folder, wanted.reports, wanted.rounds)
        if not filecmp.cmp(folder / "export.csv", folder / "plain.csv", shallow=False):
            missed.append("the two csv files differ")
        missed += compare("xlsx", "bare_xlsx", MOST_XLSX, folder, wanted.reports, max(1, wanted.rounds - 1))
        for other in OTHERS:
            measured = run(other, folder, wanted.reports)
            print(f"{other:8} {measured.seconds:7.2f} s {measured.memory:5.0f} MB")
            missed += too_large(other, measured)
    for one in missed:
        print(f"MISSED: {one}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
