"""Reports as CSV, JSON lines, or a zip of both with the photographs and a manifest of hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.cases.export.answers import answer_names
from bot.cases.export.archive import Archive, new_archive
from bot.cases.export.census import Census, export_json
from bot.cases.export.enclosing import enclose
from bot.cases.export.geojson import write_geojson
from bot.cases.export.names import UNSUBMITTED, form_paths
from bot.cases.export.outcome import Exported, ExportFormat, NothingToExport, failure, refuse_place
from bot.cases.export.profiles import Terms, columns_of, may_be_asked, public_attachment, published
from bot.cases.export.quick_csv import write_pages
from bot.cases.export.reading import Plan, compiled_forms, pages, plan_export
from bot.cases.export.record import Record, attachment_object
from bot.cases.export.tables import CsvTable, JsonLines, to_json
from bot.cases.export.unsubmitted import Unsubmitted, unsubmitted, unsubmitted_object
from bot.cases.export.workshop import settle, text_file, workshop
from bot.cases.forms import FormLibrary
from bot.core.forms import Form
from storage import forms
from storage.database import Database
from storage.media import MediaFolder
from storage.reports import Filter

Progress = Callable[[int, int], None]
FOR_THE_DESK = Terms()
BRIEFINGS = (ExportFormat.DOCX, ExportFormat.HTML)
CSV_NAME, JSON_NAME, DRAFTS_NAME = "reports.csv", "reports.jsonl", f"{UNSUBMITTED}.jsonl"


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

    The reports are those stored when this is called. A zip holds the drafts that were not submitted too, unless a form
    or a category is wanted, and is made for them alone. The same database state and `now` give the same bytes.
    `progress` hears (reports written, reports in all) after every page. The file may be read by its owner alone.
    Raises ExportFailed when the disk is full or the place cannot be written to; nothing is left behind then.
    """
    refuse_place(out)
    wanted = replace(wanted, standing=wanted.standing or terms.is_public or format in BRIEFINGS)
    plan = plan_export(database, wanted, now, with_drafts=format is ExportFormat.ZIP and not terms.is_public)
    if plan.is_empty:
        return NothingToExport()
    forms = compiled_forms(database, library, plan)
    job = _Job(database, library, media, plan, forms, terms, progress or (lambda done, total: None))
    try:
        with workshop(out) as folder:
            sha256 = settle(_WAYS[format](job, folder), out)
    except OSError as error:
        raise failure(out, error) from error
    census, drafts = job.census, job.drafts
    counts = census.told, census.attachments, census.pending
    damaged = len(census.damaged) + len(drafts.damaged)
    return Exported(out, *counts, sha256, now, plan.high_water, damaged, drafts.told)


@dataclass(frozen=True, slots=True)
class _Job:
    database: Database
    library: FormLibrary
    media: MediaFolder
    plan: Plan
    forms: dict[int, Form]  # by the number of their version, the oldest first
    terms: Terms
    progress: Progress
    census: Census = field(default_factory=Census)
    drafts: Census = field(default_factory=Census)

    def records(self, archive: Archive | None = None) -> Iterator[Record]:
        """The records one by one, counted; their attachments go into the archive on the way."""
        for page in pages(self.database, self.library, self.plan):
            for record in map(self._as_shown, page):
                code, files = record.report.code, record.attachments
                placed = enclose(archive, self.media, files, code) if archive else files
                self.census.count({"report": code}, placed)
                yield replace(record, attachments=placed)
            self.progress(self.census.told, self.plan.total)

    def _as_shown(self, record: Record) -> Record:
        return published(record, self.forms[record.report.form_version_id]) if self.terms.is_public else record

    def unsubmitted(self, archive: Archive) -> Iterator[Unsubmitted]:
        """The same of the drafts."""
        for one in unsubmitted(self.database, self.library, self.plan):
            placed = enclose(archive, self.media, one.attachments, one.folder, UNSUBMITTED)
            self.drafts.count({"draft": str(one.draft.id)}, placed)
            yield replace(one, attachments=placed)

    def names(self) -> list[str]:
        """The questions of all the forms, those of the oldest version first, each once."""
        every = dict.fromkeys(name for form in self.forms.values() for name in answer_names(form))
        return [name for name in every if may_be_asked(self.terms.profile, name)]


