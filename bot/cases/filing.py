"""Filing a report: a draft begun, answered step by step, and submitted once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from bot.cases.forms import FormLibrary
from bot.cases.ladder import raise_alert
from bot.cases.proposing import propose_for_report
from bot.cases.routing import raises_alert
from bot.cases.whereabouts import current_station
from bot.core import incidents
from bot.core.forms import Event, Form, Problem, State, begin, final_answers, step
from bot.core.words import Channel, FollowUp, Verification
from storage import forms, reports, stations
from storage.accounts import Member
from storage.database import Tx
from storage.forms import DraftRow
from storage.stations import StationCard

MOST_LATER_WORDS = 50


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whose report it is, where somebody else writes it down; how it came."""

    reporter: Member
    channel: Channel


@dataclass(frozen=True, slots=True)
class Filling:
    """A draft in hand: its form, where the interview stands, and the zone its times are said in."""

    draft: DraftRow
    form: Form
    state: State
    zone: ZoneInfo
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that is stored; `alert_id` when it rings, one of practice at those who practise."""

    report_id: UUID
    code: str
    alert_id: int | None
    region_id: int | None
    late: bool
    practice: bool = False


def begin_filling(
    tx: Tx,
    library: FormLibrary,
    member: Member,
    form_id: str,
    now: datetime,
    zone: ZoneInfo,
    known: Mapping[str, str],
    message: str = "",
    behalf: OnBehalf | None = None,
) -> Filling | None:
    """Begin a draft on the form's current version, at the reporter's station; None when there is no such form.

    `known` are answers that are not asked any more, by question name; `message` is where they came from.
    """
    version_id = forms.current_version(tx, form_id)
    if version_id is None:
        return None
    form = library.get(tx, version_id)
    reporter = behalf.reporter if behalf else member
    here = current_station(tx, reporter.person_id)
    zone = ZoneInfo(here.time_zone) if here else zone
    prefill = {**known, **({"station": here.code} if here else {})}
    state = begin(form, now.astimezone(zone), prefill)
    if message and known:
        state = replace(state, given={message: next(iter(known.items()))})
    draft = _keep_draft(tx, member, version_id, here, state, now, behalf)
    return Filling(draft, form, state, zone)


def _keep_draft(
    tx: Tx,
    member: Member,
    version_id: int,
    here: StationCard | None,
    state: State,
    now: datetime,
    behalf: OnBehalf | None,
) -> DraftRow:
    place = here.id if here else None
    whose = (behalf.reporter.person_id, behalf.channel) if behalf else (None, None)
    return forms.begin_draft(tx, uuid4(), member.person_id, version_id, place, state.to_json(), now, None, *whose)


def resume_filling(tx: Tx, library: FormLibrary, draft: DraftRow, zone: ZoneInfo) -> Filling:
    if draft.station_id is not None:
        zone = ZoneInfo(stations.by_id(tx, draft.station_id).time_zone)
    form = library.get(tx, draft.form_version_id)
    return Filling(draft, form, State.from_json(draft.state), zone)


def take_step(tx: Tx, filling: Filling, event: Event, now: datetime) -> tuple[Filling, str | None]:
    """Hand the event to the interview and keep where it leads; with the outcome: submitted, cancelled or None yet."""
    taken = step(filling.form, filling.state, event, now.astimezone(filling.zone))
    if taken.state != filling.state:
        forms.save_draft(tx, filling.draft.id, taken.state.to_json(), now)
    return Filling(filling.draft, filling.form, taken.state, filling.zone, taken.problem), taken.outcome


def note_delay(tx: Tx, filling: Filling, sent_at: datetime, received_at: datetime) -> None:
    """Remember that something of this report lay somewhere. A tap carries no time, so the messages have to tell."""
    if incidents.is_late(sent_at, received_at):
        forms.mark_late(tx, filling.draft.id, sent_at)


def submit_report(
    tx: Tx, filling: Filling, member: Member, sent_at: datetime, now: datetime, behalf: OnBehalf | None = None
) -> Filed | None:
    """Store the report under the draft's id and raise its alert; None when this draft was closed before.

    `member` fills it in; practice goes by them. `behalf` is given where the draft is of another's report.
    A draft that corrects a report is submitted by `revising.correct_report`.
    """
    draft = filling.draft
    assert draft.revises is None
    reporter = behalf.reporter if behalf else member
    assert draft.reported_by == (behalf.reporter.person_id if behalf else None)
    sent_at = draft.late_since or sent_at
    if not forms.close_draft(tx, draft.id, "submitted", now):
        return None
    answers = final_answers(filling.form, filling.state, now.astimezone(filling.zone))
    facts = incidents.facts_of(answers)
    here = stations.by_id(tx, draft.station_id) if draft.station_id is not None else None
    place = place_of(tx, filling.form, facts.station, here)
    region_id = place.region_id if place else here.region_id if here else reporter.region_id
    rings = raises_alert(tx, facts, answers.get("category_group"), region_id, filling.form.form_id, member.practice)
    new = reports.NewReport(
        id=draft.id,
        code=_free_code(tx),
        form_version_id=draft.form_version_id,
        reported_by=reporter.person_id,
        entered_by=member.person_id,
        channel=behalf.channel if behalf else Channel.CHAT,
        station_id=place.id if place else None,
        region_id=region_id,
        category=facts.category,
        severity=facts.severity,
        basis=facts.basis,
        phase=facts.phase,
        description=facts.description,
        occurred_at=facts.occurred_at,
        sent_at=min(sent_at, now),
        received_at=now,
        late=incidents.is_late(sent_at, now),
        practice=member.practice,
        verification=Verification.UNVERIFIED,
        follow_up=FollowUp.NEEDS_FOLLOW_UP if rings else FollowUp.NOT_APPLICABLE,
    )
    reports.add(tx, new, answers)
    alert_id = raise_alert(tx, draft.id, now) if rings else None
    propose_for_report(tx, draft.id, now)
    return Filed(draft.id, new.code, alert_id, region_id, new.late, new.practice)


def keep_later_words(tx: Tx, draft: DraftRow, text: str, at: datetime) -> None:
    """What a message of a closed draft was changed to, beside what it said then."""
    later = [*draft.state.get("edited_later", ()), {"text": text, "at": at.isoformat()}]
    forms.save_draft(tx, draft.id, {**draft.state, "edited_later": later[-MOST_LATER_WORDS:]}, draft.changed_at)


def cancel_draft(tx: Tx, draft_id: UUID, practice: bool, now: datetime) -> bool:
    """Put the draft away; what was sent with it stays stored."""
    return forms.close_draft(tx, draft_id, "practice" if practice else "cancelled", now)


def place_of(tx: Tx, form: Form, code: str | None, here: StationCard | None) -> StationCard | None:
    """The station the answers name, if the mission knows it. A form that does not ask for it means the observer's own;
    one that does and got no answer means that it was not at a station.
    """
    if code:
        return stations.by_code(tx, code)
    return None if form.question("station") else here


def _free_code(tx: Tx) -> str:
    """Six digits, said the same in every language; longer when the mission is full of reports."""
    for digits in (6, 6, 6, 7, 8):
        number = str(secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1))
        code = f"{number[:3]}-{number[3:]}"
        if not reports.code_taken(tx, code):
            return code
    return str(secrets.randbelow(9 * 10**9) + 10**9)
