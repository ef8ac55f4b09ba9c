"""Files on their way to the disk: whole, hashed, once, and never at the expense of the report."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stage import Actor, Stage, photo_bytes

from bot.cases.attachments import MOST_BYTES
from bot.core.words import FetchState
from bot.sandbox.faults import DROP_BEFORE, Fault, refusal
from handlers import fetching, looking
from storage.models import Attachment

HOSTILE = Path(__file__).parent / "data" / "photos"


def perform(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(play, 60))


@pytest.fixture(autouse=True)
def _only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot's own round comes once an hour: the tests make the rounds."""
    monkeypatch.setattr(fetching, "IDLE", 3600)


async def look(stage: Stage) -> None:
    assert stage.bot is not None
    await stage.bot.look()


def kept(stage: Stage) -> list[Any]:
    query = select(
        Attachment.fetch_state, Attachment.sha256, Attachment.size, Attachment.verdict, Attachment.image,
        Attachment.thumbnail, Attachment.fetch_attempts, Attachment.kept_at, Attachment.report_id,
    )  # fmt: skip
    with stage.mission.database.reading() as tx:
        return list(tx.execute(query.order_by(Attachment.seq)))


def blobs(stage: Stage) -> list[Path]:
    return [path for path in stage.mission.media.root.glob("??/*") if path.is_file() and path.parent.name != "exports"]


async def submits(actor: Actor) -> None:
    """Answer what must be answered by the first button there is, then submit."""
    for _ in range(40):
        if any("✅" in label for label in actor.buttons):
            await actor.taps("✅")
            if "📷" in actor.sees or "✅" in actor.sees:
                return
            continue
        await actor.taps(next((label for label in actor.buttons if "⏭" in label), actor.buttons[0]))
    raise AssertionError(f"the report does not end: {actor.sees!r} {actor.buttons}")


def receipt(actor: Actor) -> str:
    return next(message.text for message in reversed(actor.messages) if message.from_bot and "Code:" in message.text)


