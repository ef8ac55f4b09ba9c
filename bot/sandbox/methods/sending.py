"""sendMessage, sendLocation, sendChatAction, and what every message has in common."""

from bot.sandbox.entities import clean, utf16_length, with_found
from bot.sandbox.errors import Json, bad_request
from bot.sandbox.keyboards import check_markup
from bot.sandbox.markup import parse
from bot.sandbox.methods.register import method, writable_chat
from bot.sandbox.model import Chat, Message
from bot.sandbox.params import Call
from bot.sandbox.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
     "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)  # fmt: skip


def read_text(call: Call) -> Json:
    """`text` of sendMessage and editMessageText, checked and with its entities."""
    text, entities = parse(call.text("text"), call.text("parse_mode"), call.objects("entities"))
    text, entities = clean(text, entities)
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    entities = with_found(text, entities)
    return {"text": text, "entities": entities} if entities else {"text": text}


def read_caption(call: Call) -> Json:
    text, entities = parse(call.text("caption"), call.text("parse_mode"), call.objects("caption_entities"))
    text, entities = clean(text, entities)
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    entities = with_found(text, entities)
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def _reply_to(call: Call, chat: Chat) -> int | None:
    """The message of `reply_parameters` (or of the older `reply_to_message_id`)."""
    given = call.json("reply_parameters") or {"message_id": call.integer("reply_to_message_id")}
    if not isinstance(given, dict):
        raise bad_request("can't parse reply parameters JSON object")
    number = int(given.get("message_id") or 0)
    if not number or number in chat.messages:
        return number or None
    if given.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _thread(call: Call, chat: Chat) -> int | None:
    """The topic of `message_thread_id`, "for forum supergroups only"."""
    number = call.integer("message_thread_id") or None
    if number is not None and number not in chat.topics:
        raise bad_request("message thread not found")
    return number


def deliver(world: World, call: Call, chat: Chat, contents: list[Json], album: str | None = None) -> list[Json]:
    """Posts one message, or an album, under the limits; gives the Message objects."""
    markup = check_markup(call.json("reply_markup"))
    reply_to, thread = _reply_to(call, chat), _thread(call, chat)
    world.pace.spend(chat.id, len(contents), world.now)
    if markup and "inline_keyboard" not in markup:
        world.set_keyboard(chat, markup if "keyboard" in markup else None)
    common = {
        "markup": markup,
        "reply_to": reply_to,
        "media_group_id": album,
        "protected": call.flag("protect_content"),
        "silent": call.flag("disable_notification"),
        "thread": thread,
    }
    return [world.wire(world.post(chat, world.bot, content, **common)) for content in contents]


def deliver_one(world: World, call: Call, chat: Chat, content: Json) -> Json:
    return deliver(world, call, chat, [content])[0]


@method("sendMessage")
def send_message(world: World, call: Call) -> Json:
    content = read_text(call)
    return deliver_one(world, call, writable_chat(world, call), content)


@method("sendLocation")
def send_location(world: World, call: Call) -> Json:
    chat = writable_chat(world, call)
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong latitude or longitude specified")
    return deliver_one(world, call, chat, {"location": {"latitude": latitude, "longitude": longitude}})


@method("sendChatAction")
def send_chat_action(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    if call.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.publish({"type": "action", "chat": chat.id, "action": call.text("action")})
    return True


def _source(world: World, call: Call) -> Message:
    chat = world.chats.get(call.integer("from_chat_id"))
    found = chat.messages.get(call.integer("message_id")) if chat else None
    if found is None:
        raise bad_request(f"message to {'copy' if call.method == 'copyMessage' else 'forward'} not found")
    if found.protected:
        raise bad_request(
            "message can't be forwarded" if call.method == "forwardMessage" else "message can't be copied"
        )
    return found


@method("forwardMessage")
def forward_message(world: World, call: Call) -> Json:
    chat, source = writable_chat(world, call), _source(world, call)
    world.pace.spend(chat.id, 1, world.now)
    origin = source.forward_origin or {"type": "user", "sender_user": source.sender.wire(), "date": source.date}
    return world.wire(world.post(chat, world.bot, source.content, forward_origin=origin))


@method("copyMessage")
def copy_message(world: World, call: Call) -> Json:
    chat, source = writable_chat(world, call), _source(world, call)
    content = {**source.content, **read_caption(call)} if source.kind != "text" else source.content
    return {"message_id": deliver_one(world, call, chat, content)["message_id"]}
