"""`kill -9` at random moments of a morning: nothing acknowledged is lost, nothing is doubled, little is said twice."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.kills import Moment
from tests.crash.morning import Morning

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups and SIGKILL are POSIX")


def test_a_bot_killed_at_any_moment_loses_nothing(
    tmp_path: Path,
    seed: int,
    moments: list[Moment],
    record_property: Callable[[str, object], None],
    pytestconfig: pytest.Config,
) -> None:
    outcome = asyncio.run(Morning(tmp_path, seed, moments).pass_by())
    record_property("crash", (len(outcome.kills), outcome.reports, outcome.files, outcome.said, outcome.repeats))
    if outcome.wrong:
        kills = "\n".join(f"  {at}. {kill}" for at, kill in enumerate(outcome.kills, 1))
        wrong = "\n".join(f"- {one}" for one in outcome.wrong)
        of_the_run = pytestconfig.getoption("--crash-seed")
        again = f"again: pytest tests/crash --crash-seed={of_the_run} (this morning's own seed is {seed})"
        pytest.fail(
            f"{wrong}\n\nkilled:\n{kills}\n{again}\n\nthe bot's last words:\n{outcome.last_words}", pytrace=False
        )
    assert len(outcome.kills) == len(moments)
