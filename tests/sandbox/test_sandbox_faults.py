"""Faults on demand and Telegram's limits: what a bot must live with."""

import asyncio
import time

import aiohttp
import pytest

from bot.sandbox import faults
from bot.sandbox.limits import Limits


def said(emulator, user):
    return [message.text for message in emulator.messages(user) if message.from_bot]


def test_planned_refusals_are_given_in_order_and_then_end(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        emulator.faults.next("sendMessage", faults.retry_after(7))
        emulator.faults.next("*", faults.refusal(502))
        first = await api.call("sendMessage", chat_id=user.id, text="x")
        assert (first["error_code"], first["parameters"]) == (429, {"retry_after": 7})
        assert (await api.call("getMe"))["description"] == "Bad Gateway"
        await api.ok("sendMessage", chat_id=user.id, text="x")
        assert said(emulator, user) == ["x"]

    play(scenario)


@pytest.mark.parametrize(("fault", "done"), [(faults.DROP_BEFORE, []), (faults.DROP_AFTER, ["x"])])
def test_a_dropped_connection_leaves_the_bot_in_doubt(play, fault, done):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        emulator.faults.next("sendMessage", fault)
        with pytest.raises(aiohttp.ClientError):
            await api.call("sendMessage", chat_id=user.id, text="x")
        assert said(emulator, user) == done
        assert emulator.log[-1].code == 0

    play(scenario)


def test_the_line_can_be_down_until_it_is_up_again(play):
    async def scenario(emulator, api):
        emulator.faults.down = True
        for method in ("getUpdates", "getMe"):
            with pytest.raises(aiohttp.ClientError):
                await api.call(method)
        emulator.faults.clear()
        await api.ok("getMe")

    play(scenario)


def test_a_call_can_stay_without_an_answer(play):
    async def scenario(emulator, api):
        emulator.faults.next("getMe", faults.NO_ANSWER)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(api.call("getMe"), 0.05)
        await api.ok("getMe")

    play(scenario)


def test_a_delay_does_not_put_calls_in_a_row(play):
    async def scenario(emulator, api):
        emulator.faults.delay = 0.05
        began = time.perf_counter()
        await asyncio.gather(*(api.ok("getMe") for _ in range(40)))
        assert 0.05 <= time.perf_counter() - began < 1.0

    play(scenario)


def test_an_update_can_come_twice_under_one_number(play):
    async def scenario(emulator, api):
        emulator.faults.duplicate_updates = 1
        user = emulator.user("Айгүл")
        emulator.send_text(user, "twice")
        emulator.send_text(user, "once")
        updates = await api.ok("getUpdates")
        assert [update["message"]["text"] for update in updates] == ["twice", "twice", "once"]
        assert updates[0]["update_id"] == updates[1]["update_id"]

    play(scenario)


def test_a_phone_without_network_sends_later_and_in_order(play, clock):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.cut(user)
        assert emulator.send_text(user, "a") is None
        assert emulator.send_location(user, 43.2, 76.9) is None
        assert await api.ok("getUpdates") == []
        clock.now += 3600
        emulator.restore(user)
        updates = await api.ok("getUpdates")
        assert [update["message"]["date"] for update in updates] == [int(clock.now)] * 2
        assert updates[0]["message"]["text"] == "a"

    play(scenario)


def test_one_chat_takes_a_short_burst_and_then_one_message_a_second(play, clock):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        for _ in range(3):
            await api.ok("sendMessage", chat_id=user.id, text="x")
        body = await api.call("sendMessage", chat_id=user.id, text="x")
        assert body["description"] == "Too Many Requests: retry after 1"
        assert body["parameters"] == {"retry_after": 1}
        clock.now += 1
        await api.ok("sendMessage", chat_id=user.id, text="x")

    play(scenario, limits=Limits())


def test_a_group_takes_twenty_messages_a_minute_albums_counted_whole(play, clock, jpeg):
    async def scenario(emulator, api):
        owner = emulator.user("Owner")
        group = emulator.group("Desk", [owner])
        photo = emulator.send_photo(owner, jpeg).content["photo"][0]["file_id"]
        await api.ok("sendMediaGroup", chat_id=group.id, media=[{"type": "photo", "media": photo}] * 10)
        for _ in range(10):
            await api.ok("sendMessage", chat_id=group.id, text="x")
        assert (await api.call("sendMessage", chat_id=group.id, text="x"))["parameters"] == {"retry_after": 3}
        clock.now += 3
        await api.ok("sendMessage", chat_id=group.id, text="x")

    play(scenario, limits=Limits())


def test_a_bot_sends_thirty_messages_a_second_in_all(play):
    async def scenario(emulator, api):
        users = [emulator.user(str(number)) for number in range(31)]
        for user in users:
            emulator.start_chat(user)
        codes = [(await api.call("sendMessage", chat_id=user.id, text="x")).get("error_code") for user in users]
        assert codes == [None] * 30 + [429]

    play(scenario, limits=Limits())
