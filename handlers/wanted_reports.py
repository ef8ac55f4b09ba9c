"""A list's filters and words become what the tables are asked for; the reader's own bounds come first."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cases.category_groups import category_groups
from bot.cases.report_search import Meant, understand
from handlers.house import House
from handlers.list_state import FOUND, OPEN, ListState
from storage.accounts import Chat
from storage.database import Tx
from storage.report_lists import Wanted


def wanted_of(tx: Tx, house: House, chat: Chat, state: ListState, words: str, now: datetime) -> Wanted:
    assert chat.member is not None
    meant = understand(tx, house.finder, chat.region_id, words, now) if state.kind == FOUND else Meant()
    return Wanted(
        region_id=chat.region_id,
        practice=chat.practises,
        unresolved=state.kind == OPEN,
        severity=state.severity,
        categories=_categories(tx, house, state),
        in_region=state.region,
        station_id=state.station,
        reported_by=meant.person_id,
        claimed_by=chat.member.person_id if state.mine else None,
        unclaimed=state.unclaimed,
        needs_follow_up=state.follow_up,
        unverified=state.unverified,
        since=now - timedelta(hours=state.hours) if state.hours else None,
        sought=() if meant.person_id is not None else meant.sought,
    )


def _categories(tx: Tx, house: House, state: ListState) -> tuple[str, ...] | None:
    if state.group is None:
        return None
    groups = category_groups(tx, house.library, house.default_language.value)
    return groups[state.group].categories if state.group < len(groups) else ()
