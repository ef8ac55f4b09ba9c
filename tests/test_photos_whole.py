"""A photo on its whole way: sent as a file, kept as it came, copied, shown to the desk, known again."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from PIL import Image
from sqlalchemy import insert, select, update
from stage import Actor, Stage, photo_bytes

from bot.cases.photos.bare import is_bare_jpeg
from handlers.messages import TEXT_LIMIT, units
from storage.models import Attachment, Person
from tests.test_fetching import submits
from tests.transcripts.photos import edited, hall


def perform(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(play, 60))


def kept(stage: Stage) -> list[Attachment]:
    with stage.mission.database.reading() as tx:
        return list(tx.execute(select(Attachment.__table__).order_by(Attachment.seq)))  # type: ignore[arg-type]


async def files_of(desk: Actor) -> str:
    await desk.taps("📷")
    return desk.sees


def test_a_heic_sent_as_a_file_is_kept_byte_by_byte_and_copied_without_its_metadata(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul, original = await stage.observer("Айгүл", "en"), hall()
            await aigul.sends_document(original, "IMG_0001.HEIC", "image/heic")
            assert stage.bot is not None
            await stage.bot.look()
            (row,) = kept(stage)
            media = stage.mission.media
            assert row.sha256 == hashlib.sha256(original).hexdigest()
            assert media.path(row.sha256).read_bytes() == original
            assert row.image is not None
            assert (row.verdict, row.image["format"], row.image["camera"]) == ("ok", "HEIF", "Apple iPhone 11")
            assert row.copy is not None
            copy = media.path(row.copy).read_bytes()
            assert (len(copy), is_bare_jpeg(copy)) == (row.copy_size, True)
            assert Image.open(io.BytesIO(copy)).size == (640, 480)
            assert row.thumbnail is not None
            assert media.check(row.thumbnail)
            assert "Pillow" in row.image["copy_method"]

    perform(play())


def test_a_photo_of_another_observer_that_looks_the_same_is_pointed_out_to_the_desk_alone(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            await stage.coordinator("Desk", "en")
            aigul, bolat = await stage.observer("Айгүл", "en"), await stage.observer("Болат", "en")
            await aigul.sends_document(hall(), "IMG_0001.HEIC", "image/heic")
            await submits(aigul)
            await bolat.sends_photo(hall("JPEG", telling=False))
            await bolat.sends_document(edited(), "another.jpg", "image/jpeg")
            assert stage.bot is not None
            await stage.bot.look()
            first, second, other = kept(stage)
            assert (first.resembles, second.resembles, other.resembles) == (None, first.id, None)
            assert not [
                message for message in bolat.messages if "ooks like" in message.text or "same file" in message.text
            ]

    perform(play())


def test_the_message_about_many_files_fits_and_says_how_many_it_leaves_out(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk = await stage.coordinator("Desk", "en")
            aigul = await stage.observer("Айгүл", "en")
            for number in range(3):
                await aigul.sends_document(edited(), f"{number}.jpg", "image/jpeg")
            await aigul.taps("Voting")
            await aigul.taps("Pack of ballots")
            await submits(aigul)
            assert stage.bot is not None
            await stage.bot.look()
            with stage.mission.database.transaction() as tx:
                (row,) = tx.execute(select(Attachment.__table__).limit(1)).all()
                copied = {name: value for name, value in row._mapping.items() if name not in ("seq", "id")}
                copied["image"] = {**copied["image"], "camera": "<b>" * 200, "software": "https://example.org " * 20}
                tx.execute(insert(Attachment), [{**copied, "id": uuid4()} for _ in range(40)])
            said = await files_of(desk)
            assert units(said) <= TEXT_LIMIT
            assert "more files" in said
            assert "<b><b>" in said, "words of a file are shown as they are"

    perform(play())


def test_a_card_whose_reader_left_the_desk_tells_nothing_of_files(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk = await stage.coordinator("Desk", "en")
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_photo(photo_bytes())
            await aigul.taps("Voting")
            await aigul.taps("Pack of ballots")
            await submits(aigul)
            with stage.mission.database.transaction() as tx:
                tx.execute(update(Person).values(state="suspended"))
            await desk.taps("📷")
            assert not [message for message in desk.messages if "Files of" in message.text]

    perform(play())
