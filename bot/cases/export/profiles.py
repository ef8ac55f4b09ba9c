"""Who an export is for. What the public may read is an allowlist: a new column or question is private until listed.

desk    everything there is
public  for journalists and the web: no pseudonyms, no ids of messages or people, times to the minute, free text only of
        reports that were confirmed, the station's coordinates and no others, withdrawn reports left out; of the photos
        those that may be published, and of them the copies without metadata
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.cases.export.answers import Answer
from bot.cases.export.record import COUNTED, FIXED, Attached, Columns, Counted, Enclosed, Record, attachment_object
from bot.core.forms import Form, Kind
from bot.core.forms.model import SELECTS
from bot.core.words import FetchState, Language, Verification
from storage.attachments import AttachmentRow
from storage.reports import ReportRow


class Profile(StrEnum):
    DESK = "desk"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom, in which language, and in whose time a person reads it where a report has no station."""

    profile: Profile = Profile.DESK
    language: Language = Language.ENGLISH
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    @property
    def is_public(self) -> bool:
        return self.profile is Profile.PUBLIC


_COLUMNS = """
    code form form_version category severity basis phase station station_number station_address region occurred_at
    received_at late verification event description latitude longitude
"""
_INCIDENT = """
    category_group category anyone_harmed occurred_at phase basis denial_reason medical_need held_from held_to lawyer
    held_since injured in_hospital held_until temperature location who_did_it who_was_affected how_many action_taken
    no_photo_reason severity
"""
_CHECKLISTS = """
    admitted arrived_at box_shown_empty box_sealed opened_at ballots_counted ballots_announced voters_on_list
    members_present observers_present booth_secrecy accessible
    voters_counted voters_announced no_figure_reason incidents_seen queue identity_checked secrecy_kept
    seen_at_station free_to_observe mobile_box box_left_at box_returned_at box_ballots
    closed_at queue_allowed unused_cancelled unused_ballots boxes_opened_in_view count_view view_distance count_paused
    ballots_in_boxes ballots_disputed disputed_number protocol_filled_in_view copy_given protocol_posted finished_at
    left_at leaving_reason rating anyone_pressured contest
"""
PUBLIC_COLUMNS = frozenset(_COLUMNS.split())
PUBLIC_COUNTED = frozenset({"attachments", "attachments_pending", "attachment_files"})
PUBLIC_QUESTIONS = frozenset((_INCIDENT + _CHECKLISTS).split())  # codes, numbers and times; a text stays private
PUBLIC_FIGURES = re.compile(  # of a results protocol: <contest>_<source>_<figure>
    r"[a-z][a-z0-9]{0,19}_(heard|copy|posted)_"
    r"(given|registered|received|issued_inside|issued_outside|unused|found|invalid|votes_[a-z][a-z0-9_]{0,29})"
)
PUBLIC_WORDS = frozenset({"description"})  # free text, and only of a confirmed report
PUBLISHED = "public"  # the choice of `photo_use` that lets a photo out
_MOMENT = re.compile(  # 2021-01-10, 14:30:00.000, 2021-01-10T14:30:00.000+05:00
    r"(?:(\d{4}-\d\d-\d\d)(?:T|$))?(?:(\d\d:\d\d)(?::\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def columns_of(profile: Profile) -> Columns:
    return FIXED if profile is Profile.DESK else tuple(one for one in FIXED if one[0] in PUBLIC_COLUMNS)


def counted_of(profile: Profile) -> Counted:
    return COUNTED if profile is Profile.DESK else tuple(one for one in COUNTED if one[0] in PUBLIC_COUNTED)


def attached_of(profile: Profile) -> Attached:
    return attachment_object if profile is Profile.DESK else public_attachment


def may_be_asked(profile: Profile, name: str) -> bool:
    """Whether the question may have a column at all."""
    listed = name in PUBLIC_QUESTIONS or name in PUBLIC_WORDS or PUBLIC_FIGURES.fullmatch(name) is not None
    return profile is Profile.DESK or listed


def published(record: Record, form: Form) -> Record:
    """What the public may know of a report; the columns are chosen by `columns_of` besides."""
    confirmed = record.report.verification == Verification.CONFIRMED
    answers = {name: _published(form, name, one, confirmed) for name, one in record.answers.items()}
    shown = {name: one for name, one in answers.items() if one is not None}
    return Record(_row(record.report, form, confirmed), shown, _photos(record))


def public_attachment(one: Enclosed) -> dict[str, Any]:
    return {"sha256": one.row.sha256, "size": one.row.size, "mime": one.row.mime, "path": one.path}


def _row(report: ReportRow, form: Form, confirmed: bool) -> ReportRow:
    return replace(
        report,
        reported_by="",
        entered_by="",
        category=report.category if _is_code(form, "category", report.category or "") else None,
        description=report.description if confirmed else None,
        occurred_at=_to_the_minute(report.occurred_at) if report.occurred_at else None,
        received_at=_to_the_minute(report.received_at),
        sent_at=_to_the_minute(report.sent_at),
    )


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _is_code(form: Form, name: str, text: str) -> bool:
    """A choice of the form's, or what the form itself worked out; not what somebody typed."""
    question = form.question(name)
    if question is None:
        return _CODE.fullmatch(text) is not None
    return question.kind in SELECTS and set(text.split()) <= {choice.name for choice in question.choices}


def _photos(record: Record) -> tuple[Enclosed, ...]:
    use = record.answers.get("photo_use")
    allowed = use is not None and use.text == PUBLISHED
    return tuple(Enclosed(_copy(one.row)) for one in record.attachments if allowed and one.row.copy)


def _copy(row: AttachmentRow) -> AttachmentRow:
    """The copy made anew from the pixels, in the place of what was sent."""
    assert row.copy is not None
    return replace(
        row,
        sha256=row.copy,
        size=row.copy_size,
        mime="image/jpeg",
        fetch_state=FetchState.KEPT,
        caption=None,
        file_name=None,
        image=None,
        verdict=None,
        copy=None,
        copy_size=None,
        fingerprint=None,
        resembles=None,
    )


def _published(form: Form, name: str, answer: Answer, confirmed: bool) -> Answer | None:
    if not may_be_asked(Profile.PUBLIC, name):
        return None
    question = form.question(name)
    match question.kind if question else None:
        case Kind.TEXT:
            return answer if name in PUBLIC_WORDS and confirmed else None
        case Kind.DATE | Kind.TIME | Kind.DATETIME:
            return _time(answer)
        case Kind.INTEGER | Kind.DECIMAL:
            return answer if isinstance(answer.value, int | float) else None
    return answer if _is_code(form, name, answer.text) else None


def _time(answer: Answer) -> Answer | None:
    """Dates as they are, times and moments to the minute; None for what is neither."""
    found = _MOMENT.fullmatch(answer.text)
    day, clock, offset = found.groups() if found else (None, None, None)
    text = "T".join(part for part in (day, clock) if part) + (offset or "")
    return Answer(text, text) if text else None
