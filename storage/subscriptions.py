"""Who wants a digest when, and which of its hours were dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select, update

from bot.core.digest_hours import Schedule
from bot.core.words import Language, SlotState
from storage.database import Tx
from storage.models import Account, DigestSlot, Station, Subscription
from storage.sql import insert_or


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """`language` None: the chat's; `region_id` None: the whole mission. Hours until `begun_at` do not count."""

    account_id: int
    person_id: int
    schedule: Schedule
    language: Language | None
    region_id: int | None
    begun_at: datetime
    paused_at: datetime | None = None
    id: int = 0
    settled_at: datetime | None = None


_ALL = select(
    Subscription.account_id,
    Subscription.person_id,
    Subscription.time_zone,
    Subscription.hours,
    Subscription.closing,
    Subscription.first_day,
    Subscription.last_day,
    Subscription.language,
    Subscription.region_id,
    Subscription.begun_at,
    Subscription.paused_at,
    Subscription.id,
    Subscription.settled_at,
).where(Subscription.ended_at.is_(None))
_OF_ACCOUNT = _ALL.where(Subscription.account_id == bindparam("of_account"))
_BY_ID = _ALL.where(Subscription.id == bindparam("which"))
_AT_WORK = (
    _ALL.join(Account, Subscription.account_id == Account.id)
    .where(Account.bot_id == bindparam("of_bot"), Subscription.paused_at.is_(None))
    .order_by(Subscription.id)
)
_LAST = select(func.max(DigestSlot.slot)).where(
    DigestSlot.subscription_id == bindparam("of"),
    DigestSlot.state == SlotState.ENQUEUED,
    DigestSlot.slot < bindparam("before"),
)


def _row(row: tuple) -> SubscriptionRow:  # type: ignore[type-arg]
    hours = frozenset(map(int, row[3].split()))
    schedule = Schedule(ZoneInfo(row[2]), hours, row[4], row[5], row[6])
    language = Language(row[7]) if row[7] else None
    return SubscriptionRow(row[0], row[1], schedule, language, *row[8:])


def of_account(tx: Tx, account_id: int) -> SubscriptionRow | None:
    row = tx.execute(_OF_ACCOUNT, {"of_account": account_id}).first()
    return _row(tuple(row)) if row else None


def by_id(tx: Tx, subscription_id: int) -> SubscriptionRow | None:
    row = tx.execute(_BY_ID, {"which": subscription_id}).first()
    return _row(tuple(row)) if row else None


def at_work(tx: Tx, bot_id: int) -> list[SubscriptionRow]:
    """Neither paused nor ended, in an order that is the same for every process."""
    return [_row(tuple(row)) for row in tx.execute(_AT_WORK, {"of_bot": bot_id})]


def save(tx: Tx, row: SubscriptionRow) -> None:
    """Begin the chat's subscription, or change it; one that had ended begins anew."""
    plan = row.schedule
    values = {
        "person_id": row.person_id,
        "hours": " ".join(map(str, sorted(plan.hours))),
        "closing": plan.closing,
        "first_day": plan.first,
        "last_day": plan.last,
        "language": row.language,
        "region_id": row.region_id,
        "time_zone": plan.zone.key,
        "begun_at": row.begun_at,
        "paused_at": row.paused_at,
        "ended_at": None,
    }
    new = insert_or(tx, Subscription).values(account_id=row.account_id, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=values))


def end(tx: Tx, account_id: int, now: datetime) -> None:
    tx.execute(update(Subscription).where(Subscription.account_id == account_id).values(ended_at=now))


def settle(tx: Tx, subscription_id: int, slot: datetime, state: SlotState, now: datetime) -> bool:
    """Deal with an hour: True for the one process that was first, for every other one and every repeat False."""
    new = insert_or(tx, DigestSlot).values(subscription_id=subscription_id, slot=slot, state=state, settled_at=now)
    unless_there = new.on_conflict_do_nothing(index_elements=["subscription_id", "slot"])
    return tx.execute(unless_there.returning(DigestSlot.id)).first() is not None


def note_settled(tx: Tx, subscription_id: int, slot: datetime) -> None:
    """So that a look at the next tick need not ask for the slots themselves."""
    tx.execute(update(Subscription).where(Subscription.id == subscription_id).values(settled_at=slot))


def last_enqueued(tx: Tx, subscription_id: int, before: datetime) -> datetime | None:
    """The hour of the last digest that was put in the outbox."""
    return tx.execute(_LAST, {"of": subscription_id, "before": before}).scalar()


def zones_of_stations(tx: Tx, region_id: int | None, limit: int) -> list[str]:
    """Time zones of the stations (of a region), those of most stations first."""
    query = select(Station.time_zone).group_by(Station.time_zone).order_by(func.count().desc(), Station.time_zone)
    if region_id is not None:
        query = query.where(Station.region_id == region_id)
    return list(tx.execute(query.limit(limit)).scalars())
