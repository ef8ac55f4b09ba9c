"""What may tell of one event: what a new report or call is compared with, what was proposed, what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import aliased

from bot.core.events import OF_DISTRESS, Telling, categories_beside, moment_in, point_in, reach
from bot.core.words import Verification
from storage.database import Tx
from storage.models import Event, EventProposal, EventSource, Report, Revision, SosCall, Station
from storage.sql import insert_or

PROPOSED, ACCEPTED, REFUSED, LAPSED = "proposed", "accepted", "refused", "lapsed"


@dataclass(frozen=True, slots=True)
class Compared:
    """A report or call to be compared, and what it can be compared with at all."""

    telling: Telling
    region_id: int | None
    practice: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """`why` as `Why.to_json` gives it."""

    id: int
    earlier: UUID
    later: UUID
    why: dict[str, Any]
    state: str

    def other(self, one: UUID) -> UUID:
        return self.earlier if one == self.later else self.later


_HAPPENED = func.coalesce(Report.occurred_at, Report.received_at)
_TOLD = ("place", "held_since", "held_until")
_REPORT = (
    select(
        Report.id,
        Report.reported_by,
        Report.category,
        Report.station_id,
        Station.latitude,
        Station.longitude,
        _HAPPENED,
        *(Revision.answers[name].as_string() for name in _TOLD),
        Report.region_id,
        Report.practice,
        Report.withdrawn_at.is_(None) & (Report.verification != Verification.REJECTED),
    )
    .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
    .outerjoin(Station, Report.station_id == Station.id)
)
_CALL = select(
    SosCall.id,
    SosCall.raised_by,
    SosCall.kind,
    SosCall.station_id,
    Station.latitude,
    Station.longitude,
    SosCall.latitude,
    SosCall.longitude,
    SosCall.sent_at,
    SosCall.region_id,
    SosCall.practice,
    SosCall.for_whom,
).outerjoin(Station, SosCall.station_id == Station.id)


def of_report(tx: Tx, report_id: UUID) -> Compared | None:
    row = tx.execute(_REPORT.where(Report.id == report_id)).first()
    return _report(tuple(row)) if row else None


def of_call(tx: Tx, call_id: UUID) -> Compared | None:
    row = tx.execute(_CALL.where(SosCall.id == call_id)).first()
    return _call(tuple(row)) if row else None


def reports_beside(tx: Tx, one: Compared, limit: int) -> list[Telling]:
    """Reports of the same region, time and kind that stand: those of the same station first, then the newest."""
    begin, end = reach(one.telling)
    nearest = select(Report.seq).where(
        Report.id != one.telling.id,
        Report.region_id == one.region_id if one.region_id is not None else Report.region_id.is_(None),
        Report.received_at >= begin,
        end >= _HAPPENED,
        Report.category.in_(sorted(categories_beside(one.telling.category))),
        Report.practice.is_(one.practice),
        Report.withdrawn_at.is_(None),
        Report.verification != Verification.REJECTED,
    )
    if one.telling.station is not None:
        nearest = nearest.order_by((Report.station_id == one.telling.station).desc().nulls_last())
    nearest = nearest.order_by(Report.seq.desc()).limit(limit)  # chosen first, so that only their answers are read
    rows = tx.execute(_REPORT.where(Report.seq.in_(nearest)).order_by(Report.seq.desc()))
    return [_report(tuple(row)).telling for row in rows]


def calls_beside(tx: Tx, one: Compared, limit: int) -> list[Telling]:
    begin, end = reach(one.telling)
    query = _CALL.where(
        SosCall.id != one.telling.id, SosCall.sent_at >= begin, SosCall.sent_at <= end, SosCall.practice == one.practice
    )
    if one.region_id is not None:
        query = query.where(or_(SosCall.region_id == one.region_id, SosCall.region_id.is_(None)))
    return [_call(tuple(row)).telling for row in tx.execute(query.order_by(SosCall.seq.desc()).limit(limit))]


def _report(row: tuple[Any, ...]) -> Compared:
    report_id, teller, category, station, latitude, longitude, happened, place, since, until, region, practice, ok = row
    told = dict(zip(_TOLD, (place, since, until), strict=True))
    begins = moment_in(told, "held_since") or happened
    where = (latitude, longitude) if latitude is not None and longitude is not None else None
    ends = moment_in(told, "held_until")
    telling = Telling(report_id, teller, False, category, station, point_in(told), where, begins, ends)
    return Compared(telling, region, practice, bool(ok))


def _call(row: tuple[Any, ...]) -> Compared:
    call_id, teller, kind, station, s_lat, s_lon, latitude, longitude, sent_at, region, practice, for_whom = row
    there = (s_lat, s_lon) if s_lat is not None and s_lon is not None else None
    point = (latitude, longitude) if latitude is not None and longitude is not None else None
    if for_whom is not None:  # where the caller is says nothing of somebody else
        point = there = station = None
    category = OF_DISTRESS.get(kind or "")
    telling = Telling(call_id, teller, True, category, station, point, there, sent_at)
    return Compared(telling, region, practice, True)


_ROW = select(EventProposal.id, EventProposal.earlier, EventProposal.later, EventProposal.why, EventProposal.state)


def _either(one: UUID) -> Any:
    return or_(EventProposal.earlier == one, EventProposal.later == one)


def get(tx: Tx, proposal_id: int) -> ProposalRow | None:
    row = tx.execute(_ROW.where(EventProposal.id == proposal_id)).first()
    return ProposalRow(*row) if row else None


def about(tx: Tx, one: UUID) -> list[ProposalRow]:
    """All that was ever proposed of a report or call, whatever became of it."""
    return [ProposalRow(*row) for row in tx.execute(_ROW.where(_either(one)).order_by(EventProposal.id))]


def propose(tx: Tx, earlier: UUID, later: UUID, why: dict[str, Any], now: datetime) -> None:
    """Once a pair; one that waits, or lapsed, is proposed with the newest reasons; a decided one stays as it is."""
    row = {"earlier": earlier, "later": later, "why": why, "proposed_at": now, "state": PROPOSED}
    new = insert_or(tx, EventProposal).values(**row)
    waits = EventProposal.state.in_((PROPOSED, LAPSED))
    tx.execute(
        new.on_conflict_do_update(
            index_elements=["earlier", "later"], set_={"why": new.excluded.why, "state": PROPOSED}, where=waits
        )
    )


def lapse(tx: Tx, proposal_ids: Collection[int]) -> None:
    """What was near is not any more, since one of the two says something else now."""
    if proposal_ids:
        these = EventProposal.id.in_(proposal_ids) & (EventProposal.state == PROPOSED)
        tx.execute(update(EventProposal).where(these).values(state=LAPSED))


def decide(tx: Tx, proposal_id: int, state: str, person_id: int, now: datetime) -> bool:
    """Compare and set: of two who decide at once, one wins."""
    waits = (EventProposal.id == proposal_id) & (EventProposal.state == PROPOSED)
    values = {"state": state, "decided_by": person_id, "decided_at": now}
    return bool(tx.execute(update(EventProposal).where(waits).values(**values)).rowcount)


def refuse_between(tx: Tx, some: Iterable[UUID], others: Iterable[UUID], person_id: int, now: datetime) -> None:
    """Nobody is asked again whether any of the one side is the same as any of the other."""
    here, there = list(some), list(others)
    one_way = EventProposal.earlier.in_(here) & EventProposal.later.in_(there)
    other_way = EventProposal.earlier.in_(there) & EventProposal.later.in_(here)
    waits = EventProposal.state.in_((PROPOSED, LAPSED))
    values = {"state": REFUSED, "decided_by": person_id, "decided_at": now}
    tx.execute(update(EventProposal).where(one_way | other_way, waits).values(**values))


def left_events(tx: Tx, one: UUID) -> set[int]:
    """The events that a report or call was taken out of, and those that they were merged into since."""
    gone = or_(EventSource.report_id == one, EventSource.call_id == one) & EventSource.left_at.is_not(None)
    found = fresh = set(tx.execute(select(EventSource.event_id).where(gone)).scalars())
    while fresh:
        merged = select(Event.merged_into).where(Event.id.in_(fresh), Event.merged_into.is_not(None))
        fresh = {into for into in tx.execute(merged).scalars() if into is not None} - found
        found = found | fresh
    return found


def set_apart(tx: Tx) -> list[tuple[str, str]]:
    """The codes of two reports that somebody said are not the same."""
    other = aliased(Report)
    query = (
        select(Report.code, other.code)
        .select_from(EventProposal)
        .join(Report, EventProposal.earlier == Report.id)
        .join(other, EventProposal.later == other.id)
        .where(EventProposal.state == REFUSED)
    )
    return [(one, another) for one, another in tx.execute(query)]
