"""python-telegram-bot against the sandbox: what it sends is taken, what it gets it understands."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReactionTypeEmoji,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.sandbox import faults


@pytest.fixture(autouse=True)
def _durations(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the library warns of the older way


def library(api):
    return Bot(api.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot")


def test_every_kind_of_update_is_understood_by_the_library(play, jpeg):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл", "kk")
        first = emulator.start_chat(user, "CODE")
        emulator.edit_text(user, first.id, "/start OTHER")
        emulator.send_album(user, [jpeg, jpeg], "album")
        emulator.send_document(user, b"x", "x.txt", "text/plain")
        emulator.send_voice(user, b"ogg")
        emulator.send_video(user, b"mp4")
        emulator.send_sticker(user)
        emulator.send_contact(user, "+77000000000", "Айгүл")
        emulator.send_poll(user, "Open?", ["yes", "no"])
        emulator.send_location(user, 43.2, 76.9)
        emulator.forward(user, first)
        buttons = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
        sent = await api.ok("sendMessage", chat_id=user.id, text="?", reply_markup=buttons)
        emulator.tap(user, sent["message_id"], "a")
        emulator.upgrade(emulator.group("Desk", [user], admin=True))
        emulator.block(user)
        updates = [Update.de_json(raw, None) for raw in await api.ok("getUpdates")]
        assert all(update.effective_chat for update in updates)
        assert [bool(update.effective_message) for update in updates].count(False) == 2, "membership has no message"
        assert not any(update.api_kwargs or update.effective_message.api_kwargs for update in updates[:-4])

    play(scenario)


def test_the_library_sends_edits_and_fetches(play, jpeg):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        async with library(api) as bot:
            markup = InlineKeyboardMarkup([[InlineKeyboardButton("Иә", callback_data="yes")]])
            sent = await bot.send_message(user.id, "<b>1/12</b> &amp; on", parse_mode="HTML", reply_markup=markup)
            assert sent.text_html == "<b>1/12</b> &amp; on"
            edited = await sent.edit_text("2/12", reply_markup=markup)
            assert edited.edit_date is not None
            photo = await bot.send_photo(user.id, jpeg, caption="seal")
            assert bytes(await (await photo.photo[-1].get_file()).download_as_bytearray())[:2] == b"\xff\xd8"
            album = await bot.send_media_group(
                user.id, [InputMediaPhoto(jpeg), InputMediaPhoto(photo.photo[0].file_id)]
            )
            assert album[0].media_group_id == album[1].media_group_id
            await bot.send_document(user.id, b"hash", filename="hash.txt", caption="custody")
            await bot.send_location(user.id, 43.2, 76.9)
            await bot.send_chat_action(user.id, "typing")
            await bot.pin_chat_message(user.id, sent.message_id)
            await bot.set_message_reaction(user.id, sent.message_id, [ReactionTypeEmoji("👀")])
            assert (await bot.get_chat(user.id)).pinned_message.message_id == sent.message_id
            await bot.delete_message(user.id, sent.message_id)

    play(scenario)


def test_the_library_registers_what_the_bot_says_of_itself(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        async with library(api) as bot:
            commands, scope = [BotCommand("sos", "🆘 SOS")], BotCommandScopeChat(user.id)
            await bot.set_my_commands(commands, scope=scope, language_code="kk")
            assert list(await bot.get_my_commands(scope=scope, language_code="kk")) == commands
            await bot.set_my_description("Observers' bot", language_code="en")
            assert (await bot.get_my_description("en")).description == "Observers' bot"
            await bot.set_chat_menu_button()
            group = emulator.group("Desk", [user], supergroup=True, admin=True)
            statuses = {member.status for member in await bot.get_chat_administrators(group.id)}
            assert statuses == {"creator", "administrator"}
            assert (await bot.get_chat_member(group.id, user.id)).status == "creator"
            assert await bot.leave_chat(group.id)

    play(scenario)


def test_refusals_become_the_librarys_own_errors(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        async with library(api) as bot:
            with pytest.raises(Forbidden):
                await bot.send_message(user.id, "x")
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(1, "x")
            emulator.faults.next("getMe", faults.retry_after(3))
            with pytest.raises(RetryAfter):
                await bot.get_me()
            group = emulator.group("Desk", [user])
            emulator.upgrade(group)
            with pytest.raises(ChatMigrated):
                await bot.send_message(group.id, "x")
            emulator.faults.next("getMe", faults.DROP_BEFORE)
            with pytest.raises(TelegramError):
                await bot.get_me()

    play(scenario)
