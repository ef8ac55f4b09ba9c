"""Files that Telegram has already, sent by their ids: one alone, or an album in one call."""

from __future__ import annotations

from typing import Any

from telegram import Bot, InputMediaAudio, InputMediaDocument, InputMediaPhoto, InputMediaVideo
from telegram import Message as TelegramMessage

from bot.core.words import CameAs
from handlers.messages import AlbumMessage
from handlers.outcomes import Outcome, Sent


async def send_album(bot: Bot, chat_id: int, album: AlbumMessage) -> Outcome:
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
