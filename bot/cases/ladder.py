"""Reports that nobody claims climb; whoever has one may give it back, send it up by hand, or lose it with the role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.cases.alerts import NotYours, who_is_alerted
from bot.core import ladder as rungs
from bot.core.ladder import ALL, LEAD, NEAR
from bot.core.words import AlertState, FollowUp, Role
from storage import ladder, mission, people, report_notes, reports
from storage.accounts import Member
from storage.database import Tx
from storage.ladder import Climber, Seat
from storage.reports import ReportRow

SETTING = "ladder"
WHY_UP = ("decision", "grave", "nobody_free", "beyond_us")  # why somebody sends a report up by hand


@dataclass(frozen=True, slots=True)
class Up:
    """An alert that stands on this rung now."""

    alert_id: int
    step: int
    region_id: int | None
    practice: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The alert is where it was asked to be; `note` is the line about it in the report's file."""

    report_id: UUID
    note: int


def raise_alert(tx: Tx, report_id: UUID, now: datetime) -> int:
    """A report rings, and begins to climb."""
    alert_id = reports.raise_alert(tx, report_id, now)
    seen = ladder.get(tx, alert_id)
    assert seen is not None
    ladder.start(tx, alert_id, _first_step(tx, seen, now))
    return alert_id


def _first_step(tx: Tx, seen: Climber, now: datetime) -> datetime | None:
    return now + rungs.pace(seen.severity, chosen(tx)) if rungs.climbs(seen.severity, seen.late) else None


def chosen(tx: Tx) -> dict[str, int]:
    """Minutes a rung, where the desk has set them: critical, high, other."""
    return dict(mission.settings(tx).get(SETTING, {}))


def may_set(member: Member) -> bool:
    """Administrators, and coordinators of the whole mission."""
    return member.is_desk and (member.role is Role.ADMINISTRATOR or member.region_id is None)


def set_pace(tx: Tx, kind: str, minutes: int, member: Member, now: datetime) -> None:
    """What is under way keeps the time of its next rung; from there on it goes by the new pace."""
    if chosen(tx).get(kind, rungs.USUAL[kind]) == minutes:
        return
    others = {one: at for one, at in chosen(tx).items() if one != kind}
    new = others if minutes == rungs.USUAL[kind] else {**others, kind: minutes}
    mission.set_setting(tx, SETTING, new or None)
    people.log(tx, now, member.person_id, "set", "ladder", severity=kind, minutes=minutes)


def who_is_rung(tx: Tx, bot_id: int, report: Climber | ReportRow | Up, step: int) -> list[int]:
    """The accounts that a rung rings; in practice, of those who practise. Where a rung is empty, the next one."""
    desk = ladder.seats(tx, bot_id, report.practice)
    coordinators = [seat for seat in desk if seat.role == Role.COORDINATOR]
    lead = [seat for seat in desk if seat.role == Role.ADMINISTRATOR]
    if step <= NEAR:
        wide = [seat for seat in coordinators if seat.region_id is None]
        near = who_is_alerted(tx, bot_id, report.region_id, report.practice)
        return sorted({*near, *_accounts(wide)}) or _accounts(desk)
    return _accounts((coordinators if step == ALL else lead) or desk)


def whole_desk(tx: Tx, bot_id: int, report: Climber | ReportRow | Up) -> list[int]:
    return _accounts(ladder.seats(tx, bot_id, report.practice))


def _accounts(some: list[Seat]) -> list[int]:
    return [seat.account_id for seat in some]


def climb_due(tx: Tx, now: datetime) -> list[tuple[Up, bool]]:
    """What climbs now, each step once whoever else looks; True for a reminder after the last rung."""
    set_by_desk, gone_up = chosen(tx), []
    for seen in ladder.due(tx, now, now + rungs.STRANDED):
        assert seen.at is not None
        move = rungs.climb(seen.step, seen.at, seen.severity, rungs.pace(seen.severity, set_by_desk), now)
        next_at = move.next_at if rungs.climbs(seen.severity, seen.late) else None
        if not ladder.move(tx, seen, move.step, next_at) or not move.rings:
            continue
        if move.step > seen.step:
            report_notes.add(tx, seen.report_id, now, None, "climbed", step=move.step)
            people.log(tx, now, None, "climb", f"alert:{seen.alert_id}", step=move.step)
        gone_up.append((Up(seen.alert_id, move.step, seen.region_id, seen.practice), move.step == seen.step))
    return gone_up


def give_back(tx: Tx, alert_id: int, member: Member, now: datetime) -> Moved | NotYours:
    """Nobody has it any more: it is open, and climbs from the bottom. Anybody of the desk may, and it is on record."""
    alert, seen = reports.alert(tx, alert_id), ladder.get(tx, alert_id)
    if alert is None or seen is None or alert.claimed_by is None:
        return NotYours()
    if not ladder.give_back(tx, alert_id, alert.claimed_by, _first_step(tx, seen, now)):
        return NotYours()
    people.log(tx, now, member.person_id, "give back", f"alert:{alert_id}")
    return Moved(seen.report_id, report_notes.add(tx, seen.report_id, now, member.person_id, "given_back"))


def release_abandoned(tx: Tx, now: datetime) -> None:
    """Whoever was suspended or lost the role has nothing in hand: it is open again, its next step due at once."""
    for alert_id, person_id in ladder.abandoned(tx):
        release(tx, alert_id, person_id, now)


def release(tx: Tx, alert_id: int, person_id: int, now: datetime) -> None:
    seen = ladder.get(tx, alert_id)
    if seen is not None and ladder.give_back(tx, alert_id, person_id, now):
        report_notes.add(tx, seen.report_id, now, person_id, "released")
        people.log(tx, now, None, "release", f"alert:{alert_id}", person=person_id)


def next_by_hand(seen: Climber) -> int:
    return min(max(seen.step + 1, ALL), LEAD)


def escalate(tx: Tx, alert_id: int, reason: str, member: Member, now: datetime) -> Up | NotYours:
    """Up by hand, beyond the desk that has it; whoever claimed it keeps it. On the last rung the lead is rung again."""
    seen = ladder.get(tx, alert_id)
    if seen is None or seen.state is AlertState.RESOLVED:
        return NotYours()
    step = next_by_hand(seen)
    again = rungs.climb(step - 1, now, seen.severity, rungs.pace(seen.severity, chosen(tx)), now).next_at
    goes_on = seen.state is AlertState.OPEN and rungs.climbs(seen.severity, seen.late)
    if not ladder.move(tx, seen, step, again if goes_on else None):
        return NotYours()
    report_notes.add(tx, seen.report_id, now, member.person_id, "escalated", step=step, reason=reason)
    people.log(tx, now, member.person_id, "escalate", f"alert:{alert_id}", step=step, reason=reason)
    return Up(alert_id, step, seen.region_id, seen.practice)


def reopen(tx: Tx, alert_id: int, member: Member, now: datetime) -> Moved | NotYours:
    """What was resolved is not, and whoever says so has it."""
    alert = reports.alert(tx, alert_id)
    if alert is None or not ladder.reopen(tx, alert_id, member.person_id, now):
        return NotYours()
    reports.set_follow_up(tx, alert.report_id, FollowUp.NEEDS_FOLLOW_UP)
    people.log(tx, now, member.person_id, "reopen", f"alert:{alert_id}")
    return Moved(alert.report_id, report_notes.add(tx, alert.report_id, now, member.person_id, "reopened"))
