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
    "unsubmitted.jsonl, where there is one, holds drafts that were never submitted or were cancelled: nobody has said "
    "that they are complete, or meant to be sent. No report counts them.",
    "SHA256SUMS shows that these files are as they were exported; it does not show who exported them.",
)


@dataclass(slots=True)
class Census:
    """`told` reports, or drafts, and what became of their attachments."""

    told: int = 0
    files: int = 0
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
            which = owner | {"attachment": str(one.row.id)}
            if one.damage:
                self.damaged.append(which | {"sha256": one.row.sha256 or "", "reason": one.damage})
            elif one.row.fetch_state != FetchState.KEPT:
                self.not_included.append(which | {"reason": one.row.fetch_state})


def export_json(census: Census, drafts: Census, plan: Plan, form_paths: dict[int, str]) -> dict[str, Any]:
    return {
        "program": "baqylau",
        "program_version": program_version(),
        "layout": LAYOUT,
        "as_of": instant(plan.as_of),
        "high_water": plan.high_water,
        "filters": {name: _plain(value) for name, value in asdict(plan.wanted).items() if name != "standing"},
        "withdrawn": "left out" if plan.wanted.standing else "included",
        "counts": {
            "reports": census.told,
            "attachments": census.attachments,
            "files": census.files,
            **{state: census.fetched[state] for state in (FetchState.PENDING, FetchState.TOO_BIG, FetchState.GONE)},
            "damaged": len(census.damaged),
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
            "not_included": drafts.not_included,
            "damaged": drafts.damaged,
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


def _plain(value: datetime | str | None) -> str | None:
    return instant(value) if isinstance(value, datetime) else value
