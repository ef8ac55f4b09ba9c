"""A file ordered with /export: made just before it is sent, away from the event loop."""

from __future__ import annotations

import asyncio
import logging
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.cases.export import (
    Exported,
    ExportFailed,
    ExportFormat,
    NothingToExport,
    Profile,
    Terms,
    export_reports,
)
from bot.text import Words
from handlers.export_progress import Progress, Tell
from handlers.house import House
from handlers.messages import FileMessage, Message, TextMessage, plain
from handlers.vocabulary import LINES, later
from storage import accounts, report_pages
from storage.database import Database
from storage.reports import Filter

log = logging.getLogger(__name__)

MOST_UPLOAD = 50 * 1000 * 1000  # bytes a bot may send (Bot API, sendDocument)
TOO_LARGE = later("The file is {size} MB; Telegram takes 50. The administrator can make it on the server:")
ENDINGS = {one: one.value for one in ExportFormat}
ENDINGS |= {ExportFormat.JSON: "jsonl", ExportFormat.STATIONS: "stations.geojson"}
HASH = 12  # digits of the SHA-256 that a caption says


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """A file still to be made, for a reader of these words. `screen` is the message whose buttons ordered it."""

    format: ExportFormat
    profile: Profile
    wanted: Filter
    words: Words
    account_id: int
    screen: int | None = None


async def prepare(message: Message | ExportOrder, house: House, database: Database, tell: Tell) -> Message:
    """`tell` says something in the chat that the order came from."""
    if not isinstance(message, ExportOrder):
        return message
    progress = Progress(tell, lambda: _screen(message, database), message.words)
    if message.screen is not None:
        await progress.say_percent(0)
    made = await asyncio.to_thread(_make, message, house, database, progress.heard)
    if isinstance(made, FileMessage) and (message.screen is not None or progress.said_something):
        await progress.end(message.words.say("✅ The file is ready."))
    return made


def _screen(order: ExportOrder, database: Database) -> int | None:
    if order.screen is not None:
        return order.screen
    with database.reading() as tx:
        return accounts.message_of(tx, order.account_id, "export")


def _make(order: ExportOrder, house: House, database: Database, heard: Callable[[int, int], None]) -> Message:
    now = house.clock()
    if order.format is ExportFormat.ZIP and order.profile is Profile.DESK:  # seen before it is made: a day's photos
        with database.reading() as tx:  # would fill the disk for nothing
            size = report_pages.attached_bytes(tx, order.wanted)
        if size > MOST_UPLOAD:
            return _too_large(order, size)
    name = f"baqylau-{order.profile.value}-{now:%Y%m%d-%H%M%S}.{ENDINGS[order.format]}"
    path = house.exports / f"{house.owner}-{name}"
    terms = Terms(order.profile, order.words.language, house.time_zone)
    try:
        made = export_reports(database, house.library, house.media, order.wanted, order.format, path, now, heard, terms)
    except ExportFailed as error:
        log.error("an export failed: %s", error)
        return _said(order, order.words.named(LINES["export_failed"]))
    if isinstance(made, NothingToExport):
        return _said(order, order.words.named(LINES["export_empty"]))
    return _sendable(order, made, path, name, house)


def _sendable(order: ExportOrder, made: Exported, path: Path, name: str, house: House) -> Message:
    size = path.stat().st_size
    if size > MOST_UPLOAD:
        path.unlink()
        return _too_large(order, size)
    return FileMessage(path, name, _caption(order, made, house))


def _caption(order: ExportOrder, made: Exported, house: House) -> str:
    words = order.words
    if order.profile is Profile.PUBLIC:
        count = words.count("{n} report. For the public.", "{n} reports. For the public.", made.reports)
    else:
        count = words.count(
            "{n} report. Holds personal data: do not forward.",
            "{n} reports. Holds personal data: do not forward.",
            made.reports,
        )
    when = f"{made.as_of.astimezone(house.time_zone):%d.%m.%Y %H:%M}"
    return f"{count}\n" + words.say("As of {time}. SHA-256: {hash}…", time=when, hash=made.sha256[:HASH])


def _too_large(order: ExportOrder, size: int) -> TextMessage:
    said = plain(order.words.named(TOO_LARGE, size=size // 1_000_000))
    return TextMessage(f"{said}\n<code>{plain(command_line(order))}</code>", edit=order.screen)


def command_line(order: ExportOrder) -> str:
    """What the administrator types in the bot's folder."""
    wanted = order.wanted
    options = {
        "format": order.format.value,
        "profile": order.profile.value,
        "language": order.words.language.value,
        "since": wanted.since.isoformat() if wanted.since else None,
        "region": wanted.region,
        "form": wanted.form,
        "out": f"export.{ENDINGS[order.format]}",
    }
    said = " ".join(f"--{name} {shlex.quote(value)}" for name, value in options.items() if value)
    return f".venv/bin/python -m bot export {said}"


def _said(order: ExportOrder, text: str) -> TextMessage:
    return TextMessage(plain(text), edit=order.screen)
