"""How long it takes to find reports by words among 200,000, beside a LIKE over their descriptions in the same run.

`python -m benchmarks.finding`: descriptions of 20 to 40 words of Kazakh, Russian and English, drawn from a vocabulary
in which few words are frequent and many are rare, as in any language. Each query is a page of `/find` with its counts.
The price of the index is that of keeping one report's words, beside filing it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, select, text

from benchmarks.digest import _people_at_stations, _report, postgresql, sqlite
from bot.core.stems import sought, stems_of
from storage import report_index, report_lists
from storage.database import Database, Tx
from storage.models import Form, FormVersion, Report, ReportWords, Revision
from storage.report_lists import Wanted

BATCH = 5_000
STEMS = (
    "бюллетен урн протокол наблюдател комисси участк жәшік хаттама сайлаушы бақылаушы полиция мөр дауыс ballot box seal"
)
ENDINGS = {
    "ru": ["", "ь", "я", "ей", "ы", "ов", "ам", "ами", "е"],
    "kk": ["", "тер", "терді", "лар", "ға", "ның"],
    "en": ["", "s"],
}
QUERIES = (
    "бюллетеней",
    "жәшіктерді",
    "ballots",
    "пачку бюллетеней",
    "слово1999",
    "слово150 слово777",
    "нигде",
    "сөз42лар",
)
PAGE = 8


def vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    words = [stem + ending for stem in STEMS.split() for endings in ENDINGS.values() for ending in endings]
    words += [f"слово{n}" for n in range(2000)] + [f"сөз{n}лар" for n in range(2000)] + ["пачку", "пачка"]
    chance.shuffle(words)
    return words, [1 / (rank + 3) for rank in range(len(words))]


def fill(database: Database, reports: int) -> None:
    with database.transaction() as tx:
        people = _people_at_stations(tx)
        form = tx.execute(insert(Form).values(form_id="incident").returning(Form.id)).scalar_one()
        version = {"form_id": form, "version": "1", "xform": "", "source": b"", "source_type": "md"}
        at = _report(random.Random(1), 1, people, 1)["received_at"]
        version_id = tx.execute(
            insert(FormVersion).values(**version, published_at=at).returning(FormVersion.id)
        ).scalar_one()
    words, weights = vocabulary(random.Random(7))
    for first in range(1, reports + 1, BATCH):
        with database.transaction() as tx:
            _file(tx, version_id, people, range(first, min(reports, first + BATCH - 1) + 1), words, weights)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _file(tx: Tx, version: int, people: int, numbers: range, words: list[str], weights: list[float]) -> None:
    chance = random.Random(numbers[0])
    filed = [_report(chance, version, people, number) for number in numbers]
    for one in filed:
        one["description"] = " ".join(chance.choices(words, weights, k=chance.randint(20, 40)))
    tx.execute(insert(Report), filed)
    rows = [{"report_id": one["id"], "number": 1, "made_at": one["received_at"], "made_by": 1} for one in filed]
    tx.execute(insert(Revision), [{**row, "answers": {"category": "kettling"}} for row in rows])
    stems = [{"seq": seq, "stems": stems_of([one["description"]])} for seq, one in zip(numbers, filed, strict=True)]
    tx.execute(insert(ReportWords), stems)


def found(tx: Tx, query: str) -> int:
    wanted = Wanted(region_id=None, sought=sought(query))
    counts = report_lists.counted(tx, wanted, 1)
    return len(report_lists.page(tx, wanted, PAGE, 0)) if counts.every else 0


def scanned(tx: Tx, query: str) -> int:
    """The baseline: every word anywhere in the description, as it was typed."""
    conditions = " AND ".join(f"lower(description) LIKE :w{n}" for n, _ in enumerate(query.split()))
    statement = text(f"SELECT seq FROM reports WHERE {conditions} ORDER BY seq DESC LIMIT {PAGE}")
    bound = {f"w{n}": f"%{word}%" for n, word in enumerate(query.split())}
    counted = text(f"SELECT count(*) FROM (SELECT 1 FROM reports WHERE {conditions} LIMIT {report_lists.CAP}) AS found")
    tx.execute(counted, bound).all()
    return len(tx.execute(statement, bound).all())


def measure(name: str, database: Database, rounds: int) -> None:
    taken: dict[str, list[float]] = {"index": [], "scan": []}
    for _ in range(rounds):
        for query in QUERIES:
            for way, run in (("index", found), ("scan", scanned)):
                with database.reading() as tx:
                    begun = time.perf_counter()
                    run(tx, query)
                    taken[way].append(1000 * (time.perf_counter() - begun))
    said = {way: (statistics.median(each), sorted(each)[int(len(each) * 0.99)]) for way, each in taken.items()}
    times = ", ".join(f"{way} p50 {middle:.0f} ms, p99 {last:.0f} ms" for way, (middle, last) in said.items())
    print(f"{name:11} {times}; a scan takes {said['scan'][0] / said['index'][0]:.1f} times as long")
    print(f"{name:11} keeping the words of one report: {_price(database):.2f} ms")


def _price(database: Database) -> float:
    """The median of 300, in milliseconds, within one transaction: without its commit, which filing pays anyhow."""
    taken = []
    with database.transaction() as tx:
        for report_id in tx.execute(select(Report.id).limit(300)).scalars().all():
            begun = time.perf_counter()
            report_index.index_report(tx, report_id)
            taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finding", description=__doc__)
    parser.add_argument("--reports", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    for name, opened in (("sqlite", sqlite), ("postgresql", postgresql)):
        if chosen.only not in (None, name):
            continue
        folder = Path(tempfile.mkdtemp(prefix="baqylau-bench-"))
        try:
            with opened(folder) as database:
                fill(database, chosen.reports)
                measure(name, database, chosen.rounds)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
