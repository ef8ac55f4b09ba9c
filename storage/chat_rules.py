"""What rings in the chats of the desk, where it differs from the usual."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.core.routing import USUAL, Quiet, Rules
from bot.core.words import Severity
from storage.database import Tx
from storage.models import ChatRules
from storage.sql import insert_or

_ROW = select(ChatRules.account_id, ChatRules.wanted, ChatRules.quiet_from, ChatRules.quiet_until, ChatRules.time_zone)
LISTS = ("groups", "regions", "forms")


def of_chats(tx: Tx, account_ids: Iterable[int]) -> dict[int, Rules]:
    """By account, in the order asked for; the usual ones where nothing was changed."""
    wanted = list(account_ids)
    known = {row[0]: _rules(tuple(row)) for row in tx.execute(_ROW.where(ChatRules.account_id.in_(wanted)))}
    return {account_id: known.get(account_id, USUAL) for account_id in wanted}


def of_chat(tx: Tx, account_id: int) -> Rules:
    return of_chats(tx, [account_id])[account_id]


def changed(tx: Tx) -> dict[int, Rules]:
    """By account: the chats that have rules of their own, whoever reads there now."""
    return {row[0]: _rules(tuple(row)) for row in tx.execute(_ROW)}


def _rules(row: tuple) -> Rules:  # type: ignore[type-arg]
    wanted = row[1]
    severities = frozenset(map(Severity, wanted["severities"])) if "severities" in wanted else USUAL.severities
    lists = {name: frozenset(wanted[name]) if name in wanted else None for name in LISTS}
    quiet = Quiet(row[2], row[3], ZoneInfo(row[4])) if None not in row[2:5] else None
    return Rules(severities, **lists, quiet=quiet)


def save(tx: Tx, account_id: int, rules: Rules, by: int, now: datetime) -> None:
    wanted: dict[str, Any] = {"severities": sorted(rules.severities)}
    wanted |= {name: sorted(chosen) for name in LISTS if (chosen := getattr(rules, name)) is not None}
    quiet = rules.quiet
    values = {
        "wanted": wanted,
        "quiet_from": quiet.from_hour if quiet else None,
        "quiet_until": quiet.until_hour if quiet else None,
        "time_zone": quiet.zone.key if quiet else None,
        "changed_by": by,
        "changed_at": now,
    }
    row = insert_or(tx, ChatRules).values(account_id=account_id, **values)
    tx.execute(row.on_conflict_do_update(index_elements=["account_id"], set_=values))
