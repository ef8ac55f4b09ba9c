"""Reports as CSV, JSON lines, or a zip of both with the photographs and a manifest of hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.cases.export.answers import answer_names
from bot.cases.export.archive import Archive, new_archive
from bot.cases.export.calls import Call, CallTable, call_object, calls
from bot.cases.export.census import Census, export_json
from bot.cases.export.enclosing import enclose
from bot.cases.export.names import SOS, UNSUBMITTED, form_paths
from bot.cases.export.outcome import Exported, ExportFormat, NothingToExport, failure, refuse_place
from bot.cases.export.reading import Plan, compiled_forms, pages, plan_export
from bot.cases.export.record import Record
from bot.cases.export.revisions import revision_objects
from bot.cases.export.tables import CsvTable, JsonLines, to_json
from bot.cases.export.unsubmitted import Unsubmitted, unsubmitted, unsubmitted_object
from bot.cases.export.visits import VISITS_NAME, write_visits
from bot.cases.export.workshop import settle, text_file, workshop
from bot.cases.forms import FormLibrary
from storage import forms
from storage.database import Database
from storage.media import MediaFolder
from storage.reports import Filter

Progress = Callable[[int, int], None]
CSV_NAME, JSON_NAME, DRAFTS_NAME = "reports.csv", "reports.jsonl", f"{UNSUBMITTED}.jsonl"
REVISIONS_NAME = "revisions.jsonl"


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

    The reports are those stored when this is called. A zip holds the drafts that were not submitted and the calls for
    help too, unless a form or a category is wanted, and is made for them alone. The same database
    state and `now` give the same bytes.
    `progress` hears (reports written, reports in all) after every page. The file may be read by its owner alone.
    Raises ExportFailed when the disk is full or the place cannot be written to; nothing is left behind then.
    """
    refuse_place(out)
    plan = plan_export(database, wanted, now, with_drafts=format is ExportFormat.ZIP)
    if plan.is_empty:
        return NothingToExport()
    job = _Job(database, library, media, plan, progress or (lambda done, total: None))
    try:
        with workshop(out) as folder:
            sha256 = settle(_WAYS[format](job, folder), out)
    except OSError as error:
        raise failure(out, error) from error
    census, drafts = job.census, job.drafts
    counts = census.told, census.attachments, census.pending
    damaged = len(census.damaged) + len(drafts.damaged) + len(job.called.damaged)
    return Exported(out, *counts, sha256, now, plan.high_water, damaged, drafts.told)


@dataclass(frozen=True, slots=True)
class _Job:
    database: Database
    library: FormLibrary
    media: MediaFolder
    plan: Plan
    progress: Progress
    census: Census = field(default_factory=Census)
    drafts: Census = field(default_factory=Census)
    called: Census = field(default_factory=Census)

    def records(self, archive: Archive | None = None, said: JsonLines | None = None) -> Iterator[Record]:
        """The records one by one, counted; their attachments go into the archive on the way, and all they said."""
        for page in pages(self.database, self.library, self.plan):
            if said is not None:
                for told in revision_objects(self.database, self.library, page):
                    said.write_object(told)
                    self.census.revisions += 1
            for record in page:
                code, files = record.report.code, record.attachments
                placed = enclose(archive, self.media, files, code) if archive else files
                self.census.count({"report": code}, placed)
                yield replace(record, attachments=placed)
            self.progress(self.census.told, self.plan.total)

    def unsubmitted(self, archive: Archive) -> Iterator[Unsubmitted]:
        """The same of the drafts."""
        for one in unsubmitted(self.database, self.library, self.plan):
            placed = enclose(archive, self.media, one.attachments, one.folder, UNSUBMITTED)
            self.drafts.count({"draft": str(one.draft.id)}, placed)
            yield replace(one, attachments=placed)

    def calls(self, archive: Archive) -> Iterator[Call]:
        """The same of the calls for help."""
        for one in calls(self.database, self.plan):
            placed = enclose(archive, self.media, one.attachments, one.row.code, SOS)
            self.called.count({"call": one.row.code}, placed)
            yield replace(one, attachments=placed)

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
    """One pass over the reports, one over the drafts: so table, lines and photographs tell of the same moment."""
    made = folder / "export.zip"
    with made.open("wb") as file, new_archive(file, job.plan.as_of) as archive:
        with ExitStack() as texts:
            table = CsvTable(texts.enter_context(text_file(folder / CSV_NAME, "utf-8-sig")), job.names())
            lines = JsonLines(texts.enter_context(text_file(folder / JSON_NAME, "utf-8")))
            said = JsonLines(texts.enter_context(text_file(folder / REVISIONS_NAME, "utf-8")))
            for record in job.records(archive, said):
                table.write(record)
                lines.write(record)
        _add_drafts(job, archive, folder)
        _add_calls(job, archive, folder)
        for name in (CSV_NAME, JSON_NAME, REVISIONS_NAME):
            _add_text(archive, folder / name)
        told = export_json(job.census, job.drafts, job.called, job.plan, _add_forms(job, archive))
        told["visits"] = _add_visits(job, archive, folder)
        archive.add_bytes("export.json", (to_json(told, indent=2) + "\n").encode())
        archive.finish()
    return made


def _add_drafts(job: _Job, archive: Archive, folder: Path) -> None:
    if not job.plan.draft_versions:
        return
    with text_file(folder / DRAFTS_NAME, "utf-8") as file:
        lines = JsonLines(file)
        for one in job.unsubmitted(archive):
            lines.write_object(unsubmitted_object(one))
    _add_text(archive, folder / DRAFTS_NAME)


def _add_visits(job: _Job, archive: Archive, folder: Path) -> int:
    told = write_visits(job.database, job.plan, folder)
    if told:
        _add_text(archive, folder / VISITS_NAME)
    return told


def _add_calls(job: _Job, archive: Archive, folder: Path) -> None:
    if not job.plan.calls:
        return
    table_name, lines_name = f"{SOS}.csv", f"{SOS}.jsonl"
    with text_file(folder / table_name, "utf-8-sig") as table_file, text_file(folder / lines_name, "utf-8") as file:
        table, lines = CallTable(table_file), JsonLines(file)
        for one in job.calls(archive):
            table.write(one)
            lines.write_object(call_object(one))
    for name in (table_name, lines_name):
        _add_text(archive, folder / name)


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
}
