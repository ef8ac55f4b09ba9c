"""How many mornings, with which seeds; and the figures at the end of the run."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import pytest

from tests.crash.kills import Moment, plan
from tests.crash.morning import Outcome

A_MORNING = 10  # kills
KILLS, KILLS_FULL = 30, 200


@dataclass
class Figures:
    seed: int
    outcomes: list[Outcome] = field(default_factory=list)


FIGURES = pytest.StashKey[Figures]()


def pytest_configure(config: pytest.Config) -> None:
    given = config.getoption("--crash-seed")
    config.stash[FIGURES] = Figures(secrets.randbelow(1_000_000) if given is None else given)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A morning's name tells it again: its number, under the seed of the run."""
    if "moments" not in metafunc.fixturenames:
        return
    seed = metafunc.config.stash[FIGURES].seed
    kills = KILLS_FULL if metafunc.config.getoption("--full") else KILLS
    mornings = [min(A_MORNING, kills - begun) for begun in range(0, kills, A_MORNING)]
    cases: list[tuple[int, list[Moment]]] = [(seed + at, moments) for at, moments in enumerate(plan(seed, mornings))]
    metafunc.parametrize(("seed", "moments"), cases, ids=[f"morning-{at}" for at in range(len(cases))])


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    return request.config.stash[FIGURES]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash[FIGURES]
    if figures.outcomes:
        kills = sum(len(outcome.kills) for outcome in figures.outcomes)
        said, repeats = (sum(getattr(one, name) for one in figures.outcomes) for name in ("said", "repeats"))
        reports, files = (sum(getattr(one, name) for one in figures.outcomes) for name in ("reports", "files"))
        terminalreporter.write_line(
            f"crash: {kills} kills, {reports} reports, {files} files, {said} messages, {repeats} of them repeated; "
            f"--crash-seed={figures.seed}"
        )
