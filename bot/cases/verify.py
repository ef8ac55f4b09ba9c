"""Is an export still what it was when it was made? For a zip as it came, or for a folder it was unpacked to.

Every file that SHA256SUMS lists must be there with that hash, nothing else may be there, and the counts must be those
of export.json. This shows that nothing was lost or changed since the export; it does not show who made the export, for
anybody can write a new manifest: compare the zip's own SHA-256 with the one that was noted when it was exported.

An export to be verified may come from anybody, so nothing is unpacked to the disk, nothing is followed or opened by a
name that could leave the export, and what it may cost us is limited (see the LIMITS of verify_sources).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.cases.verify_sources import MOST_LISTED, NotAnExport, Source, Unreadable, digest, open_source, read_all

MANIFEST, SUMMARY = "SHA256SUMS", "export.json"
REPORTS, REVISIONS, DRAFTS, CALLS = "reports.jsonl", "revisions.jsonl", "unsubmitted.jsonl", "sos.jsonl"
NONE = {"attachments": 0, "files": 0, "not_included": [], "damaged": []}
NO_DRAFTS = {"drafts": 0, **NONE}
NO_CALLS = {"calls": 0, **NONE}
MOST_PROBLEMS = 1000
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^\x00-\x1f\x7f]+)")

Fault = Literal["not_an_export", "missing", "changed", "extra", "refused", "unreadable", "counts"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ExportProblem:
    fault: Fault
    name: str
    detail: str

    def __str__(self) -> str:
        """One line for a terminal: a hostile name cannot steer it."""
        shown = self.name if self.name.isprintable() else ascii(self.name)
        return f"{shown[:300]}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Verified:
    """`files` listed and as they were; `not_included` and `damaged` attachments the export itself owns up to.

    `attachments` are those of the reports; `unsubmitted` drafts are there beside them.
    """

    files: int
    reports: int
    attachments: int
    not_included: int
    damaged: int
    as_of: str
    unsubmitted: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong, the first thousand of it."""

    problems: tuple[ExportProblem, ...]


def verify_export(path: Path, progress: Progress | None = None) -> Verified | Broken:
    """Check a zip or a folder. `progress` hears (files checked, files in all)."""
    try:
        with open_source(path) as source:
            return _verify(source, progress or (lambda done, total: None))
    except NotAnExport as error:
        return Broken((ExportProblem("not_an_export", path.name, str(error)),))


