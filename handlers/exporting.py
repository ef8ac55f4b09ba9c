"""A file ordered with /export: made just before it is sent, away from the event loop."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from bot.cases.export import ExportFailed, ExportFormat, NothingToExport, export_reports
from bot.text import Words
from handlers.house import House
from handlers.messages import FileMessage, Message, TextMessage, plain
from handlers.vocabulary import LINES, later
from storage import reports
from storage.database import Database
from storage.reports import Filter

log = logging.getLogger(__name__)

MOST_UPLOAD = 50 * 1000 * 1000  # bytes a bot may send (Bot API, sendDocument)
TOO_LARGE = later("The file is too large for Telegram ({size} MB). Ask the administrator.")
ENDINGS = {ExportFormat.CSV: "csv", ExportFormat.JSON: "jsonl", ExportFormat.ZIP: "zip"}


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """A file still to be made, for a reader of these words."""

    format: ExportFormat
    wanted: Filter
    words: Words


async def prepare(message: Message | ExportOrder, house: House, database: Database) -> Message:
    if isinstance(message, ExportOrder):
        return await asyncio.to_thread(_make, message, house, database)
    return message


def _make(order: ExportOrder, house: House, database: Database) -> Message:
    now = house.clock()
    if order.format is ExportFormat.ZIP:  # seen before it is made: a day's photos would fill the disk for nothing
        with database.reading() as tx:
            size = reports.attached_bytes(tx, order.wanted)
        if size > MOST_UPLOAD:
            return _too_large(order, size)
    name = f"baqylau-{now:%Y%m%d-%H%M%S}.{ENDINGS[order.format]}"
    path = house.exports / f"{house.owner}-{name}"
    try:
        made = export_reports(database, house.library, house.media, order.wanted, order.format, path, now)
    except ExportFailed as error:
        log.error("an export failed: %s", error)
        return TextMessage(plain(order.words.named(LINES["export_failed"])))
    if isinstance(made, NothingToExport):
        return TextMessage(plain(order.words.named(LINES["export_empty"])))
    size = path.stat().st_size
    if size > MOST_UPLOAD:
        path.unlink()
        return _too_large(order, size)
    caption = order.words.count(
        "{n} report. Holds personal data: do not forward.",
        "{n} reports. Holds personal data: do not forward.",
        made.reports,
    )
    return FileMessage(path, name, caption)


def _too_large(order: ExportOrder, size: int) -> TextMessage:
    return TextMessage(plain(order.words.named(TOO_LARGE, size=size // 2**20)))
