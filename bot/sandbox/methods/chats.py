"""getChat, getChatMember and its relatives, createForumTopic, leaveChat, setMessageReaction."""

from bot.sandbox.errors import Json, bad_request
from bot.sandbox.methods.register import check_group, find_chat, method, writable_chat
from bot.sandbox.model import Chat, User
from bot.sandbox.params import Call
from bot.sandbox.world import World

_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


MAX_TOPIC_NAME = 128
TOPIC_COLOUR = 7322096  # 0x6FB9F0


def member(user: User, status: str) -> Json:
    """The ChatMember object of this status."""
    body: Json = {"user": user.wire(), "status": status}
    if status == "creator":
        body["is_anonymous"] = False
    if status == "administrator":
        body |= dict.fromkeys(_RIGHTS, False)
    if status == "kicked":
        body["until_date"] = 0
    return body


def user_of(world: World, user_id: int) -> User | None:
    if user_id == world.bot.id:
        return world.bot
    person = world.people.get(user_id)
    return person.user if person else None


@method("getChat")
def get_chat(world: World, call: Call) -> Json:
    chat = find_chat(world, call)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full: Json = {
        **chat.brief,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.pinned and chat.pinned in chat.messages:
        full["pinned_message"] = world.wire(chat.messages[chat.pinned], nested=True)
    return full


@method("getChatMember")
def get_chat_member(world: World, call: Call) -> Json:
    chat, user = find_chat(world, call), user_of(world, call.integer("user_id"))
    if user is None:
        raise bad_request("user not found")
    body = member(user, chat.members.get(user.id, "left"))
    if user.id == world.bot.id and body["status"] == "administrator":
        body["can_manage_topics"] = chat.bot_manages_topics
    return body


@method("createForumTopic")
def create_forum_topic(world: World, call: Call) -> Json:
    """The service message that opens a topic gives it its number (ForumTopic)."""
    chat, name = writable_chat(world, call), call.text("name")
    if not chat.brief.get("is_forum"):
        raise bad_request("the chat is not a forum")
    if chat.members.get(world.bot.id) != "administrator" or not chat.bot_manages_topics:
        raise bad_request("not enough rights to create a topic")
    if not 1 <= len(name) <= MAX_TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    colour = call.integer("icon_color", TOPIC_COLOUR)
    opened = world.post(chat, world.bot, {"forum_topic_created": {"name": name, "icon_color": colour}})
    chat.topics[opened.id] = name
    return {"message_thread_id": opened.id, "name": name, "icon_color": colour}


@method("getChatAdministrators")
def get_chat_administrators(world: World, call: Call) -> list[Json]:
    chat = find_chat(world, call)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    check_group(world, chat)
    return [
        member(user, status)
        for user_id, status in chat.members.items()
        if status in ("creator", "administrator") and (user := user_of(world, user_id))
    ]


@method("getChatMemberCount")
def get_chat_member_count(world: World, call: Call) -> int:
    return sum(status not in ("left", "kicked") for status in find_chat(world, call).members.values())


@method("leaveChat")
def leave_chat(world: World, call: Call) -> bool:
    chat: Chat = writable_chat(world, call)
    if chat.is_private:
        raise bad_request("can't leave private chats")
    chat.members[world.bot.id] = "left"
    return True


@method("setMessageReaction")
def set_message_reaction(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    number, reaction = call.integer("message_id"), call.objects("reaction")
    if number not in chat.messages:
        raise bad_request("message to react not found")
    chat.reactions[number] = [str(item.get("emoji", "⭐")) for item in reaction]
    world.publish({"type": "reaction", "chat": chat.id, "message_id": number, "signs": chat.reactions[number]})
    return True


@method("getUserProfilePhotos")
def get_user_profile_photos(world: World, call: Call) -> Json:
    return {"total_count": 0, "photos": []}
