"""A mission with a day behind it, made straight in the tables: stations, people, reports, alerts, visits, calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from bot.core.words import PersonState, Role
from storage import forms, people, reports, stations
from storage.database import Tx
from storage.models import Alert, Assignment, Attachment, Person, Report, Revision, SosCall, Visit
from storage.stations import StationRow


@dataclass
class Field:
    """Makes things of the mission in one transaction; `now` is when they are made unless they say otherwise."""

    tx: Tx
    now: datetime
    version_id: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    def of(cls, tx: Tx, now: datetime, form: str = "incident") -> Field:
        version = forms.current_version(tx, form)
        assert version is not None
        return cls(tx, now, version)

    def station(self, code: str, region: str, voters: int | None = None, zone: str = "Asia/Almaty") -> int:
        stations.save(self.tx, [StationRow(code, region, zone, registered_voters=voters)])
        found = stations.by_code(self.tx, code)
        assert found is not None
        return found.id

    def observer(self, station: str | None = None, since: timedelta = timedelta(hours=12), **more: Any) -> int:
        """`station`: assigned there `since` ago."""
        person = people.add_person(self.tx, f"O-{5000 + next(self._numbers)}", PersonState.ACTIVE, self.now)
        people.grant(self.tx, person, Role.OBSERVER, None, self.now)
        if more:
            self.tx.execute(update(Person).where(Person.id == person).values(**more))
        if station is not None:
            where = {"station_id": self._place(station)[0], "since": self.now - since}
            self.tx.execute(insert(Assignment).values(person_id=person, **where))
        return person

    def visits(self, person: int, station: str, arrived: datetime, left: datetime | None = None) -> None:
        where = self._place(station)[0]
        self.tx.execute(insert(Visit).values(person_id=person, station_id=where, arrived_at=arrived, left_at=left))

    def report(
        self,
        category: str | None = "repeat_voting",
        severity: str | None = "high",
        *,
        at: datetime | None = None,
        station: str | None = "T-1",
        by: int | None = None,
        claimed: datetime | None = None,
        resolved: datetime | None = None,
        rings: bool | None = None,
        **more: Any,
    ) -> UUID:
        number, at = next(self._numbers), at or self.now
        place, region = self._place(station) if station else (None, more.pop("region_id", None))
        person = by if by is not None else self.observer()
        report_id = UUID(int=number)
        values = {
            "id": report_id, "code": f"{300 + number // 1000}-{number % 1000:03}", "form_version_id": self.version_id,
            "reported_by": person, "entered_by": person, "channel": "chat", "station_id": place, "region_id": region,
            "category": category, "severity": severity, "sent_at": at, "received_at": at, "late": False,
            "practice": False, "verification": "unverified", "follow_up": "needs_follow_up", "revision": 1, **more,
        }  # fmt: skip
        self.tx.execute(insert(Report).values(**values))
        said = {
            "report_id": report_id,
            "number": 1,
            "answers": {"category": category},
            "made_at": at,
            "made_by": person,
        }
        self.tx.execute(insert(Revision).values(**said))
        if rings if rings is not None else severity in ("high", "critical") and not more.get("practice"):
            alert = reports.raise_alert(self.tx, report_id, at)
            state = "resolved" if resolved else "claimed" if claimed else "open"
            moved = {"state": state, "claimed_at": claimed or resolved, "resolved_at": resolved}
            self.tx.execute(update(Alert).where(Alert.id == alert).values(**moved))
        return report_id

    def corrects(self, report_id: UUID, at: datetime) -> None:
        by = self.observer()
        said = {"report_id": report_id, "number": 2, "answers": {}, "made_at": at, "made_by": by, "reason": "corrected"}
        self.tx.execute(insert(Revision).values(**said))

    def withdraws(self, report_id: UUID, at: datetime) -> None:
        self.tx.execute(update(Report).where(Report.id == report_id).values(withdrawn_at=at))

    def photo(self, report_id: UUID, thumbnail: str) -> None:
        number = next(self._numbers)
        self.tx.execute(
            insert(Attachment).values(
                id=UUID(int=10**6 + number), report_id=report_id, person_id=self.observer(), came_as="photo",
                sent_at=self.now, received_at=self.now, fetch_state="kept", fetch_attempts=0, verdict="ok",
                thumbnail=thumbnail,
            )
        )  # fmt: skip

    def call(self, *, region_id: int | None = None, at: datetime | None = None, **more: Any) -> str:
        number, at = next(self._numbers), at or self.now
        code = f"{900 + number // 1000}-{number % 1000:03}"
        values = {
            "id": UUID(int=2 * 10**6 + number), "code": code, "raised_by": self.observer(), "caller_state": "active",
            "practice": False, "region_id": region_id, "details": {}, "sent_at": at, "raised_at": at, "late": False,
            "last_word_at": at, "state": "open", **more,
        }  # fmt: skip
        self.tx.execute(insert(SosCall).values(**values))
        return code

    def region(self, name: str) -> int:
        return stations.ensure_region(self.tx, name)

    def _place(self, code: str) -> tuple[int, int]:
        found = stations.by_code(self.tx, code)
        assert found is not None, code
        return found.id, found.region_id
