"""The pace of sending, on a clock that jumps: who may leave when, and who goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from virtual_time import run_virtually

from bot.core.words import Lane
from handlers.pacing import Bucket, Pacer, Rates

RATES = Rates(bot=30, bot_burst=30, chat=1, chat_burst=3, group=20 / 60, group_burst=5)


def departures(play: Callable[[Callable[..., Awaitable[None]]], Awaitable[None]], rates: Rates = RATES) -> list:
    """(when, what) of everything that `play` sends with `send(what, chat, lane, group)`."""
    left: list[tuple[float, object]] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        pacer = Pacer(rates, loop.time)

        async def send(what: object, chat: int, lane: Lane = Lane.REPLY, group: bool = False) -> None:
            await pacer.turn(chat, lane, group)
            left.append((round(loop.time(), 6), what))

        await play(send)

    run_virtually(run())
    return left


def test_a_private_chat_gets_its_burst_at_once_and_then_one_a_second() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        for n in range(6):
            await send(n, 1)

    assert departures(play) == [(0, 0), (0, 1), (0, 2), (1, 3), (2, 4), (3, 5)]


def test_a_burst_comes_back_while_the_chat_is_quiet() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        for n in range(3):
            await send(n, 1)
        await asyncio.sleep(2)
        for n in range(3):
            await send(n, 1)

    assert [when for when, _ in departures(play)] == [0, 0, 0, 2, 2, 3]


def test_a_group_gets_twenty_a_minute() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        for n in range(26):
            await send(n, 1, Lane.ALERT, True)

    times = [when for when, _ in departures(play)]
    assert times[:6] == [0, 0, 0, 0, 0, 3]
    assert max(sum(1 for other in times if when <= other < when + 60) for when in times) <= 25
    assert sum(1 for when in times if 0 < when <= 60) == 20


def test_the_bot_sends_thirty_a_second_however_many_chats_it_has() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        await asyncio.gather(*(send(n, n) for n in range(120)))

    times = [when for when, _ in departures(play)]
    assert times.count(0) == 30
    assert times[-1] == pytest.approx(3.0, abs=0.01)
    assert max(sum(1 for other in times if when < other <= when + 1) for when in times) <= 30


def test_one_slow_chat_holds_up_no_other() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        async def slow() -> None:
            for n in range(5):
                await send(("slow", n), 1)

        async def quick() -> None:
            await asyncio.sleep(0.5)
            await send("quick", 2)

        await asyncio.gather(slow(), quick())

    assert (0.5, "quick") in departures(play)


def test_an_sos_overtakes_the_bulk_that_waits() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        bulk = [asyncio.ensure_future(send(f"bulk {n}", n, Lane.BULK)) for n in range(90)]
        await asyncio.sleep(0.5)
        late = [("sos", Lane.SOS), ("alert", Lane.ALERT), ("reply", Lane.REPLY)]
        urgent = [asyncio.ensure_future(send(what, 1000 + n, lane)) for n, (what, lane) in enumerate(reversed(late))]
        await asyncio.gather(*bulk, *urgent)

    order = [what for _, what in departures(play)]
    at = order.index("sos")
    assert order[at : at + 3] == ["sos", "alert", "reply"]
    assert at < 50
    assert order[-1] == "bulk 89"


def test_a_waiter_that_is_cancelled_leaves_its_place_to_the_next() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        waiting = [asyncio.ensure_future(send(n, n, Lane.BULK)) for n in range(35)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting[30].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    left = departures(play)
    assert 30 not in [what for _, what in left]
    assert len(left) == 34
    assert left[-1][0] == pytest.approx(4 / 30, abs=0.001)


def test_without_rates_nobody_waits() -> None:
    async def run() -> None:
        pacer = Pacer(None, asyncio.get_running_loop().time)
        assert not any([await pacer.turn(1, Lane.BULK) for _ in range(1000)])
        assert asyncio.get_running_loop().time() == 0

    run_virtually(run())


def test_it_tells_who_had_to_wait() -> None:
    async def run() -> None:
        pacer = Pacer(RATES, asyncio.get_running_loop().time)
        assert [await pacer.turn(1, Lane.REPLY) for _ in range(4)] == [False, False, False, True]

    run_virtually(run())


def test_chats_long_quiet_are_forgotten_and_busy_ones_are_not() -> None:
    now = 0.0
    pacer = Pacer(Rates(bot=1e9, bot_burst=1e9), lambda: now)

    async def run() -> None:
        nonlocal now
        for chat in range(10_000):
            await pacer.turn(chat, Lane.REPLY)
        now = 3600.0
        await pacer.turn(5, Lane.REPLY)
        await pacer.turn(10_001, Lane.REPLY)
        assert set(pacer._chats) == {5, 10_001}

    run_virtually(run())


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    bucket = Bucket(rate=1, burst=2, now=0)
    assert bucket.wait(1000) == 0
    bucket.take()
    bucket.take()
    assert bucket.wait(1000) == 1
    assert not bucket.full(1001)
    assert bucket.full(1002)


def test_in_a_chat_that_is_spent_an_sos_waits_half_as_long() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        for n in range(3):
            await send(n, 1)
        await send("sos", 1, Lane.SOS)

    assert departures(play)[-1] == (0.5, "sos")


def test_what_is_in_no_hurry_leaves_a_message_for_an_sos() -> None:
    async def play(send: Callable[..., Awaitable[None]]) -> None:
        for n in range(5):
            await send(n, 1, Lane.BULK)
        await send("sos", 1, Lane.SOS)

    assert departures(play)[-2:] == [(3, 4), (3, "sos")]
