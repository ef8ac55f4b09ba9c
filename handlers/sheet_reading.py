"""Spreadsheets that have come are read, away from the event loop and the writer; then their batch is shown."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from pathlib import Path
from uuid import UUID

from bot.cases import batches as cases
from bot.cases.batch_rows import Desk, Row
from bot.cases.sheet_batch import read_rows
from bot.cases.sheet_file import Cells, SheetRefused, read_cells
from bot.core.faults import where
from bot.core.words import FetchState
from handlers.batches import maker, shown
from handlers.delivery import Delivery, Outgoing, outgoing
from handlers.house import LEASE, House
from storage import attachments, batches, outbox
from storage.database import Tx
from storage.writer import NotDurable, Writer

log = logging.getLogger(__name__)

IDLE = 2.0  # seconds


class SheetReader:
    def __init__(self, house: House, writer: Writer, delivery: Delivery) -> None:
        self._house = house
        self._writer = writer
        self._delivery = delivery

    async def run(self) -> None:
        while True:
            try:
                await self.step()
            except NotDurable as error:
                log.warning("spreadsheets cannot be recorded: %s", error)
            except Exception as error:
                log.error("spreadsheets cannot be read: %s", where(error))
            await asyncio.sleep(IDLE)

    async def step(self) -> int:
        """One round; returns how many were read."""
        come = await self._writer.run(self._come)
        for batch_id, path in come:
            read = await asyncio.to_thread(_read, path)
            try:
                posted = await self._writer.run(partial(self._keep, batch_id=batch_id, read=read))
            except NotDurable:
                raise
            except Exception as error:  # one that defeats us must not keep the next from being read
                log.error("a spreadsheet is not read: %s", where(error))
                refused = SheetRefused("not_a_sheet", {})
                posted = await self._writer.run(partial(self._keep, batch_id=batch_id, read=refused))
            self._delivery.post(posted)
        return len(come)

    def _come(self, tx: Tx) -> list[tuple[int, Path | None]]:
        """Batches whose file is here, or will never come (no path)."""
        found: list[tuple[int, Path | None]] = []
        for batch_id in batches.in_state(tx, cases.COMING):
            batch = batches.look_at(tx, batch_id)
            assert batch is not None
            files = attachments.of_report(tx, UUID(batch.rows[0]["home"]))
            if files and files[0].fetch_state != FetchState.PENDING:
                sha256 = files[0].sha256
                found.append((batch_id, self._house.media.path(sha256) if sha256 else None))
        return found

    def _keep(self, tx: Tx, batch_id: int, read: Cells | SheetRefused) -> list[Outgoing]:
        batch, house, now = batches.get(tx, batch_id), self._house, self._house.clock()
        if batch is None or batch.state != cases.COMING:
            return []
        member = maker(tx, house.bot_id, batch)
        if isinstance(read, Cells) and member is not None:
            rows = read_rows(tx, Desk(house.library, member, now, house.time_zone), read)
        else:
            rows = read if isinstance(read, SheetRefused) else SheetRefused("not_a_sheet", {})
        _store(tx, batch_id, rows)
        letters = (
            outbox.enqueue(tx, house.bot_id, one, now, house.owner, now + LEASE)
            for one in shown(tx, house.bot_id, batch)
        )
        return [outgoing(tx, house, letter) for letter in letters if letter is not None]


def _store(tx: Tx, batch_id: int, rows: list[Row] | SheetRefused) -> None:
    if isinstance(rows, SheetRefused):
        batches.save(tx, batch_id, [{"refused": rows.code, "facts": rows.facts}], cases.REFUSED)
    else:
        batches.save(tx, batch_id, [one.to_json() for one in rows], cases.OPEN)


def _read(path: Path | None) -> Cells | SheetRefused:
    try:
        return read_cells(path.read_bytes()) if path is not None else SheetRefused("not_fetched", {})
    except OSError:
        return SheetRefused("not_fetched", {})
