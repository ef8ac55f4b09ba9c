"""Reports as CSV, JSON lines, or a zip of both with the photographs and a manifest of hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.cases.export.answers import answer_names
from bot.cases.export.archive import Archive, new_archive
from bot.cases.export.census import Census, export_json
from bot.cases.export.enclosing import enclose
from bot.cases.export.names import form_paths
from bot.cases.export.outcome import Exported, ExportFormat, NothingToExport, failure, refuse_place
from bot.cases.export.reading import Plan, compiled_forms, pages, plan_export
from bot.cases.export.record import Record
from bot.cases.export.tables import CsvTable, JsonLines, to_json
from bot.cases.export.workshop import settle, text_file, workshop
from bot.cases.forms import FormLibrary
from storage import forms
from storage.database import Database
from storage.media import MediaFolder
from storage.reports import Filter

Progress = Callable[[int, int], None]
CSV_NAME, JSON_NAME = "reports.csv", "reports.jsonl"


def export_reports(
    database: Database,
    library: FormLibrary,
    media: MediaFolder,
    wanted: Filter,
    format: ExportFormat,
    out: Path,
    now: datetime,
    progress: Progress | None = None,
) -> Exported | NothingToExport:
    """Write the wanted reports to `out`, replacing what stands there; practice reports are never among them.

    The reports are those stored when this is called. The same database state and `now` give the same bytes.
    `progress` hears (reports written, reports in all) after every page. The file may be read by its owner alone.
    Raises ExportFailed when the disk is full or the place cannot be written to; nothing is left behind then.
    """
    refuse_place(out)
    plan = plan_export(database, wanted, now)
    if not plan.total:
        return NothingToExport()
    job = _Job(database, library, media, plan, progress or (lambda done, total: None), Census())
    try:
        with workshop(out) as folder:
            sha256 = settle(_WAYS[format](job, folder), out)
    except OSError as error:
        raise failure(out, error) from error
    census = job.census
    counts = census.reports, census.attachments, census.pending
    return Exported(out, *counts, sha256, now, plan.high_water, len(census.damaged))


@dataclass(frozen=True, slots=True)
class _Job:
    database: Database
    library: FormLibrary
    media: MediaFolder
    plan: Plan
    progress: Progress
    census: Census

    def records(self, archive: Archive | None = None) -> Iterator[Record]:
        """The records one by one, counted; their attachments go into the archive on the way."""
        for page in pages(self.database, self.library, self.plan):
            for record in page:
                placed = enclose(archive, self.media, record) if archive else record
                self.census.count(placed)
                yield placed
            self.progress(self.census.reports, self.plan.total)

    def names(self) -> list[str]:
        """The questions of all the forms, those of the oldest version first, each once."""
        compiled = compiled_forms(self.database, self.library, self.plan)
        return list(dict.fromkeys(name for form in compiled for name in answer_names(form)))


def _as_csv(job: _Job, folder: Path) -> Path:
    made = folder / CSV_NAME
    with text_file(made, "utf-8-sig") as file:  # with its mark: Excel takes UTF-8 for the local code page without
        table = CsvTable(file, job.names())
        for record in job.records():
            table.write(record)
    return made


def _as_json(job: _Job, folder: Path) -> Path:
    made = folder / JSON_NAME
    with text_file(made, "utf-8") as file:
        lines = JsonLines(file)
        for record in job.records():
            lines.write(record)
    return made


def _as_zip(job: _Job, folder: Path) -> Path:
    """One pass over the reports, so that table, lines and photographs tell of the same moment."""
    made = folder / "export.zip"
    with made.open("wb") as file, new_archive(file, job.plan.as_of) as archive:
        with ExitStack() as texts:
            table = CsvTable(texts.enter_context(text_file(folder / CSV_NAME, "utf-8-sig")), job.names())
            lines = JsonLines(texts.enter_context(text_file(folder / JSON_NAME, "utf-8")))
            for record in job.records(archive):
                table.write(record)
                lines.write(record)
        for name in (CSV_NAME, JSON_NAME):
            with (folder / name).open("rb") as text:
                archive.add(name, text, (folder / name).stat().st_size, pack=True)
        paths = _add_forms(job, archive)
        archive.add_bytes("export.json", (to_json(export_json(job.census, job.plan, paths), indent=2) + "\n").encode())
        archive.finish()
    return made


def _add_forms(job: _Job, archive: Archive) -> dict[int, str]:
    paths = form_paths(job.plan.versions)
    for version_id, path in paths.items():
        with job.database.reading() as tx:
            xform = forms.xform_of(tx, version_id)
        archive.add_bytes(path, xform.encode())
    return paths


_WAYS: dict[ExportFormat, Callable[[_Job, Path], Path]] = {
    ExportFormat.CSV: _as_csv,
    ExportFormat.JSON: _as_json,
    ExportFormat.ZIP: _as_zip,
}
