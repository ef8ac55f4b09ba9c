"""Published forms, the drafts that people are filling, and pages of those that stayed drafts for exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from bot.core.words import PersonState
from storage.database import Tx
from storage.models import Attachment, Draft, Form, FormVersion, Person, Region, Report, RoleGrant, Station
from storage.reports import Filter


@dataclass(frozen=True, slots=True)
class DraftRow:
    id: UUID
    person_id: int
    form_version_id: int
    station_id: int | None
    state: dict[str, Any]
    begun_at: datetime
    outcome: str | None
    late_since: datetime | None
    changed_at: datetime
    revises: UUID | None = None
    reported_by: int | None = None  # somebody else, for whom it is written down
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class UnsubmittedRow:
    """A draft that is no report. `region` is the person's; the station is the one named in it, else the person's own.

    `outcome` is None while it is open.
    """

    id: UUID
    form_id: str
    form_version: str
    form_version_id: int
    pseudonym: str
    region: str | None
    station: str | None
    station_region: str | None
    begun_at: datetime
    changed_at: datetime
    outcome: str | None
    state: dict[str, Any]


NOT_LEFT = ("added", "refused", "practice")  # moved to a report; of somebody not admitted; put away with practice

_DRAFT = select(
    Draft.id,
    Draft.person_id,
    Draft.form_version_id,
    Draft.station_id,
    Draft.state,
    Draft.begun_at,
    Draft.outcome,
    Draft.late_since,
    Draft.changed_at,
    Draft.revises,
    Draft.reported_by,
    Draft.channel,
)


_BY_ID = _DRAFT.where(Draft.id == bindparam("which"))
_LAST_OPEN = (
    _DRAFT.where(Draft.person_id == bindparam("of_person"), Draft.closed_at.is_(None))
    .order_by(Draft.changed_at.desc(), Draft.begun_at.desc())
    .limit(1)
)
_OF_FORM = (
    _LAST_OPEN.join(FormVersion, Draft.form_version_id == FormVersion.id)
    .join(Form, FormVersion.form_id == Form.id)
    .where(Form.form_id == bindparam("of_form"), Draft.revises.is_(None))  # a correction is not one begun anew
)
_LAST_OPEN_OF = _OF_FORM.where(Draft.reported_by.is_(None))
_OPEN_ENTRY = _OF_FORM.where(Draft.reported_by == bindparam("of_reporter"))
_ONE = update(Draft).where(Draft.id == bindparam("which"))
_STILL_OPEN = _ONE.where(Draft.closed_at.is_(None))
_NEW = insert(Draft)


def publish(
    tx: Tx, form_id: str, version: str, xform: str, source: bytes, source_type: str, now: datetime
) -> int | None:
    """Store a version and make it the current one; None when this version is already there."""
    form = tx.execute(select(Form.id).where(Form.form_id == form_id)).scalar()
    if form is None:
        form = tx.execute(insert(Form).values(form_id=form_id).returning(Form.id)).scalar_one()
    same = select(FormVersion.id).where(FormVersion.form_id == form, FormVersion.version == version)
    if tx.execute(same).first():
        return None
    values = {"form_id": form, "version": version, "xform": xform, "source": source, "source_type": source_type}
    row = insert(FormVersion).values(**values, published_at=now).returning(FormVersion.id)
    version_id = tx.execute(row).scalar_one()
    tx.execute(update(Form).where(Form.id == form).values(current_version_id=version_id))
    return version_id


def current_version(tx: Tx, form_id: str) -> int | None:
    return tx.execute(select(Form.current_version_id).where(Form.form_id == form_id)).scalar()


def xform_of(tx: Tx, version_id: int) -> str:
    return tx.execute(select(FormVersion.xform).where(FormVersion.id == version_id)).scalar_one()


def listed(tx: Tx) -> list[tuple[str, str, datetime]]:
    """Each form with its current version and when that was published."""
    query = select(Form.form_id, FormVersion.version, FormVersion.published_at).join(
        FormVersion, Form.current_version_id == FormVersion.id
    )
    return [(row[0], row[1], row[2]) for row in tx.execute(query.order_by(Form.form_id))]


def current(tx: Tx) -> list[tuple[int, str, int]]:
    """(number, form id, current version) of each form, in the order in which they were first published."""
    query = select(Form.id, Form.form_id, Form.current_version_id).where(Form.current_version_id.is_not(None))
    return [(number, form_id, version) for number, form_id, version in tx.execute(query.order_by(Form.id)) if version]


def versions_of(tx: Tx, form_id: str | None = None) -> list[tuple[int, str, str]]:
    """(version id, form id, version) of everything ever published, oldest first."""
    query = select(FormVersion.id, Form.form_id, FormVersion.version).join(Form, FormVersion.form_id == Form.id)
    if form_id is not None:
        query = query.where(Form.form_id == form_id)
    return [(row[0], row[1], row[2]) for row in tx.execute(query.order_by(FormVersion.id))]


def begin_draft(
    tx: Tx,
    draft_id: UUID,
    person_id: int,
    version_id: int,
    station_id: int | None,
    state: dict[str, Any],
    now: datetime,
    revises: UUID | None = None,
    reported_by: int | None = None,
    channel: str | None = None,
) -> DraftRow:
    row: dict[str, Any] = {
        "id": draft_id,
        "person_id": person_id,
        "form_version_id": version_id,
        "station_id": station_id,
    }
    row |= {"revises": revises, "reported_by": reported_by, "channel": channel}
    tx.execute(_NEW, {**row, "state": state, "begun_at": now, "changed_at": now})
    whose = (revises, reported_by, channel)
    return DraftRow(draft_id, person_id, version_id, station_id, state, now, None, None, now, *whose)


def get_draft(tx: Tx, draft_id: UUID) -> DraftRow | None:
    row = tx.execute(_BY_ID, {"which": draft_id}).first()
    return DraftRow(*row) if row else None


def open_draft(tx: Tx, person_id: int) -> DraftRow | None:
    """The draft the person worked on last, of those still open."""
    row = tx.execute(_LAST_OPEN, {"of_person": person_id}).first()
    return DraftRow(*row) if row else None


def open_drafts(tx: Tx, person_id: int) -> list[DraftRow]:
    """All that are open, the one in hand first."""
    mine = _DRAFT.where(Draft.person_id == person_id, Draft.closed_at.is_(None))
    query = mine.order_by(Draft.changed_at.desc(), Draft.begun_at.desc())
    return [DraftRow(*row) for row in tx.execute(query)]


def open_draft_of(tx: Tx, person_id: int, form_id: str) -> DraftRow | None:
    """The same, of the drafts of one form; not what is written down for others."""
    row = tx.execute(_LAST_OPEN_OF, {"of_person": person_id, "of_form": form_id}).first()
    return DraftRow(*row) if row else None


def open_entry(tx: Tx, person_id: int, reported_by: int, form_id: str) -> DraftRow | None:
    """What somebody writes down for another on this form and has not submitted."""
    known = {"of_person": person_id, "of_form": form_id, "of_reporter": reported_by}
    row = tx.execute(_OPEN_ENTRY, known).first()
    return DraftRow(*row) if row else None


def latest_drafts(tx: Tx, person_id: int, limit: int) -> list[DraftRow]:
    """A person's drafts, closed ones too, the last changed first."""
    query = _DRAFT.where(Draft.person_id == person_id).order_by(Draft.changed_at.desc(), Draft.begun_at.desc())
    return [DraftRow(*row) for row in tx.execute(query.limit(limit))]


