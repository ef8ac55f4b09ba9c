"""What went into an export and what did not: counted while it is written, told in `export.json`."""

from __future__ import annotations

import importlib.metadata
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.cases.export.reading import Plan
from bot.cases.export.record import Enclosed, instant
from bot.core.words import FetchState

LAYOUT = 1  # of the zip; goes up when a reader of the old layout would be misled

NOTES = (
    "Times are ISO 8601 in UTC. Choices are the codes of the form; the forms are beside this file.",
    "In reports.csv a text that a spreadsheet could run as a formula has an apostrophe before it; "
    "reports.jsonl has every text as it was sent.",
    "Attachments under not_included were never received; those under damaged were, but what is on the disk is not "
    "what was received, so they are left out.",
    "Nobody sent the files under copies/: they were made here from the pixels of the pictures that were sent, upright "
    "and without metadata, to be shown and published. The pictures themselves are under attachments/, as they came.",
    "resembles names a file that looks the same (123-456/2: the second file of that report), as a computer compares; "
    "whether it is the same, and what that means, a person must see.",
    "A report tells what it said last; revisions.jsonl tells all that it ever said, when, by whom and why it changed. "
    "A report that was withdrawn is here too, with withdrawn_at and the reason its reporter gave.",
    "unsubmitted.jsonl, where there is one, holds drafts that were never submitted or were cancelled: nobody has said "
    "that they are complete, or meant to be sent. No report counts them.",
    "visits.csv, where there is one, tells who was where: without left_at the visit goes on, and one that ended when "
    "it began was to a station that was chosen wrongly.",
    "sos.csv and sos.jsonl, where they are there, hold the calls for help; their files are under sos/. Calls made in "
    "practice are not among them.",
    "reports.xlsx, reports.geojson and stations.geojson say the same to people and to maps; where they differ from "
    "reports.jsonl, that one is right.",
    "SHA256SUMS shows that these files are as they were exported; it does not show who exported them.",
)
PUBLIC_NOTES = (
    *NOTES[:2],
    "For the public: nobody is named, texts are those of confirmed reports only, and nothing that was withdrawn is "
    "here.",
    "The files under attachments/ are copies, made here from the pixels of pictures that may be published, upright and "
    "without metadata. The pictures that were sent are not here.",
    *NOTES[-2:],
)


@dataclass(slots=True)
class Census:
    """`told` reports, or drafts, and what became of their attachments."""

    told: int = 0
    revisions: int = 0
    files: int = 0
    copies: int = 0
    fetched: Counter[str] = field(default_factory=Counter)
    not_included: list[dict[str, str]] = field(default_factory=list)
    damaged: list[dict[str, str]] = field(default_factory=list)

    @property
    def attachments(self) -> int:
        return self.fetched.total()

    @property
    def pending(self) -> int:
        return self.fetched[FetchState.PENDING]

    def count_page(self, told: int, attachments: int, pending: int) -> None:
        """Where no file is put beside them, it is enough to know how many there are."""
        self.told += told
        self.fetched[FetchState.PENDING] += pending
        self.fetched[FetchState.KEPT] += attachments - pending

    def count(self, owner: dict[str, str], attachments: Sequence[Enclosed]) -> None:
        """`owner` names the report or the draft in the lists of what is not there."""
        self.told += 1
        for one in attachments:
            self.fetched[one.row.fetch_state] += 1
            self.files += one.path is not None
            self.copies += one.copy_path is not None
            which = owner | {"attachment": str(one.row.id)}
            if one.damage:
                self.damaged.append(which | {"sha256": one.row.sha256 or "", "reason": one.damage})
            elif one.row.fetch_state != FetchState.KEPT:
                self.not_included.append(which | {"reason": one.row.fetch_state})


def export_json(
    census: Census, drafts: Census, calls: Census, plan: Plan, form_paths: dict[int, str]
) -> dict[str, Any]:
    return {
        "program": "baqylau",
        "program_version": program_version(),
        "layout": LAYOUT,
        "as_of": instant(plan.as_of),
        "high_water": plan.high_water,
        "filters": {name: _plain(value) for name, value in asdict(plan.wanted).items()},
        "counts": {
            "reports": census.told,
            "attachments": census.attachments,
            "files": census.files,
            "copies": census.copies,
            **{state: census.fetched[state] for state in (FetchState.PENDING, FetchState.TOO_BIG, FetchState.GONE)},
            "damaged": len(census.damaged),
            "revisions": census.revisions,
        },
        "forms": [
            {"form_id": form_id, "version": version, "path": form_paths[version_id]}
            for version_id, form_id, version in plan.all_versions
        ],
        "not_included": census.not_included,
        "damaged": census.damaged,
        "unsubmitted": {
            "drafts": drafts.told,
            "attachments": drafts.attachments,
            "files": drafts.files,
            "copies": drafts.copies,
            "not_included": drafts.not_included,
            "damaged": drafts.damaged,
        },
        "sos": {
            "calls": calls.told,
            "attachments": calls.attachments,
            "files": calls.files,
            "not_included": calls.not_included,
            "damaged": calls.damaged,
        },
        "notes": list(NOTES),
    }


def program_version() -> str:
    """As installed, or as the source tree beside us says; it is run both ways."""
    try:
        return importlib.metadata.version("baqylau")
    except importlib.metadata.PackageNotFoundError:
        project = Path(__file__).parents[3] / "pyproject.toml"
        return str(tomllib.loads(project.read_text())["project"]["version"]) if project.exists() else "unknown"


def _plain(value: datetime | str | bool | None) -> str | bool | None:
    return instant(value) if isinstance(value, datetime) else value
