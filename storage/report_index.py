"""The words by which reports are found, kept beside every write that adds words: whoever writes them calls here.

What is kept is the same on both databases, `report_words`; each keeps its own index over it by itself: SQLite an FTS5
table filled by triggers, PostgreSQL a GIN index.
"""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, literal, null, select, union_all

from bot.core.stems import stems_of
from storage.database import Database, Tx
from storage.models import Attachment, Report, ReportNote, ReportWords, Revision
from storage.sql import insert_into

# What FTS5 keeps at its side (its documentation, section 10); the words themselves lie in `report_words` alone.
INDEX_TABLES = ("report_index", "report_index_config", "report_index_data", "report_index_idx")
PAGE = 500
_MACHINE = re.compile(r"uuid:.*|\d{4}-\d\d-\d\d(T.*)?|[\d\s.,:+-]*")  # ids, moments, places and plain numbers
_TEXTS = union_all(
    select(Report.seq, Report.description.label("said"), Report.withdrawn_reason.label("more"), Revision.answers)
    .join(Revision, (Revision.report_id == Report.id) & (Revision.number == Report.revision))
    .where(Report.id == bindparam("which")),
    select(literal(0), Attachment.caption, cast(null(), Text), null()).where(
        Attachment.report_id == bindparam("which")
    ),
    select(literal(0), ReportNote.text, cast(null(), Text), null()).where(ReportNote.report_id == bindparam("which")),
)
_NEW = {name: insert_into(name, ReportWords) for name in ("sqlite", "postgresql")}
_KEEP = {
    name: new.on_conflict_do_update(index_elements=["seq"], set_={"stems": new.excluded.stems})
    for name, new in _NEW.items()
}
_MISSING = (
    select(Report.id)
    .outerjoin(ReportWords, ReportWords.seq == Report.seq)
    .where(ReportWords.seq.is_(None))
    .order_by(Report.seq.desc())
    .limit(bindparam("most"))
)


def index_report(tx: Tx, report_id: UUID) -> None:
    """Keep the words of a report as it is now; nothing for what is no report (yet)."""
    rows = tx.execute(_TEXTS, {"which": report_id}).all()
    seq = max((row[0] for row in rows), default=0)
    if seq:
        texts = (text for row in rows for text in (row[1], row[2], *_told(row[3])) if text)
        tx.execute(_KEEP[tx.dialect.name], {"seq": seq, "stems": stems_of(texts)})


def index_old(database: Database) -> None:
    """At the start: reports from before there was an index, some at a time, so that stopping costs little."""
    while True:
        with database.transaction() as tx:
            if not index_some(tx, PAGE):
                return


def index_some(tx: Tx, most: int) -> int:
    """Reports from before there was an index, the newest first; returns how many were done, 0 when none is left."""
    found = tx.execute(_MISSING, {"most": most}).scalars().all()
    for report_id in found:
        index_report(tx, report_id)
    return len(found)


def texts_of(tx: Tx, report_id: UUID) -> list[str]:
    """What was written about a report: its description first."""
    rows = tx.execute(_TEXTS, {"which": report_id}).all()
    return [text for row in rows for text in (row[1], row[2], *_told(row[3])) if text]


def _told(answers: dict[str, str] | None) -> list[str]:
    """Answers in words and codes of choices; a description has been taken already."""
    given = (answers or {}).items()
    return [str(said) for name, said in given if name != "description" and not _MACHINE.fullmatch(str(said))]
