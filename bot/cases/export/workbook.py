"""The xlsx: a sheet of all reports, one for each form with its questions, then attachments, stations, visits, the log.

Beside every code stands its label in the reader's language: codes to compare by, labels to read. Times are real ones,
on the clock of the station, and the row says which zone that is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cases.export import workbook_field
from bot.cases.export.about import Listed, write_about
from bot.cases.export.answers import Answer, answer_names
from bot.cases.export.job import Job
from bot.cases.export.labels import Labels, choice_label, form_title, question_label
from bot.cases.export.profiles import columns_of, may_be_asked
from bot.cases.export.record import Enclosed, Record
from bot.cases.export.sheets import PICTURE, Book, Cell, Table
from bot.core.forms import Form
from bot.core.forms.model import SELECTS, Kind
from bot.core.forms.values import on_the_wall, parse_moment
from bot.text import Words, later, words_of

MOST_PICTURES = 2000  # each costs a kilobyte of memory, and a sheet with more is slow to open
WIDTHS = {
    "code": 10,
    "category": 28,
    "form": 12,
    "form_version": 8,
    "basis": 12,
    "station": 10,
    "description": 60,
    "station_address": 30,
    "id": 36,
    "sha256": 66,
    "photo": 13,
    "details": 60,
}
ZONE, RESEMBLES = "time_zone", "resembles"
FILES = ("code", "number", "came_as", "fetch_state", "verdict", "size", "sha256", "mime", "file_name", "caption")
FILE_TIMES = ("sent_at", "received_at", "kept_at")
PUBLIC_FILES = ("code", "number", "size", "sha256", "mime")
REPORTS, ATTACHMENTS = later("Reports"), later("Attachments")
LABEL = "/label"  # after a code's name: the column of its label


class Workbook:
    """Written as the reports come; `finish` adds what is not of reports, and closes it. `pictures`: at most so many."""

    def __init__(self, path: Path, job: Job, pictures: int | None = None) -> None:
        self._job, self._words = job, words_of(job.terms.language)
        self._book = Book(path, path.parent, job.plan.as_of.replace(tzinfo=None))
        self._about = self._book.add(self._words.say("About"))
        self._listed = Listed()
        shown = MOST_PICTURES if pictures is None else pictures
        self._reports = _Reports(job, self._book, self._words, self._listed, shown)

    def write(self, record: Record) -> None:
        self._reports.write(record)

    def finish(self) -> None:
        reports = self._reports
        reports.finish()
        labels, at_station = reports.labels, reports.at_station
        workbook_field.write(self._book, self._job, labels, self._words, at_station, reports.events)
        write_about(self._about, self._book, self._job, self._words, self._listed)
        self._book.close()


def write_workbook(path: Path, job: Job) -> None:
    made = Workbook(path, job)
    for record in job.records():
        made.write(record)
    made.finish()


class _Reports:
    """The sheets that a pass over the reports fills."""

    def __init__(self, job: Job, book: Book, words: Words, listed: Listed, pictures: int) -> None:
        self._job, self._book, self._words, self._listed = job, book, words, listed
        self._most_pictures = pictures
        self.labels = Labels(job.forms.values(), words)
        self.at_station: Counter[str] = Counter()
        self.events: dict[str, None] = {}
        self._columns = columns_of(job.terms.profile)
        self._clock = Clock(job.terms.zone)
        self._all = Table(book, words.named(REPORTS), self._headers())
        self._forms = {form_id: _FormSheet(form_id, job, book, words) for form_id in self._form_ids()}
        names = PUBLIC_FILES if job.terms.is_public else (*FILES, *FILE_TIMES, ZONE, RESEMBLES)
        self._files = Table(book, words.named(ATTACHMENTS), [self._header(name) for name in names])

    def write(self, record: Record) -> None:
        zone = record.report.time_zone
        picture = self._picture(record)
        row = self._all.write(self._cells(record), height=PICTURE if picture else None)
        if picture:
            self._show(row, picture, record.report.code)
        self._forms[record.report.form_id].write(record, self._clock)
        for number, one in enumerate(record.attachments, start=1):
            self._files.write(self._file(record.report.code, number, one, zone))
            self._listed.hashes.update(f"{one.row.sha256 or '-'}  {record.report.code}/{number}\n".encode())
        if record.report.event:
            self.events[record.report.event] = None
        if record.report.station:
            self.at_station[record.report.station] += 1

    def finish(self) -> None:
        for table in (self._all, self._files, *(form.table for form in self._forms.values())):
            table.finish()

    def _form_ids(self) -> list[str]:
        return list(dict.fromkeys(form_id for _, form_id, _ in self._job.plan.versions))

    def _headers(self) -> list[tuple[str, str, int]]:
        headers = [self._header("code"), self._header("photo")]
        for name, _ in self._columns[1:]:
            headers.append(self._header(name))
            if self.labels.has_labels(name):
                headers.append((name + LABEL, self.labels.column(name), 30))
        return [*headers, *map(self._header, (ZONE, "attachments", "attachments_pending"))]

    def _header(self, name: str) -> tuple[str, str, int]:
        return name, self.labels.column(name), WIDTHS.get(name, 16)

    def _cells(self, record: Record) -> list[Cell]:
        report = record.report
        zone = self._clock.zone_of(report.time_zone)
        cells: list[Cell] = [report.code, None]
        for name, told_by in self._columns[1:]:
            cell = told_by(report)
            cells.append(self._clock.local(cell, zone) if isinstance(cell, datetime) else cell)
            if self.labels.has_labels(name):
                cells.append(self.labels.of(name, str(cell)) if cell else None)
        return [*cells, zone.key, len(record.attachments), record.pending]

    def _file(self, code: str, number: int, one: Enclosed, zone_name: str | None) -> list[Cell]:
        row, zone = one.row, self._clock.zone_of(zone_name)
        names = PUBLIC_FILES if self._job.terms.is_public else FILES
        told: list[Cell] = [code, number, *(getattr(row, name) for name in names[2:])]
        if self._job.terms.is_public:
            return told
        times = (getattr(row, name) for name in FILE_TIMES)
        moments = (self._clock.local(time, zone) if time else None for time in times)
        return [*told, *moments, zone.key, one.resembled]

    def _picture(self, record: Record) -> Path | None:
        """The first photo that has a small picture of it, of as many reports as a workbook can bear."""
        first = next((one.row.thumbnail for one in record.attachments if one.row.thumbnail), None)
        if first is None:
            return None
        if self._listed.pictures >= self._most_pictures:
            self._listed.pictures_left_out += 1
            return None
        path = self._job.media.path(first)
        return path if path.is_file() else None

    def _show(self, row: int, picture: Path, code: str) -> None:
        """Alone in its cell, moved and sorted with it."""
        options = {"object_position": 1, "description": code, "x_offset": 2, "y_offset": 2, "x_scale": 1, "y_scale": 1}
        shrink = _shrinking(picture)
        if shrink:
            self._all.sheet.insert_image(row, 1, str(picture), options | {"x_scale": shrink, "y_scale": shrink})
            self._listed.pictures += 1


def _shrinking(picture: Path) -> float | None:
    """What makes the picture fit its row; None when it is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(picture, formats=["JPEG"]) as opened:
            width, height = opened.size
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return min((PICTURE - 4) / height, (WIDTHS["photo"] * 7 - 4) / width)


