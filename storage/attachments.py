"""Files that people sent: a durable queue of their own, from Telegram's servers to our disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from bot.core.words import CameAs, FetchState
from storage.database import Tx
from storage.models import Attachment, Report, TelegramFile
from storage.report_index import index_report


@dataclass(frozen=True, slots=True)
class NewAttachment:
    id: UUID
    report_id: UUID
    person_id: int
    came_as: str
    caption: str | None
    album: str | None
    mime: str | None
    file_name: str | None
    declared_size: int | None
    sent_at: datetime
    received_at: datetime
    fetch_state: str
    bot_id: int
    file_id: str
    file_unique_id: str


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """`size` in bytes; `image` is what inspection found (format, pixels, metadata) or None.

    `copy` is the sha256 of the picture made anew from the pixels; `resembles` another attachment that looks the same.
    """

    seq: int
    id: UUID
    report_id: UUID
    came_as: str
    caption: str | None
    mime: str | None
    file_name: str | None
    declared_size: int | None
    sent_at: datetime
    received_at: datetime
    fetch_state: str
    kept_at: datetime | None
    sha256: str | None
    size: int | None
    verdict: str | None
    image: dict[str, Any] | None
    thumbnail: str | None
    copy: str | None = None
    copy_size: int | None = None
    fingerprint: str | None = None
    resembles: UUID | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What looking at a file brought: `image` as JSON, `thumbnail` and `copy` by their sha256, sizes in bytes."""

    verdict: str
    image: dict[str, Any] | None = None
    thumbnail: str | None = None
    copy: str | None = None
    copy_size: int | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class ToFetch:
    id: UUID
    report_id: UUID
    file_id: str
    attempts: int


_COLUMNS = tuple(getattr(Attachment, name) for name in AttachmentRow.__dataclass_fields__)


def add(tx: Tx, new: NewAttachment) -> None:
    ours = {name: getattr(new, name) for name in NewAttachment.__dataclass_fields__}
    telegrams = {name: ours.pop(name) for name in ("bot_id", "file_id", "file_unique_id")}
    tx.execute(insert(Attachment).values(**ours, fetch_attempts=0, fetch_due=new.received_at))
    tx.execute(insert(TelegramFile).values(attachment_id=new.id, **telegrams))
    if new.caption:  # of a draft there is nothing to be found yet
        index_report(tx, new.report_id)


def of_report(tx: Tx, report_id: UUID) -> list[AttachmentRow]:
    query = select(*_COLUMNS).where(Attachment.report_id == report_id).order_by(Attachment.seq)
    return [AttachmentRow(*row) for row in tx.execute(query)]


def report_of(tx: Tx, attachment_id: UUID) -> UUID:
    return tx.execute(select(Attachment.report_id).where(Attachment.id == attachment_id)).scalar_one()


def of_reports(tx: Tx, report_ids: Sequence[UUID]) -> dict[UUID, list[AttachmentRow]]:
    found: dict[UUID, list[AttachmentRow]] = {report_id: [] for report_id in report_ids}
    query = select(*_COLUMNS).where(Attachment.report_id.in_(report_ids)).order_by(Attachment.seq)
    for row in tx.execute(query):
        found[row.report_id].append(AttachmentRow(*row))
    return found


def last_album(tx: Tx, report_id: UUID) -> str | None:
    """The album that the last file of a draft came in, if it came in one."""
    query = select(Attachment.album).where(Attachment.report_id == report_id).order_by(Attachment.seq.desc())
    return tx.execute(query.limit(1)).scalar()


def count_of(tx: Tx, report_id: UUID) -> tuple[int, int]:
    """(all attachments, those whose bytes are still on their way)."""
    pending = func.count().filter(Attachment.fetch_state == FetchState.PENDING)
    row = tx.execute(select(func.count(), pending).where(Attachment.report_id == report_id)).one()
    return row[0], row[1]