@dataclass(slots=True)
class _Findings:
    problems: list[ExportProblem] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)

    def add(self, fault: Fault, name: str, detail: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(ExportProblem(fault, name, detail))


def _verify(source: Source, progress: Progress) -> Verified | Broken:
    found = _Findings()
    for name, why in source.refused:
        found.add("refused", name, why)
    listed = _manifest(source, found)
    for done, (name, sha256) in enumerate(listed.items(), start=1):
        _check_file(source, name, sha256, found)
        progress(done, len(listed))
    for name in sorted(source.names - listed.keys() - {MANIFEST}):
        found.add("extra", name, "is not listed in SHA256SUMS")
    summary = _summary(source, listed, found)
    _check_counts(summary, listed, found)
    if found.problems or summary is None:
        return Broken(tuple(found.problems))
    counts, drafts = summary["counts"], summary.get("unsubmitted", NO_DRAFTS)
    told = (summary, drafts, summary.get("sos", NO_CALLS))
    short = (sum(len(one["not_included"]) for one in told), sum(len(one["damaged"]) for one in told))
    return Verified(len(listed), counts["reports"], counts["attachments"], *short, summary["as_of"], drafts["drafts"])


def _manifest(source: Source, found: _Findings) -> dict[str, str]:
    """SHA-256 by name. Raises NotAnExport when there is none that could be read."""
    try:
        text = read_all(source, MANIFEST, MOST_LISTED).decode("ascii")
    except KeyError:
        raise NotAnExport("there is no SHA256SUMS in it") from None
    except (Unreadable, UnicodeDecodeError) as error:
        raise NotAnExport("its SHA256SUMS cannot be read") from error
    listed: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if not match:
            found.add("refused", MANIFEST, f"line {number} is not a hash and a name")
        elif match[2] in listed:
            found.add("refused", MANIFEST, f"line {number} names a file for the second time")
        else:
            listed[match[2]] = match[1]
    return listed


def _check_file(source: Source, name: str, sha256: str, found: _Findings) -> None:
    if name not in source.names:
        found.add("missing", name, "is listed in SHA256SUMS but is not there")
        return
    try:
        with source.open(name) as file:
            seen = digest(file)
    except Unreadable as error:
        found.add("unreadable", name, str(error))
        return
    if name in (REPORTS, REVISIONS, DRAFTS, CALLS):
        found.lines[name] = seen.lines
    if seen.sha256 != sha256:
        found.add("changed", name, "is not what was exported")


def _summary(source: Source, listed: dict[str, str], found: _Findings) -> dict[str, Any] | None:
    if SUMMARY not in listed:
        found.add("missing", SUMMARY, "is not listed in SHA256SUMS")
    if SUMMARY not in listed or SUMMARY not in source.names:
        return None
    try:
        summary = json.loads(read_all(source, SUMMARY, MOST_LISTED))
    except (Unreadable, ValueError, RecursionError):
        summary = None
    if _is_summary(summary):
        return dict(summary)
    found.add("unreadable", SUMMARY, "does not tell what was exported")
    return None


def _is_summary(summary: object) -> bool:
    match summary:
        case {
            "as_of": str(),
            "counts": {"reports": int(), "attachments": int(), "files": int()},
            "not_included": list(),
            "damaged": list(),
            **more,
        }:
            drafts, calls = more.get("unsubmitted", NO_DRAFTS), more.get("sos", NO_CALLS)
            return _tells(drafts, "drafts") and _tells(calls, "calls")
    return False


def _tells(told: object, of: str) -> bool:
    """Exports made before these were among them say nothing of any, and that is right as long as none is there."""
    match told:
        case {"attachments": int(), "files": int(), "not_included": list(), "damaged": list(), **more}:
            return isinstance(more.get(of), int)
    return False


def _check_counts(summary: dict[str, Any] | None, listed: dict[str, str], found: _Findings) -> None:
    if summary is None:
        return
    counts, there = summary["counts"], Counter(name.partition("/")[0] for name in listed)
    drafts, calls = summary.get("unsubmitted", NO_DRAFTS), summary.get("sos", NO_CALLS)
    for name, said, is_there in (
        (REPORTS, counts["reports"], found.lines[REPORTS]),
        ("attachments", counts["files"], there["attachments"]),
        ("copies", _copies(counts) + _copies(drafts), there["copies"]),
        (SUMMARY, counts["attachments"], counts["files"] + _absent(summary)),
        (DRAFTS, drafts["drafts"], found.lines[DRAFTS]),
        (REVISIONS, counts.get("revisions", 0), found.lines[REVISIONS]),  # older exports have none
        ("unsubmitted", drafts["files"], there["unsubmitted"]),
        (SUMMARY, drafts["attachments"], drafts["files"] + _absent(drafts)),
        (CALLS, calls["calls"], found.lines[CALLS]),
        ("sos", calls["files"], there["sos"]),
        (SUMMARY, calls["attachments"], calls["files"] + _absent(calls)),
    ):
        if said != is_there:
            found.add("counts", name, f"export.json says {said}, there are {is_there}")


def _copies(told: dict[str, Any]) -> int:
    """Exports made before there were copies say nothing of any."""
    said = told.get("copies", 0)
    return said if isinstance(said, int) else -1


def _absent(told: dict[str, Any]) -> int:
    return len(told["not_included"]) + len(told["damaged"])


__all__ = ["Broken", "ExportProblem", "Verified", "verify_export"]
