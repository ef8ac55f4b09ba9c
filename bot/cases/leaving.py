"""What somebody of the desk has in hand goes back when they may not hold it any more: it rings for the others again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases import ladder
from storage import reports, sos, team
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class GivenBack:
    """`alerts` by id; `links`: how many links they had made, or had for themselves, that admit nobody now."""

    alerts: tuple[int, ...] = ()
    links: int = 0


NOTHING = GivenBack()


def give_back(tx: Tx, person_id: int, now: datetime) -> GivenBack:
    """Calls for help and alerts that they claimed are open again; their unused links are void."""
    for call in sos.claimed_by(tx, person_id):
        sos.reopen(tx, call.seq, now)
        sos.note(tx, call.id, now, person_id, "released", None)
    alerts = tuple(team.alerts_in_hand(tx, person_id))
    for alert_id in alerts:
        ladder.release(tx, alert_id, person_id, now)
    return GivenBack(alerts, team.revoke_links_of(tx, person_id, now))


def region_of(tx: Tx, alert_id: int) -> tuple[int | None, bool]:
    """Where an alert belongs, and whether it is practice."""
    alert = reports.alert(tx, alert_id)
    report = reports.find(tx, alert.report_id) if alert is not None else None
    return (report.region_id, report.practice) if report is not None else (None, False)
