"""A report as exports tell it, and the list of what they tell: an allowlist, so that a new column is no new leak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bot.cases.export.answers import Answer
from bot.core.words import CameAs, FetchState
from storage.attachments import AttachmentRow
from storage.likeness import Placed
from storage.reports import ReportRow

Cell = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment and where its bytes are in the zip. `damage`: why they are not, though they were once kept.

    `copy_path`: where the copy without metadata is. `resembles`: the file of a report that it looks the same as.
    """

    row: AttachmentRow
    path: str | None = None
    damage: str | None = None
    copy_path: str | None = None
    resembles: Placed | None = None

    @property
    def resembled(self) -> str | None:
        """`123-456/2` is the second file of that report; of a file in no report that counts, the attachment's id."""
        return resemblance(self.row.resembles, self.resembles) if self.row.resembles else None


def resemblance(resembled: UUID, place: Placed | None) -> str:
    return f"{place.code}/{place.number}" if place is not None else str(resembled)


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
# In the quickest table (`quick_csv`) times and ids are texts already: a column takes them as they are.
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
    ("revised_at", lambda report: report.revised_at if report.revision > 1 else None),
    ("withdrawn_at", lambda report: report.withdrawn_at),
    ("withdrawn_reason", lambda report: report.withdrawn_reason),
    ("event", lambda report: report.event),
    ("description", lambda report: report.description),
    ("latitude", lambda report: report.latitude),
    ("longitude", lambda report: report.longitude),
)
Counted = tuple[tuple[str, Callable[[Record], int | str]], ...]
COUNTED: Counted = (  # what a table says of the files of a report
    ("attachments", lambda record: len(record.attachments)),
    ("attachments_pending", lambda record: record.pending),
    ("attachment_files", lambda record: joined(one.path for one in record.attachments)),
    ("attachment_copies", lambda record: joined(one.copy_path for one in record.attachments)),
    ("resembles", lambda record: joined(one.resembled for one in record.attachments)),
)


def joined(texts: Iterable[str | None]) -> str:
    return " ".join(text for text in texts if text)


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
        "image": _image(row),
        "sent_at": _plain(row.sent_at),
        "received_at": _plain(row.received_at),
        "kept_at": _plain(row.kept_at),
        "path": one.path,
        "damage": one.damage,
        "copy": _copy(one),
        "fingerprint": row.fingerprint,
        "resembles": one.resembled,
    }


def as_object(record: Record, columns: Columns = FIXED, attached: Attached = attachment_object) -> dict[str, Any]:
    """The report as JSON: numbers, booleans and null are such, times are ISO 8601 texts."""
    told = {name: _plain(told_by(record.report)) for name, told_by in columns}
    return told | {
        "attachments_pending": record.pending,
        "answers": {name: answer.value for name, answer in record.answers.items()},
        "attachments": [attached(one) for one in record.attachments],
    }


def _copy(one: Enclosed) -> dict[str, Any] | None:
    """A file that was derived, and how: never to be taken for the one that was sent."""
    row = one.row
    if row.copy is None:
        return None
    method = (row.image or {}).get("copy_method")
    return {"sha256": row.copy, "size": row.copy_size, "method": method, "path": one.copy_path}


def _image(row: AttachmentRow) -> dict[str, Any] | None:
    """What the file says of itself; how its copy was made is told with the copy."""
    said = {name: value for name, value in sorted((row.image or {}).items()) if name != "copy_method"}
    return said or None


def _recompressed(came_as: str) -> bool | None:
    """Telegram recompresses what is sent as a photo and leaves a file as it is; of the rest nobody can say."""
    return {CameAs.PHOTO: True, CameAs.FILE: False}.get(CameAs(came_as))