def save_draft(tx: Tx, draft_id: UUID, state: dict[str, Any], now: datetime) -> None:
    tx.execute(_ONE, {"which": draft_id, "state": state, "changed_at": now})


def mark_late(tx: Tx, draft_id: UUID, since: datetime) -> None:
    """A message for the draft lay somewhere from `since` on; the first one counts."""
    unmarked = (Draft.id == draft_id) & Draft.late_since.is_(None)
    tx.execute(update(Draft).where(unmarked).values(late_since=since))


def close_draft(tx: Tx, draft_id: UUID, outcome: str, now: datetime) -> bool:
    """Close it once; False when it was closed before."""
    return bool(tx.execute(_STILL_OPEN, {"which": draft_id, "closed_at": now, "outcome": outcome}).rowcount)


_Named, _StationRegion, _Filler = aliased(Station), aliased(Region), aliased(Person)
_UNSUBMITTED = (
    select(
        Draft.id,
        Form.form_id,
        FormVersion.version,
        Draft.form_version_id,
        Person.pseudonym,
        Region.name,
        Station.code,
        _StationRegion.name,
        Draft.begun_at,
        Draft.changed_at,
        Draft.outcome,
        Draft.state,
    )
    .join(FormVersion, Draft.form_version_id == FormVersion.id)
    .join(Form, FormVersion.form_id == Form.id)
    .join(Person, func.coalesce(Draft.reported_by, Draft.person_id) == Person.id)
    .join(_Filler, Draft.person_id == _Filler.id)
    .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.until.is_(None))
    .outerjoin(Region, RoleGrant.region_id == Region.id)
    .outerjoin(_Named, _Named.code == Draft.state[("answers", "station")].as_string())
    .outerjoin(Station, Station.id == func.coalesce(_Named.id, Draft.station_id))
    .outerjoin(_StationRegion, Station.region_id == _StationRegion.id)
)


def unsubmitted_page(tx: Tx, wanted: Filter, up_to: int, after: UUID | None, size: int) -> list[UnsubmittedRow]:
    """The next drafts by id that hold a file or a description and are none of the reports up to `up_to`.

    `since` and `until` bound the last change, `region` is the person's or the station's; practice never passes. No
    draft is left out for its form or category: both may be answers that were still to come.
    """
    query = _unsubmitted(_UNSUBMITTED, wanted, up_to)
    if after is not None:
        query = query.where(Draft.id > after)
    return [UnsubmittedRow(*row) for row in tx.execute(query.order_by(Draft.id).limit(size))]


def versions_unsubmitted(tx: Tx, wanted: Filter, up_to: int) -> list[int]:
    """The form versions that those drafts are on; none when there is no such draft."""
    some = _UNSUBMITTED.with_only_columns(Draft.form_version_id, maintain_column_froms=True).distinct()
    return sorted(tx.execute(_unsubmitted(some, wanted, up_to)).scalars())


def _unsubmitted(query: Any, wanted: Filter, up_to: int) -> Any:
    """A report stored after the mark was a draft at the mark: so nothing falls between the two halves of an export."""
    is_report = exists().where(Report.id == Draft.id, (Report.seq <= up_to) | Report.practice.is_(True))
    has_file = exists().where(Attachment.report_id == Draft.id)
    is_told = Draft.state[("answers", "description")].as_string() != ""
    in_practice = _Filler.practice.is_(True) & Draft.closed_at.is_(None)  # a closed one says so itself, by its outcome
    query = query.where(~in_practice, ~is_report, has_file | is_told)
    query = query.where(Person.state != PersonState.PENDING, func.coalesce(Draft.outcome, "").not_in(NOT_LEFT))
    query = query.where(Draft.revises.is_(None))  # what it corrects is a report, with all that it ever said
    if wanted.since is not None:
        query = query.where(Draft.changed_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Draft.changed_at < wanted.until)
    if wanted.region is not None:
        query = query.where((Region.name == wanted.region) | (_StationRegion.name == wanted.region))
    return query
