"""The register of methods, and what most of them ask first: which chat, may the bot write there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.model import Chat
from bot.sandbox.params import Call
from bot.sandbox.world import World

Handler = Callable[[World, Call], object | Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    handler: Handler


@dataclass(frozen=True, slots=True)
class RawResult:
    """A result that is JSON already (the queue of updates is written once)."""

    body: bytes


METHODS: dict[str, Method] = {}  # by name in lower case: Telegram does not mind the case


def method(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, handler)
        return handler

    return register


def find_chat(world: World, call: Call) -> Chat:
    """The chat of `chat_id`; raises 400 when there is none."""
    raw = call.text("chat_id")
    if not raw:
        raise bad_request("chat_id is empty")
    try:
        chat = world.chats.get(int(raw))
    except ValueError:
        chat = None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    return chat


def writable_chat(world: World, call: Call) -> Chat:
    """The chat of `chat_id`, when the bot may write there; raises 400 or 403 otherwise."""
    chat = find_chat(world, call)
    if chat.is_private:
        _check_private(world, chat)
    else:
        check_group(world, chat)
    return chat


def _check_private(world: World, chat: Chat) -> None:
    person = world.people[chat.id]
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def check_group(world: World, chat: Chat) -> None:
    status = chat.members.get(world.bot.id, "left")
    kind = "supergroup" if chat.type == "supergroup" else "group"
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")
