"""sendPhoto, sendDocument, sendVideo, sendVoice, sendAudio, sendMediaGroup, getFile ("Sending files")."""

import asyncio
from pathlib import Path

from bot.sandbox.errors import Json, bad_request
from bot.sandbox.files import DOWNLOAD_LIMIT, PHOTO_LIMIT, UPLOAD_LIMIT, NotAnImage, StoredFile, Upload, photo_sizes
from bot.sandbox.methods.register import Handler, method, writable_chat
from bot.sandbox.methods.sending import deliver, deliver_one, read_caption
from bot.sandbox.params import Call, too_large
from bot.sandbox.world import World

MIN_ALBUM, MAX_ALBUM = 2, 10
_APART = frozenset({"document", "audio"})  # albums of these hold nothing else
_TIMED = frozenset({"video", "voice", "audio"})


async def _content(world: World, call: Call, kind: str, value: str) -> Json:
    """The media part of a message: a file sent now, or one Telegram has under this `file_id`."""
    upload = call.uploads.get(value.removeprefix("attach://") if value.startswith("attach://") else kind)
    if upload is not None and (not value or value.startswith("attach://")):
        return {kind: await _keep(world, call, kind, upload)}
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = world.files.find(value)
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return {kind: _photo(world.files.photos[value]) if kind == "photo" else stored.wire()}


async def _keep(world: World, call: Call, kind: str, upload: Upload) -> Json | list[Json]:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD_LIMIT:
        raise too_large()
    if kind != "photo":
        details = {"duration": call.integer("duration")} if kind in _TIMED else {}
        if kind == "video":
            details |= {"width": call.integer("width", 640), "height": call.integer("height", 360)}
        return world.files.keep(kind, upload, details).wire()
    if len(upload.data) > PHOTO_LIMIT:
        size = f"file of size {len(upload.data)} bytes is too big for a photo"
        raise bad_request(f"{size}; the maximum size is {PHOTO_LIMIT} bytes")
    try:
        await asyncio.to_thread(photo_sizes, upload.data)  # other calls go on while the picture is scaled
    except NotAnImage as error:
        raise bad_request(str(error)) from None
    return _photo(world.files.keep_photo(upload.data))


def _photo(sizes: list[StoredFile]) -> list[Json]:
    return [size.wire() for size in sizes]


def _sender(kind: str) -> Handler:
    async def send(world: World, call: Call) -> Json:
        chat, caption = writable_chat(world, call), read_caption(call)
        content = await _content(world, call, kind, call.text(kind))
        return deliver_one(world, call, chat, {**content, **caption})

    return send


for _kind in ("photo", "document", "video", "voice", "audio"):
    method(f"send{_kind.title()}")(_sender(_kind))


def _check_album(items: list[Json]) -> None:
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    if len(items) < MIN_ALBUM:  # the manual's rule; Telegram itself has been seen to forgive it
        raise bad_request("group of media must contain from 2 to 10 items")
    kinds = {str(item.get("type")) for item in items}
    if unknown := kinds - {"photo", "video", "document", "audio"}:
        raise bad_request(f"can't parse InputMedia: type {min(unknown)} is unsupported")
    if len(kinds) > 1 and (apart := kinds & _APART):
        raise bad_request(f"{min(apart)} can't be mixed with other media types")


@method("sendMediaGroup")
async def send_media_group(world: World, call: Call) -> list[Json]:
    chat, items = writable_chat(world, call), call.objects("media")
    _check_album(items)
    contents = []
    for item in items:
        part = Call(call.method, item, call.uploads)
        media = await _content(world, part, str(item["type"]), str(item.get("media", "")))
        contents.append({**media, **read_caption(part)})
    return deliver(world, call, chat, contents, album=str(13_000_000_000_000_000 + world.sequence()))


@method("getFile")
def get_file(world: World, call: Call) -> Json:
    if not call.text("file_id"):
        raise bad_request("file_id is empty")
    stored = world.files.by_id.get(call.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    common = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": len(stored.data)}
    if world.local_folder is not None:
        return {**common, "file_path": str(_on_disk(world.local_folder / stored.path, stored.data))}
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**common, "file_path": stored.path}


def _on_disk(path: Path, data: bytes) -> Path:
    """In --local mode the server gives the absolute path of a file of any size ("Using a Local Bot API Server")."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return path.absolute()
