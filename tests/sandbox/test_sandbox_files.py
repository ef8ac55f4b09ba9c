"""Photos are made small and bare, documents stay as they are, large files cannot be fetched."""

import asyncio
import io
import json
from pathlib import Path

import aiohttp
from PIL import Image


async def fetch(api, file_id):
    path = (await api.ok("getFile", file_id=file_id))["file_path"]
    async with api.session.get(f"{api.url}/file/bot{api.token}/{path}") as response:
        assert response.status == 200
        return await response.read()


def test_a_photo_loses_its_metadata_and_comes_in_sizes(play, jpeg):
    async def scenario(emulator, api):
        sizes = emulator.send_photo(emulator.user("Айгүл"), jpeg).content["photo"]
        assert [(size["width"], size["height"]) for size in sizes] == [(90, 68), (320, 240), (800, 600), (1280, 960)]
        data = await fetch(api, sizes[-1]["file_id"])
        assert len(data) == sizes[-1]["file_size"]
        assert not Image.open(io.BytesIO(data)).getexif()

    play(scenario)


def test_a_document_comes_back_byte_for_byte(play, jpeg):
    async def scenario(emulator, api):
        sent = emulator.send_document(emulator.user("Айгүл"), jpeg, "хаттама.jpg", "image/jpeg", "protocol")
        assert sent.content["document"]["file_name"] == "хаттама.jpg"
        assert await fetch(api, sent.content["document"]["file_id"]) == jpeg

    play(scenario)


def test_a_file_over_twenty_megabytes_cannot_be_fetched(play):
    async def scenario(emulator, api):
        sent = emulator.send_video(emulator.user("Айгүл"), bytes(20 * 1024 * 1024 + 1))
        said = await api.refused("getFile", file_id=sent.content["video"]["file_id"])
        assert said == "Bad Request: file is too big"

    play(scenario)


def test_a_local_server_gives_a_path_for_a_file_of_any_size(play, tmp_path):
    async def scenario(emulator, api):
        data = bytes(20 * 1024 * 1024 + 1)
        sent = emulator.send_video(emulator.user("Айгүл"), data)
        path = (await api.ok("getFile", file_id=sent.content["video"]["file_id"]))["file_path"]
        assert await asyncio.to_thread(Path(path).read_bytes) == data

    play(scenario, local_folder=tmp_path)


def test_bytes_that_are_no_picture_are_refused_as_a_photo(play):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        emulator.start_chat(user)
        form = aiohttp.FormData({"chat_id": str(user.id)})
        form.add_field("photo", b"not a picture", filename="a.jpg")
        assert (await api.form("sendPhoto", form))["description"] == "Bad Request: IMAGE_PROCESS_FAILED"

    play(scenario)


def test_an_album_is_two_to_ten_items_of_files_new_and_known(play, jpeg):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        known = emulator.send_photo(user, jpeg).content["photo"][-1]["file_id"]
        media = [{"type": "photo", "media": "attach://one", "caption": "first"}, {"type": "photo", "media": known}]
        form = aiohttp.FormData({"chat_id": str(user.id), "media": json.dumps(media)})
        form.add_field("one", jpeg, filename="one.jpg")
        album = (await api.form("sendMediaGroup", form))["result"]
        assert len({message["media_group_id"] for message in album}) == 1
        assert [message.get("caption") for message in album] == ["first", None]
        for count, reason in ((0, "no messages to send"), (1, "from 2 to 10"), (11, "too many messages")):
            items = [{"type": "photo", "media": known}] * count
            assert reason in await api.refused("sendMediaGroup", chat_id=user.id, media=items)
        document = emulator.send_document(user, b"x", "x.txt").content["document"]["file_id"]
        mixed = [{"type": "photo", "media": known}, {"type": "document", "media": document}]
        said = await api.refused("sendMediaGroup", chat_id=user.id, media=mixed)
        assert said == "Bad Request: document can't be mixed with other media types"

    play(scenario)


def test_a_file_is_sent_again_by_its_id_and_only_as_its_own_kind(play, jpeg):
    async def scenario(emulator, api):
        user = emulator.user("Айгүл")
        photo = emulator.send_photo(user, jpeg).content["photo"][-1]["file_id"]
        assert (await api.ok("sendPhoto", chat_id=user.id, photo=photo))["photo"][-1]["file_id"] == photo
        said = await api.refused("sendDocument", chat_id=user.id, document=photo)
        assert said == "Bad Request: can't use file of type Photo as Document"
        said = await api.refused("sendPhoto", chat_id=user.id, photo="AgACnothing")
        assert said == "Bad Request: wrong file identifier/HTTP URL specified"

    play(scenario)