def lost_of(tx: Tx, report_id: UUID) -> int:
    """How many files of a report will never be here: too big for us, or gone at Telegram."""
    lost = Attachment.fetch_state.in_((FetchState.TOO_BIG, FetchState.GONE))
    query = select(func.count()).select_from(Attachment).where(Attachment.report_id == report_id, lost)
    return tx.execute(query).scalar_one()


def first_report_with_photos(tx: Tx, person_id: int) -> UUID | None:
    """The first report somebody filed that has a photo which Telegram compressed."""
    query = (
        select(Report.id)
        .join(Attachment, Attachment.report_id == Report.id)
        .where(Report.reported_by == person_id, Attachment.came_as == CameAs.PHOTO)
        .order_by(Report.seq)
        .limit(1)
    )
    return tx.execute(query).scalar()


def telegram_files(tx: Tx, bot_id: int, report_id: UUID) -> list[tuple[str, str]]:
    """(how it came, Telegram's file id) of each attachment that this bot can send again."""
    query = (
        select(Attachment.came_as, TelegramFile.file_id)
        .join(TelegramFile, TelegramFile.attachment_id == Attachment.id)
        .where(Attachment.report_id == report_id, TelegramFile.bot_id == bot_id)
        .order_by(Attachment.seq)
    )
    return [(row[0], row[1]) for row in tx.execute(query).all()]


def lease_fetches(tx: Tx, bot_id: int, owner: str, now: datetime, until: datetime, limit: int) -> list[ToFetch]:
    """Take files that are due to be fetched; `fetch_due` doubles as the end of the lease."""
    due = (
        select(Attachment.id)
        .join(TelegramFile, TelegramFile.attachment_id == Attachment.id)
        .where(TelegramFile.bot_id == bot_id, Attachment.fetch_state == FetchState.PENDING, Attachment.fetch_due <= now)
        .order_by(Attachment.fetch_due)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Attachment)
    )
    ids = tx.execute(due).scalars().all()
    if not ids:
        return []
    tx.execute(update(Attachment).where(Attachment.id.in_(ids)).values(fetch_due=until, fetch_owner=owner))
    query = (
        select(Attachment.id, Attachment.report_id, TelegramFile.file_id, Attachment.fetch_attempts)
        .join(TelegramFile, TelegramFile.attachment_id == Attachment.id)
        .where(Attachment.id.in_(ids), TelegramFile.bot_id == bot_id)
    )
    return [ToFetch(*row) for row in tx.execute(query.order_by(Attachment.seq))]


def put_off(tx: Tx, attachment_id: UUID, due_at: datetime) -> None:
    values = {"fetch_due": due_at, "fetch_attempts": Attachment.fetch_attempts + 1, "fetch_owner": None}
    tx.execute(update(Attachment).where(Attachment.id == attachment_id).values(**values))


def not_kept(tx: Tx, attachment_id: UUID, state: FetchState) -> None:
    tx.execute(update(Attachment).where(Attachment.id == attachment_id).values(fetch_state=state, fetch_owner=None))


def kept(tx: Tx, attachment_id: UUID, sha256: str, size: int, now: datetime) -> None:
    values = {"fetch_state": FetchState.KEPT, "sha256": sha256, "size": size, "kept_at": now, "fetch_owner": None}
    tx.execute(update(Attachment).where(Attachment.id == attachment_id).values(**values))


def inspected(tx: Tx, attachment_id: UUID, found: Findings, resembles: UUID | None = None) -> None:
    values = {name: getattr(found, name) for name in Findings.__dataclass_fields__} | {"resembles": resembles}
    tx.execute(update(Attachment).where(Attachment.id == attachment_id).values(**values))


def to_inspect(tx: Tx, limit: int) -> list[tuple[UUID, str]]:
    """(attachment, SHA-256) of files kept but not yet looked at."""
    query = (
        select(Attachment.id, Attachment.sha256)
        .where(Attachment.fetch_state == FetchState.KEPT, Attachment.verdict.is_(None))
        .order_by(Attachment.seq)
        .limit(limit)
    )
    return [(attachment, sha256) for attachment, sha256 in tx.execute(query).all() if sha256]
