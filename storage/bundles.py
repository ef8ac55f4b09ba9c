"""Cards that stand for many alerts in one chat: late ones, those of a storm, those that came in quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, insert, select, update

from bot.core.words import AlertState, OutboxState, Severity
from storage.database import Tx
from storage.models import Account, Alert, Bundle, BundledAlert, MessageRef, Outbox, Report
from storage.reports import ReportRow, rows_with
from storage.sql import insert_or

NEWEST = 100  # alerts looked at; of more than that within a minute it is a storm anyhow


class Kind(StrEnum):
    """`QUIET` is held back until the chat's quiet hours end; the others are shown at once."""

    LATE = "late"
    QUIET = "quiet"
    STORM = "storm"


@dataclass(frozen=True, slots=True)
class BundleRow:
    id: int
    account_id: int
    kind: Kind
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None

    @property
    def is_held(self) -> bool:
        return self.kind is Kind.QUIET and self.closed_at is None


_ROW = select(
    Bundle.id, Bundle.account_id, Bundle.kind, Bundle.opened_at, Bundle.changed_at, Bundle.closed_at
).order_by(Bundle.id)
_WORST = case({one.value: rank for rank, one in enumerate(reversed(Severity))}, value=Report.severity, else_=9)


def _bundle(row: tuple) -> BundleRow:  # type: ignore[type-arg]
    return BundleRow(row[0], row[1], Kind(row[2]), *row[3:])


def get(tx: Tx, bundle_id: int) -> BundleRow | None:
    row = tx.execute(_ROW.where(Bundle.id == bundle_id)).first()
    return _bundle(tuple(row)) if row else None


def open_one(tx: Tx, account_id: int, kind: Kind, since: datetime | None = None) -> BundleRow | None:
    """The chat's newest bundle of this kind that takes more; `since`: only if something came to it after that."""
    query = _ROW.where(Bundle.account_id == account_id, Bundle.kind == kind, Bundle.closed_at.is_(None))
    if since is not None:
        query = query.where(Bundle.changed_at >= since)
    row = tx.execute(query.order_by(None).order_by(Bundle.id.desc())).first()
    return _bundle(tuple(row)) if row else None


def begin(tx: Tx, account_id: int, kind: Kind, now: datetime) -> int:
    """Returns the new bundle's id."""
    row = insert(Bundle).values(account_id=account_id, kind=kind, opened_at=now, changed_at=now)
    return tx.execute(row.returning(Bundle.id)).scalar_one()


def add(tx: Tx, bundle: int, alert_id: int, now: datetime) -> None:
    """Once; that it came again changes nothing."""
    row = insert_or(tx, BundledAlert).values(bundle_id=bundle, alert_id=alert_id, added_at=now)
    if tx.execute(row.on_conflict_do_nothing()).rowcount:
        newer = (Bundle.id == bundle) & (Bundle.changed_at < now)
        tx.execute(update(Bundle).where(newer).values(changed_at=now))


def close(tx: Tx, bundle_id: int, now: datetime) -> bool:
    """Nothing more joins it; False when somebody else closed it."""
    still_open = (Bundle.id == bundle_id) & Bundle.closed_at.is_(None)
    return bool(tx.execute(update(Bundle).where(still_open).values(closed_at=now)).rowcount)


def held(tx: Tx, bot_id: int) -> list[BundleRow]:
    """What waits for quiet hours to end."""
    query = _ROW.join(Account, Bundle.account_id == Account.id).where(Account.bot_id == bot_id)
    query = query.where(Bundle.kind == Kind.QUIET, Bundle.closed_at.is_(None))
    return [_bundle(tuple(row)) for row in tx.execute(query)]


def with_alert(tx: Tx, bot_id: int, alert_id: int) -> list[BundleRow]:
    """The bundles of all chats that hold this alert."""
    query = _ROW.join(BundledAlert, BundledAlert.bundle_id == Bundle.id)
    query = query.join(Account, Bundle.account_id == Account.id).where(Account.bot_id == bot_id)
    return [_bundle(tuple(row)) for row in tx.execute(query.where(BundledAlert.alert_id == alert_id))]


def holds(tx: Tx, account_id: int, alert_id: int) -> bool:
    """Was this chat shown the alert in a bundle?"""
    query = select(Bundle.id).join(BundledAlert, BundledAlert.bundle_id == Bundle.id)
    query = query.where(Bundle.account_id == account_id, BundledAlert.alert_id == alert_id)
    return tx.execute(query.limit(1)).first() is not None


def alerts_in(tx: Tx, bundle_id: int) -> list[tuple[int, ReportRow]]:
    """(alert, report): what is not resolved first, the worst first, then by when it happened."""
    query = rows_with(Alert.id).join(BundledAlert, BundledAlert.alert_id == Alert.id)
    done = (Alert.state == AlertState.RESOLVED) | Report.withdrawn_at.is_not(None)
    when = case((Report.occurred_at.is_(None), Report.sent_at), else_=Report.occurred_at)
    query = query.where(BundledAlert.bundle_id == bundle_id).order_by(done, _WORST, when, Alert.id)
    return [(row[-1], ReportRow(*tuple(row)[:-1])) for row in tx.execute(query)]


def cards_since(tx: Tx, account_id: int, since: datetime) -> int:
    """Of how many alerts raised since then this chat was, or is to be, sent a card of its own."""
    newest = select(Alert.id, Alert.raised_at).order_by(Alert.id.desc()).limit(NEWEST)
    keys = [f"card:{row.id}" for row in tx.execute(newest) if row.raised_at >= since]
    shown = select(MessageRef.subject).where(MessageRef.account_id == account_id, MessageRef.subject.in_(keys))
    waiting = (Outbox.account_id == account_id) & (Outbox.state == OutboxState.WAITING) & Outbox.key.in_(keys)
    return len({*tx.execute(shown).scalars(), *tx.execute(select(Outbox.key).where(waiting)).scalars()})
