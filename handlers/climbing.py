"""What climbs by itself or by hand, is given back or opened again; and how fast: `/ladder`, `a:ladder:…`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.cases import ladder
from bot.cases.alerts import NotYours, who_is_alerted
from bot.cases.ladder import WHY_UP, Moved, Up
from bot.core.ladder import OFFERED, USUAL
from handlers import alerting
from handlers.house import House
from handlers.turns import Turn
from storage import reports
from storage.database import Tx
from storage.outbox import Intent


def due(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    """For the timetable: what nobody has claimed goes up, and what was in the hands of somebody who is gone."""
    ladder.release_abandoned(tx, now)
    for up, again in ladder.climb_due(tx, now):
        to = ladder.whole_desk(tx, house.bot_id, up) if again else _rung(tx, house.bot_id, up)
        yield from alerting.ring(tx, house.bot_id, up.alert_id, to, now)


def _rung(tx: Tx, bot_id: int, up: Up) -> list[int]:
    return ladder.who_is_rung(tx, bot_id, up, up.step)


def give_back(turn: Turn, alert_id: int) -> bool:
    """Whoever has the card hears that it is free again; False when nobody had it."""
    done = ladder.give_back(turn.tx, alert_id, turn.member, turn.now)
    if isinstance(done, NotYours):
        return False
    report = reports.find(turn.tx, done.report_id)
    assert report is not None
    desk = who_is_alerted(turn.tx, turn.house.bot_id, report.region_id, report.practice)
    to = [one for one in desk if one != turn.chat.account_id]
    turn.post(alerting.ring(turn.tx, turn.house.bot_id, alert_id, to, turn.now))
    return True


def reopen(turn: Turn, alert_id: int) -> Moved | None:
    done = ladder.reopen(turn.tx, alert_id, turn.member, turn.now)
    if isinstance(done, NotYours):
        return None
    turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))
    return done


def escalate(turn: Turn, alert_id: int, reason: str) -> bool:
    """Up one rung by hand. False when it is closed."""
    up = ladder.escalate(turn.tx, alert_id, reason, turn.member, turn.now) if reason in WHY_UP else NotYours()
    if isinstance(up, NotYours):
        return False
    to = [one for one in _rung(turn.tx, turn.house.bot_id, up) if one != turn.chat.account_id]
    turn.post(alerting.ring(turn.tx, turn.house.bot_id, alert_id, to, turn.now))
    return True


def show_ladder(turn: Turn) -> None:
    """`/ladder`."""
    turn.send("ladder")


def tapped_ladder(turn: Turn, rest: str) -> None:
    """`a:ladder:<severity>[:<minutes>]`: the button says what is to be, so an old one does no harm."""
    kind, _, minutes = rest.partition(":")
    here = turn.tapped_message
    allowed = ladder.may_set(turn.member)
    if not allowed:
        turn.pop_up("for_the_mission")
    asking = kind if kind in USUAL and allowed else None
    if asking and minutes in map(str, OFFERED):
        ladder.set_pace(turn.tx, kind, int(minutes), turn.member, turn.now)
        asking = None
    turn.send("ladder", asking or "", edit=here)
