"""A digest put together just before it is sent, in a thread of its own: the words, or the picture of the day."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.cases.digests import compose_digest, compose_picture
from bot.cases.pictures import painter
from bot.core.digests import Window
from bot.text import Words
from handlers.digest_picture import picture_of
from handlers.digest_text import digest_text
from handlers.house import House
from handlers.messages import Message, PictureMessage, TextMessage
from storage.database import Database


@dataclass(frozen=True, slots=True)
class DigestOrder:
    """What is to be told, by whose clock, for a reader of these words; as words, or as a `picture`."""

    window: Window
    zone: ZoneInfo
    words: Words
    picture: bool
    preview: bool


def compose(order: DigestOrder, house: House, database: Database) -> Message:
    """Raises CannotPaint: the words have gone their own way then."""
    if order.picture:
        return _paint(order, house, database)
    with database.reading() as tx:
        digest = compose_digest(tx, order.window)
        text = digest_text(tx, house, digest, order.zone, order.words, order.preview)
    return TextMessage(text, protect=True)


def _paint(order: DigestOrder, house: House, database: Database) -> PictureMessage:
    with database.reading() as tx:
        shown = compose_picture(tx, order.window)
    picture = picture_of(shown, order.window, order.zone, order.words, house.media)
    path = house.exports / f"{house.owner}-{order.window.until:%Y%m%d%H%M}-{id(order):x}.png"
    path.write_bytes(painter.paint(picture, house.exports))
    return PictureMessage(path, f"{picture.title}, {picture.subtitle}")
