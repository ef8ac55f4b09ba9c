"""`export` and `verify`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.opening import Commands, Refusal, mission
from bot.commands.progress import show_progress

MOST_PROBLEMS = 50
TABLES, PAPERS = ("csv", "xlsx", "json", "zip", "geojson", "stations"), ("docx", "html")


def add(commands: Commands[Any]) -> None:
    export = commands.add_parser("export", help="write what was collected to a file")
    export.add_argument("--format", required=True, choices=[*TABLES, *PAPERS])
    export.add_argument("--out", required=True, type=Path)
    export.add_argument("--profile", choices=["desk", "public"], default="desk", help="public: nothing private in it")
    export.add_argument("--language", choices=["kk", "ru", "en"], help="of labels and of the briefing")
    export.add_argument("--since", help="received at or after this date or time, by the mission's clock")
    export.add_argument("--until", help="received before this date or time")
    for name in ("region", "form", "category"):
        export.add_argument(f"--{name}", help=f"only this {name}")
    export.set_defaults(command=_export)
    verify = commands.add_parser("verify", help="check an exported zip or folder against its hashes")
    verify.add_argument("path", type=Path)
    verify.set_defaults(command=_verify)


def _export(wanted: argparse.Namespace) -> None:
    from bot.cases.export import ExportFailed, ExportFormat, NothingToExport, Profile, Terms, export_reports
    from bot.core.words import Language
    from storage.reports import Filter

    opened = mission()
    zone = opened.settings.time_zone
    since, until = _moment(wanted.since, zone), _moment(wanted.until, zone)
    chosen = Filter(since=since, until=until, region=wanted.region, form=wanted.form, category=wanted.category)
    form, now = ExportFormat(wanted.format), datetime.now(UTC)
    language = Language(wanted.language or opened.settings.default_language)
    terms = Terms(Profile(wanted.profile), language, zone)
    place = (opened.database, opened.library, opened.media)
    try:
        made = export_reports(*place, chosen, form, wanted.out, now, show_progress, terms)
    except ExportFailed as error:
        raise Refusal(str(error)) from error
    if isinstance(made, NothingToExport):
        raise Refusal("There is nothing to export.")
    print(f"{made.reports} reports, {made.attachments} files, {made.pending} not there yet: {made.path}")
    if made.unsubmitted:
        print(f"Also in it: {made.unsubmitted} drafts that were not submitted (unsubmitted.jsonl).")
    print(f"SHA-256 {made.sha256}")
    if made.damaged:
        print(f"{made.damaged} files on the disk are not what was received; export.json names them.", file=sys.stderr)


def _verify(wanted: argparse.Namespace) -> None:
    from bot.cases.verify import Broken, verify_export

    found = verify_export(wanted.path)
    if isinstance(found, Broken):
        for problem in found.problems[:MOST_PROBLEMS]:
            print(problem, file=sys.stderr)
        raise Refusal(f"{wanted.path.name} is not as it was exported.")
    print(f"{found.files} files with {found.reports} reports are as they were exported.")
    if found.unsubmitted:
        print(f"Among them: {found.unsubmitted} drafts that were not submitted.")
    if found.not_included or found.damaged:
        print(f"Not in it: {found.not_included} files not there yet, {found.damaged} damaged before the export.")


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    """A date is its first moment in the mission's zone; a time without a zone is said in it too."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"{text!r} is not a date like 2021-01-10 or a time like 2021-01-10T07:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
