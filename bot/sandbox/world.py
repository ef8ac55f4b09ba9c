"""The state of the emulated Telegram and the few ways it changes; everything else asks this."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.sandbox.errors import Json
from bot.sandbox.faults import Faults
from bot.sandbox.files import FileStore
from bot.sandbox.limits import Limits, Pace
from bot.sandbox.model import Chat, Message, Person, User, group_chat, private_chat
from bot.sandbox.updates import Updates

Predicate = Callable[[Message], bool]


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One line of the log of the Bot API: `code` 200 means done, 0 that the caller got no answer."""

    at: float
    method: str
    chat_id: int | None
    code: int
    description: str = ""


@dataclass(slots=True)
class Query:
    """A tap on an inline button, and how the bot answered it."""

    id: str
    user_id: int
    at: float
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass(slots=True)
class Waiter:
    predicate: Predicate
    future: asyncio.Future[Message]


@dataclass(slots=True)
class Profile:
    """What the bot says of itself: commands by scope and language, descriptions, menu button."""

    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Webhook:
    url: str = ""
    secret: str = ""
    last_error: str = ""
    task: asyncio.Task[None] | None = None


@dataclass
class World:
    bot: User
    token: str
    clock: Callable[[], float] = time.time
    limits: Limits | None = None
    local_folder: Path | None = None  # set: a self-hosted Bot API server in --local mode
    privacy: bool = True  # in groups the bot sees commands and replies only, as bots do unless told otherwise
    faults: Faults = field(default_factory=Faults)
    updates: Updates = field(default_factory=Updates)
    webhook: Webhook = field(default_factory=Webhook)
    profile: Profile = field(default_factory=Profile)
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    log: deque[ApiCall] = field(default_factory=lambda: deque(maxlen=200_000))
    viewers: set[asyncio.Queue[Json]] = field(default_factory=set)
    waiters: dict[int, list[Waiter]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files = FileStore(self.bot.id)
        self.pace = Pace(self.limits)
        self._user_number = 700_000_000
        self._group_number = 0
        self._message_number = 0
        self._sequence = 0
        self._carried: dict[int, Message] = {}  # by the update that carries it to the bot
        self.updates.on_acknowledged = self._delivered

    @property
    def now(self) -> float:
        return self.clock()

    def sequence(self) -> int:
        """The next number for what needs only to be unique: albums, callback queries."""
        self._sequence += 1
        return self._sequence

    def add_person(self, name: str, language_code: str, username: str = "") -> User:
        self._user_number += 1
        user = User(self._user_number, name, language_code, username=username)
        self.people[user.id] = Person(user)
        self.chats[user.id] = private_chat(user)
        self.publish({"type": "people"})
        return user

    def add_group(self, title: str, kind: str, members: Iterable[int]) -> Chat:
        self._group_number += 1
        number = 4_000_000_000 + self._group_number
        chat_id = -1_000_000_000_000 - number if kind == "supergroup" else -number
        chat = self.chats[chat_id] = group_chat(chat_id, kind, title)
        chat.members.update(dict.fromkeys(members, "member"))
        self.publish({"type": "people"})
        return chat

    def post(self, chat: Chat, sender: User, content: Json, **more: object) -> Message:
        """Puts a message into the chat. Private chats and basic groups share one count, a supergroup has its own."""
        if chat.type == "supergroup":
            chat.last_id += 1
            number = chat.last_id
        else:
            self._message_number += 1
            number = self._message_number
        message = Message(number, chat.id, sender, int(self.clock()), content)
        if more:
            message = replace(message, **more)  # type: ignore[arg-type]
        chat.messages[number] = message
        self.changed("message", message)
        return message

    def edit(self, message: Message) -> Message:
        self.chats[message.chat_id].messages[message.id] = message
        self.changed("edit", message)
        return message

    def delete(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.publish({"type": "delete", "chat": chat.id, "message_id": message_id})

    def changed(self, what: str, message: Message) -> None:
        for waiter in tuple(self.waiters.get(message.chat_id, ())):
            if not waiter.future.done() and waiter.predicate(message):
                waiter.future.set_result(message)
        if self.viewers:
            self.publish({"type": what, "chat": message.chat_id, "message": self.wire(message)})

    def set_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """The reply keyboard of a chat; None takes it away."""
        if keyboard != chat.keyboard:
            chat.keyboard = keyboard
            self.publish({"type": "keyboard", "chat": chat.id, "keyboard": keyboard})

    def tell_bot(self, kind: str, content: Json) -> int | None:
        """Queues an update for the bot; twice when that fault is on."""
        copies = 2 if self.faults.take_duplicate() else 1
        return self.updates.push(kind, content, self.clock(), copies)

    def carry(self, message: Message) -> None:
        """Tells the bot of a new message, and remembers that it is on its way."""
        number = self.tell_bot("message", self.wire(message))
        if number is not None:
            self._carried[number] = message
            self.chats[message.chat_id].on_their_way.add(message.id)

    def _delivered(self, update_id: int) -> None:
        message = self._carried.pop(update_id, None)
        chat = self.chats.get(message.chat_id) if message else None
        if message and chat and message.id in chat.on_their_way:
            chat.on_their_way.remove(message.id)
            self.publish({"type": "delivered", "chat": chat.id, "message_id": message.id})

    def publish(self, event: Json) -> None:
        """Tells the open chat pages; costs nothing when none is open."""
        for viewer in self.viewers:
            viewer.put_nowait(event)

    def wire(self, message: Message, *, nested: bool = False) -> Json:
        """The Message object of the Bot API; a replied-to message comes without its own reply, as there."""
        chat = self.chats[message.chat_id]
        body: Json = {"message_id": message.id, "from": message.sender.wire(), "chat": chat.brief, "date": message.date}
        if message.edited:
            body["edit_date"] = message.edited
        if message.forward_origin:
            body["forward_origin"] = message.forward_origin
        if message.media_group_id:
            body["media_group_id"] = message.media_group_id
        if message.thread:
            body |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.protected:
            body["has_protected_content"] = True
        if message.reply_to and not nested and (original := chat.messages.get(message.reply_to)):
            body["reply_to_message"] = self.wire(original, nested=True)
        body.update(message.content)
        if message.markup and "inline_keyboard" in message.markup:
            body["reply_markup"] = message.markup  # reply keyboards are not part of a Message
        return body
