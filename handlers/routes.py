"""Routes of the library's Application: filters choose, a callback makes the event.

`process_update` returns as if all were well when a handler raised, so the error handler records the exception where
`Router.happening` sees it. Nothing is answered here: what follows from an event is decided in a transaction.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from telegram import Chat, Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.cases.attachments import SentFile
from bot.core.words import CameAs
from handlers.events import (
    ChatEvent,
    Commanded,
    Edited,
    GroupMoved,
    Happening,
    MembersChanged,
    Moved,
    NothingToSay,
    NotUnderstood,
    Reachable,
    Said,
    SentFiles,
    SentPlace,
    Tapped,
)

COMMANDS = (
    "start",
    "report",
    "checklists",
    "sos",
    "station",
    "arrived",
    "myreports",
    "practice",
    "language",
    "help",
    "cancel",
    "wipe",
    "open",
    "find",
    "silent",
    "digest",
    "export",
    "invite",
    "broadcast",
    "forms",
    "team",
    "ladder",
    "events",
    "rules",
    "desk",
    "enter",
)
FILES = (
    filters.PHOTO
    | filters.Document.ALL
    | filters.VIDEO
    | filters.VIDEO_NOTE
    | filters.VOICE
    | filters.AUDIO
    | filters.ANIMATION
)


@dataclass(slots=True)
class _Slot:
    happening: Happening | None = None
    error: BaseException | None = None


_slot: ContextVar[_Slot] = ContextVar("slot")


class Router:
    def __init__(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        self._application = application
        application.add_handler(CommandHandler(list(COMMANDS), _commanded, filters=filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(_tapped))
        application.add_handler(MessageHandler(filters.UpdateType.EDITED, _edited))
        application.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, _said))
        application.add_handler(MessageHandler(FILES & filters.UpdateType.MESSAGE, _sent_file))
        application.add_handler(MessageHandler(filters.LOCATION & filters.UpdateType.MESSAGE, _sent_place))
        application.add_handler(MessageHandler(filters.StatusUpdate.ALL, _service))
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, _not_understood))
        application.add_handler(ChatMemberHandler(_membership, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(ChatMemberHandler(_members, ChatMemberHandler.CHAT_MEMBER))
        application.add_handler(TypeHandler(Update, _nothing))
        application.add_error_handler(_record)

    async def happening(self, raw: dict[str, Any]) -> Happening | None:
        """The event in a raw update, None when it belongs to no chat. Raises what parsing or a route raised."""
        update = Update.de_json(_without_the_tapped(raw), self._application.bot)
        slot = _Slot()
        token = _slot.set(slot)
        try:
            await self._application.process_update(update)
        finally:
            _slot.reset(token)
        if slot.error is not None:
            raise slot.error
        return slot.happening


def _without_the_tapped(raw: dict[str, Any]) -> dict[str, Any]:
    """A tap brings the message it hangs under, whole; words and buttons that nobody looks at need no parsing."""
    match raw:
        case {"callback_query": {"message": {"message_id": _, "chat": _, "date": _} as message, **query}, **rest}:
            known = {name: message[name] for name in ("message_id", "chat", "date")}
            return {**rest, "callback_query": {**query, "message": known}}
    return raw


async def _record(_update: object, context: Any) -> None:
    _slot.get().error = context.error


def _note(update: Update, event: ChatEvent) -> None:
    chat = update.effective_chat
    if chat is None:
        return
    user = update.effective_user
    message = update.message or update.edited_message
    sent_at = (message.edit_date or message.date) if message else None
    language = user.language_code if user else None
    _slot.get().happening = Happening(
        event, chat.id, chat.type == Chat.PRIVATE, language, sent_at, user.id if user else None
    )


async def _commanded(update: Update, context: Any) -> None:
    message = _message(update)
    name = (message.text or "")[1:].split(maxsplit=1)[0].split("@", 1)[0].lower()
    _note(update, Commanded(name, " ".join(context.args or [])))


async def _tapped(update: Update, _context: Any) -> None:
    query = update.callback_query
    assert query is not None
    _note(update, Tapped(query.data or "", query.id, query.message.message_id if query.message else None))


async def _edited(update: Update, _context: Any) -> None:
    edited = update.edited_message
    if edited is not None and edited.location is not None:
        place = edited.location
        _note(update, Moved(place.latitude, place.longitude, place.horizontal_accuracy))
    else:
        _note(update, _change(edited) if edited else NothingToSay())


async def _said(update: Update, _context: Any) -> None:
    message = _message(update)
    _note(update, Said(message.text or "", message.message_id, _answered(message)))


async def _sent_file(update: Update, _context: Any) -> None:
    message = _message(update)
    file = _file(message)
    if file is None:
        _note(update, NotUnderstood())
    else:
        answered = _answered(message)
        _note(update, SentFiles(file, message.caption, message.media_group_id, message.message_id, answered))


async def _sent_place(update: Update, _context: Any) -> None:
    message = _message(update)
    place = message.location
    assert place is not None
    _note(update, SentPlace(place.latitude, place.longitude, place.horizontal_accuracy, _answered(message)))


async def _not_understood(update: Update, _context: Any) -> None:
    _note(update, NotUnderstood())


async def _membership(update: Update, _context: Any) -> None:
    change = update.my_chat_member
    assert change is not None
    _note(update, Reachable(change.new_chat_member.status not in ("kicked", "left")))


async def _members(update: Update, _context: Any) -> None:
    _note(update, MembersChanged())


async def _service(update: Update, _context: Any) -> None:
    """What Telegram itself says in a chat."""
    message = update.message
    if message is not None and message.migrate_to_chat_id is not None:
        _note(update, GroupMoved(message.migrate_to_chat_id))
    elif message is not None and (message.new_chat_members or message.left_chat_member):
        _note(update, MembersChanged())
    else:
        _note(update, NothingToSay())


async def _nothing(update: Update, _context: Any) -> None:
    _note(update, NothingToSay())


def _message(update: Update) -> Message:
    message = update.message
    assert message is not None
    return message


def _answered(message: Message) -> int | None:
    return message.reply_to_message.message_id if message.reply_to_message else None


def _change(message: Message) -> Edited:
    return Edited(message.message_id, message.text or message.caption or "")


def _file(message: Message) -> SentFile | None:
    """The file a message carries. Telegram sends a photo in several sizes: the last is the largest."""
    if message.photo:
        photo = message.photo[-1]
        return SentFile(CameAs.PHOTO, photo.file_id, photo.file_unique_id, photo.file_size, "image/jpeg", None)
    kinds = (
        (CameAs.VIDEO, message.video or message.video_note),
        (CameAs.VOICE, message.voice),
        (CameAs.AUDIO, message.audio),
        (CameAs.FILE, message.document or message.animation),
    )
    for came_as, file in kinds:
        if file is not None:
            mime = getattr(file, "mime_type", None)
            name = getattr(file, "file_name", None)
            return SentFile(came_as, file.file_id, file.file_unique_id, file.file_size, mime, name)
    return None
