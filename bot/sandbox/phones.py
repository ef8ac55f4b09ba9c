"""The users' side: everything a person can do on a phone, as the bot then learns of it ("Update")."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.contents import LONGEST, captioned, poll, words
from bot.sandbox.errors import Json
from bot.sandbox.files import Upload
from bot.sandbox.methods.chats import member
from bot.sandbox.model import Chat, Message, Person, User
from bot.sandbox.world import Query, World

Who = User | int
Where = Chat | User | int | None
T = TypeVar("T")


class Phones:
    """Users acting. With the network of a phone cut, what it does waits there, and the call gives None."""

    def __init__(self, world: World) -> None:
        self.world = world

    def user(self, name: str, language_code: str = "ru", username: str = "") -> User:
        """A new user, who has not yet spoken to the bot."""
        return self.world.add_person(name, language_code, username)

    def start_chat(self, who: Who, code: str = "") -> Message | None:
        """Presses START in the bot's chat, or opens its link t.me/bot?start=code."""
        return self.send_text(who, f"/start {code}".strip())

    def send_text(self, who: Who, text: str, *, chat: Where = None, reply_to: int | None = None) -> Message | None:
        """Clients cut a longer text into messages of 4096 characters; the last one is returned."""
        sent = None
        for at in range(0, max(len(text), 1), LONGEST):
            sent = self.send(who, words(text[at : at + LONGEST]), chat=chat, reply_to=reply_to)
        return sent

    def send_photo(
        self, who: Who, photo: bytes, caption: str = "", *, media_group_id: str | None = None,
        chat: Where = None, reply_to: int | None = None,
    ) -> Message | None:  # fmt: skip
        """A photo as clients send it: recompressed, without metadata. Raises NotAnImage for other bytes."""
        content: Json = {"photo": [size.wire() for size in self.world.files.keep_photo(photo)]}
        return self.send(who, captioned(content, caption), chat=chat, reply_to=reply_to, media_group_id=media_group_id)

    def send_album(
        self, who: Who, photos: Sequence[bytes], caption: str = "", *, chat: Where = None
    ) -> list[Message | None]:
        """Several photos under one media_group_id: separate updates without an end mark, as in Telegram."""
        group = str(13_500_000_000_000_000 + self.world.sequence())
        return [
            self.send_photo(who, photo, "" if at else caption, media_group_id=group, chat=chat)
            for at, photo in enumerate(photos)
        ]

    def send_file(
        self, who: Who, kind: str, upload: Upload, caption: str = "", *, details: Json | None = None,
        media_group_id: str | None = None, chat: Where = None, reply_to: int | None = None,
    ) -> Message | None:  # fmt: skip
        """A document, video, voice, audio, video_note or sticker, untouched."""
        content: Json = {kind: self.world.files.keep(kind, upload, details).wire()}
        return self.send(who, captioned(content, caption), chat=chat, reply_to=reply_to, media_group_id=media_group_id)

    def send_document(
        self, who: Who, data: bytes, filename: str, mime: str = "application/octet-stream", caption: str = "",
        *, chat: Where = None,
    ) -> Message | None:  # fmt: skip
        return self.send_file(who, "document", Upload(data, filename, mime), caption, chat=chat)

    def send_voice(self, who: Who, data: bytes, duration: int = 3, *, chat: Where = None) -> Message | None:
        return self.send_file(who, "voice", Upload(data, "", "audio/ogg"), details={"duration": duration}, chat=chat)

    def send_video(self, who: Who, data: bytes, caption: str = "", *, chat: Where = None) -> Message | None:
        details = {"duration": 5, "width": 640, "height": 360}
        return self.send_file(who, "video", Upload(data, "video.mp4", "video/mp4"), caption, details=details, chat=chat)

    def send_sticker(self, who: Who, data: bytes = b"webp", *, chat: Where = None) -> Message | None:
        details = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.send_file(who, "sticker", Upload(data, "", "image/webp"), details=details, chat=chat)

    def send_contact(self, who: Who, phone_number: str, first_name: str, *, chat: Where = None) -> Message | None:
        return self.send(who, {"contact": {"phone_number": phone_number, "first_name": first_name}}, chat=chat)

    def send_location(self, who: Who, latitude: float, longitude: float, *, chat: Where = None) -> Message | None:
        return self.send(who, {"location": {"latitude": latitude, "longitude": longitude}}, chat=chat)

    def send_poll(self, who: Who, question: str, options: Sequence[str], *, chat: Where = None) -> Message | None:
        content = poll(str(self.world.sequence()), question, options)
        return self.send(who, {"poll": content}, chat=chat)

    def forward(self, who: Who, message: Message, *, chat: Where = None, hidden: bool = False) -> Message | None:
        """Forwards any message; with `hidden` its writer keeps the name only (MessageOriginHiddenUser)."""
        origin: Json = {"type": "user", "sender_user": message.sender.wire(), "date": message.date}
        if hidden:
            origin = {"type": "hidden_user", "sender_user_name": message.sender.first_name, "date": message.date}
        return self.send(who, message.content, chat=chat, forward_origin=origin)

    def edit_text(self, who: Who, message_id: int, text: str, *, chat: Where = None) -> Message | None:
        """Edits the user's own message, text or caption; the bot gets edited_message."""
        person, content = self.person(who), words(text)
        return self.act(person, lambda: self._edit(person, self.chat(person, chat), message_id, content))

    def _edit(self, person: Person, chat: Chat, message_id: int, content: Json) -> Message:
        message = chat.messages[message_id]
        if message.sender.id != person.user.id:
            raise PermissionError("only one's own messages can be edited")
        if message.kind != "text":
            content = captioned({message.kind: message.content[message.kind]}, content["text"])
        edited = self.world.edit(replace(message, content=content, edited=int(self.world.now)))
        self.world.tell_bot("edited_message", self.world.wire(edited))
        return edited

    def delete_own(self, who: Who, message_id: int, *, chat: Where = None) -> None:
        """Deletes a message on the user's side for all; bots are told nothing."""
        person = self.person(who)
        self.act(person, lambda: self.world.delete(self.chat(person, chat), message_id))

    def tap(self, who: Who, message_id: int, button: str, *, chat: Where = None, force: bool = False) -> Query | None:
        """Presses an inline button, named by its callback_data or label; `force` sends data no longer shown."""
        person = self.person(who)
        return self.act(person, lambda: self._tap(person, self.chat(person, chat), message_id, button, force))

    def _tap(self, person: Person, chat: Chat, message_id: int, button: str, force: bool) -> Query | None:
        message = chat.messages[message_id]
        shown = next((b for b in message.inline_buttons if button in (b.get("callback_data"), b["text"])), None)
        if shown is None and not force:
            raise LookupError(f"no button {button!r} under message {message_id}: {message.buttons}")
        if shown and "url" in shown:
            self.open_link(person.user, shown["url"])
            return None
        query = Query(str(4_000_000_000_000_000 + self.world.sequence()), person.user.id, self.world.now)
        self.world.queries[query.id] = query
        self.world.tell_bot("callback_query", {
            "id": query.id, "from": person.user.wire(), "message": self.world.wire(message),
            "chat_instance": str(-7_000_000_000 - chat.id), "data": shown["callback_data"] if shown else button,
        })  # fmt: skip
        return query

    def press(self, who: Who, label: str, *, chat: Where = None) -> Message | None:
        """Presses a button of the reply keyboard: its words are sent as text."""
        keyboard = self.chat(self.person(who), chat).keyboard or {}
        shown = [button["text"] for row in keyboard.get("keyboard", []) for button in row]
        if label not in shown:
            raise LookupError(f"no button {label!r} in the keyboard: {shown}")
        return self.send_text(who, label, chat=chat)

    def open_link(self, who: Who, url: str) -> Message | None:
        """Follows a link; one of this bot with ?start=CODE starts its chat, others do nothing here."""
        parts = urlsplit(url if "//" in url else f"https://{url}")
        code = parse_qs(parts.query).get("start", [""])[0]
        if parts.hostname not in ("t.me", "telegram.me") or parts.path.strip("/") != self.world.bot.username:
            return None
        return self.start_chat(who, code)

    def send(
        self, who: Who, content: Json, *, chat: Where = None, reply_to: int | None = None,
        media_group_id: str | None = None, forward_origin: Json | None = None,
    ) -> Message | None:  # fmt: skip
        """Any content, in the fields of the Message object."""
        person = self.person(who)
        more = {"reply_to": reply_to, "media_group_id": media_group_id, "forward_origin": forward_origin}
        return self.act(person, lambda: self._post(person, self.chat(person, chat), content, more))

    def _post(self, person: Person, chat: Chat, content: Json, more: Json) -> Message:
        if chat.is_private and person.blocked:
            raise PermissionError("unblock the bot first")
        if chat.is_private and not person.started:
            person.started = True
            self.world.publish({"type": "people"})
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            self.world.set_keyboard(chat, None)
        message = self.world.post(chat, person.user, content, **more)
        if self._bot_sees(chat, message):
            self.world.carry(message)
        return message

    def _bot_sees(self, chat: Chat, message: Message) -> bool:
        """Privacy mode: in a group a bot that is no administrator gets commands, replies to it, and its name."""
        if chat.is_private:
            return True
        status = chat.members.get(self.world.bot.id, "left")
        if status in ("left", "kicked"):
            return False
        if not self.world.privacy or status == "administrator" or message.text.startswith("/"):
            return True
        replied = chat.messages.get(message.reply_to or 0)
        return f"@{self.world.bot.username}" in message.text or bool(replied and replied.from_bot)

    def block(self, who: Who) -> None:
        """Blocks the bot: sending answers 403 from now on, and the bot gets my_chat_member."""
        self._set_blocked(self.person(who), True)

    def unblock(self, who: Who) -> None:
        self._set_blocked(self.person(who), False)

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        person.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self.tell_membership(person.user, self.world.chats[person.user.id], before, after)
        self.world.publish({"type": "people"})

    def tell_membership(self, by: User, chat: Chat, before: str, after: str) -> None:
        bot = self.world.bot
        self.world.tell_bot("my_chat_member", {
            "chat": chat.brief, "from": by.wire(), "date": int(self.world.now),
            "old_chat_member": member(bot, before), "new_chat_member": member(bot, after),
        })  # fmt: skip

    def deactivate(self, who: Who) -> None:
        self.person(who).deactivated = True

    def cut(self, who: Who) -> None:
        """Takes the network from this phone: what it does waits, and its page shows nothing new."""
        self.person(who).online = False
        self.world.publish({"type": "people"})

    def restore(self, who: Who) -> None:
        """Gives the network back; what waited is sent in its order."""
        person = self.person(who)
        person.online = True
        waiting, person.waiting = person.waiting, []
        for act in waiting:
            act()
        self.world.publish({"type": "people"})

    def act(self, person: Person, act: Callable[[], T]) -> T | None:
        if person.online:
            return act()
        person.waiting.append(act)
        return None

    def person(self, who: Who) -> Person:
        return self.world.people[who.id if isinstance(who, User) else who]

    def chat(self, person: Person, where: Where) -> Chat:
        if where is None:
            return self.world.chats[person.user.id]
        return self.world.chats[where if isinstance(where, int) else where.id]
