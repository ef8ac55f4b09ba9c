"""What the training room needs of the emulator: ticks, links for people added, a Telegram that is busy."""

from bot.sandbox.telegram import Scene


async def post(api, path, **body):
    async with api.session.post(f"{api.url}/sandbox/{path}", json=body) as response:
        return response.status, await response.json()


async def on_their_way(api, user):
    async with api.session.get(f"{api.url}/sandbox/messages/{user.id}") as response:
        return (await response.json())["on_their_way"]


def test_a_message_is_on_its_way_until_the_bot_acknowledges_it(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        sent = emulator.send_text(user, "сәлем")
        update = (await api.ok("getUpdates"))[0]["update_id"]
        assert await on_their_way(api, user) == [sent.id]  # handed out is not yet taken
        await api.ok("getUpdates", offset=update + 1)
        assert await on_their_way(api, user) == []

    play(scenario)


def test_the_page_is_told_that_a_message_was_taken(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        async with api.session.get(f"{api.url}/sandbox/live") as response:
            await response.content.readline()
            sent = emulator.send_text(user, "сәлем")
            await api.ok("getUpdates", offset=emulator.world.updates.next_id)
            async for line in response.content:
                if b'"delivered"' in line:
                    assert f'"message_id":{sent.id}'.encode() in line
                    return

    play(scenario)


def test_an_update_too_old_to_be_kept_was_never_taken(play, clock):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        sent = emulator.send_text(user, "сәлем")
        clock.now += 25 * 3600
        await api.ok("getUpdates")
        assert await on_their_way(api, user) == [sent.id]

    play(scenario)


def test_a_busy_telegram_refuses_what_is_sent_until_it_is_well_again(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        await post(api, "faults", busy=5)
        for _ in range(3):
            assert (await api.call("sendMessage", chat_id=user.id, text="x"))["parameters"] == {"retry_after": 5}
        await api.ok("getMe")
        async with api.session.delete(f"{api.url}/sandbox/faults") as response:
            assert (await response.json())["busy"] == 0
        await api.ok("sendMessage", chat_id=user.id, text="x")

    play(scenario)


def test_somebody_added_from_the_page_gets_a_link_of_their_own(play):
    async def scenario(emulator, api):
        async def invite(name, role):
            return Scene(name, role, f"https://t.me/baqylau_bot?start={role}", role=role)

        emulator.roles, emulator.invite = ("observer",), invite
        status, user = await post(api, "users", name="Ержан", language_code="kk", role="observer")
        assert (status, user["language_code"]) == (200, "kk")
        async with api.session.get(f"{api.url}/sandbox/state") as response:
            scene = (await response.json())["scenes"][0]
        assert (scene["user"], scene["start_link"]) == (user["id"], "https://t.me/baqylau_bot?start=observer")
        assert (await post(api, "users", name="Ержан", role="minister"))[0] == 422

    play(scenario)


def test_who_is_touched_from_the_page_is_known(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.send_text(user, "by a script")
        assert not emulator.world.people[user.id].by_hand
        await post(api, "act/text", user=user.id, text="by a person")
        assert emulator.world.people[user.id].by_hand

    play(scenario)
