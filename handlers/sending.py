"""One message to one chat, and what became of it as a value. Errors: Bot API, "Making requests"."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from functools import partial

from telegram import (
    Bot,
    BotCommandScopeChat,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from handlers.messages import (
    AlbumMessage,
    Deleted,
    Erasure,
    FileMessage,
    Message,
    PictureMessage,
    PlaceMessage,
    TextMessage,
)
from handlers.outcomes import (
    EditGone,
    Moved,
    Outcome,
    Passing,
    Refused,
    Sent,
    TooFast,
    Unreachable,
)
from handlers.saying import Json, delete, erase, say
from handlers.sending_albums import send_album
from handlers.telegram_request import fields

# The library hands out pauses as timedelta where this is set, and warns of a coming change where it is not.
os.environ.setdefault("PTB_TIMEDELTA", "true")


GONE = ("chat not found", "user not found", "peer_id_invalid", "group chat was deleted", "chat_write_forbidden")
NO_THREAD = ("thread not found", "topic_closed", "topic_deleted")
EDIT_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


async def send(bot: Bot, chat_id: int, message: Message) -> Outcome:
    """Say it once. Every refusal of Telegram's is a value; only our own bugs raise."""
    try:
        return await _send(bot, chat_id, message)
    except RetryAfter as error:
        pause = error.retry_after
        assert isinstance(pause, timedelta)
        return TooFast(pause.total_seconds())
    except ChatMigrated as error:
        return Moved(error.new_chat_id)
    except Forbidden as error:
        return Unreachable(error.message)
    except BadRequest as error:
        return _bad_request(error.message, message)
    except InvalidToken:
        return Passing("the token is refused")
    except NetworkError as error:
        return Passing(type(error).__name__)
    except TelegramError as error:
        return Passing(error.message)


def _bad_request(text: str, message: Message) -> Outcome:
    said = text.lower()
    if "message is not modified" in said:  # a repeat: the message shows it already, and is to be remembered for it
        return Sent(message.edit if isinstance(message, TextMessage) else None)
    if any(words in said for words in EDIT_GONE):
        return EditGone()
    if any(words in said for words in GONE):
        return Unreachable(text)
    return Refused(text)


async def _send(bot: Bot, chat_id: int, message: Message) -> Outcome:
    match message:
        case Erasure():
            return await erase(bot, chat_id, message)
        case TextMessage(edit=None):
            await _set_commands(bot, chat_id, message)
            quiet = {"disable_notification": message.silent or None, "protect_content": message.protect or None}
            sends = partial(say, bot, "sendMessage", chat_id, message.text, _keyboard(message), **quiet)
            try:
                said = await sends(message_thread_id=message.thread)
            except BadRequest as error:
                if message.thread is None or not any(words in error.message.lower() for words in NO_THREAD):
                    raise
                said = await sends()  # somebody removed or closed the topic: below all topics it is seen as well
            return Sent(said["message_id"])
        case TextMessage(edit=edited):
            await say(bot, "editMessageText", chat_id, message.text, _inline(message), message_id=edited)
            return Sent(edited)
        case Deleted(messages=messages):
            for one in messages:
                await delete(bot, chat_id, one)
            return Sent(None)
        case AlbumMessage():
            return await send_album(bot, chat_id, message)
        case PlaceMessage():
            return await _send_place(bot, chat_id, message)
        case FileMessage(path=path, name=name, caption=caption):
            with path.open("rb") as file:
                sent = await bot.send_document(chat_id, file, caption=caption, filename=name, protect_content=True)
            return Sent(sent.message_id)
        case PictureMessage(path=path, caption=caption):
            with path.open("rb") as file:
                shown = await bot.send_photo(chat_id, file, caption=caption, protect_content=True)
            return Sent(shown.message_id)


async def _set_commands(bot: Bot, chat_id: int, message: TextMessage) -> None:
    """The list behind the menu button, for this chat alone: a stranger sees none (setMyCommands)."""
    if message.commands:
        with suppress(BadRequest, NetworkError):  # nice to have; it must not keep the message from arriving
            await bot.set_my_commands(message.commands, BotCommandScopeChat(chat_id))


def _inline(message: TextMessage) -> Json | None:
    """InlineKeyboardMarkup."""
    if not message.buttons:
        return None
    return {"inline_keyboard": [[{"text": b.text, "callback_data": b.data} for b in row] for row in message.buttons]}


def _keyboard(message: TextMessage) -> Json | None:
    """ReplyKeyboardMarkup, or the buttons under the message."""
    menu = [[{"text": text} for text in row] for row in message.menu]
    if message.ask_place is not None:
        button = {"text": message.ask_place, "request_location": True}
        return {"keyboard": [[button], *menu], "resize_keyboard": True}
    if menu:
        return {"keyboard": menu, "resize_keyboard": True, "is_persistent": True}
    return _inline(message)


async def _send_place(bot: Bot, chat_id: int, place: PlaceMessage) -> Outcome:
    """sendLocation; Telegram takes an accuracy of up to 1500 m."""
    where = {"latitude": place.latitude, "longitude": place.longitude}
    accuracy = {"horizontal_accuracy": min(place.accuracy, 1500.0)} if place.accuracy else {}
    protect = {"protect_content": place.protect or None}
    answer = await bot.request.post(
        f"{bot.base_url}/sendLocation", fields({"chat_id": chat_id, **where, **accuracy, **protect})
    )
    assert isinstance(answer, dict)
    return Sent(answer["message_id"])
