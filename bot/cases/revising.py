"""What becomes of a report after it was filed: more is added, it is corrected, it is withdrawn.

Each makes a revision or a mark beside what was said before; nothing is overwritten, and only the reporter may do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from bot.cases.filing import Filling, place_of
from bot.cases.forms import FormLibrary
from bot.cases.ladder import raise_alert
from bot.cases.proposing import propose_for_report
from bot.cases.routing import raises_alert
from bot.core import incidents
from bot.core.forms import Form, State, final_answers
from bot.core.forms.session import settle
from bot.core.words import FollowUp, Severity
from storage import forms, people, reports, revisions, stations
from storage.accounts import Member
from storage.database import Tx
from storage.forms import DraftRow
from storage.reports import ReportRow
from storage.revisions import Promoted, RevisionRow

UNDO_FOR = timedelta(hours=1)
REASONS = ("mistake", "wrong", "unsafe", "duplicate")  # why a report is withdrawn; any other is said in words
LONGEST_REASON = 500
LONGEST_STORY = 20_000  # letters of a description with all that was added to it
RANK = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Revised:
    """A report after a change; `alert_id` of its alert, `rings` when that was raised just now.

    `differs` is False where nothing it says is new, so that no revision was made.
    """

    report: ReportRow
    alert_id: int | None
    rings: bool = False
    differs: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One answer, by question name, before and after; empty where there was or is none."""

    name: str
    before: str
    after: str


def own_report(tx: Tx, report_id: UUID | None, member: Member) -> ReportRow | None:
    """The report, if this person filed it."""
    report = reports.find(tx, report_id) if report_id is not None else None
    return report if report is not None and report.reporter_id == member.person_id else None


def begin_correction(
    tx: Tx, library: FormLibrary, report: ReportRow, member: Member, now: datetime, zone: ZoneInfo
) -> DraftRow:
    """A draft with the report's answers, at the review; the one that is open already, if there is one."""
    begun = revisions.open_correction(tx, report.id)
    if begun is not None:
        forms.save_draft(tx, begun.id, begun.state, now)  # it is the one in hand now
        return begun
    form = library.get(tx, report.form_version_id)
    place = stations.by_code(tx, report.station) if report.station else None
    local = now.astimezone(ZoneInfo(place.time_zone) if place else zone)
    state = state_of(form, report.answers, local)
    station_id = place.id if place else None
    version = report.form_version_id
    return forms.begin_draft(tx, uuid4(), member.person_id, version, station_id, state.to_json(), now, report.id)


def state_of(form: Form, answers: Mapping[str, str], now: datetime) -> State:
    """As if all had been asked. Calculations count as done, so that what was corrected by hand is not done again."""
    known = {name: value for name, value in answers.items() if name in form.names}
    calculated = settle(form, known, {}, now).calculated
    everything = frozenset(question.index for question in form.questions)
    return State(form.form_id, form.version, known, calculated, passed=everything, place="review")


def correct_report(tx: Tx, filling: Filling, member: Member, now: datetime) -> Revised | None:
    """Make a revision of what this draft corrects; None when the draft was closed before, or the report withdrawn."""
    draft = filling.draft
    assert draft.revises is not None
    report = own_report(tx, draft.revises, member)
    if not forms.close_draft(tx, draft.id, "submitted", now) or report is None or report.withdrawn_at is not None:
        return None
    final = final_answers(filling.form, filling.state, now.astimezone(filling.zone))
    beside = {name: value for name, value in report.answers.items() if name not in filling.form.names}
    answers = {**beside, **final}
    stamped = {node.name for node in filling.form.nodes if node.preload == "timestamp end"}
    if not [one for one in changes(report.answers, answers) if one.name not in stamped]:
        return Revised(report, revisions.alert_of(tx, report.id), differs=False)
    return _revise(tx, filling.form, report, answers, member, "corrected", now)


def add_words(
    tx: Tx, library: FormLibrary, report: ReportRow, text: str, member: Member, now: datetime, zone: ZoneInfo
) -> Revised | None:
    """Words said later go below what was said, with their time; None when there would be too many of them."""
    if report.time_zone:
        zone = ZoneInfo(report.time_zone)
    said = f"{now.astimezone(zone):%H:%M}: {text}"
    answers = _with_words(report.answers, said)
    if len(answers["description"]) > LONGEST_STORY:
        return None
    begun = revisions.open_correction(tx, report.id)
    if begun is not None:  # a correction that is under way must not take the new words away again
        state = {**begun.state, "answers": _with_words(begun.state["answers"], said)}
        revisions.keep_answers(tx, begun.id, state)
    return _revise(tx, library.get(tx, report.form_version_id), report, answers, member, "added", now)


