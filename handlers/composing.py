"""A digest put together just before it is sent: the words, or the picture of the day."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.cases.digests import DayPicture, compose_digest, compose_picture
from bot.cases.pictures import painter
from bot.cases.pictures.coverage import Coverage
from bot.cases.pictures.picture import Picture
from bot.core.digests import Digest, Window
from bot.text import Words
from handlers.complaint_order import ComplaintOrder, make
from handlers.digest_picture import picture_of
from handlers.digest_text import digest_text
from handlers.exporting import ExportOrder
from handlers.house import House
from handlers.messages import Message, PictureMessage, TextMessage
from handlers.sheet_orders import SheetOrder, made_sheet
from storage.database import Database, Tx

# At noon a hundred digests are due at once. One thread each, so that neither the words wait for the pictures nor files
# on their way to the disk for either.
_WORDS = ThreadPoolExecutor(1, "digest-words")
_PICTURES = ThreadPoolExecutor(1, "digest-pictures")


SHARED = 4  # windows remembered; previews and a desk of many regions use more, which are counted anew


@dataclass(frozen=True, slots=True)
class DigestOrder:
    """What is to be told, by whose clock, for a reader of these words; as words, or as a `picture`."""

    window: Window
    zone: ZoneInfo
    words: Words
    picture: bool
    preview: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A message made from much of the mission: read in a transaction of its own, so that no writer waits for it."""

    make: Callable[[Tx], TextMessage]


@dataclass(frozen=True, slots=True)
class Painting:
    """A picture made from much of the mission, with the words under it."""

    make: Callable[[Tx], tuple[Picture | Coverage, str]]


# What takes long to make, carried out when its turn to be sent comes.
Order = ExportOrder | DigestOrder | ComplaintOrder | SheetOrder | Reading | Painting


async def composed(ordered: Message | Order, house: House, database: Database) -> Message | ExportOrder:
    """Raises CannotPaint: the words have gone their own way then."""
    loop = asyncio.get_running_loop()
    if isinstance(ordered, ComplaintOrder):
        return await asyncio.to_thread(make, ordered, house)
    if isinstance(ordered, SheetOrder):
        return await asyncio.to_thread(made_sheet, ordered)
    if isinstance(ordered, Reading):
        return await loop.run_in_executor(_WORDS, _read, ordered, database)
    if isinstance(ordered, Painting):
        return await loop.run_in_executor(_PICTURES, _paint_coverage, ordered, house, database)
    if not isinstance(ordered, DigestOrder):
        return ordered
    if ordered.picture:
        return await loop.run_in_executor(_PICTURES, _paint, ordered, house, database)
    return await loop.run_in_executor(_WORDS, _word, ordered, house, database)


def _word(order: DigestOrder, house: House, database: Database) -> TextMessage:
    digest = _digest(database, order.window, _moment(order, house))
    with database.reading() as tx:
        text = digest_text(tx, house, digest, order.zone, order.words, order.preview)
    return TextMessage(text, protect=True)


def _read(order: Reading, database: Database) -> TextMessage:
    with database.reading() as tx:
        return order.make(tx)


def _paint_coverage(order: Painting, house: House, database: Database) -> PictureMessage:
    with database.reading() as tx:
        picture, caption = order.make(tx)
    path = house.exports / f"{house.owner}-{id(order):x}.png"
    path.write_bytes(painter.paint(picture, house.exports))
    return PictureMessage(path, caption)


def _paint(order: DigestOrder, house: House, database: Database) -> PictureMessage:
    shown = _day(database, order.window, _moment(order, house))
    picture = picture_of(shown, order.window, order.zone, order.words, house.media)
    path = house.exports / f"{house.owner}-{order.window.until:%Y%m%d%H%M}-{id(order):x}.png"
    path.write_bytes(painter.paint(picture, house.exports))
    return PictureMessage(path, f"{picture.title}, {picture.subtitle}")


def _moment(order: DigestOrder, house: House) -> str:
    """What was counted holds for the minute: most of a desk reads of the same window, and counting takes longest."""
    return secrets.token_hex(8) if order.preview else f"{house.clock():%Y%m%d%H%M}"


@lru_cache(maxsize=SHARED)
def _digest(database: Database, window: Window, _moment: str) -> Digest:
    with database.reading() as tx:
        return compose_digest(tx, window)


@lru_cache(maxsize=SHARED)
def _day(database: Database, window: Window, _moment: str) -> DayPicture:
    with database.reading() as tx:
        return compose_picture(tx, window)
