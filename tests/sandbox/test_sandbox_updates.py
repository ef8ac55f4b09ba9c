"""getUpdates: what is acknowledged, who is interrupted, and the webhook beside it."""

import asyncio
import json

import pytest
from aiohttp import web


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def until(condition):
    while not condition():  # noqa: ASYNC110  turns of the loop, no time
        await asyncio.sleep(0)


def test_an_offset_acknowledges_everything_below_it(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        for word in "abc":
            emulator.send_text(user, word)
        first = await api.ok("getUpdates")
        assert texts(first) == ["a", "b", "c"]
        assert texts(await api.ok("getUpdates")) == ["a", "b", "c"], "unacknowledged updates come again"
        assert texts(await api.ok("getUpdates", offset=first[1]["update_id"])) == ["b", "c"]
        assert texts(await api.ok("getUpdates", offset=first[0]["update_id"])) == ["b", "c"], (
            "what is forgotten stays so"
        )

    play(scenario)


def test_a_negative_offset_keeps_the_last_ones_only(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        for word in "abc":
            emulator.send_text(user, word)
        assert texts(await api.ok("getUpdates", offset=-1)) == ["c"]
        assert texts(await api.ok("getUpdates")) == ["c"]

    play(scenario)


def test_a_batch_holds_at_most_a_hundred(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        for number in range(150):
            emulator.send_text(user, str(number))
        assert len(await api.ok("getUpdates", limit=1000)) == 100
        assert len(await api.ok("getUpdates", limit=7)) == 7

    play(scenario)


def test_updates_are_kept_for_a_day(play, clock):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.send_text(user, "old")
        clock.now += 24 * 3600 + 1
        emulator.send_text(user, "new")
        assert texts(await api.ok("getUpdates")) == ["new"]

    play(scenario)


def test_a_long_poll_answers_as_soon_as_something_happens(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        poll = asyncio.create_task(api.ok("getUpdates", timeout=50))
        await until(lambda: emulator.world.updates.poll is not None)
        emulator.send_text(user, "now")
        assert texts(await poll) == ["now"]

    play(scenario)


def test_of_two_polls_the_older_gets_a_conflict(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        older = asyncio.create_task(api.call("getUpdates", timeout=50))
        await until(lambda: emulator.world.updates.poll is not None)
        first = emulator.world.updates.poll
        newer = asyncio.create_task(api.ok("getUpdates", timeout=50))
        body = await older
        assert body["error_code"] == 409
        assert body["description"].startswith("Conflict: terminated by other getUpdates request")
        await until(lambda: emulator.world.updates.poll not in (None, first))
        emulator.send_text(user, "x")
        assert texts(await newer) == ["x"]

    play(scenario)


def test_kinds_not_asked_for_are_not_kept(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        await api.ok("getUpdates", allowed_updates=["callback_query"])
        emulator.send_text(user, "unheard")
        assert await api.ok("getUpdates") == []
        await api.ok("getUpdates", allowed_updates=[])
        emulator.send_text(user, "heard")
        assert texts(await api.ok("getUpdates")) == ["heard"]

    play(scenario)


@pytest.mark.parametrize("raw", [b'{"update_id": $ID, "message": {"message_id": "seven"}}', {"new_kind": {"a": 1}}])
def test_any_update_can_be_put_into_the_queue(play, raw):
    async def scenario(emulator, api):
        number = emulator.inject(raw)
        assert [update["update_id"] for update in await api.ok("getUpdates")] == [number]

    play(scenario)


def test_a_webhook_gets_updates_in_order_and_again_after_a_failure(play):
    async def scenario(emulator, api):
        seen, answers = [], [500, 200, 200]

        async def hook(request):
            assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "secret"
            seen.append((await request.json())["message"]["text"])
            return web.Response(status=answers[len(seen) - 1])

        app = web.Application()
        app.router.add_post("/hook", hook)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        await api.ok("setWebhook", url=address, secret_token="secret")
        assert (await api.call("getUpdates"))["error_code"] == 409
        user = emulator.user("Айгүл")
        emulator.send_text(user, "a")
        emulator.send_text(user, "b")
        await until(lambda: len(seen) == 3 and not emulator.world.updates.pending)
        assert seen == ["a", "a", "b"]
        assert (await api.ok("getWebhookInfo"))["url"] == address
        await api.ok("deleteWebhook")
        await runner.cleanup()

    play(scenario)


def test_a_poll_is_json_even_when_updates_hold_every_letter(play):
    async def scenario(emulator, api):
        emulator.send_text(emulator.user("Айгүл"), 'Ә"\\\u2028🆘')
        async with api.session.get(f"{api.url}/bot{api.token}/getUpdates") as response:
            assert json.loads(await response.read())["result"][0]["message"]["text"] == 'Ә"\\\u2028🆘'

    play(scenario)
