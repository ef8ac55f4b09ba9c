"""The table written the short way is the table written report by report."""

import io
from zipfile import ZipFile

import pytest

from bot.cases.export import quick_csv
from bot.cases.export.record import FIXED
from storage import report_texts
from storage.reports import Filter
from tests.unit.export.mission import DAY, LATE, Mission

AWKWARD = (
    {"temperature": "-15", "held_from": "-1+1"},
    {"temperature": "=1", "description": "-2"},
    {"place": "-43.2 76.9 0 5", "description": "\t=1"},
    {"place": "-43.2 =76", "description": "“+1”"},
    {"description": "два\nрядка, \"запятая\"; 'апостроф'", "unknown": "=x"},
    {"temperature": "-9.5", "held_from": "1e5"},
    {"temperature": "−9"},
)


@pytest.fixture
def awkward(mission: Mission) -> Mission:
    for answers in AWKWARD:
        mission.attach(mission.report(answers, region="Орал"), None)
    mission.report(LATE, region="Astana")
    return mission


def test_it_is_the_table_of_the_zip_byte_for_byte(awkward: Mission) -> None:
    """There the column of files is filled: without attachments they are the same table."""
    with awkward.database.transaction() as tx:
        tx.exec_driver_sql("DELETE FROM telegram_files")
        tx.exec_driver_sql("DELETE FROM attachments")
    with ZipFile(awkward.export("zip").path) as made:
        assert made.read("reports.csv") == awkward.export("csv").path.read_bytes()


def test_it_counts_attachments_as_the_zip_does(awkward: Mission) -> None:
    for wanted in (Filter(), Filter(region="Astana"), Filter(region="Орал")):  # the second leaves out what lies between
        quick, whole = awkward.export("csv", wanted), awkward.export("json", wanted)
        assert (quick.reports, quick.attachments, quick.pending) == (whole.reports, whole.attachments, whole.pending)


def test_a_column_that_is_no_field_as_it_stands_is_told_by_its_own_words(
    mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = (*FIXED, ("loud", lambda report: report.code.upper() + "!"))
    monkeypatch.setattr(quick_csv, "FIXED", columns)
    (row,) = {tuple(quick_csv._fixed()(_row(mission))[-2:])}
    assert row == (76.9, "100-100!")


def _row(mission: Mission) -> quick_csv.Row:
    with mission.database.reading() as tx:
        return report_texts.page(tx, Filter(), 0, 10**6, 1).rows[0]


def test_pages_follow_one_another(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mission.export("csv").path.read_bytes()
    monkeypatch.setattr("bot.cases.export.reading.PAGE", 1)
    heard: list[tuple[int, int]] = []
    assert mission.export("csv", progress=lambda done, total: heard.append((done, total))).path.read_bytes() == whole
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
    mission.report(LATE, at=DAY)
    assert mission.export("csv").path.read_bytes() != whole
    assert io.StringIO(whole.decode("utf-8-sig")).readline().startswith("code,id,form")