def test_the_bytes_are_kept_as_they_came_under_their_hash(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            original = os.urandom(300_000)
            stage.emulator.send_document(aigul.user, original, "protocol.pdf", "application/pdf")
            await stage.settle()
            assert kept(stage)[0].fetch_state == FetchState.PENDING
            await look(stage)
            (row,) = kept(stage)
            assert (row.fetch_state, row.size) == (FetchState.KEPT, 300_000)
            assert row.sha256 == hashlib.sha256(original).hexdigest()
            assert stage.mission.media.path(row.sha256).read_bytes() == original

    perform(play())


def test_a_photo_is_looked_at_and_gets_a_thumbnail(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_photo(photo_bytes())
            await look(stage)
            (row,) = kept(stage)
            assert row.verdict == "ok"
            assert (row.image["width"], row.image["height"]) == (320, 240)
            assert stage.mission.media.check(row.thumbnail)

    perform(play())


@pytest.mark.parametrize(
    ("method", "fault"),
    [("getFile", refusal(502)), ("getFile", DROP_BEFORE), ("file", refusal(502)), ("file", refusal(404))],
    ids=["getFile 502", "getFile cut", "file 502", "file 404"],
)
def test_a_file_that_did_not_come_through_is_fetched_again(stage: Stage, method: str, fault: Fault) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_photo(photo_bytes())
            stage.emulator.faults.next(method, fault)
            await look(stage)
            (row,) = kept(stage)
            assert (row.fetch_state, row.fetch_attempts) == (FetchState.PENDING, 1)
            await look(stage)
            assert kept(stage)[0].fetch_attempts == 1  # not before its time
            stage.passes(seconds=6)
            await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.KEPT

    perform(play())


def test_a_file_too_big_for_a_bot_is_noted_and_its_sender_told(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            stage.emulator.send_document(aigul.user, bytes(MOST_BYTES + 1), "film.mov")
            await stage.settle()
            assert "20 MB" in aigul.sees
            await look(stage)
            (row,) = kept(stage)
            assert row.fetch_state == FetchState.TOO_BIG
            assert blobs(stage) == []

    perform(play())


def test_a_file_that_turns_out_too_big_leaves_no_bytes_behind(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            stage.emulator.send_document(aigul.user, bytes(50_000), "x.bin")
            await stage.settle()
            assert stage.bot is not None and stage.bot._at_work is not None
            fetcher = stage.bot._at_work[2]
            fetcher._house = replace(fetcher._house, most_bytes=10_000)
            await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.TOO_BIG
            assert blobs(stage) == []
            assert list((stage.mission.media.root / "incoming").iterdir()) == []

    perform(play())


def test_a_file_that_telegram_does_not_have_any_more_is_gone(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_photo(photo_bytes())
            stage.emulator.faults.next("getFile", refusal(400, "Bad Request: invalid file_id"))
            await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.GONE

    perform(play())


def test_a_file_temporarily_unavailable_is_not_given_up_at_once(stage: Stage) -> None:
    """Telegram words a wrong id and a busy storage alike (Bot API server, getFile)."""

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_photo(photo_bytes())
            unavailable = refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
            stage.emulator.faults.next("getFile", unavailable)
            await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.PENDING
            stage.passes(minutes=1)
            await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.KEPT

    perform(play())


def test_a_full_disk_is_survived_and_the_file_fetched_when_there_is_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_photo(photo_bytes())
            with monkeypatch.context() as full:
                full.setattr("storage.media.os.write", no_room)
                await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.PENDING
            assert list((stage.mission.media.root / "incoming").iterdir()) == []
            stage.passes(minutes=1)
            await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.KEPT

    perform(play())


def test_a_bot_killed_between_download_and_record_fetches_again_and_keeps_one_blob(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    async def dies(*_: Any) -> None:
        raise Killed

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            stage.emulator.send_document(aigul.user, b"evidence", "a.txt")
            await stage.settle()
            with monkeypatch.context() as context:
                context.setattr(fetching.Fetcher, "_settle", dies)
                with pytest.raises(Killed):
                    await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.PENDING
            assert len(blobs(stage)) == 1
            await stage.restart()
            while kept(stage)[0].fetch_state == FetchState.PENDING:
                await look(stage)
            assert kept(stage)[0].fetch_state == FetchState.KEPT
            assert [path.read_bytes() for path in blobs(stage)] == [b"evidence"]

    perform(play())


def test_the_same_file_sent_twice_is_one_blob_and_two_attachments(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            for _ in range(2):
                stage.emulator.send_document(aigul.user, b"evidence", "a.txt")
            await stage.settle()
            await look(stage)
            first, second = kept(stage)
            assert first.sha256 == second.sha256
            assert len(blobs(stage)) == 1

    perform(play())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.jpg", b""),
        ("not.jpg", b"MZ this is a program"),
        ("cut.jpg", photo_bytes()[:500]),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("broken.png", (HOSTILE / "broken_data_stream.png").read_bytes()),
        ("bomb.gif", (HOSTILE / "decompression_bomb.gif").read_bytes()),
    ],
)
def test_a_broken_or_hostile_picture_is_kept_and_marked_and_the_report_is_unharmed(
    stage: Stage, name: str, data: bytes
) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            stage.emulator.send_document(aigul.user, data, name, "image/jpeg")
            await stage.settle()
            await look(stage)
            (row,) = kept(stage)
            assert (row.fetch_state, row.sha256) == (FetchState.KEPT, hashlib.sha256(data).hexdigest())
            assert row.verdict not in (None, "ok")
            assert row.thumbnail is None
            await submits(aigul)
            assert "📎✓" in receipt(aigul)

    perform(play())


def test_a_file_that_defeats_the_inspection_is_marked_and_the_next_is_looked_at(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = looking.image_facts
    failed: list[int] = []

    def defeated_once(inspection: Any) -> Any:
        if not failed:
            failed.append(1)
            raise RecursionError
        return real(inspection)

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            monkeypatch.setattr(looking, "image_facts", defeated_once)
            await aigul.sends_album([photo_bytes("red"), photo_bytes("green")])
            await look(stage)
            assert [row.verdict for row in kept(stage)] == ["crashed", "ok"]

    perform(play())


def test_the_receipt_says_kept_when_the_last_file_is_on_the_disk(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_album([photo_bytes("red"), photo_bytes("green"), photo_bytes("blue")])
            await submits(aigul)
            assert "3 files are still loading" in receipt(aigul)
            shown = [message.id for message in aigul.messages if "Code:" in message.text]
            stage.emulator.faults.next("file", refusal(502))
            await look(stage)
            assert "📎✓" not in receipt(aigul)
            stage.passes(seconds=6)
            await look(stage)
            assert "📎✓ 3 files kept" in receipt(aigul)
            assert [message.id for message in aigul.messages if "Code:" in message.text] == shown  # edited in place

    perform(play())


def test_the_receipt_never_says_kept_of_a_file_that_is_not(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_album([photo_bytes("red"), photo_bytes("green")])
            await submits(aigul)
            stage.emulator.faults.next("getFile", refusal(400, "Bad Request: invalid file_id"))
            await look(stage)
            assert "📎✓ 1 file kept" in receipt(aigul)
            assert "⚠ 1 file did not reach us" in receipt(aigul)

    perform(play())


def test_an_album_belongs_to_one_report_however_its_items_come(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_album([photo_bytes(colour) for colour in ("red", "green", "blue", "white")], "ballots")
            while any(row.fetch_state == FetchState.PENDING for row in kept(stage)):
                await look(stage)
            rows = kept(stage)
            assert len({row.report_id for row in rows}) == 1
            assert len({row.sha256 for row in rows}) == 4

    perform(play())


def test_a_report_is_received_while_its_file_can_not_be_fetched(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.sends_photo(photo_bytes())
            stage.emulator.faults.next("getFile", refusal(502), 3)
            for _ in range(3):
                await look(stage)
                stage.passes(minutes=20)
            await submits(aigul)
            assert "Received. Code:" in receipt(aigul)
            await look(stage)
            assert "📎✓" in receipt(aigul)

    perform(play())
