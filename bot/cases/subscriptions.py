"""Digests ordered by the desk: chosen, changed, paused, ended; and found due, each hour exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.digest_hours import Schedule, Slot, day_of, instant, latest_slot, slots_between
from bot.core.words import Lane, SlotState
from storage import accounts, subscriptions
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.outbox import Intent
from storage.subscriptions import SubscriptionRow

CLOCKS_DIFFER = timedelta(hours=1)  # of two processes, at most; more is a clock that was wrong
MOST_ZONES = 8
KEPT_ON_RECORD = timedelta(days=2)  # of missed hours; more could be a clock that jumped ahead, and will come again
LETTERS = ("digest", "digest_picture")  # the words do not wait for the picture, which takes a second to draw


def proposal(chat: Chat, zone: ZoneInfo, now: datetime) -> SubscriptionRow:
    """What one tap subscribes to: five times a day and a closing one, in the chat's language, of all one may see."""
    assert chat.member is not None
    return SubscriptionRow(
        chat.account_id, chat.member.person_id, Schedule(zone), None, chat.member.region_id, begun_at=now
    )


def of_chat(tx: Tx, chat: Chat) -> SubscriptionRow | None:
    """The chat's subscription, if it is still the same person's."""
    found = subscriptions.of_account(tx, chat.account_id)
    return found if found and chat.member and found.person_id == chat.member.person_id else None


def change(tx: Tx, before: SubscriptionRow, row: SubscriptionRow, now: datetime) -> None:
    """Keep it as it is now; other hours count from now on, those that have passed are not made up for."""
    other_hours = (row.schedule, row.paused_at) != (before.schedule, before.paused_at)
    subscriptions.save(tx, replace(row, begun_at=now) if other_hours else row)


def visible_region(member: Member, row: SubscriptionRow | None) -> int | None:
    """A regional coordinator reads of that region alone, whatever was chosen before."""
    if member.region_id is not None or row is None:
        return member.region_id
    return row.region_id


def zones_on_offer(tx: Tx, member: Member, own: ZoneInfo) -> list[str]:
    """The mission's own time zone, then those of the stations one answers for."""
    return list(dict.fromkeys((own.key, *subscriptions.zones_of_stations(tx, member.region_id, MOST_ZONES))))


def may_read(chat: Chat, row: SubscriptionRow) -> bool:
    member = chat.member
    return member is not None and member.is_desk and member.person_id == row.person_id


def due_digests(tx: Tx, bot_id: int, now: datetime) -> list[Intent]:
    """What is to be sent by now; that it was is written in the same transaction.

    The unique row of subscription and hour decides between several schedulers, and when a clock jumped back. Of the
    hours missed while nobody looked only the last is sent: it covers all since the last one.
    """
    return [intent for row in subscriptions.at_work(tx, bot_id) for intent in _due(tx, row, now)]


def _due(tx: Tx, row: SubscriptionRow, now: datetime) -> Iterator[Intent]:
    slot = latest_slot(row.schedule, _begun(row, now), now)
    if slot is None or slot.at == row.settled_at:
        return
    chat = accounts.get_chat(tx, row.account_id)
    reaches = may_read(chat, row) and chat.unreachable_since is None
    state = SlotState.ENQUEUED if reaches else SlotState.SKIPPED
    since = begin_of(tx, row, slot)
    if subscriptions.settle(tx, row.id, slot.at, state, now):
        _skip_missed(tx, row, slot, now)
        subscriptions.note_settled(tx, row.id, slot.at)
        if reaches:
            yield from letters(row, since, slot)


def _begun(row: SubscriptionRow, now: datetime) -> datetime:
    """Since when hours count. A subscription from the future was changed while a clock was wrong."""
    return row.begun_at if row.begun_at <= now + CLOCKS_DIFFER else now - CLOCKS_DIFFER


def letters(row: SubscriptionRow, since: datetime, slot: Slot, **more: object) -> Iterator[Intent]:
    params = {"slot": slot.at.isoformat(), "since": since.isoformat(), "closing": slot.closing, **more}
    if row.language is not None:
        params["language"] = row.language.value
    for kind in LETTERS:
        yield Intent(row.account_id, kind, str(row.id), params, Lane.BULK)


def begin_of(tx: Tx, row: SubscriptionRow, slot: Slot) -> datetime:
    """Since when it tells what is new: the last one that was sent, or midnight; a closing one covers its whole day."""
    zone = row.schedule.zone
    midnight = instant(zone, day_of(slot.at, zone), 0)
    last = subscriptions.last_enqueued(tx, row.id, slot.at) if row.id else None
    if last is None:
        return midnight
    return min(last, midnight) if slot.closing else last


def _skip_missed(tx: Tx, row: SubscriptionRow, sent: Slot, now: datetime) -> None:
    begun = _begun(row, now)
    after = max(begun, row.settled_at or begun)
    if after < sent.at:
        for slot in slots_between(row.schedule, max(after, sent.at - KEPT_ON_RECORD), sent.at):
            subscriptions.settle(tx, row.id, slot.at, SlotState.SKIPPED, now)
