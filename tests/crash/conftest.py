"""How many mornings, with which seeds."""

from __future__ import annotations

import pytest

from tests.crash.kills import Moment, plan

A_MORNING = 10  # kills
KILLS, KILLS_FULL = 30, 200


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A morning's name tells it again: its number, under the seed of the run."""
    if "moments" not in metafunc.fixturenames:
        return
    seed = metafunc.config.getoption("--crash-seed")
    kills = KILLS_FULL if metafunc.config.getoption("--full") else KILLS
    mornings = [min(A_MORNING, kills - begun) for begun in range(0, kills, A_MORNING)]
    cases: list[tuple[int, list[Moment]]] = [(seed + at, moments) for at, moments in enumerate(plan(seed, mornings))]
    metafunc.parametrize(("seed", "moments"), cases, ids=[f"morning-{at}" for at in range(len(cases))])
