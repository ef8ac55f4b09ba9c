"""What the control API can make a user do, by name; and the state the page starts from."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.sandbox.errors import Json
from bot.sandbox.files import Upload
from bot.sandbox.model import Message
from bot.sandbox.params import Call
from bot.sandbox.world import Query, World

if TYPE_CHECKING:
    from bot.sandbox.telegram import Emulator

Act = Callable[["Emulator", Call, int, int], object]
MEDIA_FIELDS = ("document", "video", "voice", "audio")


def act(emulator: "Emulator", what: str, call: Call) -> Json:
    """Does it; `{"waiting": true}` when the phone has no network. Raises as Phones does."""
    user = call.integer("user")
    if user not in emulator.world.people:
        raise LookupError(f"no user {user}")
    if what not in ACTS:
        raise LookupError(f"no act {what}; there are {', '.join(ACTS)}")
    if what not in ("cut", "restore"):  # the network is not the person
        emulator.world.people[user].by_hand = True
    done = ACTS[what](emulator, call, user, call.integer("chat") or user)
    if not emulator.world.people[user].online:
        return {"waiting": True}
    return {"done": _shown(emulator, done)}


def _shown(emulator: "Emulator", done: object) -> object:
    match done:
        case Message():
            return emulator.world.wire(done)
        case Query():
            return {"query": done.id}
        case list():
            return [_shown(emulator, item) for item in done]
        case _:
            return None


def _text(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    return emulator.send_text(user, call.text("text"), chat=chat, reply_to=call.integer("reply_to") or None)


def _photos(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    """One photo, or an album when there are several."""
    photos = [upload.data for upload in call.uploads.values()]
    if len(photos) == 1:
        return emulator.send_photo(user, photos[0], call.text("caption"), chat=chat)
    return emulator.send_album(user, photos, call.text("caption"), chat=chat)


def _files(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    kind = call.text("kind", "document")
    if kind not in MEDIA_FIELDS:
        raise ValueError(f"kind is one of {', '.join(MEDIA_FIELDS)}")
    details = {} if kind == "document" else {"duration": call.integer("duration", 3)}
    if kind == "video":
        details |= {"width": 640, "height": 360}
    caption = call.text("caption")
    return [
        emulator.send_file(user, kind, Upload(f.data, f.name, f.mime), caption, details=details, chat=chat)
        for f in call.uploads.values()
    ]


def _location(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    return emulator.send_location(user, call.number("latitude"), call.number("longitude"), chat=chat)


def _contact(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    return emulator.send_contact(user, call.text("phone_number"), call.text("first_name"), chat=chat)


def _tap(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    message_id, button = call.integer("message_id"), call.text("button")
    return emulator.tap(user, message_id, button, chat=chat, force=call.flag("force"))


def _press(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    return emulator.press(user, call.text("label"), chat=chat)


def _edit(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    return emulator.edit_text(user, call.integer("message_id"), call.text("text"), chat=chat)


def _forward(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    source = emulator.world.chats[call.integer("from_chat")].messages[call.integer("message_id")]
    return emulator.forward(user, source, chat=chat)


def _delete(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    emulator.delete_own(user, call.integer("message_id"), chat=chat)
    return None


def _start(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    return emulator.start_chat(user, call.text("code"))


def _link(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    return emulator.open_link(user, call.text("url"))


def _raw(emulator: "Emulator", call: Call, user: int, chat: int) -> object:
    """Any content in the fields of the Message object."""
    return emulator.send(user, call.json("content"), chat=chat, reply_to=call.integer("reply_to") or None)


ACTS: dict[str, Act] = {
    "start": _start, "link": _link, "text": _text, "photo": _photos, "file": _files, "location": _location,
    "contact": _contact, "tap": _tap, "press": _press, "edit": _edit, "forward": _forward, "delete": _delete,
    "raw": _raw,
    "block": lambda emulator, call, user, chat: emulator.block(user),
    "unblock": lambda emulator, call, user, chat: emulator.unblock(user),
    "deactivate": lambda emulator, call, user, chat: emulator.deactivate(user),
    "cut": lambda emulator, call, user, chat: emulator.cut(user),
    "restore": lambda emulator, call, user, chat: emulator.restore(user),
}  # fmt: skip


def state(emulator: "Emulator") -> Json:
    """Everything a page needs before it listens to /sandbox/live."""
    world = emulator.world
    people = [
        {**person.user.wire(), "started": person.started, "blocked": person.blocked, "online": person.online,
         "waiting": len(person.waiting), "last": _last(world, person.user.id)}
        for person in world.people.values()
    ]  # fmt: skip
    scenes = [
        {"user": user.id, "label": scene.label, "role": scene.role, "start_link": scene.start_link, "hint": scene.hint}
        for user, scene in emulator.scenes
    ]
    groups = [{**chat.brief, "members": chat.members} for chat in world.chats.values() if not chat.is_private]
    return {
        "bot": world.bot.wire(),
        "people": people,
        "groups": groups,
        "scenes": scenes,
        "faults": {**world.faults.wire(), "limits": world.pace.limits is not None},
        "commands": world.profile.commands,
        "clock": emulator.day.wire() if emulator.day else None,
        "places": [asdict(place) for place in emulator.places],
        "roles": list(emulator.roles),
    }


def _last(world: World, chat: int) -> Json | None:
    """The newest message of a private chat, for the list of people."""
    newest = next(reversed(world.chats[chat].messages.values()), None)
    return world.wire(newest) if newest else None
