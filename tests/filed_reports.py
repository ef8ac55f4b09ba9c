"""A report that was filed, for tests that ask what is there and not how it came."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from bot.core.words import Channel, FollowUp, Verification
from storage import forms, reports, stations
from storage.database import Tx


def file_report(tx: Tx, person: int, form: str, station: str, when: datetime, practice: bool = False) -> None:
    version, place = forms.current_version(tx, form), stations.by_code(tx, station)
    assert version is not None and place is not None
    report = reports.NewReport(
        id=uuid4(),
        code=str(uuid4())[:7],
        form_version_id=version,
        reported_by=person,
        entered_by=person,
        channel=Channel.CHAT,
        station_id=place.id,
        region_id=place.region_id,
        category=None,
        severity=None,
        basis=None,
        phase=None,
        description=None,
        occurred_at=None,
        sent_at=when,
        received_at=when,
        late=False,
        practice=practice,
        verification=Verification.UNVERIFIED,
        follow_up=FollowUp.NOT_APPLICABLE,
    )
    reports.add(tx, report, {})
