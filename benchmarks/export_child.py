"""One measured piece of work in a process of its own; the last line it prints is what it took."""

from __future__ import annotations

import csv
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from benchmarks.export_mission import prepare
from bot.cases.export import ExportFormat, Filter, export_reports
from bot.cases.forms import FormLibrary
from storage.database import Database
from storage.media import MediaFolder

NOW = datetime(2021, 1, 11, tzinfo=UTC)
NAMES = ("category", "basis", "description", "how_many", "temperature")
SAMPLE = 200  # rows of each sheet that the baseline writes again and again
TABLE = """
    SELECT r.code, r.id, f.form_id, v.version, r.category, r.severity, r.basis, r.phase, s.code, s.number, s.address,
        g.name, r.occurred_at, r.sent_at, r.received_at, r.late, p.pseudonym, e.pseudonym, r.channel, r.verification,
        r.follow_up, a.state, a.claimed_at, a.resolved_at, r.revision,
        CASE WHEN r.revision > 1 THEN x.made_at END, r.withdrawn_at, r.withdrawn_reason,
        ev.code, r.description,
        s.latitude, s.longitude, coalesce(t.n, 0), coalesce(t.pending, 0), x.answers
    FROM reports r JOIN form_versions v ON v.id = r.form_version_id JOIN forms f ON f.id = v.form_id
    JOIN people p ON p.id = r.reported_by JOIN people e ON e.id = r.entered_by
    JOIN revisions x ON x.report_id = r.id AND x.number = r.revision
    LEFT JOIN stations s ON s.id = r.station_id LEFT JOIN regions g ON g.id = r.region_id
    LEFT JOIN alerts a ON a.report_id = r.id
    LEFT JOIN event_sources es ON es.report_id = r.id AND es.left_at IS NULL LEFT JOIN events ev ON ev.id = es.event_id
    LEFT JOIN (SELECT report_id, count(*) n, sum(fetch_state = 'pending') pending FROM attachments GROUP BY report_id) t
        ON t.report_id = r.id
    WHERE r.practice = 0 ORDER BY r.seq
"""


def export(format: str, folder: Path) -> None:
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    place = (database, FormLibrary(), MediaFolder(folder / "media"))
    export_reports(*place, Filter(), ExportFormat(format), folder / f"export.{format}", NOW)


def plain_csv(folder: Path) -> None:
    """The same table by the two modules alone; nothing in it begins a formula, so nothing is defused."""
    with (folder / "export.csv").open(encoding="utf-8-sig") as ours:
        header = ours.readline().strip().split(",")
    path = folder / "plain.csv"
    with (
        closing(sqlite3.connect(folder / "bench.db")) as connection,
        path.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(header)
        for row in connection.execute(TABLE):
            table.writerow(_plain(row))


def _plain(row: tuple[Any, ...]) -> list[Any]:
    one, said = row[1], json.loads(row[34])
    written = f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"
    times = [_instant(moment) for moment in row[12:15]]
    late = "true" if row[15] else "false"
    moved = [_instant(moment) for moment in row[22:24]]
    changed = [row[24], *(_instant(moment) for moment in row[25:27]), row[27]]
    answers = [said.get(name) for name in NAMES]
    return [row[0], written, *row[2:12], *times, late, *row[16:22], *moved, *changed, *row[28:34], "", "", "", *answers]


def _instant(text: str | None) -> str | None:
    return text and f"{text[:10]}T{text[11:23]}Z"


def samples(folder: Path) -> dict[str, tuple[int, list[list[Any]]]]:
    """Of each sheet of our workbook: how many rows it has, and some of them."""
    import openpyxl  # it costs memory, and this one baseline alone reads

    book = openpyxl.load_workbook(folder / "export.xlsx", read_only=True)
    found = {}
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(max_row=SAMPLE, values_only=True)]
        found[sheet.title] = (sheet.max_row or len(rows), rows)
    return found


def bare_xlsx(folder: Path, sampled: dict[str, tuple[int, list[list[Any]]]]) -> None:
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm", "tmpdir": str(folder)}
    options |= {"strings_to_formulas": False, "strings_to_urls": False, "use_zip64": True}
    with Workbook(str(folder / "bare.xlsx"), options) as book:
        for title, (many, rows) in sampled.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(_again(rows, many)):
                sheet.write_row(number, 0, row)


def _again(rows: list[list[Any]], many: int) -> Iterator[list[Any]]:
    for number in range(many):
        yield rows[number % len(rows)]


def main() -> None:
    what, folder, reports = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    sampled = samples(folder) if what == "bare_xlsx" else {}
    began = time.process_time()
    match what:
        case "prepare":
            prepare(folder / "bench.db", reports).close()
        case "plain_csv":
            plain_csv(folder)
        case "bare_xlsx":
            bare_xlsx(folder, sampled)
        case _:
            export(what, folder)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.process_time() - began, "memory": memory}))


if __name__ == "__main__":
    main()
