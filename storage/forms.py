"""Published forms and the drafts that people are filling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from storage.database import Tx
from storage.models import Draft, Form, FormVersion


@dataclass(frozen=True, slots=True)
class DraftRow:
    id: UUID
    person_id: int
    form_version_id: int
    station_id: int | None
    state: dict[str, Any]
    begun_at: datetime
    outcome: str | None
    late_since: datetime | None = None


_DRAFT = select(
    Draft.id,
    Draft.person_id,
    Draft.form_version_id,
    Draft.station_id,
    Draft.state,
    Draft.begun_at,
    Draft.outcome,
    Draft.late_since,
)


_BY_ID = _DRAFT.where(Draft.id == bindparam("which"))
_LAST_OPEN = (
    _DRAFT.where(Draft.person_id == bindparam("of_person"), Draft.closed_at.is_(None))
    .order_by(Draft.changed_at.desc(), Draft.begun_at.desc())
    .limit(1)
)
_LAST_OPEN_OF = (
    _LAST_OPEN.join(FormVersion, Draft.form_version_id == FormVersion.id)
    .join(Form, FormVersion.form_id == Form.id)
    .where(Form.form_id == bindparam("of_form"))
)
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
) -> DraftRow:
    row = {"id": draft_id, "person_id": person_id, "form_version_id": version_id, "station_id": station_id}
    tx.execute(_NEW, {**row, "state": state, "begun_at": now, "changed_at": now})
    return DraftRow(draft_id, person_id, version_id, station_id, state, now, None)


def get_draft(tx: Tx, draft_id: UUID) -> DraftRow | None:
    row = tx.execute(_BY_ID, {"which": draft_id}).first()
    return DraftRow(*row) if row else None


def open_draft(tx: Tx, person_id: int) -> DraftRow | None:
    """The draft the person worked on last, of those still open."""
    row = tx.execute(_LAST_OPEN, {"of_person": person_id}).first()
    return DraftRow(*row) if row else None


def open_draft_of(tx: Tx, person_id: int, form_id: str) -> DraftRow | None:
    """The same, of the drafts of one form."""
    row = tx.execute(_LAST_OPEN_OF, {"of_person": person_id, "of_form": form_id}).first()
    return DraftRow(*row) if row else None


def save_draft(tx: Tx, draft_id: UUID, state: dict[str, Any], now: datetime) -> None:
    tx.execute(_ONE, {"which": draft_id, "state": state, "changed_at": now})


def mark_late(tx: Tx, draft_id: UUID, since: datetime) -> None:
    """A message for the draft lay somewhere from `since` on; the first one counts."""
    unmarked = (Draft.id == draft_id) & Draft.late_since.is_(None)
    tx.execute(update(Draft).where(unmarked).values(late_since=since))


def close_draft(tx: Tx, draft_id: UUID, outcome: str, now: datetime) -> bool:
    """Close it once; False when it was closed before."""
    return bool(tx.execute(_STILL_OPEN, {"which": draft_id, "closed_at": now, "outcome": outcome}).rowcount)
