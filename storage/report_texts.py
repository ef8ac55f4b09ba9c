"""Reports as a table of texts: times, ids and answers come out of the database as they are written into a CSV.

The fields are those of `ReportRow`, whatever they are. Most of the work of reading a report is turning texts into
times and ids, which a table would only turn into texts again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Select, String, Text, Uuid, bindparam, case, cast, func, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from bot.core.words import FetchState
from storage import likeness, report_pages
from storage.database import Tx
from storage.likeness import Placed
from storage.models import Attachment, Report
from storage.models.base import Utc
from storage.reports import Filter, ReportRow

FIELDS = tuple(ReportRow.__dataclass_fields__)
ID, ANSWERS, VERSION = (FIELDS.index(name) for name in ("id", "answers", "form_version_id"))
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    """`rows`, in the order of `seq`, have the fields of FIELDS; `attached` by report id (as text): all attachments,
    those still on their way; `resembled` likewise: what its attachments look the same as, in their order, and where
    that is, if it is in a report that counts. Both of reports between these, which the filter leaves out, too."""

    rows: list[Row]
    attached: dict[str, tuple[int, int]]
    resembled: dict[str, list[tuple[UUID, Placed | None]]]


def page(tx: Tx, wanted: Filter, after: int, up_to: int, size: int) -> TextPage:
    """The next reports: after < seq <= up_to.

    Times are ISO 8601 in UTC to the millisecond, yes and no true and false, `answers` JSON.
    """
    bounds = {"after": after, "up_to": up_to, "most": size}
    found = tx.execute(_rows(tx.dialect.name, wanted), bounds)
    assert found.cursor is not None
    rows = list(found.cursor.fetchall())  # texts and numbers already: nothing for SQLAlchemy to convert
    found.close()
    if not rows:
        return TextPage(rows, {}, {})
    last = rows[-1][0]
    return TextPage(rows, _attached(tx, after, last), _resembled(tx, after, last))


def _attached(tx: Tx, after: int, last: int) -> dict[str, tuple[int, int]]:
    found = tx.execute(_counts(tx.dialect.name), {"after": after, "last": last})
    return {row[0]: (row[1], row[2]) for row in found}


def _resembled(tx: Tx, after: int, last: int) -> dict[str, list[tuple[UUID, Placed | None]]]:
    found = list(tx.execute(_resembling(tx.dialect.name), {"after": after, "last": last}))
    places = likeness.places_of(tx, {row.resembles for row in found})
    told: dict[str, list[tuple[UUID, Placed | None]]] = {}
    for report_id, resembled in found:
        told.setdefault(report_id, []).append((resembled, places.get(resembled)))
    return told


@cache
def _resembling(dialect: str) -> Select[Any]:
    query = select(_text(Attachment.report_id, dialect), Attachment.resembles)
    return _between(query.where(Attachment.resembles.is_not(None))).order_by(Attachment.seq)


@cache
def _counts(dialect: str) -> Select[Any]:
    pending = func.count().filter(Attachment.fetch_state == FetchState.PENDING)
    counted = select(_text(Attachment.report_id, dialect), func.count(), pending)
    return _between(counted).group_by(Attachment.report_id)


def _between(query: Select[Any]) -> Select[Any]:
    query = query.join(Report, Report.id == Attachment.report_id)
    return query.where(Report.seq > bindparam("after"), Report.seq <= bindparam("last"))


@lru_cache(maxsize=8)
def _rows(dialect: str, wanted: Filter) -> Select[Any]:
    query = report_pages.page_query(wanted)
    texts = (_text(column, dialect) for column in query.selected_columns)
    return query.with_only_columns(*texts, maintain_column_froms=True)


def _text(column: Any, dialect: str) -> ColumnElement[Any]:
    sqlite = dialect == "sqlite"
    match column.type:
        case Utc():
            return _sqlite_time(column) if sqlite else func.to_char(func.timezone("UTC", column), _TIME)
        case Uuid():
            return _sqlite_id(column) if sqlite else cast(column, Text)
        case Boolean():
            return case((column, "true"), else_="false")  # the table has none that may be empty
        case JSON():
            return type_coerce(column, String) if sqlite else cast(column, Text)
    return column  # type: ignore[no-any-return]


_TIME = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def _sqlite_time(column: Any) -> ColumnElement[str]:
    """It lies there as 2021-01-10 03:15:00.000000."""
    stored = type_coerce(column, String)
    return func.substr(stored, 1, 10) + "T" + func.substr(stored, 12, 12) + "Z"


def _sqlite_id(column: Any) -> ColumnElement[str]:
    """It lies there as 32 hexadecimal digits."""
    stored = type_coerce(column, String)
    first, *rest = (func.substr(stored, start, long) for start, long in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12)))
    written: ColumnElement[str] = first
    for part in rest:
        written = written + "-" + part
    return written
