"""The clock of a training day: it walks, it runs, and it never jumps back."""

import pytest

from bot.sandbox.clock import DayClock
from bot.sandbox.telegram import Emulator

NOON = 1_610_258_400.0


class Real:
    """A real clock that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def real() -> Real:
    return Real()


@pytest.fixture
def day(real: Real) -> DayClock:
    return DayClock(NOON, real=real)


def test_it_walks_as_clocks_do_until_it_is_played(day, real):
    real.seconds += 5
    assert day() == NOON + 5


def test_a_second_of_a_played_day_is_a_minute(day, real):
    day.play(60)
    real.seconds += 2
    assert day() == NOON + 120
    day.pause()
    real.seconds += 2
    assert day() == NOON + 122


def test_time_walks_while_something_is_under_way(day, real):
    day.play(60)
    day.hurry(False)
    real.seconds += 3
    assert day() == NOON + 3
    day.hurry(True)
    real.seconds += 1
    assert day() == NOON + 63


def test_a_speed_nobody_offers_is_refused_and_changes_nothing(day, real):
    with pytest.raises(ValueError, match="speed"):
        day.play(7)
    assert not day.playing


async def post(api, path, **body):
    async with api.session.post(f"{api.url}/sandbox/{path}", json=body) as response:
        return response.status, await response.json()


def test_the_page_plays_and_pauses_the_day(play, day):
    async def scenario(emulator: Emulator, api):
        emulator.day = day
        status, told = await post(api, "clock", playing=True, speed=60)
        assert (status, told["playing"], told["rate"]) == (200, True, 60)
        assert (await post(api, "clock", playing=True, speed=3))[0] == 422
        paused = (await post(api, "clock", playing=False, speed=10))[1]
        assert (paused["playing"], paused["speed"], paused["rate"]) == (False, 10, 1)
        async with api.session.get(f"{api.url}/sandbox/state") as response:
            assert (await response.json())["clock"]["now"] == NOON

    play(scenario)


def test_a_sandbox_with_another_clock_has_no_day_to_play(play):
    async def scenario(emulator, api):
        assert (await post(api, "clock", playing=True))[0] == 404
        async with api.session.get(f"{api.url}/sandbox/state") as response:
            assert (await response.json())["clock"] is None

    play(scenario)