def _as_csv(job: _Job, folder: Path) -> Path:
    made = folder / CSV_NAME
    if job.terms.is_public:
        with text_file(made, "utf-8-sig") as file:
            table = CsvTable(file, job.names(), columns_of(job.terms.profile))
            for record in job.records():
                table.write(record)
        return made
    with text_file(made, "utf-8") as file:
        for reports, attachments, pending in write_pages(file, job.database, job.library, job.plan, job.names()):
            job.census.count_page(reports, attachments, pending)
            job.progress(job.census.told, job.plan.total)
    return made


def _as_json(job: _Job, folder: Path) -> Path:
    made = folder / JSON_NAME
    with text_file(made, "utf-8") as file:
        lines = _json_lines(file, job)
        for record in job.records():
            lines.write(record)
    return made


def _json_lines(file: TextIO, job: _Job) -> JsonLines:
    attached = public_attachment if job.terms.is_public else attachment_object
    return JsonLines(file, columns_of(job.terms.profile), attached)


def _as_zip(job: _Job, folder: Path) -> Path:
    """One pass over the reports, one over the drafts: so table, lines and photographs tell of the same moment."""
    made = folder / "export.zip"
    with made.open("wb") as file, new_archive(file, job.plan.as_of) as archive:
        _add_reports(job, archive, folder)
        if not job.terms.is_public:
            _add_private(job, archive, folder)
        for name in (CSV_NAME, JSON_NAME):
            _add_text(archive, folder / name)
        told = export_json(job.census, job.drafts, job.plan, _add_forms(job, archive))
        told |= {"profile": job.terms.profile.value}
        archive.add_bytes("export.json", (to_json(told, indent=2) + "\n").encode())
        archive.finish()
    return made


def _add_reports(job: _Job, archive: Archive, folder: Path) -> None:
    with ExitStack() as texts:
        columns = columns_of(job.terms.profile)
        table = CsvTable(texts.enter_context(text_file(folder / CSV_NAME, "utf-8-sig")), job.names(), columns)
        lines = _json_lines(texts.enter_context(text_file(folder / JSON_NAME, "utf-8")), job)
        for record in job.records(archive):
            table.write(record)
            lines.write(record)


def _add_private(job: _Job, archive: Archive, folder: Path) -> None:
    """What only the desk gets."""
    _add_drafts(job, archive, folder)


def _as_xlsx(job: _Job, folder: Path) -> Path:
    from bot.cases.export.workbook import write_workbook  # here, so that a bot nobody asks for one starts fast

    made = folder / "reports.xlsx"
    write_workbook(made, job)
    return made


def _as_geojson(job: _Job, folder: Path) -> Path:
    made = folder / "reports.geojson"
    with text_file(made, "utf-8") as file:
        write_geojson(file, job)
    return made


def _as_docx(job: _Job, folder: Path) -> Path:
    from bot.cases.export.briefing import write_briefing
    from bot.cases.export.paper_docx import write_docx

    made = folder / "briefing.docx"
    write_docx(made, write_briefing(job), job.plan.as_of)
    return made


def _as_html(job: _Job, folder: Path) -> Path:
    from bot.cases.export.briefing import write_briefing
    from bot.cases.export.paper_html import as_html

    made = folder / "briefing.html"
    with text_file(made, "utf-8") as file:
        file.write(as_html(write_briefing(job)))
    return made


def _add_drafts(job: _Job, archive: Archive, folder: Path) -> None:
    if not job.plan.draft_versions:
        return
    with text_file(folder / DRAFTS_NAME, "utf-8") as file:
        lines = JsonLines(file)
        for one in job.unsubmitted(archive):
            lines.write_object(unsubmitted_object(one))
    _add_text(archive, folder / DRAFTS_NAME)


def _add_text(archive: Archive, made: Path) -> None:
    with made.open("rb") as text:
        archive.add(made.name, text, made.stat().st_size, pack=True)


def _add_forms(job: _Job, archive: Archive) -> dict[int, str]:
    paths = form_paths(job.plan.all_versions)
    for version_id, path in paths.items():
        with job.database.reading() as tx:
            xform = forms.xform_of(tx, version_id)
        archive.add_bytes(path, xform.encode())
    return paths


_WAYS: dict[ExportFormat, Callable[[_Job, Path], Path]] = {
    ExportFormat.CSV: _as_csv,
    ExportFormat.JSON: _as_json,
    ExportFormat.ZIP: _as_zip,
    ExportFormat.XLSX: _as_xlsx,
    ExportFormat.GEOJSON: _as_geojson,
    ExportFormat.DOCX: _as_docx,
    ExportFormat.HTML: _as_html,
}
