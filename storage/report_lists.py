"""Lists of reports at the desk: what is not resolved, what was found; a page at a time, with counts for the filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, case, func, literal_column, select, text
from sqlalchemy.sql.elements import ColumnElement

from bot.core.words import AlertState, FollowUp, Severity, Verification
from storage.database import Tx
from storage.models import Alert, Report
from storage.reports import ROW, ReportRow, as_report

CAP = 2000  # reports that are counted; of more it is said that there are more
UNRESOLVED = (AlertState.OPEN, AlertState.CLAIMED)
Ways = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports, for whom. `region_id` None: a reader of the whole mission; practice is for who practises.

    `sought`: what may stand for each word (`stems.sought`); all words are wanted, or `any_word`. `claimed_by` is the
    person who took it, `since` bounds `received_at`.
    """

    region_id: int | None
    practice: bool = False
    unresolved: bool = False
    severity: str | None = None
    categories: tuple[str, ...] | None = None
    in_region: int | None = None
    station_id: int | None = None
    reported_by: int | None = None
    claimed_by: int | None = None
    unclaimed: bool = False
    needs_follow_up: bool = False
    unverified: bool = False
    since: datetime | None = None
    sought: Ways = ()
    any_word: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are (at most CAP are counted), and how many of them …"""

    every: int
    mine: int
    unclaimed: int
    follow_up: int
    unverified: int


_WORST = case({one.value: rank for rank, one in enumerate(reversed(Severity))}, value=Report.severity, else_=9)
_OPEN_FIRST = (Report.practice, Report.withdrawn_at.is_not(None), _WORST, Alert.state == AlertState.CLAIMED, Alert.id)
_COLUMNS = (
    Report.seq,
    Report.severity,
    Report.category,
    Report.region_id,
    Report.station_id,
    Report.follow_up,
    Report.verification,
    Alert.state,
    Alert.claimed_by,
)


def page(tx: Tx, wanted: Wanted, size: int, skip: int) -> list[ReportRow]:
    """Not resolved: the worst first, then what nobody has, then the oldest. Found: the newest first.

    What was withdrawn and what is practice comes last among what is not resolved.
    """
    order = _OPEN_FIRST if wanted.unresolved else (Report.seq.desc(),)
    query = _which(tx, wanted, Report.seq).order_by(*order).limit(size).offset(skip)
    seqs = list(tx.execute(query).scalars())
    rows = {row[0]: as_report(tuple(row)) for row in tx.execute(ROW.where(Report.seq.in_(seqs)))}
    return [rows[seq] for seq in seqs]


def counted(tx: Tx, wanted: Wanted, me: int) -> Counted:
    some = _newest(tx, wanted)
    nobodys, theirs = some.c.state == AlertState.OPEN, some.c.claimed_by == me
    waits, unsure = some.c.follow_up == FollowUp.NEEDS_FOLLOW_UP, some.c.verification == Verification.UNVERIFIED
    parts = [func.count().filter(one) for one in (theirs, nobodys, waits, unsure)]
    row = tx.execute(select(func.count(), *parts).select_from(some)).one()
    return Counted(*(int(number) for number in row))


def by(tx: Tx, wanted: Wanted, column: str) -> dict[Any, int]:
    """How many there are with each severity, category, region_id, station_id; the most frequent first."""
    some = _newest(tx, wanted)
    query = select(some.c[column], func.count()).group_by(some.c[column]).order_by(func.count().desc(), some.c[column])
    return {row[0]: row[1] for row in tx.execute(query) if row[0] is not None}


def without(wanted: Wanted, name: str) -> Wanted:
    """The same without one of the filters."""
    return replace(wanted, **{name: None})  # type: ignore[arg-type]


def with_any_word(wanted: Wanted) -> Wanted:
    return replace(wanted, any_word=True)


def _newest(tx: Tx, wanted: Wanted) -> Any:
    return _which(tx, wanted, *_COLUMNS).order_by(Report.seq.desc()).limit(CAP).subquery()


def _which(tx: Tx, wanted: Wanted, *columns: Any) -> Select[Any]:
    query: Select[Any] = select(*columns).select_from(Report).outerjoin(Alert, Alert.report_id == Report.id)
    query = query.where(*_conditions(wanted))
    return _with_words(query, tx.dialect.name, wanted) if wanted.sought else query


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    same: list[tuple[Any, object]] = [
        (Report.region_id, wanted.region_id),
        (Report.region_id, wanted.in_region),
        (Report.severity, wanted.severity),
        (Report.station_id, wanted.station_id),
        (Report.reported_by, wanted.reported_by),
        (Report.practice, None if wanted.practice else False),
        (Report.follow_up, FollowUp.NEEDS_FOLLOW_UP if wanted.needs_follow_up else None),
        (Report.verification, Verification.UNVERIFIED if wanted.unverified else None),
        (Alert.claimed_by, wanted.claimed_by),
        (Alert.state, AlertState.OPEN if wanted.unclaimed else None),
    ]
    found = [column == value for column, value in same if value is not None]
    found += [Alert.state.in_(UNRESOLVED)] if wanted.unresolved else []
    found += [Report.category.in_(wanted.categories)] if wanted.categories is not None else []
    return found + ([Report.received_at >= wanted.since] if wanted.since is not None else [])


def _with_words(query: Select[Any], dialect: str, wanted: Wanted) -> Select[Any]:
    """The words go to the index as a value, made of letters and digits alone."""
    if dialect == "sqlite":
        found = text("SELECT rowid FROM report_index WHERE report_index MATCH :words")
        asked = _all_of(wanted, '"{}"', '"{}"*', " OR ", " AND ")
    else:
        found = text("SELECT seq FROM report_words WHERE words_of_stems(stems) @@ CAST(:words AS tsquery)")
        asked = _all_of(wanted, "'{}'", "'{}':*", " | ", " & ")
    return query.where(Report.seq.in_(found.bindparams(words=asked).columns(literal_column("seq", Integer))))


def _all_of(wanted: Wanted, word: str, beginning: str, either: str, both: str) -> str:
    def said(way: str) -> str:
        return beginning.format(way[:-1]) if way.endswith("*") else word.format(way)

    every = (f"({either.join(said(way) for way in ways)})" for ways in wanted.sought)
    return (either if wanted.any_word else both).join(every)
