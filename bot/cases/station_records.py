"""The one record of a station by a checklist: what its observers agree on, what the desk chose where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cases.forms import FormLibrary
from bot.core.forms import Form
from bot.core.station_records import Checklist, Difference, Record, compared_questions, record_of
from storage import people, station_records
from storage.accounts import Member
from storage.database import Tx
from storage.station_records import Pair


@dataclass(frozen=True, slots=True)
class StationView:
    pair: Pair
    form: Form
    record: Record

    def difference(self, name: str) -> Difference | None:
        return next((one for one in self.record.differing if one.name == name), None)


def view(tx: Tx, library: FormLibrary, pair: Pair) -> StationView | None:
    """None where fewer than two observers told of it."""
    told = station_records.checklists(tx, pair.station_id, pair.form_number)
    if len({one.teller for _, one in told}) < 2:
        return None
    form = library.get(tx, max(version for version, _ in told))
    decided = station_records.decided(tx, pair.station_id, pair.form_id)
    return view_of(pair, form, [one for _, one in told], decided)


def view_of(pair: Pair, form: Form, checklists: list[Checklist], decided: dict[str, Any]) -> StationView:
    return StationView(pair, form, record_of(compared_questions(form), checklists, decided))


def choose(
    tx: Tx, library: FormLibrary, pair: Pair, name: str, code: str | None, member: Member, now: datetime
) -> StationView | None:
    """The answer of the report with this code stands, without a code it is left open; None where it has changed."""
    shown = view(tx, library, pair)
    difference = shown.difference(name) if shown is not None else None
    if difference is None:
        return None
    answered = next((one for one in difference.answers if one.by.code == code), None)
    if code is not None and answered is None:
        return None
    chosen = {"report": str(answered.by.report), "value": answered.value} if answered else {"report": None}
    who = {"by": member.person_id, "at": now.isoformat()}
    station_records.decide(tx, pair.station_id, pair.form_id, name, {**chosen, **who}, member.person_id, now)
    about = {"question": name, "report": code}
    people.log(tx, now, member.person_id, "decide", f"station:{pair.station}/{pair.form_id}", **about)
    return view(tx, library, pair)
