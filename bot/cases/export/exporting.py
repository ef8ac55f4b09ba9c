"""Reports as a file of the format asked for, made whole beside its place before it takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.cases.export.geojson import write_geojson
from bot.cases.export.geojson_stations import write_stations
from bot.cases.export.outcome import Exported, ExportFormat, NothingToExport, failure, refuse_place
from bot.cases.export.profiles import Terms, attached_of, columns_of, counted_of
from bot.cases.export.quick_csv import write_pages
from bot.cases.export.reading import compiled_forms, plan_export
from bot.cases.export.tables import CsvTable, JsonLines
from bot.cases.export.work import Progress, Work
from bot.cases.export.workshop import settle, text_file, workshop
from bot.cases.export.zipped import CSV_NAME, JSON_NAME, write_zip
from bot.cases.forms import FormLibrary
from storage import stations
from storage.database import Database
from storage.media import MediaFolder
from storage.reports import Filter

FOR_THE_DESK = Terms()
BRIEFINGS = (ExportFormat.DOCX, ExportFormat.HTML)


def export_reports(
    database: Database,
    library: FormLibrary,
    media: MediaFolder,
    wanted: Filter,
    format: ExportFormat,
    out: Path,
    now: datetime,
    progress: Progress | None = None,
    terms: Terms = FOR_THE_DESK,
) -> Exported | NothingToExport:
    """Write the wanted reports to `out`, replacing what stands there; practice reports are never among them.

    The reports are those stored when this is called. A zip for the desk holds the drafts that were not submitted and
    the calls for help too, unless a form or a category is wanted, and is made for them alone. The public and the
    briefing get nothing that was withdrawn. The same database state and `now` give the same bytes.
    `progress` hears (reports written, reports in all) after every page. The file may be read by its owner alone.
    Raises ExportFailed when the disk is full or the place cannot be written to; nothing is left behind then.
    """
    refuse_place(out)
    wanted = replace(wanted, withdrawn=wanted.withdrawn and not terms.is_public and format not in BRIEFINGS)
    with_drafts = format is ExportFormat.ZIP and not terms.is_public
    with_calls = format in (ExportFormat.ZIP, ExportFormat.XLSX, *BRIEFINGS) and not terms.is_public
    plan = plan_export(database, wanted, now, with_drafts, with_calls)
    if plan.is_empty and not (format is ExportFormat.STATIONS and _has_stations(database)):
        return NothingToExport()
    forms = compiled_forms(database, library, plan)
    work = Work(database, library, media, plan, forms, terms, progress or (lambda done, total: None))
    try:
        with workshop(out) as folder:
            sha256 = settle(_WAYS[format](work, folder), out)
    except OSError as error:
        raise failure(out, error) from error
    census, drafts = work.census, work.drafts
    counts = census.told, census.attachments, census.pending
    damaged = len(census.damaged) + len(drafts.damaged) + len(work.called.damaged)
    return Exported(out, *counts, sha256, now, plan.high_water, damaged, drafts.told)


def _as_csv(work: Work, folder: Path) -> Path:
    made, profile = folder / CSV_NAME, work.terms.profile
    if work.terms.is_public:
        with text_file(made, "utf-8-sig") as file:
            table = CsvTable(file, work.names(), columns_of(profile), counted_of(profile))
            for record in work.records():
                table.write(record)
        return made
    with text_file(made, "utf-8") as file:
        for reports, attachments, pending in write_pages(file, work.database, work.library, work.plan, work.names()):
            work.census.count_page(reports, attachments, pending)
            work.progress(work.census.told, work.plan.total)
    return made


def _as_json(work: Work, folder: Path) -> Path:
    made, profile = folder / JSON_NAME, work.terms.profile
    with text_file(made, "utf-8") as file:
        lines = JsonLines(file, columns_of(profile), attached_of(profile))
        for record in work.records():
            lines.write(record)
    return made


def _as_zip(work: Work, folder: Path) -> Path:
    made = folder / "export.zip"
    write_zip(made, work, folder)
    return made


def _as_xlsx(work: Work, folder: Path) -> Path:
    from bot.cases.export.workbook import write_workbook  # here, so that a bot nobody asks for one starts fast

    made = folder / "reports.xlsx"
    write_workbook(made, work)
    return made


def _as_geojson(work: Work, folder: Path) -> Path:
    made = folder / "reports.geojson"
    with text_file(made, "utf-8") as file:
        write_geojson(file, work)
    return made


def _as_stations(work: Work, folder: Path) -> Path:
    made = folder / "stations.geojson"
    with text_file(made, "utf-8") as file:
        write_stations(file, work)
    return made


def _has_stations(database: Database) -> bool:
    with database.reading() as tx:
        return stations.count(tx) > 0


def _as_docx(work: Work, folder: Path) -> Path:
    from bot.cases.export.briefing import write_briefing
    from bot.cases.export.paper_docx import write_docx

    made = folder / "briefing.docx"
    write_docx(made, write_briefing(work), work.plan.as_of)
    return made


def _as_html(work: Work, folder: Path) -> Path:
    from bot.cases.export.briefing import write_briefing
    from bot.cases.export.paper_html import as_html

    made = folder / "briefing.html"
    with text_file(made, "utf-8") as file:
        file.write(as_html(write_briefing(work)))
    return made


_WAYS: dict[ExportFormat, Callable[[Work, Path], Path]] = {
    ExportFormat.CSV: _as_csv,
    ExportFormat.JSON: _as_json,
    ExportFormat.ZIP: _as_zip,
    ExportFormat.XLSX: _as_xlsx,
    ExportFormat.GEOJSON: _as_geojson,
    ExportFormat.STATIONS: _as_stations,
    ExportFormat.DOCX: _as_docx,
    ExportFormat.HTML: _as_html,
}
