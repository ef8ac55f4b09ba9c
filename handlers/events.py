"""What can happen in a chat, freed of Telegram's shapes. Coordinates are WGS 84 degrees, accuracy metres.

`reply_to` is the message that was answered with Telegram's reply, if one was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases.attachments import SentFile


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    message_id: int = 0
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Commanded:
    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """An inline button; `message_id` is the message it hangs under, if Telegram still says."""

    data: str
    callback_id: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class SentFiles:
    """A photo, file, video, voice or audio. Each item of an album comes as one of its own, in its own message."""

    file: SentFile
    caption: str | None
    album: str | None
    message_id: int
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class SentPlace:
    latitude: float
    longitude: float
    accuracy: float | None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A live location shared earlier has moved; nobody waits for an answer to it."""

    latitude: float
    longitude: float
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Edited:
    """The words of a message sent before were changed, a caption too. A location shared live has `Moved`."""

    message_id: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A sticker, poll, contact or another kind that no question asks for."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """The person blocked the bot, or let it write again."""

    yes: bool


@dataclass(frozen=True, slots=True)
class MembersChanged:
    """Somebody came to a group, or left it."""


@dataclass(frozen=True, slots=True)
class GroupMoved:
    """The group has another id from now on: it became a supergroup."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class NothingToSay:
    """An update that asks for no answer."""


ChatEvent = (
    Said
    | Commanded
    | Tapped
    | SentFiles
    | SentPlace
    | Moved
    | Edited
    | NotUnderstood
    | Reachable
    | MembersChanged
    | GroupMoved
    | NothingToSay
)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event, in which chat, by whom (ids at Telegram), and when by its clock (None where it does not say: taps)."""

    event: ChatEvent
    chat_id: int
    private: bool
    language_code: str | None
    sent_at: datetime | None
    user_id: int | None = None
