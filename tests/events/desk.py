"""Reports and calls made straight in the tables, and a coordinator who puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import insert, update

from bot.cases import proposing, standard_forms
from bot.cases.forms import CheckedForm, check_form, publish_form
from bot.core.words import PersonState, Role
from storage import forms, people, stations
from storage.accounts import Member
from storage.database import Tx
from storage.models import Report, Revision, SosCall
from storage.stations import StationRow

NOON = datetime(2021, 1, 10, 6, tzinfo=UTC)
STATIONS = (
    StationRow("T-1", "Алатау", "Asia/Almaty", latitude=43.2400, longitude=76.9450),
    StationRow("T-2", "Алатау", "Asia/Almaty", latitude=43.2430, longitude=76.9450),  # 330 m from T-1
    StationRow("T-3", "Алатау", "Asia/Almaty", latitude=43.3000, longitude=76.9450),
    StationRow("S-9", "Сарыарқа", "Asia/Qyzylorda"),
)


class Desk:
    """Files reports and raises calls in one transaction; each is compared with what is there, as at submission."""

    def __init__(self, tx: Tx, form: str = "incident") -> None:
        self.tx = tx
        self._numbers = count(1)
        stations.save(tx, STATIONS)
        checked = check_form(standard_forms.source(form), ".md")
        assert isinstance(checked, CheckedForm)
        if forms.current_version(tx, form) is None:
            publish_form(tx, checked, NOON)
        version = forms.current_version(tx, form)
        assert version is not None
        self.version = version
        self.member = self._member(Role.COORDINATOR)
        self.observers = [self._member(Role.OBSERVER) for _ in range(4)]

    def _member(self, role: Role) -> Member:
        name = f"{role.value[0].upper()}-{7000 + next(self._numbers)}"
        person = people.add_person(self.tx, name, PersonState.ACTIVE, NOON)
        people.grant(self.tx, person, role, None, NOON)
        return Member(person, name, PersonState.ACTIVE, False, role, None)

    def report(
        self,
        category: str | None = "kettling",
        minutes: float = 0,
        by: int = 0,
        station: str | None = "T-1",
        told: Mapping[str, str] | None = None,
        practice: bool = False,
        propose: bool = True,
        **more: object,
    ) -> UUID:
        """`minutes` after noon; `by` the number of the observer."""
        number, at = next(self._numbers), NOON + timedelta(minutes=minutes)
        place = stations.by_code(self.tx, station) if station else None
        region = place.region_id if place else stations.region_named(self.tx, "Алатау")
        report_id, teller = UUID(int=number), self.observers[by].person_id
        answers = {"category": category, **(told or {})} if category else dict(told or {})
        values = {
            "id": report_id, "code": f"500-{number:03}", "form_version_id": self.version, "reported_by": teller,
            "entered_by": teller, "channel": "chat", "station_id": place.id if place else None, "region_id": region,
            "category": category, "severity": "critical" if category == "kettling" else None, "occurred_at": at,
            "sent_at": at, "received_at": at, "late": False, "practice": practice, "verification": "unverified",
            "follow_up": "needs_follow_up", "revision": 1, **more,
        }  # fmt: skip
        self.tx.execute(insert(Report).values(**values))
        row = {"report_id": report_id, "number": 1, "answers": answers, "made_at": at, "made_by": teller}
        self.tx.execute(insert(Revision).values(**row))
        if propose:
            proposing.propose_for_report(self.tx, report_id, at)
        return report_id

    def call(self, kind: str | None = "kettled", minutes: float = 0, by: int = 0, **more: object) -> UUID:
        number, at = next(self._numbers), NOON + timedelta(minutes=minutes)
        place = stations.by_code(self.tx, "T-1")
        assert place is not None
        call_id = UUID(int=10**6 + number)
        values = {
            "id": call_id, "code": f"SOS-{number:04}", "raised_by": self.observers[by].person_id, "details": {},
            "caller_state": "active", "practice": False, "kind": kind, "region_id": place.region_id,
            "station_id": place.id, "sent_at": at, "raised_at": at, "late": False, "last_word_at": at,
            "state": "open", **more,
        }  # fmt: skip
        self.tx.execute(insert(SosCall).values(**values))
        proposing.propose_for_call(self.tx, call_id, at)
        return call_id

    def sets(self, report_id: UUID, **values: object) -> None:
        self.tx.execute(update(Report).where(Report.id == report_id).values(**values))

    def waiting(self, source_id: UUID) -> list[UUID]:
        """What may be the same as this one, the nearest first."""
        return [one.other for one in proposing.waiting(self.tx, source_id)]

    def proposal(self, one: UUID, other: UUID) -> int:
        return next(row.proposal_id for row in proposing.waiting(self.tx, one) if row.other == other)