def _with_words(answers: Mapping[str, str], said: str) -> dict[str, str]:
    return {**answers, "description": "\n".join(part for part in (answers.get("description"), said) if part)}


def _revise(
    tx: Tx, form: Form, report: ReportRow, answers: dict[str, str], member: Member, reason: str, now: datetime
) -> Revised:
    told = _promoted(tx, form, report, answers)
    if not revisions.add(tx, report.id, report.revision, answers, told, member.person_id, reason, now):
        raise RuntimeError(f"report {report.id} was revised by two at once")  # the turn is taken again
    alert_id = revisions.alert_of(tx, report.id)
    rings = alert_id is None and _raises_alert(tx, report, answers, told.region_id)
    if rings:
        alert_id = raise_alert(tx, report.id, now)
        reports.set_follow_up(tx, report.id, FollowUp.NEEDS_FOLLOW_UP)
    if reason == "corrected":
        propose_for_report(tx, report.id, now)
    people.log(tx, now, member.person_id, "revise", f"report:{report.id}", reason=reason)
    revised = reports.find(tx, report.id)
    assert revised is not None
    return Revised(revised, alert_id, rings)


def _raises_alert(tx: Tx, report: ReportRow, answers: dict[str, str], region_id: int | None) -> bool:
    facts, group = incidents.facts_of(answers), answers.get("category_group")
    return raises_alert(tx, facts, group, region_id, report.form_id, report.practice)


def _promoted(tx: Tx, form: Form, report: ReportRow, answers: Mapping[str, str]) -> Promoted:
    """The station is looked for again only where the answer to it changed: it may have been put right by others."""
    facts, before = incidents.facts_of(answers), incidents.facts_of(report.answers)
    now_held = revisions.promoted(tx, report.id)
    station_id, region_id = now_held.station_id, now_held.region_id
    if facts.station != before.station:
        place = place_of(tx, form, facts.station, None)
        station_id = place.id if place else None
        region_id = place.region_id if place else region_id
    return Promoted(
        station_id,
        region_id,
        facts.category,
        facts.severity,
        facts.basis,
        facts.phase,
        facts.description,
        facts.occurred_at,
    )


def is_only_begun(answers: Mapping[str, str]) -> bool:
    """An incident of which nothing is known but what was sent: there is no more in it to be lost."""
    return not (answers.get("category_group") or answers.get("category"))


def take_into(
    tx: Tx, library: FormLibrary, report: ReportRow, draft: DraftRow, member: Member, now: datetime, zone: ZoneInfo
) -> Revised | None:
    """What an incident was begun with goes to a report filed before; None when that draft was closed before, or has
    grown into a report of its own."""
    if not is_only_begun(draft.state["answers"]) or not forms.close_draft(tx, draft.id, "added", now):
        return None
    revisions.move_files(tx, draft.id, report.id)
    said = [draft.state["answers"].get(name, "") for name in ("description", "place")]
    text = "\n".join(part for part in said if part)
    if text:
        return add_words(tx, library, report, text, member, now, zone)
    return Revised(report, revisions.alert_of(tx, report.id), differs=False)


def withdraw_report(tx: Tx, report: ReportRow, reason: str, member: Member, now: datetime) -> bool:
    """The report stays, marked; False when it was withdrawn before. A correction that was begun is put away."""
    if not revisions.withdraw(tx, report.id, reason[:LONGEST_REASON], now):
        return False
    begun = revisions.open_correction(tx, report.id)
    if begun is not None:
        forms.close_draft(tx, begun.id, "cancelled", now)
    people.log(tx, now, member.person_id, "withdraw", f"report:{report.id}")
    return True


def take_back_withdrawal(tx: Tx, report: ReportRow, member: Member, now: datetime) -> bool:
    """For an hour; False when it is too late, or was done before."""
    if not revisions.restore(tx, report.id, now - UNDO_FOR):
        return False
    people.log(tx, now, member.person_id, "take back withdrawal", f"report:{report.id}")
    return True


def may_restore(report: ReportRow, now: datetime) -> bool:
    return report.withdrawn_at is not None and now - report.withdrawn_at <= UNDO_FOR


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """What differs between two revisions, in the order of the later one, then what is gone."""
    names = [*after, *(name for name in before if name not in after)]
    found = (Change(name, str(before.get(name, "")), str(after.get(name, ""))) for name in names)
    return [one for one in found if one.before != one.after]


def was_worse(history: list[RevisionRow]) -> Severity | None:
    """The gravest severity that the report once had, if it has a lighter one now."""
    known = [incidents.facts_of(one.answers).severity for one in history]
    gravest = max((one for one in known if one), key=RANK.index, default=None)
    latest = known[-1] if known else None
    if gravest is None or (latest is not None and RANK.index(latest) >= RANK.index(gravest)):
        return None
    return gravest
