"""Questions and answers in reports' files, and which message of a chat is about what."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from bot.core.words import OutboxState
from storage.database import Tx
from storage.models import Attachment, MessageRef, Outbox, Report, ReportNote, TelegramFile


def of_person(tx: Tx, person_id: int, what: str) -> list[int]:
    """Notes of this kind about the reports of a person, the oldest first."""
    query = select(ReportNote.id).join(Report, ReportNote.report_id == Report.id)
    query = query.where(Report.reported_by == person_id, ReportNote.what == what)
    return list(tx.execute(query.order_by(ReportNote.id)).scalars())


def turn_into(tx: Tx, note_id: int, what: str, new: str) -> bool:
    """Compare and set."""
    same = (ReportNote.id == note_id) & (ReportNote.what == what)
    return bool(tx.execute(update(ReportNote).where(same).values(what=new)).rowcount)


def add_file(tx: Tx, note_id: int, attachment_id: UUID) -> None:
    """One more item of an album."""
    details = tx.execute(select(ReportNote.details).where(ReportNote.id == note_id)).scalar_one()
    files = [*details.get("attachments", ()), str(attachment_id)]
    new = {**details, "attachments": files}
    tx.execute(update(ReportNote).where(ReportNote.id == note_id).values(details=new))


def files(tx: Tx, bot_id: int, attachment_ids: list[UUID]) -> list[tuple[str, str]]:
    """(how it came, Telegram's file id) of these attachments, as far as this bot can send them again."""
    query = select(Attachment.came_as, TelegramFile.file_id)
    query = query.join(TelegramFile, TelegramFile.attachment_id == Attachment.id)
    query = query.where(Attachment.id.in_(attachment_ids), TelegramFile.bot_id == bot_id)
    return [(row[0], row[1]) for row in tx.execute(query.order_by(Attachment.seq))]


def shown_in(tx: Tx, account_id: int, message_id: int) -> list[tuple[str, str]]:
    """What a message of this chat is about, as (kind, subject): what it is remembered for, else what was sent in it."""
    known = (MessageRef.account_id == account_id) & (MessageRef.message_id == message_id)
    subjects = tx.execute(select(MessageRef.subject).where(known).order_by(MessageRef.subject)).scalars().all()
    if subjects:
        return [(kind, rest) for kind, _, rest in (one.partition(":") for one in subjects)]
    said = (Outbox.account_id == account_id) & (Outbox.message_id == message_id) & (Outbox.state == OutboxState.SENT)
    query = select(Outbox.kind, Outbox.subject).where(said).order_by(Outbox.id.desc()).limit(1)
    return [(row[0], row[1]) for row in tx.execute(query)]
