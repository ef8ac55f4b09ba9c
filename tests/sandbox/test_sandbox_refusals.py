"""Each refusal in the very words of Telegram, since bots decide by them."""

import aiohttp
import pytest

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def keyboard(*data, columns=1):
    buttons = [{"text": "да", "callback_data": item} for item in data]
    return {"inline_keyboard": [buttons[at : at + columns] for at in range(0, len(buttons), columns)]}


def test_an_empty_or_blank_text_is_refused(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        for text in ("", "   \n", "<b></b>"):
            said = await api.refused("sendMessage", chat_id=user.id, text=text, parse_mode="HTML")
            assert said == "Bad Request: message text is empty"

    play(scenario)


def test_length_is_counted_in_utf16_after_the_entities_are_parsed(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        await api.ok("sendMessage", chat_id=user.id, text=f"<b>{'ә' * 4096}</b>", parse_mode="HTML")
        await api.ok("sendMessage", chat_id=user.id, text="🆘" * 2048)
        for text in ("x" * 4097, "🆘" * 2049):
            assert await api.refused("sendMessage", chat_id=user.id, text=text) == "Bad Request: message is too long"

    play(scenario)


def test_a_caption_over_1024_is_refused(play, jpeg):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        photo = emulator.send_photo(user, jpeg).content["photo"][0]["file_id"]
        await api.ok("sendPhoto", chat_id=user.id, photo=photo, caption="x" * 1024)
        said = await api.refused("sendPhoto", chat_id=user.id, photo=photo, caption="x" * 1025)
        assert said == "Bad Request: message caption is too long"

    play(scenario)


@pytest.mark.parametrize("data", ["", "x" * 65, "ә" * 33])
def test_callback_data_is_one_to_sixty_four_bytes(play, data):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        await api.ok("sendMessage", chat_id=user.id, text="?", reply_markup=keyboard("ә" * 32))
        said = await api.refused("sendMessage", chat_id=user.id, text="?", reply_markup=keyboard(data))
        assert said == "Bad Request: BUTTON_DATA_INVALID"

    play(scenario)


def test_a_keyboard_has_at_most_a_hundred_buttons_and_each_does_something(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        await api.ok("sendMessage", chat_id=user.id, text="?", reply_markup=keyboard(*"x" * 100, columns=8))
        said = await api.refused("sendMessage", chat_id=user.id, text="?", reply_markup=keyboard(*"x" * 101))
        assert said == "Bad Request: reply markup is too long"
        idle = {"inline_keyboard": [[{"text": "idle"}]]}
        said = await api.refused("sendMessage", chat_id=user.id, text="?", reply_markup=idle)
        assert said.endswith("Text buttons are unallowed in the inline keyboard")

    play(scenario)


def test_an_edit_that_changes_nothing_is_refused(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        sent = await api.ok("sendMessage", chat_id=user.id, text="1/12", reply_markup=keyboard("a"))
        where = {"chat_id": user.id, "message_id": sent["message_id"]}
        said = await api.refused("editMessageText", **where, text=" 1/12", reply_markup=keyboard("a"))
        assert said == NOT_MODIFIED
        assert await api.refused("editMessageReplyMarkup", **where, reply_markup=keyboard("a")) == NOT_MODIFIED
        edited = await api.ok("editMessageText", **where, text="1/12")
        assert "reply_markup" not in edited, "an edit without a keyboard takes the keyboard away"

    play(scenario)


def test_only_the_bots_own_messages_that_exist_are_edited(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        theirs = emulator.start_chat(user)
        for message_id, said in ((999, "message to edit not found"), (theirs.id, "message can't be edited")):
            where = {"chat_id": user.id, "message_id": message_id}
            assert await api.refused("editMessageText", **where, text="x") == f"Bad Request: {said}"
        menu = {"keyboard": [["SOS"]]}
        sent = await api.ok("sendMessage", chat_id=user.id, text="menu", reply_markup=menu)
        where = {"chat_id": user.id, "message_id": sent["message_id"]}
        assert await api.refused("editMessageText", **where, text="x") == "Bad Request: message can't be edited"

    play(scenario)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ә<i>x</b>", 'Unmatched end tag at byte offset 6, expected "</i>", found "</b>"'),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
    ],
)
def test_broken_html_is_refused_with_its_place_in_bytes(play, html, reason):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        said = await api.refused("sendMessage", chat_id=user.id, text=html, parse_mode="HTML")
        assert said == f"Bad Request: can't parse entities: {reason}"

    play(scenario)


def test_who_cannot_be_written_to_is_said_with_403(play):
    async def scenario(emulator, api):
        silent, blocker, gone = (emulator.user(name) for name in ("Silent", "Blocker", "Gone"))
        emulator.start_chat(blocker)
        emulator.start_chat(gone)
        emulator.block(blocker)
        emulator.deactivate(gone)
        reasons = {
            silent.id: "bot can't initiate conversation with a user",
            blocker.id: "bot was blocked by the user",
            gone.id: "user is deactivated",
        }
        for chat_id, reason in reasons.items():
            body = await api.call("sendMessage", chat_id=chat_id, text="x")
            assert (body["error_code"], body["description"]) == (403, f"Forbidden: {reason}")
        assert await api.refused("sendMessage", chat_id=12345, text="x") == "Bad Request: chat not found"
        assert await api.refused("sendMessage", text="x") == "Bad Request: chat_id is empty"

    play(scenario)


def test_an_upgraded_group_names_its_new_id(play):
    async def scenario(emulator, api):
        group = emulator.group("Desk", [emulator.user("Owner")])
        new = emulator.upgrade(group)
        body = await api.call("sendMessage", chat_id=group.id, text="x")
        assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
        assert body["parameters"] == {"migrate_to_chat_id": new.id}
        await api.ok("sendMessage", chat_id=new.id, text="x")

    play(scenario)


def test_a_callback_is_answered_in_time_or_refused(play, clock):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        sent = await api.ok("sendMessage", chat_id=user.id, text="?", reply_markup=keyboard("a", "b"))
        query, late = (emulator.tap(user, sent["message_id"], data) for data in "ab")
        await api.ok("answerCallbackQuery", callback_query_id=query.id, text="ok")
        assert (query.answered, query.text) == (True, "ok")
        clock.now += 3600
        for number in (late.id, "unknown"):
            said = await api.refused("answerCallbackQuery", callback_query_id=number)
            assert said == "Bad Request: query is too old and response timeout expired or query ID is invalid"

    play(scenario)


def test_a_message_is_deleted_within_48_hours_only(play, clock):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        first, second = [(await api.ok("sendMessage", chat_id=user.id, text="x"))["message_id"] for _ in range(2)]
        await api.ok("deleteMessage", chat_id=user.id, message_id=first)
        said = await api.refused("deleteMessage", chat_id=user.id, message_id=first)
        assert said == "Bad Request: message to delete not found"
        clock.now += 48 * 3600 + 1
        said = await api.refused("deleteMessage", chat_id=user.id, message_id=second)
        assert said == "Bad Request: message can't be deleted for everyone"

    play(scenario)


def test_a_wrong_token_is_401_and_an_unknown_method_404(play):
    async def scenario(emulator, api):
        body = await api.call("noSuchMethod")
        assert (body["error_code"], body["description"]) == (404, "Not Found: method not found")
        stranger = type(api)(api.url, "1:wrong", api.session)
        body = await stranger.call("getMe")
        assert (body["error_code"], body["description"]) == (401, "Unauthorized")

    play(scenario)


def test_parameters_come_by_address_form_json_and_multipart(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        address = f"{api.url}/bot{api.token}/SENDMESSAGE"
        query = {"chat_id": str(user.id), "text": "by address"}
        async with api.session.get(address, params=query) as response:
            assert response.status == 200
        async with api.session.post(address, data={**query, "text": "by form"}) as response:
            assert response.status == 200
        form = aiohttp.FormData({**query, "text": "by multipart"}, default_to_multipart=True)
        assert (await api.form("sendMessage", form))["ok"]
        texts = [message.text for message in emulator.messages(user) if message.from_bot]
        assert texts == ["by address", "by form", "by multipart"]

    play(scenario)
