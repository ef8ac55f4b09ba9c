"""Whether a new report or call tells of something that was told before: found by the database, judged here, proposed.

Quick, for it stands in the way of an alarm: only what is of the same region, time and kind is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.core.events import Telling, Why, nearness, why_of
from storage import event_sources, events, proposals
from storage.database import Tx
from storage.proposals import PROPOSED, REFUSED, Compared, ProposalRow

MOST_COMPARED = 100
MOST_PROPOSED = 3  # for one new report: the nearest, each of another event


@dataclass(frozen=True, slots=True)
class MaybeSame:
    """A proposal that waits: the code of the other, and of the event that it is in."""

    proposal_id: int
    other: UUID
    code: str
    event: str | None
    why: Why


def propose_for_report(tx: Tx, report_id: UUID, now: datetime) -> None:
    """At submission, and again when the report says something else."""
    one = proposals.of_report(tx, report_id)
    if one is not None and one.telling.category is not None:
        _propose(tx, one, now)


def propose_for_call(tx: Tx, call_id: UUID, now: datetime) -> None:
    """When it is raised, and again when its caller says what happens, or where."""
    one = proposals.of_call(tx, call_id)
    if one is not None:
        _propose(tx, one, now)


def leave_practice(tx: Tx, call_id: UUID, person_id: int, now: datetime) -> None:
    """A call that turned out to be real is no part of an event of practice."""
    event_id = events.event_of(tx, call_id)
    if event_id is not None:
        events.leave(tx, event_id, call_id, person_id, now)


def _propose(tx: Tx, one: Compared, now: datetime) -> None:
    known = proposals.about(tx, one.telling.id)
    near = _near(tx, one) if one.stands else []
    refused = {row.other(one.telling.id) for row in known if row.state == REFUSED}
    inside = events.events_of(tx, [one.telling.id, *refused, *(other.id for other, _ in near)])
    told = _one_of_each_event(tx, one.telling, near, inside, refused)
    for other, why in told:
        earlier = next((row.earlier for row in known if row.other(one.telling.id) == other.id), other.id)
        later = one.telling.id if earlier == other.id else other.id
        proposals.propose(tx, earlier, later, why.to_json(), now)
    still = {other.id for other, _ in near}
    proposals.lapse(tx, [row.id for row in known if row.other(one.telling.id) not in still])


def _near(tx: Tx, one: Compared) -> list[tuple[Telling, Why]]:
    beside = proposals.reports_beside(tx, one, MOST_COMPARED) + proposals.calls_beside(tx, one, MOST_COMPARED)
    near = [(other, why) for other in beside if (why := nearness(one.telling, other)) is not None]
    return sorted(near, key=lambda pair: (-pair[1].score, pair[0].begins))


def _one_of_each_event(
    tx: Tx, one: Telling, near: list[tuple[Telling, Why]], inside: Mapping[UUID, int], refused: set[UUID]
) -> list[tuple[Telling, Why]]:
    """The nearest, but one for each event; none of what a person has set apart from this one, or has put with it."""
    closed = proposals.left_events(tx, one.id) | {inside[other] for other in refused if other in inside}
    closed |= {inside[one.id]} if one.id in inside else set()
    told: list[tuple[Telling, Why]] = []
    for other, why in near:
        event_id = inside.get(other.id)
        if other.id in refused or event_id in closed:
            continue
        told.append((other, why))
        closed |= {event_id} if event_id is not None else set()
    return told[:MOST_PROPOSED]


def waiting(tx: Tx, source_id: UUID) -> list[MaybeSame]:
    """What is still to be decided of a report or call, the nearest first; each event once."""
    rows = proposals.about(tx, source_id)
    pending = [row for row in rows if row.state == PROPOSED]
    if not pending:
        return []
    others = {row.other(source_id) for row in rows}
    inside = events.events_of(tx, [source_id, *others])
    own = inside.get(source_id)
    closed = proposals.left_events(tx, source_id) | ({own} if own is not None else set())
    closed |= {inside[row.other(source_id)] for row in rows if row.state == REFUSED and row.other(source_id) in inside}
    open_ones = _each_event_once(pending, source_id, inside, closed)
    codes = event_sources.codes_of(tx, [row.other(source_id) for row in open_ones])
    named = {event_id: row.code for event_id in set(inside.values()) if (row := events.get(tx, event_id))}
    return [
        MaybeSame(row.id, other, codes[other], named.get(inside.get(other, 0)), why_of(row.why))
        for row in open_ones
        if (other := row.other(source_id)) in codes
    ]


def _each_event_once(
    pending: list[ProposalRow], source_id: UUID, inside: Mapping[UUID, int], closed: set[int]
) -> list[ProposalRow]:
    kept, seen = [], set(closed)
    for row in sorted(pending, key=lambda row: (-int(row.why.get("score") or 0), row.id)):
        event_id = inside.get(row.other(source_id))
        if event_id is not None:
            if event_id in seen:
                continue
            seen.add(event_id)
        kept.append(row)
    return kept
