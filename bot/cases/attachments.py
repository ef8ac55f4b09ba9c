"""Attachments: noted at once, fetched by a queue, looked at by a limited child, never refused."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from bot.cases.photos.inspection import Inspection
from bot.core.words import CameAs, FetchState
from storage import attachments
from storage.attachments import NewAttachment
from storage.database import Tx

MOST_BYTES = 20 * 1024 * 1024  # what a bot may download (Bot API, getFile)
RETRY = (5, 15, 60, 300, 900)  # seconds; the last repeats
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as Telegram describes it. `size` in bytes, None when Telegram does not say."""

    came_as: CameAs
    file_id: str
    file_unique_id: str
    size: int | None
    mime: str | None
    file_name: str | None


def keep_attachment(
    tx: Tx,
    bot_id: int,
    person_id: int,
    report_id: UUID,
    file: SentFile,
    caption: str | None,
    album: str | None,
    sent_at: datetime,
    now: datetime,
    most_bytes: int | None,
) -> UUID:
    """Note that the file belongs to this draft or report; its bytes come later. Too big is noted too, not refused.

    `most_bytes` is what the Bot API server hands out; None for one of our own, which hands out everything.
    """
    too_big = is_too_big(file, most_bytes)
    attachment_id = uuid4()
    attachments.add(
        tx,
        NewAttachment(
            id=attachment_id,
            report_id=report_id,
            person_id=person_id,
            came_as=file.came_as,
            caption=caption,
            album=album,
            mime=file.mime and file.mime[:120],
            file_name=file.file_name and file.file_name[:LONGEST_NAME],
            declared_size=file.size,
            sent_at=sent_at,
            received_at=now,
            fetch_state=FetchState.TOO_BIG if too_big else FetchState.PENDING,
            bot_id=bot_id,
            file_id=file.file_id,
            file_unique_id=file.file_unique_id,
        ),
    )
    return attachment_id


def is_too_big(file: SentFile, most_bytes: int | None) -> bool:
    return most_bytes is not None and file.size is not None and file.size > most_bytes


def retry_at(attempts: int, now: datetime) -> datetime:
    """When to ask Telegram for the file again after `attempts` failures."""
    return now + timedelta(seconds=RETRY[min(attempts, len(RETRY) - 1)])


def image_facts(inspection: Inspection) -> dict[str, Any]:
    """What inspection found, as JSON, without what is stored beside it: verdict, fingerprint, the pictures' bytes."""
    facts = asdict(replace(inspection, thumbnail=None, copy=None))
    del facts["thumbnail"], facts["copy"], facts["verdict"], facts["fingerprint"]
    return {name: value for name, value in facts.items() if value not in (None, {}, "")}
