"""Broadcasts: drafted by one coordinator, let go by another where many are meant, sent in pages, counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.cases.alerts import NotYours
from bot.core.broadcasts import ELSE, SILENT_AFTER, Audience, BroadcastState, needs_second
from bot.core.words import Role
from storage import accounts, broadcasts, people
from storage.accounts import Member
from storage.broadcasts import BroadcastRow, Since
from storage.database import Tx

MOST_WAITING = 600  # letters that may wait for their turn: more are added as these leave
PAGE = 200


@dataclass(frozen=True, slots=True)
class Going:
    """It leaves now, to `people`."""

    people: int


@dataclass(frozen=True, slots=True)
class WantsSecond:
    """It waits for another coordinator; `asked` are their accounts, which may be none."""

    people: int
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NobodyThere:
    """There is nobody to send it to."""


def since_when(now: datetime, zone: ZoneInfo) -> Since:
    local = now.astimezone(zone)
    return Since(datetime.combine(local.date(), time(), zone).astimezone(now.tzinfo), now - SILENT_AFTER)


def scope_of(member: Member, audience: Audience) -> Audience:
    """A coordinator of a region writes to that region, whatever a button says."""
    return audience if member.region_id is None else replace(audience, region_id=member.region_id)


def begin(tx: Tx, member: Member, audience: Audience, now: datetime) -> int:
    return broadcasts.add(tx, scope_of(member, audience), member.person_id, now)


def set_text(tx: Tx, row: BroadcastRow, language: str, text: str) -> bool:
    """`language` "" for everybody who has no text of their own; False when it is no draft any more."""
    texts = {**row.texts, language: text}
    return broadcasts.change(tx, row.id, BroadcastState.DRAFT, texts=texts)


def release(
    tx: Tx, bot_id: int, row: BroadcastRow, member: Member, zone: ZoneInfo, now: datetime
) -> Going | WantsSecond | NobodyThere | NotYours:
    """Let it go; with many readers it waits for a second coordinator first."""
    if row.made_by != member.person_id or ELSE not in row.texts:
        return NotYours()
    meant = broadcasts.count(tx, bot_id, row.audience, since_when(now, zone))
    if not meant:
        return NobodyThere()
    if needs_second(meant):
        if not broadcasts.change(tx, row.id, BroadcastState.DRAFT, state=BroadcastState.WAITING, total=meant):
            return NotYours()
        return WantsSecond(meant, tuple(who_may_confirm(tx, bot_id, row)))
    return _send(tx, row, BroadcastState.DRAFT, member, meant, now)


def confirm(
    tx: Tx, bot_id: int, row: BroadcastRow, member: Member, zone: ZoneInfo, now: datetime
) -> Going | NobodyThere | NotYours:
    """The second coordinator's yes. Of two, one is first; nobody confirms what is their own."""
    if row.made_by == member.person_id or not may_confirm(member, row):
        return NotYours()
    meant = broadcasts.count(tx, bot_id, row.audience, since_when(now, zone))
    return _send(tx, row, BroadcastState.WAITING, member, meant, now) if meant else NobodyThere()


def _send(
    tx: Tx, row: BroadcastRow, was: BroadcastState, member: Member, meant: int, now: datetime
) -> Going | NotYours:
    values = {"state": BroadcastState.SENDING, "total": meant}
    if not broadcasts.change(tx, row.id, was, confirmed_by=member.person_id, confirmed_at=now, **values):
        return NotYours()
    people.log(tx, now, member.person_id, "broadcast", f"broadcast:{row.id}", people=meant, **row.audience.to_json())
    return Going(meant)


def stop(tx: Tx, row: BroadcastRow, member: Member, now: datetime) -> bool:
    """Whoever made it, or may let it go, stops it: what has not left yet is not said any more."""
    if row.state in (BroadcastState.DONE, BroadcastState.STOPPED):
        return False
    if member.person_id != row.made_by and not may_confirm(member, row):
        return False
    people.log(tx, now, member.person_id, "stop_broadcast", f"broadcast:{row.id}")
    return broadcasts.change(tx, row.id, row.state, state=BroadcastState.STOPPED, finished_at=now)


def may_confirm(member: Member, row: BroadcastRow) -> bool:
    """Whoever looks after all whom it is for: the region's desk, or one of the whole mission."""
    return member.is_desk and member.region_id in (None, row.audience.region_id)


def who_may_confirm(tx: Tx, bot_id: int, row: BroadcastRow) -> list[int]:
    """Accounts of all who may let it go, the one who made it left out."""
    every = [
        account_id
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR)
        for account_id in accounts.accounts_with_role(tx, bot_id, role)
    ]
    members = [(account_id, accounts.get_chat(tx, account_id).member) for account_id in every]
    return [one for one, member in members if member and member.person_id != row.made_by and may_confirm(member, row)]


def go_on(tx: Tx, bot_id: int, row: BroadcastRow, zone: ZoneInfo, now: datetime) -> bool:
    """Put the next letters in the outbox as those before leave; True when there is news of how far it is."""
    told = broadcasts.figures(tx, row.id)
    dealt_with = told.sent + told.blocked + told.failed
    since = since_when(row.confirmed_at or now, zone)  # whoever was meant when it was let go, is
    room = min(PAGE, MOST_WAITING - told.waiting)
    page = broadcasts.recipients(tx, bot_id, row.audience, since, row.reached, room) if room > 0 else ()
    values: dict[str, object] = {"shown": dealt_with}
    if page:
        broadcasts.enqueue(tx, bot_id, row.id, page, now)
        values["reached"] = page[-1]
    elif room > 0 and not told.waiting:
        values |= {"state": BroadcastState.DONE, "finished_at": now}
    return broadcasts.change(tx, row.id, BroadcastState.SENDING, **values) and (
        "state" in values or dealt_with != row.shown
    )
