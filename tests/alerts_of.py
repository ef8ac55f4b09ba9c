"""Reports that ring, for tests of who hears of them: filed and alerted as a turn does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from bot.cases.alerts import who_is_alerted
from bot.cases.ladder import raise_alert
from bot.core.words import Channel, FollowUp, Severity, Verification
from handlers import alerting
from storage import forms, outbox, reports, stations
from storage.database import Tx

HIGH, CRITICAL = Severity.HIGH, Severity.CRITICAL


def raised(
    tx: Tx,
    bot_id: int,
    person: int,
    code: str,
    now: datetime,
    severity: Severity = HIGH,
    late: bool = False,
    station: str = "T-1",
    group: str = "voting",
) -> int:
    """An alert that has been put in the outbox for whoever hears of it; returns its number."""
    version, place = forms.current_version(tx, "incident"), stations.by_code(tx, station)
    assert version is not None and place is not None
    sent = now - timedelta(hours=2) if late else now
    report = reports.NewReport(
        uuid4(), code, version, person, person, Channel.CHAT, place.id, place.region_id, "repeat_voting", severity,
        None, None, None, sent, sent, now, late, False, Verification.UNVERIFIED, FollowUp.NEEDS_FOLLOW_UP,
    )  # fmt: skip
    reports.add(tx, report, {"category_group": group})
    alert_id = raise_alert(tx, report.id, now)
    for intent in alerting.bring(tx, alert_id, who_is_alerted(tx, bot_id, place.region_id), now):
        outbox.enqueue(tx, bot_id, intent, now)
    return alert_id
