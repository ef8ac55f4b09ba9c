"""What the emulated Telegram knows: users, chats, messages. No I/O and no clock here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import Json

MEDIA = ("photo", "document", "video", "voice", "audio", "animation", "video_note", "sticker")


@dataclass(frozen=True, slots=True)
class User:
    id: int
    first_name: str
    language_code: str = "ru"
    last_name: str = ""
    username: str = ""
    is_bot: bool = False

    def wire(self) -> Json:
        """The User object of the Bot API."""
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            body["last_name"] = self.last_name
        if self.username:
            body["username"] = self.username
        if not self.is_bot:
            body["language_code"] = self.language_code
        return body


@dataclass(slots=True)
class Person:
    """A user's account and phone, with what changes about them."""

    user: User
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    online: bool = True
    by_hand: bool = False  # somebody at the page acts for them
    waiting: list[Callable[[], Any]] = field(default_factory=list)  # done on the phone while it had no network


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `content` holds the Bot API fields of its kind (text, photo, caption, …)."""

    id: int
    chat_id: int
    sender: User
    date: int
    content: Json
    markup: Json | None = None
    edited: int | None = None
    reply_to: int | None = None
    media_group_id: str | None = None
    forward_origin: Json | None = None
    protected: bool = False
    silent: bool = False
    thread: int | None = None  # the topic it stands in

    @property
    def text(self) -> str:
        """The words shown: the text, or the caption of a media message."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        found: list[Json] = self.content.get("entities") or self.content.get("caption_entities") or []
        return found

    @property
    def kind(self) -> str:
        return next((kind for kind in (*MEDIA, "location", "contact", "poll") if kind in self.content), "text")

    @property
    def from_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def inline_buttons(self) -> list[Json]:
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard, row after row."""
        return [str(button["text"]) for button in self.inline_buttons]


@dataclass(slots=True)
class Chat:
    id: int
    type: str
    title: str
    brief: Json
    members: dict[int, str] = field(default_factory=dict)  # user id -> status of ChatMember
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: Json | None = None  # the reply keyboard now under the text field
    reactions: dict[int, list[str]] = field(default_factory=dict)  # the bot's, by message
    migrated_to: int | None = None
    pinned: int | None = None
    on_their_way: set[int] = field(default_factory=set)  # messages that the bot has not taken yet
    last_id: int = 0
    topics: dict[int, str] = field(default_factory=dict)  # of a forum: the name by message_thread_id
    bot_manages_topics: bool = False

    @property
    def is_private(self) -> bool:
        return self.type == "private"


def private_chat(user: User) -> Chat:
    brief = {key: value for key, value in user.wire().items() if key not in ("is_bot", "language_code")}
    return Chat(user.id, "private", user.first_name, {**brief, "type": "private"}, {user.id: "member"})


def group_chat(chat_id: int, kind: str, title: str) -> Chat:
    return Chat(chat_id, kind, title, {"id": chat_id, "title": title, "type": kind})
