"""editMessageText, editMessageCaption, editMessageReplyMarkup, deleteMessage, pinChatMessage, answerCallbackQuery."""

from dataclasses import replace

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import Json, bad_request
from bot.sandbox.keyboards import check_markup
from bot.sandbox.methods.register import find_chat, method, writable_chat
from bot.sandbox.methods.sending import read_caption, read_text
from bot.sandbox.model import MEDIA, Chat, Message
from bot.sandbox.params import Call
from bot.sandbox.world import World

DELETABLE_SECONDS = 48 * 3600
QUERY_SECONDS = 60  # Telegram names no figure; answers have been refused after about a minute
MAX_ANSWER = 200
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def _find(call: Call, chat: Chat, doing: str) -> Message:
    number = call.integer("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(f"message to {doing} not found")
    return message


def _find_editable(world: World, call: Call) -> Message:
    """Telegram lets a bot edit its own messages, and none that carries a reply keyboard."""
    message = _find(call, writable_chat(world, call), "edit")
    if message.sender.id != world.bot.id or message.forward_origin:
        raise bad_request("message can't be edited")
    if message.markup and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    return message


def _inline_markup(call: Call) -> Json | None:
    markup = check_markup(call.json("reply_markup"))
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _save(world: World, message: Message, edited: Message) -> Json:
    if edited.content == message.content and edited.markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    world.pace.spend(message.chat_id, 1, world.now)
    if edited.content != message.content:  # a new keyboard alone leaves no "edited" mark
        edited = replace(edited, edited=int(world.now))
    return world.wire(world.edit(edited))


@method("editMessageText")
def edit_message_text(world: World, call: Call) -> Json:
    content, markup = read_text(call), _inline_markup(call)
    message = _find_editable(world, call)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _save(world, message, replace(message, content=content, markup=markup))


@method("editMessageCaption")
def edit_message_caption(world: World, call: Call) -> Json:
    caption, markup = read_caption(call), _inline_markup(call)
    message = _find_editable(world, call)
    if message.kind not in MEDIA:
        raise bad_request("there is no caption in the message to edit")
    media = {key: value for key, value in message.content.items() if not key.startswith("caption")}
    return _save(world, message, replace(message, content={**media, **caption}, markup=markup))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, call: Call) -> Json:
    message, markup = _find_editable(world, call), _inline_markup(call)
    return _save(world, message, replace(message, markup=markup))


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    if world.now - message.date > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    foreign = message.sender.id != world.bot.id
    if foreign and not chat.is_private and chat.members.get(world.bot.id) != "administrator":
        raise bad_request("message can't be deleted")


@method("deleteMessage")
def delete_message(world: World, call: Call) -> bool:
    chat = find_chat(world, call)
    message = _find(call, chat, "delete")
    _check_deletable(world, chat, message)
    world.delete(chat, message.id)
    return True


@method("deleteMessages")
def delete_messages(world: World, call: Call) -> bool:
    chat, numbers = find_chat(world, call), call.json("message_ids") or []
    if not 1 <= len(numbers) <= 100:
        raise bad_request("message identifiers must be from 1 to 100")
    found = [chat.messages[int(number)] for number in numbers if int(number) in chat.messages]
    for message in found:
        _check_deletable(world, chat, message)
    for message in found:
        world.delete(chat, message.id)
    return True


@method("pinChatMessage")
def pin_chat_message(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    chat.pinned = _find(call, chat, "pin").id
    world.publish({"type": "pin", "chat": chat.id, "message_id": chat.pinned})
    return True


@method("unpinChatMessage")
def unpin_chat_message(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    chat.pinned = None
    world.publish({"type": "pin", "chat": chat.id, "message_id": None})
    return True


@method("answerCallbackQuery")
def answer_callback_query(world: World, call: Call) -> bool:
    query = world.queries.get(call.text("callback_query_id"))
    if query is None or world.now - query.at > QUERY_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered, query.text, query.alert = True, text, call.flag("show_alert")
    world.publish({"type": "answer", "query": query.id, "user": query.user_id, "text": text, "alert": query.alert})
    return True
