"""A text on its way, as plain JSON; and messages of ours taken back."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from telegram import Bot, BotCommandScopeChat
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from handlers.messages import Erasure
from handlers.outcomes import Erased, Outcome
from handlers.telegram_request import fields

Json = dict[str, Any]
AT_ONCE = 100  # messages, deleteMessages


async def say(bot: Bot, method: str, chat_id: int, text: str, keyboard: Json | None, **more: Any) -> Json:
    """Texts go and come as plain JSON: building and parsing the library's objects costs more than the call itself."""
    words = {"chat_id": chat_id, "text": text, "parse_mode": ParseMode.HTML, "reply_markup": keyboard}
    answer = await bot.request.post(f"{bot.base_url}/{method}", fields({**words, **more}))
    assert isinstance(answer, dict)
    return answer


async def delete(bot: Bot, chat_id: int, message_id: int) -> None:
    """For 48 hours a bot may delete what it said (deleteMessage); after that it can still take the words away."""
    try:
        await bot.delete_message(chat_id, message_id)
    except BadRequest:
        with suppress(BadRequest):  # gone already
            await say(bot, "editMessageText", chat_id, "▫", None, message_id=message_id)


async def erase(bot: Bot, chat_id: int, erasure: Erasure) -> Outcome:
    """A hundred at once; where Telegram refuses one of them, one by one."""
    messages = [*erasure.messages, *(await _farewell(bot, chat_id) if erasure.farewell else [])]
    left = 0
    for start in range(0, len(messages), AT_ONCE):
        batch = messages[start : start + AT_ONCE]
        try:
            await bot.delete_messages(chat_id, batch)
        except (BadRequest, Forbidden):
            left += sum([not await _is_deleted(bot, chat_id, one) for one in batch])
    return Erased(len(erasure.messages) - left, left + erasure.older)


async def _is_deleted(bot: Bot, chat_id: int, message_id: int) -> bool:
    try:
        return await bot.delete_message(chat_id, message_id)
    except (BadRequest, Forbidden) as error:
        return "not found" in error.message.lower()


async def _farewell(bot: Bot, chat_id: int) -> list[int]:
    """The keyboard goes with a message only, which is deleted with the rest; returns its number."""
    with suppress(BadRequest, Forbidden):
        await bot.delete_my_commands(BotCommandScopeChat(chat_id))
        said = await say(bot, "sendMessage", chat_id, "…", {"remove_keyboard": True}, disable_notification=True)
        return [said["message_id"]]
    return []
