"""The wrong station, noticed late: what was filed from it today is counted to the right one, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from storage import moves, people, revisions, stations, visits
from storage.accounts import Member
from storage.database import Tx
from storage.stations import StationCard


@dataclass(frozen=True, slots=True)
class Moved:
    """How many reports are counted to `here` now; the alerts of those that rang."""

    here: StationCard
    reports: int
    alerts: tuple[int, ...]


def reports_to_move(tx: Tx, member: Member, former: StationCard, now: datetime) -> int:
    return moves.count(tx, member.person_id, former.id, _since(tx, member, former, now))


def move_drafts(tx: Tx, member: Member, former: StationCard, here: StationCard) -> None:
    """What is being filled goes to the right station at once: nobody has read it yet."""
    for draft_id, state in moves.open_drafts(tx, member.person_id, former.id):
        answers = _readdressed(state.get("answers", {}), former, here)
        moves.move_draft(tx, draft_id, here.id, {**state, "answers": answers})


def move_reports(tx: Tx, member: Member, former_id: int, here_id: int, now: datetime) -> Moved | None:
    """Count the person's reports of this day, or this visit, to `here`. None when the button is out of date: the right
    station is not the person's any more, or the wrong one is again."""
    mine = {one.id: one for one in stations.assigned_to(tx, member.person_id)}
    former = stations.find(tx, former_id)
    if here_id not in mine or former is None or former_id in mine:
        return None
    here, moved, alerts = mine[here_id], 0, []
    for report in moves.movable(tx, member.person_id, former.id, _since(tx, member, former, now)):
        answers = _readdressed(report.answers, former, here)
        if moves.move(tx, report, answers, here.id, here.region_id, member.person_id, now):
            moved += 1
            _move_correction(tx, report.id, former, here)
            alerts += [report.alert_id] if report.alert_id is not None else []
    details = {"former": former.code, "reports": moved}
    people.log(tx, now, member.person_id, "move_reports", f"station:{here.code}", **details)
    return Moved(here, moved, tuple(alerts))


def _move_correction(tx: Tx, report_id: UUID, former: StationCard, here: StationCard) -> None:
    """A correction that is under way must not bring the report back to the wrong station."""
    begun = revisions.open_correction(tx, report_id)
    if begun is not None:
        answers = _readdressed(begun.state.get("answers", {}), former, here)
        moves.move_draft(tx, begun.id, here.id, {**begun.state, "answers": answers})


def _readdressed(answers: dict[str, Any], former: StationCard, here: StationCard) -> dict[str, Any]:
    return {**answers, "station": here.code} if answers.get("station") == former.code else answers


def _since(tx: Tx, member: Member, former: StationCard, now: datetime) -> datetime:
    """The beginning of the station's day, or of the visit if that began before midnight."""
    zone = ZoneInfo(former.time_zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(now.tzinfo)
    visit = visits.open_visit(tx, member.person_id)
    return min(midnight, visit.arrived_at) if visit else midnight
