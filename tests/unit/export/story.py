"""The day of the first three situations of the field, invented stations and people: what a briefing is made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.cases import sos
from bot.core.distress import Outcome
from bot.core.words import PersonState, Role
from storage import people
from storage.accounts import Member
from storage.models import Attachment, Report, SosCall, Visit
from tests.unit.export.mission import DAY, Mission

INSIDE = {
    "category_group": "liberty",
    "category": "kettling",
    "severity": "critical",
    "basis": "saw_myself",
    "phase": "voting",
    "temperature": "-9",
}


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def happened(hours: float) -> str:
    return at(hours).isoformat(timespec="milliseconds")


def tell(mission: Mission) -> None:
    """Kettled; kept out; the network dies; a protocol; one rejected, one withdrawn, one confirmed."""
    ring = {**INSIDE, "station": "001", "occurred_at": happened(5.67), "held_since": happened(5.67)}
    mission.report({**ring, "held_from": "30", "description": "Алаңда қоршап алды, шығармай тұр."}, at=at(5.8))
    released = {"held_from": "35", "held_to": "50", "held_until": happened(14.5), "in_hospital": "2", "injured": "3"}
    cold = {"temperature": "-14", "description": "Отпустили в половине девятого, двоих увезли с обморожением."}
    mission.report({**ring, **released, **cold, "occurred_at": happened(7)}, at=at(14.7), late=True)
    kept_out = {"category_group": "observer_rights", "severity": "high", "basis": "saw_myself", "phase": "opening"}
    charter = {**kept_out, "category": "observer_entry_denied", "denial_reason": "organisation_charter"}
    mission.report({**charter, "occurred_at": happened(0.75), "station": "002"}, verification="confirmed")
    health = {**charter, "denial_reason": "health_document", "station": "003"}
    mission.report({**health, "occurred_at": happened(1.5)})
    mission.report({**health, "category": "observer_removed", "occurred_at": happened(3)}, verification="rejected")
    dark = {"category": "communications_shutdown", "severity": "high", "basis": "saw_myself", "phase": "voting"}
    mission.report({**dark, "occurred_at": happened(6)}, region="Орал", at=at(9), late=True)
    taken = {**INSIDE, "category": "observer_detained", "held_from": "1", "held_to": "1", "held_since": happened(8)}
    del taken["temperature"]
    mission.report({**taken, "basis": "witness", "occurred_at": happened(8)}, region="Astana", at=at(8.5))
    differ = {"category": "protocol_altered", "severity": "critical", "basis": "document", "phase": "counting"}
    mission.report({**differ, "occurred_at": happened(15), "station": "001"}, at=at(15.2), verification="confirmed")
    gone = mission.report({**charter, "description": "қателік"}, at=at(4))
    set_report(mission, gone.code, withdrawn_at=at(5), withdrawn_reason="wrong station")
    visits(mission)
    call_for_help(mission)


def call_for_help(mission: Mission) -> None:
    """From the ring: a person sees it after three minutes; in the end two are in hospital."""
    with mission.database.transaction() as tx:
        caller = Member(mission.person, "O-1001", PersonState.ACTIVE, False, Role.OBSERVER, mission.regions["Алматы"])
        call = sos.raise_call(tx, mission.library, caller, at(11.75), at(11.75))
        tx.execute(SosCall.__table__.update().values(code="SOS-1001"))
        sos.answer(tx, call, "kind", "kettled", at(11.8))
        sos.claim_call(tx, call.seq, caller, at(11.8))
        sos.close_call(tx, call.seq, caller, Outcome.IN_HOSPITAL, at(20.5))


def visits(mission: Mission) -> None:
    with mission.database.transaction() as tx:
        station = {row[0]: row[1] for row in tx.execute(_stations())}
        for code, begin, end in (("001", 0, 12.5), ("002", 1, 2), ("003", 2, None)):
            left = None if end is None else at(end)
            row = {"person_id": mission.person, "station_id": station[code], "arrived_at": at(begin), "left_at": left}
            tx.execute(Visit.__table__.insert(), row)
        people.log(tx, at(1), mission.person, "suspended", "O-1002", reason="=1+1")


def _stations() -> Any:
    from sqlalchemy import select

    from storage.models import Station

    return select(Station.code, Station.id)


def set_report(mission: Mission, code: str, **values: Any) -> None:
    with mission.database.transaction() as tx:
        tx.execute(Report.__table__.update().where(Report.code == code).values(**values))


def set_attachment(mission: Mission, attachment: Any, **values: Any) -> None:
    with mission.database.transaction() as tx:
        tx.execute(Attachment.__table__.update().where(Attachment.id == attachment).values(**values))
