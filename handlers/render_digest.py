"""A digest whose hour has come becomes an order: it is put together just before it is sent, away from the writer."""

from __future__ import annotations

from datetime import datetime

from bot.cases import subscriptions as cases
from bot.core.digest_hours import day_of, instant
from bot.core.digests import Window
from bot.text import Words
from handlers.composing import DigestOrder
from handlers.house import House
from storage import subscriptions
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.subscriptions import SubscriptionRow


def digest(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> DigestOrder | None:
    """None for whoever is not of the desk any more, or ended or paused it since."""
    row = _subscription(tx, house, chat, letter)
    if row is None or not cases.may_read(chat, row):
        return None
    assert chat.member is not None
    zone, preview = row.schedule.zone, bool(letter.params.get("preview"))
    slot = datetime.fromisoformat(letter.params["slot"])
    window = Window(
        since=datetime.fromisoformat(letter.params["since"]),
        until=slot,
        day=instant(zone, day_of(slot, zone), 0),
        region_id=cases.visible_region(chat.member, row),
        closing=bool(letter.params["closing"]),
    )
    return DigestOrder(window, zone, words, picture=letter.kind == "digest_picture", preview=preview)


def _subscription(tx: Tx, house: House, chat: Chat, letter: Letter) -> SubscriptionRow | None:
    """A preview may be asked for before there is a subscription, or while it is paused."""
    row = subscriptions.by_id(tx, int(letter.subject))
    if letter.params.get("preview") and chat.member is not None:
        return row or cases.proposal(chat, house.time_zone, house.clock())
    return row if row and row.paused_at is None else None
