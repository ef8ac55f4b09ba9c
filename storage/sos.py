"""Calls for help: kept, taken once, rung once a step; and the people to ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, insert, select, update

from bot.core.distress import CallState, Outcome
from bot.core.words import PersonState, Role
from storage.database import Tx
from storage.models import Account, Person, Region, RoleGrant, SosCall, SosEntry, Station
from storage.reports import Filter


@dataclass(frozen=True, slots=True)
class NewCall:
    id: UUID
    code: str
    raised_by: int
    caller_state: str
    practice: bool
    station_id: int | None
    region_id: int | None
    latitude: float | None
    longitude: float | None
    accuracy: float | None
    placed_at: datetime | None
    sent_at: datetime
    raised_at: datetime
    late: bool
    next_ring_at: datetime


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as cards and lists show it. Degrees are WGS 84, accuracy metres; `station_*` are the station's own."""

    seq: int
    id: UUID
    code: str
    raised_by: int
    pseudonym: str
    for_whom: str | None
    caller_state: str
    practice: bool
    kind: str | None
    station: str | None
    station_address: str | None
    station_latitude: float | None
    station_longitude: float | None
    time_zone: str | None
    region_id: int | None
    region: str | None
    latitude: float | None
    longitude: float | None
    accuracy: float | None
    placed_at: datetime | None
    details: dict[str, Any]
    sent_at: datetime
    raised_at: datetime
    late: bool
    last_word_at: datetime
    state: str
    claimed_by: int | None
    claimed_at: datetime | None
    closed_by: int | None
    closed_at: datetime | None
    outcome: str | None
    outcome_note: str | None
    rung: int
    next_ring_at: datetime | None
    redrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state != CallState.CLOSED


@dataclass(frozen=True, slots=True)
class EntryRow:
    id: int
    at: datetime
    by: str | None
    what: str
    text: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """An account of somebody of the desk that can be written to."""

    account_id: int
    person_id: int
    role: str
    region_id: int | None
    practice: bool


_OF_STATION: dict[str, Any] = {
    "station": Station.code,
    "station_address": Station.address,
    "time_zone": Station.time_zone,
}
_OF_STATION |= {"station_latitude": Station.latitude, "station_longitude": Station.longitude}
_OTHERS = {**_OF_STATION, "pseudonym": Person.pseudonym, "region": Region.name}
_COLUMNS: list[Any] = [_OTHERS.get(name, getattr(SosCall, name, None)) for name in CallRow.__dataclass_fields__]
_ROW = (
    select(*_COLUMNS)
    .select_from(SosCall)
    .join(Person, SosCall.raised_by == Person.id)
    .outerjoin(Station, SosCall.station_id == Station.id)
    .outerjoin(Region, SosCall.region_id == Region.id)
)
_NOT_CLOSED = SosCall.state != CallState.CLOSED


def add(tx: Tx, call: NewCall) -> None:
    values = {name: getattr(call, name) for name in NewCall.__dataclass_fields__}
    new = {"details": {}, "state": CallState.OPEN, "rung": 0, "last_word_at": call.raised_at}
    tx.execute(insert(SosCall).values(**values, **new, redrawn_at=call.raised_at))


def code_taken(tx: Tx, code: str) -> bool:
    return tx.execute(select(SosCall.seq).where(SosCall.code == code)).first() is not None


def get(tx: Tx, seq: int) -> CallRow | None:
    return _one(tx, SosCall.seq == seq)


def find(tx: Tx, call_id: UUID) -> CallRow | None:
    return _one(tx, SosCall.id == call_id)


def by_code(tx: Tx, code: str) -> CallRow | None:
    return _one(tx, SosCall.code == code)


def open_call_of(tx: Tx, person_id: int) -> CallRow | None:
    """The call of this person that the desk has not closed; there is at most one."""
    return _one(tx, (SosCall.raised_by == person_id) & _NOT_CLOSED)


def _one(tx: Tx, which: Any) -> CallRow | None:
    row = tx.execute(_ROW.where(which).order_by(SosCall.seq.desc()).limit(1)).first()
    return CallRow(*row) if row else None


def unclosed(tx: Tx, region_id: int | None, limit: int, practice: bool = True) -> list[CallRow]:
    """Calls that are not closed: the real ones first, those nobody has taken, then the oldest; of one region, or all.

    `practice` False leaves out those made in practice.
    """
    query = _ROW.where(_NOT_CLOSED)
    if not practice:
        query = query.where(SosCall.practice.is_(False))
    if region_id is not None:
        query = query.where((SosCall.region_id == region_id) | SosCall.region_id.is_(None))
    rows = tx.execute(query.order_by(SosCall.practice, SosCall.state == CallState.CLAIMED, SosCall.seq).limit(limit))
    return [CallRow(*row) for row in rows]


def due(tx: Tx, now: datetime) -> list[CallRow]:
    """Calls that nobody has taken and whose time to ring again has come."""
    waiting = (SosCall.state == CallState.OPEN) & (SosCall.next_ring_at <= now)
    return [CallRow(*row) for row in tx.execute(_ROW.where(waiting).order_by(SosCall.seq))]


def rings(tx: Tx, call: CallRow, again_at: datetime, now: datetime) -> bool:
    """Compare and set: of several processes that see this step due, one rings it."""
    step = (SosCall.seq == call.seq) & (SosCall.state == CallState.OPEN) & (SosCall.next_ring_at == call.next_ring_at)
    values = {"next_ring_at": again_at, "rung": call.rung + 1, "redrawn_at": now}
    return bool(tx.execute(update(SosCall).where(step).values(**values)).rowcount)


