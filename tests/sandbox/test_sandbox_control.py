"""The control API and the page, as a browser or a test in another process meets them."""

import json
from urllib.parse import quote
from urllib.request import urlopen

import aiohttp
import pytest

from bot.sandbox.telegram import Scene
from bot.sandbox.thread import SandboxThread

LINK = "https://t.me/baqylau_bot?start=CODE"


async def post(api, path, **body):
    async with api.session.post(f"{api.url}/sandbox/{path}", json=body) as response:
        return response.status, await response.json()


def test_a_scene_is_started_from_outside_and_answered(play):
    async def scenario(emulator, api):
        async with api.session.get(f"{api.url}/sandbox/state") as response:
            state = await response.json()
        user = state["scenes"][0]["user"]
        assert state["scenes"][0]["start_link"] == LINK
        status, body = await post(api, "act/link", user=user, url=LINK)
        assert (status, body["done"]["text"]) == (200, "/start CODE")
        await api.ok("sendMessage", chat_id=user, text="Welcome")
        _, found = await post(api, "wait", chat=user, contains="Welcome")
        assert found["text"] == "Welcome"
        async with api.session.get(f"{api.url}/sandbox/messages/{user}") as response:
            assert [message["text"] for message in (await response.json())["messages"]] == ["/start CODE", "Welcome"]

    play(scenario, scenes=[Scene("Айгүл", "observer", LINK, "kk")])


def test_photos_uploaded_together_make_an_album(play, jpeg):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        form = aiohttp.FormData({"user": str(user.id), "caption": "two"})
        for name in ("a", "b"):
            form.add_field(name, jpeg, filename=f"{name}.jpg")
        async with api.session.post(f"{api.url}/sandbox/act/photo", data=form) as response:
            done = (await response.json())["done"]
        assert done[0]["media_group_id"] == done[1]["media_group_id"]

    play(scenario)


def test_what_a_client_would_not_send_is_said_in_words(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        form = aiohttp.FormData({"user": str(user.id)})
        form.add_field("a", b"no picture", filename="a.jpg")
        async with api.session.post(f"{api.url}/sandbox/act/photo", data=form) as response:
            assert (response.status, (await response.json())["kind"]) == (422, "NotAnImage")
        for act, fields in (("tap", {"message_id": 5, "button": "x"}), ("fly", {}), ("text", {"text": " "})):
            status, _ = await post(api, f"act/{act}", user=user.id, **fields)
            assert status == 422

    play(scenario)


def test_faults_are_switched_from_another_process(play):
    async def scenario(emulator, api):
        await post(api, "faults", delay=0, next=[{"method": "getMe", "times": 1, "code": 429, "retry_after": 9}])
        assert (await api.call("getMe"))["parameters"] == {"retry_after": 9}
        user = emulator.user("Айгүл")
        await post(api, "act/cut", user=user.id)
        assert (await post(api, "act/text", user=user.id, text="later"))[1] == {"waiting": True}
        await post(api, "act/restore", user=user.id)
        assert [message.text for message in emulator.messages(user)] == ["later"]
        async with api.session.get(f"{api.url}/sandbox/log") as response:
            assert [line["code"] for line in await response.json()] == [429]

    play(scenario)


def test_another_site_in_the_same_browser_reaches_nothing(play):
    async def scenario(emulator, api):
        foreign = {"Origin": "https://example.org"}
        for path in ("users", "act/text", "inject", "faults"):
            async with api.session.post(f"{api.url}/sandbox/{path}", json={}, headers=foreign) as response:
                assert response.status == 403

    play(scenario)


def test_a_document_is_downloaded_and_never_opened_by_the_page(play):
    async def scenario(emulator, api):
        sent = emulator.send_document(emulator.user("Айгүл"), b"<script>", "хаттама.html", "text/html")
        async with api.session.get(f"{api.url}/sandbox/files/{sent.content['document']['file_id']}") as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert quote("хаттама.html") in response.headers["Content-Disposition"]

    play(scenario)


def test_events_reach_an_open_page(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        async with api.session.get(f"{api.url}/sandbox/live") as response:
            assert await response.content.readline() == b": hello\n"
            emulator.send_text(user, "сәлем")
            lines = [line async for line in _some(response, 4)]
        events = [json.loads(line[6:]) for line in lines if line.startswith(b"data: ")]
        assert {"people", "message"} >= {event["type"] for event in events}

    play(scenario)


async def _some(response, count):
    for _ in range(count):
        yield await response.content.readline()


def test_the_sandbox_runs_in_a_thread_beside_plain_code():
    with SandboxThread() as sandbox:
        user = sandbox.do(sandbox.emulator.user, "Айгүл")
        sandbox.do(sandbox.emulator.send_text, user, "сәлем")
        address = f"{sandbox.url}/bot{sandbox.emulator.world.token}/getUpdates"
        with urlopen(address) as response:
            assert json.load(response)["result"][0]["message"]["text"] == "сәлем"


@pytest.mark.parametrize("path", ["/", "/page/style.css", "/page/js/main.js", "/page/icon.svg"])
def test_the_page_is_served_whole_under_a_strict_policy(play, path):
    async def scenario(emulator, api):
        async with api.session.get(api.url + path) as response:
            assert response.status == 200
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]

    play(scenario)
