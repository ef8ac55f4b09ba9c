"""The zip: both texts of the reports with their photographs, and beside them what only the desk gets."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from bot.cases.export.archive import Archive, new_archive
from bot.cases.export.calls import CallTable, call_object
from bot.cases.export.census import PUBLIC_NOTES, export_json
from bot.cases.export.complaints import COMPLAINTS_NAME, write_complaints
from bot.cases.export.geojson import ReportMap
from bot.cases.export.geojson_stations import StationMap
from bot.cases.export.names import SOS, UNSUBMITTED, form_paths
from bot.cases.export.profiles import attached_of, columns_of, counted_of
from bot.cases.export.record import Record
from bot.cases.export.tables import CsvTable, JsonLines, to_json
from bot.cases.export.unsubmitted import unsubmitted_object
from bot.cases.export.visits import VISITS_NAME, write_visits
from bot.cases.export.work import Work
from bot.cases.export.workshop import text_file
from storage import forms

MAP_NAME, STATIONS_NAME, BOOK_NAME = "reports.geojson", "stations.geojson", "reports.xlsx"
CSV_NAME, JSON_NAME, DRAFTS_NAME = "reports.csv", "reports.jsonl", f"{UNSUBMITTED}.jsonl"
REVISIONS_NAME = "revisions.jsonl"


def write_zip(made: Path, work: Work, folder: Path) -> None:
    """One pass over the reports, one over the drafts: so table, lines and photographs tell of the same moment."""
    with made.open("wb") as file, new_archive(file, work.plan.as_of) as archive:
        _add_reports(work, archive, folder)
        private = {} if work.terms.is_public else _add_private(work, archive, folder)
        for name in (CSV_NAME, JSON_NAME, MAP_NAME, STATIONS_NAME, BOOK_NAME):
            _add_text(archive, folder / name)
        told = export_json(work.census, work.drafts, work.called, work.plan, _add_forms(work, archive))
        told |= {"profile": work.terms.profile.value, **private}
        if work.terms.is_public:
            told["notes"] = list(PUBLIC_NOTES)
        archive.add_bytes("export.json", (to_json(told, indent=2) + "\n").encode())
        archive.finish()


def _add_reports(work: Work, archive: Archive, folder: Path) -> None:
    profile = work.terms.profile
    with ExitStack() as texts:
        table_file = texts.enter_context(text_file(folder / CSV_NAME, "utf-8-sig"))
        table = CsvTable(table_file, work.names(), columns_of(profile), counted_of(profile))
        lines_file = texts.enter_context(text_file(folder / JSON_NAME, "utf-8"))
        lines = JsonLines(lines_file, columns_of(profile), attached_of(profile))
        said = None
        if not work.terms.is_public:
            said = JsonLines(texts.enter_context(text_file(folder / REVISIONS_NAME, "utf-8")))
        others = _Others(work, folder, texts)
        for record in work.records(archive, said):
            table.write(record)
            lines.write(record)
            others.write(record)
        others.finish()


class _Others:
    """The same reports as maps and as a workbook, whose small photos are left out: the photos are beside it."""

    def __init__(self, work: Work, folder: Path, texts: ExitStack) -> None:
        from bot.cases.export.workbook import Workbook  # here, so that a bot nobody asks for one starts fast

        self._map = ReportMap(texts.enter_context(text_file(folder / MAP_NAME, "utf-8")), work)
        self._stations = StationMap(work)
        self._stations_file = texts.enter_context(text_file(folder / STATIONS_NAME, "utf-8"))
        self._book = Workbook(folder / BOOK_NAME, work, pictures=0)

    def write(self, record: Record) -> None:
        self._map.write(record)
        self._stations.count(record)
        self._book.write(record)

    def finish(self) -> None:
        self._map.finish()
        self._stations.write(self._stations_file)
        self._book.finish()


def _add_private(work: Work, archive: Archive, folder: Path) -> dict[str, int]:
    """What only the desk gets; returns what export.json says of it besides."""
    _add_drafts(work, archive, folder)
    _add_calls(work, archive, folder)
    _add_text(archive, folder / REVISIONS_NAME)
    return {"visits": _add_visits(work, archive, folder), "complaints": _add_complaints(work, archive, folder)}


def _add_drafts(work: Work, archive: Archive, folder: Path) -> None:
    if not work.plan.draft_versions:
        return
    with text_file(folder / DRAFTS_NAME, "utf-8") as file:
        lines = JsonLines(file)
        for one in work.unsubmitted(archive):
            lines.write_object(unsubmitted_object(one))
    _add_text(archive, folder / DRAFTS_NAME)


def _add_visits(work: Work, archive: Archive, folder: Path) -> int:
    told = write_visits(work.database, work.plan, folder)
    if told:
        _add_text(archive, folder / VISITS_NAME)
    return told


def _add_complaints(work: Work, archive: Archive, folder: Path) -> int:
    told = write_complaints(work.database, work.plan, folder)
    if told:
        _add_text(archive, folder / COMPLAINTS_NAME)
    return told


def _add_calls(work: Work, archive: Archive, folder: Path) -> None:
    if not work.plan.calls:
        return
    table_name, lines_name = f"{SOS}.csv", f"{SOS}.jsonl"
    with text_file(folder / table_name, "utf-8-sig") as table_file, text_file(folder / lines_name, "utf-8") as file:
        table, lines = CallTable(table_file), JsonLines(file)
        for one in work.calls(archive):
            table.write(one)
            lines.write_object(call_object(one))
    for name in (table_name, lines_name):
        _add_text(archive, folder / name)


def _add_text(archive: Archive, made: Path) -> None:
    with made.open("rb") as text:
        archive.add(made.name, text, made.stat().st_size, pack=made.name != BOOK_NAME)


def _add_forms(work: Work, archive: Archive) -> dict[int, str]:
    paths = form_paths(work.plan.all_versions)
    for version_id, path in paths.items():
        with work.database.reading() as tx:
            xform = forms.xform_of(tx, version_id)
        archive.add_bytes(path, xform.encode())
    return paths
