"""What users do, and how the bot learns of it."""

import asyncio

import pytest

from bot.sandbox.files import NotAnImage


def test_a_deep_link_is_a_plain_start_command(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл", "kk")
        emulator.open_link(user, "https://t.me/baqylau_bot?start=CODE-7")
        message = (await api.ok("getUpdates"))[0]["message"]
        assert message["text"] == "/start CODE-7"
        assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
        assert message["from"]["language_code"] == "kk"
        assert message["chat"] == {"id": user.id, "first_name": "Айгүл", "type": "private"}

    play(scenario)


def test_entities_are_placed_in_utf16_units(play):
    async def scenario(emulator, api):
        message = emulator.send_text(emulator.user("Айгүл"), "🆘 /sos @desk #note https://example.org/a")
        found = [(entity["type"], entity["offset"], entity["length"]) for entity in message.entities]
        assert found == [("bot_command", 3, 4), ("mention", 8, 5), ("hashtag", 14, 5), ("url", 20, 21)]

    play(scenario)


def test_an_album_is_separate_updates_with_one_group_id(play, jpeg):
    async def scenario(emulator, api):
        emulator.send_album(emulator.user("Айгүл"), [jpeg] * 3, "three photos")
        messages = [update["message"] for update in await api.ok("getUpdates")]
        assert len(messages) == 3
        assert len({message["media_group_id"] for message in messages}) == 1
        assert [message.get("caption") for message in messages] == ["three photos", None, None]

    play(scenario)


def test_a_tap_sends_the_data_and_the_message_it_was_under(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        buttons = {"inline_keyboard": [[{"text": "✅ Иә", "callback_data": "yes"}]]}
        sent = await api.ok("sendMessage", chat_id=user.id, text="1/12", reply_markup=buttons)
        emulator.tap(user, sent["message_id"], "✅ Иә")
        query = (await api.ok("getUpdates", offset=-1))[0]["callback_query"]
        assert (query["data"], query["message"]["text"], query["from"]["id"]) == ("yes", "1/12", user.id)
        with pytest.raises(LookupError):
            emulator.tap(user, sent["message_id"], "gone")
        emulator.tap(user, sent["message_id"], "gone", force=True)

    play(scenario)


def test_a_reply_keyboard_stays_until_it_is_removed(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        sent = await api.ok("sendMessage", chat_id=user.id, text="menu", reply_markup={"keyboard": [["SOS"]]})
        assert "reply_markup" not in sent
        assert emulator.press(user, "SOS").text == "SOS"
        await api.ok("sendMessage", chat_id=user.id, text="gone", reply_markup={"remove_keyboard": True})
        with pytest.raises(LookupError):
            emulator.press(user, "SOS")

    play(scenario)


def test_an_edit_a_block_and_a_forward_reach_the_bot(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        first = emulator.send_text(user, "befor")
        emulator.edit_text(user, first.id, "before")
        emulator.forward(user, first, hidden=True)
        emulator.block(user)
        _, edited, forwarded, blocked = await api.ok("getUpdates")
        assert edited["edited_message"]["text"] == "before"
        assert forwarded["message"]["forward_origin"]["sender_user_name"] == "Айгүл"
        assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
        with pytest.raises(PermissionError):
            emulator.send_text(user, "x")

    play(scenario)


def test_a_picture_that_is_none_stays_on_the_phone(play):
    async def scenario(emulator, api):
        with pytest.raises(NotAnImage):
            emulator.send_photo(emulator.user("Айгүл"), b"no picture")
        assert await api.ok("getUpdates") == []

    play(scenario)


def test_in_a_group_the_bot_hears_commands_and_replies_only(play):
    async def scenario(emulator, api):
        owner = emulator.user("Owner")
        group = emulator.group("Desk", [owner])
        sent = await api.ok("sendMessage", chat_id=group.id, text="alert")
        emulator.send_text(owner, "chatter", chat=group)
        emulator.send_text(owner, "/open", chat=group)
        emulator.send_text(owner, "on my way", chat=group, reply_to=sent["message_id"])
        heard = [update["message"]["text"] for update in (await api.ok("getUpdates")) if "message" in update]
        assert heard == ["/open", "on my way"]

    play(scenario)


def test_waiting_finds_what_was_said_and_what_is_yet_to_be_said(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        coming = asyncio.create_task(emulator.wait_for(user, "received"))
        await asyncio.sleep(0)
        await api.ok("sendMessage", chat_id=user.id, text="Report received")
        assert (await coming) == await emulator.wait_for(user, "received")
        with pytest.raises(TimeoutError, match="Report received"):
            await emulator.wait_for(user, "never", timeout=0.01)

    play(scenario)


def test_what_the_bot_asked_for_is_kept_with_its_message(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        asked = emulator.send_text(user, "question")
        reply = {"message_id": asked.id}
        flags = {"protect_content": True, "disable_notification": True, "reply_parameters": reply}
        sent = await api.ok("sendMessage", chat_id=user.id, text="answer", **flags)
        assert sent["reply_to_message"]["text"] == "question"
        assert sent["has_protected_content"] is True
        assert emulator.messages(user)[-1].silent
        refused = await api.refused("sendMessage", chat_id=user.id, text="x", reply_parameters={"message_id": 999})
        assert refused == "Bad Request: message to be replied not found"

    play(scenario)
