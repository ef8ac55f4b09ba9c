"""The sheets that are not of reports: stations, visits, calls for help, and who did what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.cases.export import calls, reading, workbook_events
from bot.cases.export.complaints import COLUMNS as COMPLAINTS
from bot.cases.export.complaints import told_complaints, told_of
from bot.cases.export.job import Job
from bot.cases.export.labels import Labels
from bot.cases.export.sheets import Book, Cell, Table
from bot.cases.export.tables import to_json
from bot.cases.export.visits import told_visits
from bot.text import Words
from storage import field_pages, note_pages
from storage.complaints import ComplaintRow
from storage.database import Tx
from storage.field_pages import AuditLine, StationLine
from storage.note_pages import NoteLine
from storage.reports import Filter

Line = TypeVar("Line", StationLine, AuditLine, NoteLine)
STATIONS = (
    *("station", "region", "district", "station_number", "station_address", "latitude", "longitude"),
    *("registered_voters", "time_zone", "type", "reports"),
)
VISITS = ("observer", "station", "region", "arrived_at", "left_at", "hours", "time_zone", "relieved")
SAID = ("kind", "outcome")  # codes of a call that have their label at the end of the row
CALLS = (*calls.COLUMNS, "attachments", "time_zone", *(f"{name}/label" for name in SAID))
LONG = ("details", "text")  # columns of words
NOTES = ("code", "at", "actor", "action", "reason", "text", "number", "answers_to", "time_zone")
AUDIT = ("at", "actor", "action", "subject", "details", "time_zone")


def write(
    book: Book, job: Job, labels: Labels, words: Words, at_station: Counter[str], told_events: Collection[str]
) -> None:
    """All but the stations is for the desk; the log is of the whole mission, so no single region's desk gets it."""
    _table(book, labels, words.say("Stations"), STATIONS, _stations(job, at_station))
    if job.terms.is_public:
        return
    if told_events:
        _table(book, labels, words.say("Events"), workbook_events.EVENTS, workbook_events.events(job, told_events))
    if not job.plan.is_of_reports_alone:
        records = list(workbook_events.records(job, words))  # a row a station at most
        if records:
            _table(book, labels, words.say("Station records"), workbook_events.RECORDS, iter(records))
        _table(book, labels, words.say("Visits"), VISITS, _visits(job))
    if job.plan.calls:
        _table(book, labels, words.say("Calls for help"), CALLS, _calls(job, labels))
    notes = _notes(job)
    if (first := next(notes, None)) is not None:
        _table(book, labels, words.say("Said and done"), NOTES, chain([first], notes))
    filed = list(told_complaints(job.database, job.plan))
    if filed:
        _table(book, labels, words.say("Complaints"), (*COMPLAINTS, "time_zone"), _complaints(job, filed))
    if job.plan.wanted.region is None:
        _table(book, labels, words.say("Log"), AUDIT, _audit(job))


def lines(job: Job, page: Callable[[Tx, Filter, int, int], list[Line]]) -> Iterator[Line]:
    """All of them, a page at a time."""
    after = 0
    while True:
        with job.database.reading() as tx:
            found = page(tx, job.plan.wanted, after, reading.PAGE)
        yield from found
        if len(found) < reading.PAGE:
            return
        after = found[-1].id


def _table(book: Book, labels: Labels, name: str, columns: tuple[str, ...], rows: Iterator[list[Cell]]) -> None:
    table = Table(
        book,
        name,
        [(code, labels.column(code.removesuffix("/label")), 60 if code in LONG else 18) for code in columns],
    )
    for row in rows:
        table.write(row)
    table.finish()


def _stations(job: Job, at_station: Counter[str]) -> Iterator[list[Cell]]:
    for one in lines(job, field_pages.stations_page):
        place = [one.code, one.region, one.district, one.number, one.address, one.latitude, one.longitude]
        yield [*place, one.registered_voters, one.time_zone, one.type, at_station[one.code]]


def _visits(job: Job) -> Iterator[list[Cell]]:
    for one in told_visits(job.database, job.plan):
        times = [_local(moment, one.time_zone) for moment in (one.arrived_at, one.left_at)]
        hours = round((one.left_at - one.arrived_at).total_seconds() / 3600, 2) if one.left_at else None
        yield [one.observer, one.station, one.region, *times, hours, one.time_zone, one.relieved]


def _calls(job: Job, labels: Labels) -> Iterator[list[Cell]]:
    for one in calls.calls(job.database, job.plan):
        zone = one.row.time_zone or job.terms.zone.key
        told = [_local(cell, zone) if isinstance(cell, datetime) else cell for cell in calls.told_of(one)]
        said = [labels.of(name, code) if (code := getattr(one.row, name)) else None for name in SAID]
        yield [*told, len(one.attachments), zone, *said]


def _notes(job: Job) -> Iterator[list[Cell]]:
    """Questions, answers, notes, verification, follow-up; `reason` is the one that was tapped."""
    for one in lines(job, note_pages.page):
        zone = one.time_zone or job.terms.zone.key
        reason = one.details.get("reason") or one.details.get("how")
        after = one.details.get("after")
        told = ": ".join(part for part in (after, reason) if part) or None
        yield [one.code, _local(one.at, zone), one.by, one.what, told, one.text, one.id, one.answers_to, zone]


def _complaints(job: Job, filed: list[ComplaintRow]) -> Iterator[list[Cell]]:
    zone = job.terms.zone.key
    for one in filed:
        yield [*told_of(one), _local(one.made_at, zone), zone]


def _audit(job: Job) -> Iterator[list[Cell]]:
    zone = job.terms.zone.key
    for one in lines(job, field_pages.audit_page):
        details: Any = to_json(one.details) if one.details else None
        yield [_local(one.at, zone), one.actor, one.action, one.subject, details, zone]


def _local(moment: datetime | None, zone: str) -> datetime | None:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment else None