def redraws(tx: Tx, call: CallRow, now: datetime) -> bool:
    """The same for the words of the cards, which say how long ago things were."""
    unchanged = (SosCall.seq == call.seq) & (SosCall.redrawn_at == call.redrawn_at)
    return bool(tx.execute(update(SosCall).where(unchanged).values(redrawn_at=now)).rowcount)


def claim(tx: Tx, seq: int, person_id: int, now: datetime) -> bool:
    """Compare and set: of two who press at once, one wins; from now on it rings no more."""
    free = (SosCall.seq == seq) & (SosCall.state == CallState.OPEN)
    values = {"state": CallState.CLAIMED, "claimed_by": person_id, "claimed_at": now, "next_ring_at": None}
    return bool(tx.execute(update(SosCall).where(free).values(**values)).rowcount)


def reopen(tx: Tx, seq: int, now: datetime) -> None:
    """Nobody has it any more: it rings again from `now` on."""
    taken = (SosCall.seq == seq) & (SosCall.state == CallState.CLAIMED)
    values = {"state": CallState.OPEN, "claimed_by": None, "claimed_at": None, "next_ring_at": now}
    tx.execute(update(SosCall).where(taken).values(**values))


def claimed_by(tx: Tx, person_id: int) -> list[CallRow]:
    """The calls somebody has taken and not closed."""
    theirs = (SosCall.claimed_by == person_id) & (SosCall.state == CallState.CLAIMED)
    return [CallRow(*row) for row in tx.execute(_ROW.where(theirs).order_by(SosCall.seq))]


def close(tx: Tx, seq: int, person_id: int, outcome: str, now: datetime) -> bool:
    claimed = (SosCall.seq == seq) & (SosCall.state == CallState.CLAIMED)
    values = {"state": CallState.CLOSED, "closed_by": person_id, "closed_at": now, "outcome": outcome}
    return bool(tx.execute(update(SosCall).where(claimed).values(**values)).rowcount)


def close_practice(tx: Tx, person_id: int, now: datetime) -> None:
    """Whoever ends practice has no exercise open: the next call is a new one, and a real one."""
    theirs = (SosCall.raised_by == person_id) & SosCall.practice.is_(True) & _NOT_CLOSED
    values = {"state": CallState.CLOSED, "closed_by": person_id, "closed_at": now, "next_ring_at": None}
    values["outcome"] = Outcome.SAFE
    tx.execute(update(SosCall).where(theirs).values(**values))


def change(tx: Tx, seq: int, **values: Any) -> None:
    """Set columns of a call: kind, for_whom, details, the place, last_word_at, outcome_note."""
    tx.execute(update(SosCall).where(SosCall.seq == seq).values(**values))


def note(tx: Tx, call_id: UUID, at: datetime, by: int | None, what: str, text: str | None, **details: Any) -> None:
    """One more line of what was said and done about a call."""
    tx.execute(insert(SosEntry).values(call_id=call_id, at=at, by=by, what=what, text=text, details=details))


def entries(tx: Tx, call_id: UUID) -> list[EntryRow]:
    query = (
        select(SosEntry.id, SosEntry.at, Person.pseudonym, SosEntry.what, SosEntry.text, SosEntry.details)
        .outerjoin(Person, SosEntry.by == Person.id)
        .where(SosEntry.call_id == call_id)
        .order_by(SosEntry.id)
    )
    return [EntryRow(*row) for row in tx.execute(query)]


def last_told(tx: Tx, call_id: UUID, limit: int) -> list[str]:
    """The last words said in the call, the oldest of them first."""
    told = (SosEntry.call_id == call_id) & (SosEntry.what == "told") & SosEntry.text.is_not(None)
    query = select(SosEntry.text).where(told).order_by(SosEntry.id.desc()).limit(limit)
    return [str(text) for text in tx.execute(query).scalars()][::-1]


def high_water(tx: Tx, wanted: Filter) -> int:
    """The last call that an export holds; 0 when there is none."""
    query = select(func.coalesce(func.max(SosCall.seq), 0)).outerjoin(Region, SosCall.region_id == Region.id)
    return int(tx.execute(_wanted(query, wanted)).scalar_one())


def page(tx: Tx, wanted: Filter, after: int, up_to: int, size: int) -> list[CallRow]:
    """The next calls by `seq`: after < seq <= up_to; those made in practice are left out."""
    query = _wanted(_ROW, wanted).where(SosCall.seq > after, SosCall.seq <= up_to)
    return [CallRow(*row) for row in tx.execute(query.order_by(SosCall.seq).limit(size))]


def _wanted(query: Any, wanted: Filter) -> Any:
    query = query.where(SosCall.practice.is_(False))
    if wanted.since is not None:
        query = query.where(SosCall.raised_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(SosCall.raised_at < wanted.until)
    return query.where(Region.name == wanted.region) if wanted.region is not None else query


def desk(tx: Tx, bot_id: int) -> list[Seat]:
    """Everybody of the desk who can be written to, by their account."""
    query = (
        select(Account.id, Person.id, RoleGrant.role, RoleGrant.region_id, Person.practice)
        .join(Person, Account.person_id == Person.id)
        .join(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None)))
        .where(Account.bot_id == bot_id, Person.state == PersonState.ACTIVE, RoleGrant.role != Role.OBSERVER)
        .where(Account.unreachable_since.is_(None))
        .order_by(Account.id)
    )
    return [Seat(*row) for row in tx.execute(query)]
