"""A report as exports tell it, and the list of what they tell: an allowlist, so that a new column is no new leak."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.cases.export.answers import Answer
from bot.core.words import CameAs, FetchState
from storage.attachments import AttachmentRow
from storage.reports import ReportRow

Cell = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment and where its bytes are in the zip. `damage`: why they are not, though they were once kept."""

    row: AttachmentRow
    path: str | None = None
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    report: ReportRow
    answers: Mapping[str, Answer]
    attachments: tuple[Enclosed, ...]

    @property
    def pending(self) -> int:
        return pending_among(self.attachments)


def pending_among(attachments: Sequence[Enclosed]) -> int:
    return sum(one.row.fetch_state == FetchState.PENDING for one in attachments)


Attached = Callable[[Enclosed], dict[str, Any]]
Columns = tuple[tuple[str, Callable[[ReportRow], Cell]], ...]
# A column is a field, or asks whether one is there: in the quickest table (`quick_csv`) fields are texts already.
FIXED: Columns = (
    ("code", lambda report: report.code),
    ("id", lambda report: str(report.id)),
    ("form", lambda report: report.form_id),
    ("form_version", lambda report: report.form_version),
    ("category", lambda report: report.category),
    ("severity", lambda report: report.severity),
    ("basis", lambda report: report.basis),
    ("phase", lambda report: report.phase),
    ("station", lambda report: report.station),
    ("station_number", lambda report: report.station_number),
    ("station_address", lambda report: report.station_address),
    ("region", lambda report: report.region),
    ("occurred_at", lambda report: report.occurred_at),
    ("sent_at", lambda report: report.sent_at),
    ("received_at", lambda report: report.received_at),
    ("late", lambda report: report.late),
    ("reported_by", lambda report: report.reported_by),
    ("entered_by", lambda report: report.entered_by),
    ("channel", lambda report: report.channel),
    ("verification", lambda report: report.verification),
    ("follow_up", lambda report: report.follow_up),
    ("alert", lambda report: report.alert),
    ("claimed_at", lambda report: report.claimed_at),
    ("resolved_at", lambda report: report.resolved_at),
    ("revision", lambda report: report.revision),
    ("description", lambda report: report.description),
    ("latitude", lambda report: report.latitude),
    ("longitude", lambda report: report.longitude),
)


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC to the millisecond, always as long, so that texts sort as times do: 2021-01-10T03:15:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(cell: Cell) -> Any:
    return instant(cell) if isinstance(cell, datetime) else cell


def attachment_object(one: Enclosed) -> dict[str, Any]:
    row = one.row
    return {
        "id": str(row.id),
        "came_as": row.came_as,
        "recompressed": _recompressed(row.came_as),
        "caption": row.caption,
        "mime": row.mime,
        "file_name": row.file_name,
        "size": row.size if row.size is not None else row.declared_size,
        "sha256": row.sha256,
        "fetch_state": row.fetch_state,
        "verdict": row.verdict,
        "image": dict(sorted(row.image.items())) if row.image else None,
        "sent_at": _plain(row.sent_at),
        "received_at": _plain(row.received_at),
        "kept_at": _plain(row.kept_at),
        "path": one.path,
        "damage": one.damage,
    }


def as_object(record: Record, columns: Columns = FIXED, attached: Attached = attachment_object) -> dict[str, Any]:
    """The report as JSON: numbers, booleans and null are such, times are ISO 8601 texts."""
    told = {name: _plain(told_by(record.report)) for name, told_by in columns}
    return told | {
        "attachments_pending": record.pending,
        "answers": {name: answer.value for name, answer in record.answers.items()},
        "attachments": [attached(one) for one in record.attachments],
    }


def _recompressed(came_as: str) -> bool | None:
    """Telegram recompresses what is sent as a photo and leaves a file as it is; of the rest nobody can say."""
    return {CameAs.PHOTO: True, CameAs.FILE: False}.get(CameAs(came_as))
