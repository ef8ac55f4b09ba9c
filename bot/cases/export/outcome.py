"""What an export is asked for and what comes of it."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class ExportFormat(StrEnum):
    """`json` is JSON lines: one object a report. `stations` is a map of them; `docx` and `html` are the briefing."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ZIP = "zip"
    GEOJSON = "geojson"
    STATIONS = "stations"
    DOCX = "docx"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Exported:
    """A whole file under its final name.

    `attachments` counts all attachments of the reports in it; of them `pending` are still on their way from Telegram,
    and the bytes of `damaged` are on our disk no more, or changed (a zip alone looks). `sha256` is that of the file.
    `high_water` is the last report, by order of storing, that could be in it. `unsubmitted` drafts are in a zip beside
    the reports; their attachments count among the `damaged` only.
    """

    path: Path
    reports: int
    attachments: int
    pending: int
    sha256: str
    as_of: datetime
    high_water: int
    damaged: int = 0
    unsubmitted: int = 0


@dataclass(frozen=True, slots=True)
class NothingToExport:
    """No report passes the filter, nor, for a zip, a draft; no file was made."""


class WhyNot(StrEnum):
    DISK_FULL = "disk_full"
    NOT_ALLOWED = "not_allowed"
    NO_FOLDER = "no_folder"
    IS_A_FOLDER = "is_a_folder"
    NOT_WRITTEN = "not_written"


class ExportFailed(Exception):
    """Nothing stands under the name asked for that was not there before. `reason`: one English sentence."""

    def __init__(self, why: WhyNot, reason: str) -> None:
        super().__init__(reason)
        self.why = why
        self.reason = reason


def refuse_place(out: Path) -> None:
    """Raises ExportFailed when no file can be made there, before any work is done for it."""
    if out.is_dir():
        raise ExportFailed(WhyNot.IS_A_FOLDER, f"{out} is a folder; name a file in it.")
    if not out.parent.is_dir():
        raise ExportFailed(WhyNot.NO_FOLDER, f"There is no folder {out.parent} to write to.")


def failure(out: Path, error: OSError) -> ExportFailed:
    """The sentence for what the operating system said."""
    if error.errno in _NO_ROOM:
        return ExportFailed(WhyNot.DISK_FULL, f"The disk that holds {out.parent} is full; nothing was written.")
    if error.errno in _FORBIDDEN:
        return ExportFailed(WhyNot.NOT_ALLOWED, f"Writing to {out.parent} is not allowed.")
    return ExportFailed(WhyNot.NOT_WRITTEN, f"{out} could not be written: {error.strerror or error}.")
