"""Files on their way from Telegram's servers to our disk: a durable queue with leases, beside the conversations.

A report is received at once; its receipt says "kept" when the bytes are written, synced and hashed (Bot API, getFile).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import aiohttp
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.cases.attachments import retry_at
from bot.core.faults import where
from bot.core.words import FetchState
from handlers.delivery import Delivery, Outgoing, outgoing
from handlers.house import LEASE, House
from handlers.looking import Looker
from handlers.telegram_request import AiohttpRequest
from storage import accounts, attachments, outbox, reports
from storage.attachments import ToFetch
from storage.database import Tx
from storage.media import Blob, MediaFull
from storage.outbox import Intent
from storage.writer import NotDurable, Writer

log = logging.getLogger(__name__)

AT_ONCE = 4
IDLE = 1.0
CHUNK = 256 * 1024
FETCH_LEASE = timedelta(minutes=5)
PATIENCE = aiohttp.ClientTimeout(total=FETCH_LEASE.total_seconds() - 30, sock_read=60)  # ends before the lease does
GIVE_UP = 60  # attempts: some fifteen hours with the pauses of `retry_at`


class TooBig(Exception):
    """More bytes than a bot may download."""


class Fetcher:
    def __init__(
        self,
        house: House,
        bot: Bot,
        request: AiohttpRequest,
        writer: Writer,
        delivery: Delivery,
        looker: Looker,
        local_mode: bool,
    ) -> None:
        self._house = house
        self._bot = bot
        self._request = request
        self._writer = writer
        self._delivery = delivery
        self._looker = looker
        self._local = local_mode

    async def run(self) -> None:
        """Fetch what is due, for ever, so that a slow file holds up none but its own slot; look at what was kept."""
        await asyncio.gather(self._repeat(self._looker.step), *(self._repeat(self._fetch_next) for _ in range(AT_ONCE)))

    async def _repeat(self, work: Callable[[], Awaitable[int]]) -> None:
        while True:
            found = 0
            try:
                found = await work()
            except NotDurable as error:
                log.warning("files cannot be recorded: %s", error)
            except Exception as error:
                log.error("files cannot be fetched: %s", where(error))
            await asyncio.sleep(0 if found else IDLE)

    async def step(self) -> int:
        """One round, for a caller who wants it all done; returns how many files were taken in hand."""
        fetched = 0
        while one := await self._fetch_next():
            fetched += one
        return fetched + await self._looker.step()

    async def _fetch_next(self) -> int:
        due = await self._writer.run(self._lease)
        for file in due:
            await self._fetch(file)
        return len(due)

    def _lease(self, tx: Tx) -> list[ToFetch]:
        now = self._house.clock()
        return attachments.lease_fetches(tx, self._house.bot_id, self._house.owner, now, now + FETCH_LEASE, 1)

    async def _fetch(self, file: ToFetch) -> None:
        try:
            blob = await self._download(file.file_id)
        except (TooBig, BadRequest, Forbidden) as error:
            if "temporarily" in str(error):  # said of a wrong id and of a busy storage alike: evidence gets its chance
                await self._again(file)
                return
            state = FetchState.TOO_BIG if _is_too_big(error) else FetchState.GONE
            await self._settle(file, state, None)
        except (TelegramError, aiohttp.ClientError, OSError, MediaFull) as error:
            log.warning("a file is not fetched yet: %s", type(error).__name__)
            await self._again(file)
        except Exception as error:
            log.error("a file is not fetched: %s", where(error))
            await self._again(file)
        else:
            await self._settle(file, FetchState.KEPT, blob)

    async def _again(self, file: ToFetch) -> None:
        if file.attempts >= GIVE_UP:
            await self._settle(file, FetchState.GONE, None)
            return
        due = retry_at(file.attempts, self._house.clock())
        await self._writer.run(lambda tx: attachments.put_off(tx, file.id, due))

    async def _download(self, file_id: str) -> Blob:
        file = await self._bot.get_file(file_id)
        if file.file_size is not None and file.file_size > (self._house.most_bytes or file.file_size):
            raise TooBig
        address = file.file_path or ""
        if self._local and not address.startswith("http"):
            return await asyncio.to_thread(self._copy, Path(address))
        with self._house.media.begin() as incoming:
            async with self._request.session.get(address, timeout=PATIENCE) as answer:
                answer.raise_for_status()
                size = 0
                async for chunk in answer.content.iter_chunked(CHUNK):
                    size += len(chunk)
                    if self._house.most_bytes is not None and size > self._house.most_bytes:
                        raise TooBig
                    await asyncio.to_thread(incoming.write, chunk)
            return await asyncio.to_thread(incoming.keep)

    def _copy(self, path: Path) -> Blob:
        """A Bot API server with --local hands over a path on this machine."""
        with self._house.media.begin() as incoming, path.open("rb") as file:
            while chunk := file.read(CHUNK):
                incoming.write(chunk)
            return incoming.keep()

    async def _settle(self, file: ToFetch, state: FetchState, blob: Blob | None) -> None:
        posted = await self._writer.run(lambda tx: self._record(tx, file, state, blob))
        self._delivery.post(posted)

    def _record(self, tx: Tx, file: ToFetch, state: FetchState, blob: Blob | None) -> list[Outgoing]:
        if blob is None:
            attachments.not_kept(tx, file.id, state)
        else:
            attachments.kept(tx, file.id, blob.sha256, blob.size, self._house.clock())
        return self._tell(tx, attachments.report_of(tx, file.id))  # it may have been moved to another report meanwhile

    def _tell(self, tx: Tx, report_id: UUID) -> list[Outgoing]:
        """The receipt of a report moves on when the last of its files is settled."""
        report = reports.find(tx, report_id)
        if report is None or attachments.count_of(tx, report_id)[1]:
            return []
        house, now, letters = self._house, self._house.clock(), []
        for account_id in accounts.accounts_of(tx, house.bot_id, report.reporter_id):
            intent = Intent(account_id, "received", str(report_id), {"redraw": True}, key=f"received:{report_id}")
            letter = outbox.enqueue(tx, house.bot_id, intent, now, house.owner, now + LEASE)
            if letter is not None:
                letters.append(outgoing(tx, house, letter))
        return letters


def _is_too_big(error: Exception) -> bool:
    return isinstance(error, TooBig) or "too big" in str(error).lower()
