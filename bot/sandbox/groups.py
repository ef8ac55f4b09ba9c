"""Groups: made, joined, left, upgraded to a supergroup; the bot learns of it as in Telegram."""

from collections.abc import Sequence

from bot.sandbox.errors import Json
from bot.sandbox.methods.chats import member
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.phones import Phones


class Groups:
    def __init__(self, phones: Phones) -> None:
        self.phones = phones
        self.world = phones.world

    def make(
        self, title: str, members: Sequence[User], *, supergroup: bool = False, admin: bool = False, bot: bool = True,
        forum: bool = False,
    ) -> Chat:  # fmt: skip
        """A group whose first member owns it; with `bot` the bot is added, as administrator if `admin`.

        A `forum` is a supergroup with topics; as administrator the bot may make some.
        """
        kind = "supergroup" if supergroup or forum else "group"
        chat = self.world.add_group(title, kind, [user.id for user in members])
        if forum:
            chat.brief["is_forum"] = chat.bot_manages_topics = True
        if members:
            chat.members[members[0].id] = "creator"
        if bot:
            self.set_bot(chat, "administrator" if admin else "member", members[0])
        return chat

    def set_bot(self, chat: Chat, status: str, by: User) -> None:
        """Adds, promotes or removes the bot ("member", "administrator", "left", "kicked")."""
        before = chat.members.get(self.world.bot.id, "left")
        chat.members[self.world.bot.id] = status
        self.phones.tell_membership(by, chat, before, status)
        self.world.publish({"type": "people"})

    def join(self, chat: Chat, user: User, by: User | None = None) -> None:
        """Somebody comes, or is added `by` another: the service message, and chat_member for a bot that may see it."""
        self._member(chat, user, "member", by or user)
        self._service(chat, by or user, {"new_chat_members": [user.wire()]})

    def leave(self, chat: Chat, user: User) -> None:
        self._member(chat, user, "left", user)
        self._service(chat, user, {"left_chat_member": user.wire()})

    def _member(self, chat: Chat, user: User, status: str, by: User) -> None:
        before = chat.members.get(user.id, "left")
        chat.members[user.id] = status
        if chat.members.get(self.world.bot.id) == "administrator":
            self.world.tell_bot("chat_member", {
                "chat": chat.brief, "from": by.wire(), "date": int(self.world.now),
                "old_chat_member": member(user, before), "new_chat_member": member(user, status),
            })  # fmt: skip
        self.world.publish({"type": "people"})

    def upgrade(self, chat: Chat) -> Chat:
        """Telegram does this by itself; the old id then answers 400 with `migrate_to_chat_id`."""
        new = self.world.add_group(chat.title, "supergroup", [])
        new.members.update(chat.members)
        chat.migrated_to = new.id
        owner = self.world.people[next(user for user in chat.members if user in self.world.people)].user
        self._service(chat, owner, {"migrate_to_chat_id": new.id})
        self._service(new, owner, {"migrate_from_chat_id": chat.id})
        return new

    def _service(self, chat: Chat, sender: User, content: Json) -> Message:
        message = self.world.post(chat, sender, content)
        self.world.tell_bot("message", self.world.wire(message))
        return message
