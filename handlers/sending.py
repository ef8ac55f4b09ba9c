"""One message to one chat, and what became of it as a value. Errors: Bot API, "Making requests"."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from telegram import (
    Bot,
    BotCommandScopeChat,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.core.words import CameAs
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
from handlers.telegram_request import fields

# The library hands out pauses as timedelta where this is set, and warns of a coming change where it is not.
os.environ.setdefault("PTB_TIMEDELTA", "true")


Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: int | None


@dataclass(frozen=True, slots=True)
class TooFast:
    """Telegram asks for a pause of `seconds` (429)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Passing:
    """The network, or Telegram's servers: it may work later."""

    error: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message."""

    error: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This chat cannot be written to any more: blocked, deleted, deactivated."""

    error: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class EditGone:
    """The message to edit is not there; the text must go as a new message."""


@dataclass(frozen=True, slots=True)
class Erased:
    """So many messages are deleted (or were gone before), so many are left."""

    gone: int
    left: int


Outcome = Sent | TooFast | Passing | Refused | Unreachable | Moved | EditGone | Erased
AT_ONCE = 100  # messages, deleteMessages

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
            return await _erase(bot, chat_id, message)
        case TextMessage(edit=None):
            await _set_commands(bot, chat_id, message)
            quiet = {"disable_notification": message.silent or None, "protect_content": message.protect or None}
            say = partial(_say, bot, "sendMessage", chat_id, message.text, _keyboard(message), **quiet)
            try:
                said = await say(message_thread_id=message.thread)
            except BadRequest as error:
                if message.thread is None or not any(words in error.message.lower() for words in NO_THREAD):
                    raise
                said = await say()  # somebody removed or closed the topic: below all topics it is seen as well
            return Sent(said["message_id"])
        case TextMessage(edit=edited):
            await _say(bot, "editMessageText", chat_id, message.text, _inline(message), message_id=edited)
            return Sent(edited)
        case Deleted(messages=messages):
            for one in messages:
                await _delete(bot, chat_id, one)
            return Sent(None)
        case AlbumMessage():
            return await _send_album(bot, chat_id, message)
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


async def _delete(bot: Bot, chat_id: int, message_id: int) -> None:
    """For 48 hours a bot may delete what it said (deleteMessage); after that it can still take the words away."""
    try:
        await bot.delete_message(chat_id, message_id)
    except BadRequest:
        with suppress(BadRequest):  # gone already
            await _say(bot, "editMessageText", chat_id, "▫", None, message_id=message_id)


async def _say(bot: Bot, method: str, chat_id: int, text: str, keyboard: Json | None, **more: Any) -> Json:
    """Texts go and come as plain JSON: building and parsing the library's objects costs more than the call itself."""
    words = {"chat_id": chat_id, "text": text, "parse_mode": ParseMode.HTML, "reply_markup": keyboard}
    answer = await bot.request.post(f"{bot.base_url}/{method}", fields({**words, **more}))
    assert isinstance(answer, dict)
    return answer


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


async def _erase(bot: Bot, chat_id: int, erasure: Erasure) -> Outcome:
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
        said = await _say(bot, "sendMessage", chat_id, "…", {"remove_keyboard": True}, disable_notification=True)
        return [said["message_id"]]
    return []


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


async def _send_album(bot: Bot, chat_id: int, album: AlbumMessage) -> Outcome:
    """One call, so that a repeat repeats no more than what was under way."""
    if len(album.files) == 1:
        return Sent((await _send_one(bot, chat_id, album.files[0], album.caption, album.protect)).message_id)
    captions = (album.caption, *(None for _ in album.files[1:]))
    media = [_media(kind, file_id, words) for (kind, file_id), words in zip(album.files, captions, strict=True)]
    return Sent((await bot.send_media_group(chat_id, media, protect_content=album.protect))[-1].message_id)


def _media(came_as: str, file_id: str, caption: str | None) -> Any:
    match came_as:
        case CameAs.PHOTO:
            return InputMediaPhoto(file_id, caption=caption)
        case CameAs.VIDEO:
            return InputMediaVideo(file_id, caption=caption)
        case CameAs.AUDIO:
            return InputMediaAudio(file_id, caption=caption)
        case _:
            return InputMediaDocument(file_id, caption=caption)


async def _send_one(
    bot: Bot, chat_id: int, file: tuple[str, str], caption: str | None, protect: bool
) -> TelegramMessage:
    came_as, file_id = file
    match came_as:
        case CameAs.PHOTO:
            return await bot.send_photo(chat_id, file_id, caption=caption, protect_content=protect)
        case CameAs.VIDEO:
            return await bot.send_video(chat_id, file_id, caption=caption, protect_content=protect)
        case CameAs.AUDIO:
            return await bot.send_audio(chat_id, file_id, caption=caption, protect_content=protect)
        case CameAs.VOICE:
            return await bot.send_voice(chat_id, file_id, caption=caption, protect_content=protect)
        case _:
            return await bot.send_document(chat_id, file_id, caption=caption, protect_content=protect)