class _FormSheet:
    """A form's questions as columns, of all its versions that were answered, the oldest first."""

    def __init__(self, form_id: str, job: Job, book: Book, words: Words) -> None:
        versions = {number for number, one, _ in job.plan.versions if one == form_id}
        self._forms = {number: form for number, form in job.forms.items() if number in versions}
        self._words = words
        newest = list(self._forms.values())[-1]
        names = dict.fromkeys(name for form in self._forms.values() for name in answer_names(form))
        self._names = [name for name in names if may_be_asked(job.terms.profile, name)]
        self._coded = {name for name in self._names if any(_is_coded(form, name) for form in self._forms.values())}
        self.table = Table(book, form_title(newest, words.language), self._headers(newest))

    def write(self, record: Record, clock: Clock) -> None:
        form, zone = self._forms[record.report.form_version_id], clock.zone_of(record.report.time_zone)
        report = record.report
        cells: list[Cell] = [report.code, report.station, clock.local(report.received_at, zone), zone.key]
        for name in self._names:
            answer = record.answers.get(name)
            cells.append(_answer(form, name, answer, zone) if answer else None)
            if name in self._coded:
                cells.append(choice_label(form, name, answer.text, self._words.language) if answer else None)
        self.table.write(cells)

    def _headers(self, newest: Form) -> list[tuple[str, str, int]]:
        labels = Labels((), self._words)
        headers = [(name, labels.column(name), 16) for name in ("code", "station", "received_at", ZONE)]
        for name in self._names:
            forms = [form for form in self._forms.values() if name in form.names]
            said = question_label(forms[-1] if forms else newest, name, self._words.language)
            headers.append((name, said, WIDTHS.get(name, 20)))
            if name in self._coded:
                headers.append((name + LABEL, said, 24))
        return headers


def _is_coded(form: Form, name: str) -> bool:
    asked = form.question(name)
    return asked is not None and asked.kind in SELECTS


def _answer(form: Form, name: str, answer: Answer, zone: ZoneInfo) -> Cell:
    asked = form.question(name)
    if asked is not None and asked.kind in (Kind.DATETIME, Kind.DATE):
        moment = parse_moment(answer.text, zone)
        if isinstance(moment, datetime):
            return on_the_wall(moment, zone)
        if moment is not None:
            return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - a day by the calendar
    return answer.value if isinstance(answer.value, int | float) else answer.text


@dataclass(frozen=True, slots=True)
class Clock:
    """The reader's: a moment as the clock on the station's wall showed it."""

    default: ZoneInfo
    known: dict[str, ZoneInfo] = field(default_factory=dict)

    def zone_of(self, name: str | None) -> ZoneInfo:
        if name is None:
            return self.default
        if name not in self.known:
            self.known[name] = ZoneInfo(name)
        return self.known[name]

    def local(self, moment: datetime, zone: ZoneInfo) -> datetime:
        return moment.astimezone(zone).replace(tzinfo=None)
