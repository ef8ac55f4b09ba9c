"""Many reports filed at one yes: each once, some at a time, so that nobody else has to wait."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.cases.batch_rows import Desk, Flaw, Row
from bot.cases.filing import Filed, Filling, OnBehalf
from bot.cases.hotline import raise_for, submit_entry
from bot.cases.sos import tell
from bot.cases.whereabouts import arrive, leave
from bot.core.forms import State, Submit, step
from bot.core.words import Channel
from storage import batches, forms, hotline, people, stations
from storage.accounts import Member
from storage.batches import BatchRow
from storage.database import Tx
from storage.sos import CallRow

AT_ONCE = 40  # reports in one transaction; it takes some tens of milliseconds
OPEN, COMING, FILING, DROPPED, REFUSED = "open", "coming", "filing", "dropped", "refused"
DONE = "✓"  # what is filed and has no code of its own: an arrival, a departure


@dataclass(frozen=True, slots=True)
class Round:
    """What one transaction filed, and how many wait for the next."""

    reports: tuple[Filed, ...]
    calls: tuple[CallRow, ...]
    left: int


def keep(tx: Tx, kind: str, member: Member, rows: list[Row], now: datetime) -> int:
    """Store what was read; its number."""
    return batches.add(tx, kind, member.person_id, [one.to_json() for one in rows], OPEN, now)


def rows_of(batch: BatchRow) -> list[Row]:
    return [Row.from_json(one) for one in batch.rows]


def ready(rows: list[Row], calls: bool) -> list[Row]:
    """Calls for help do not wait for the rest."""
    return [one for one in rows if one.ready and (one.what == "sos") == calls]


def own(tx: Tx, batch_id: int, member: Member) -> BatchRow | None:
    """The batch, for whoever made it."""
    batch = batches.get(tx, batch_id)
    return batch if batch is not None and batch.made_by == member.person_id else None


def file_some(tx: Tx, desk: Desk, batch: BatchRow, calls: bool = False) -> Round:
    """File what is ready, at most so many; what was filed before is not filed again."""
    rows = rows_of(batch)
    now, reports, rung = {one.at for one in ready(rows, calls)[:AT_ONCE]}, [], []
    for index, row in enumerate(rows):
        if row.at not in now:
            continue
        rows[index], done = _file(tx, desk, row)
        reports += [done] if isinstance(done, Filed) else []
        rung += [done] if isinstance(done, CallRow) else []
    left = len(ready(rows, calls))
    state = FILING if left and not calls else OPEN
    batches.save(tx, batch.id, [one.to_json() for one in rows], state, desk.now)
    people.log(tx, desk.now, desk.member.person_id, "enter_many", f"batch:{batch.id}", filed=len(now))
    return Round(tuple(reports), tuple(rung), left)


def _file(tx: Tx, desk: Desk, row: Row) -> tuple[Row, Filed | CallRow | None]:
    who = hotline.reporter(tx, row.who or 0)
    if who is None or (not who.active and row.what != "sos"):
        return replace(row, flaws=(Flaw("not_active", row.name),)), None
    match row.what:
        case "sos":
            call = raise_for(tx, desk.library, desk.member, who, desk.now, desk.now)
            call = tell(tx, call, desk.member.person_id, row.words or row.text, desk.now)
            return replace(row, filed=call.code), call
        case "report":
            filed = _report(tx, desk, row, who)
            if filed is None:
                return replace(row, flaws=(Flaw("form_changed", row.text[:40]),)), None
            return replace(row, filed=filed.code, state=None), filed
    return _move(tx, row, who), None


def _move(tx: Tx, row: Row, who: Member) -> Row:
    place, at = stations.by_code(tx, row.station), datetime.fromisoformat(row.told)
    if row.what == "arrived" and place is not None:
        arrive(tx, who, place.id, at)
    elif row.what == "left":
        leave(tx, who, at)
    return replace(row, filed=DONE)


def _report(tx: Tx, desk: Desk, row: Row, who: Member) -> Filed | None:
    """Once more past the form's own judgement, as any interview that ends."""
    assert row.version is not None and row.state is not None
    place = stations.by_code(tx, row.station) if row.station else None
    zone, form = ZoneInfo(place.time_zone) if place else desk.zone, desk.library.get(tx, row.version)
    done = step(form, State.from_json(row.state), Submit(), desk.now.astimezone(zone))
    if done.outcome != "submitted":
        return None
    behalf = OnBehalf(who, Channel(row.channel))
    place_id, state, by = place.id if place else None, done.state.to_json(), desk.member.person_id
    whose = (None, who.person_id, behalf.channel)
    draft = forms.begin_draft(tx, uuid4(), by, row.version, place_id, state, desk.now, *whose)
    told = datetime.fromisoformat(row.told) if row.told else desk.now
    return submit_entry(tx, Filling(draft, form, done.state, zone), desk.member, told, desk.now)


def correct(tx: Tx, batch: BatchRow, row: Row) -> None:
    """A line as it is now, in the place of the one it was."""
    rows = [row if one.at == row.at and not one.filed else one for one in rows_of(batch)]
    batches.save(tx, batch.id, [one.to_json() for one in rows], batch.state)


def file_again(tx: Tx, batch: BatchRow, at: int) -> None:
    """What was filed before is to be filed once more."""
    rows = [replace(one, again="") if one.at == at else one for one in rows_of(batch)]
    batches.save(tx, batch.id, [one.to_json() for one in rows], batch.state)


def drop(tx: Tx, batch: BatchRow) -> None:
    batches.save(tx, batch.id, batch.rows, DROPPED)
