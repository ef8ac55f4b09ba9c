"""The table written the short way is the table written report by report."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest

from bot.cases.export import quick_csv
from bot.cases.export.answers import answer_names
from bot.cases.export.reading import pages, plan_export
from bot.cases.export.record import FIXED
from bot.cases.export.tables import CsvTable
from storage import report_pages, report_texts
from storage.models import Revision
from storage.reports import Filter
from tests.unit.export.mission import DAY, LATE, Mission
from tests.unit.export.story import set_attachment, set_report

LATER = DAY + timedelta(hours=1, minutes=2, seconds=3, milliseconds=4)

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


def test_it_tells_what_was_corrected_withdrawn_and_looks_the_same_as_records_do(empty_mission: Mission) -> None:
    reports = [empty_mission.report({"description": "бір"}) for _ in range(4)]
    files = [empty_mission.attach(report, None) for report in reports]
    corrected, withdrawn, rehearsed, similar = (report.code for report in reports)
    with empty_mission.database.transaction() as tx:
        row = {"report_id": reports[0].id, "number": 2, "answers": {"description": "-екі"}, "made_at": LATER}
        tx.execute(Revision.__table__.insert(), row | {"made_by": empty_mission.person, "reason": "corrected"})
    set_report(empty_mission, corrected, revision=2)
    set_report(empty_mission, withdrawn, withdrawn_at=LATER, withdrawn_reason="=қате")
    set_report(empty_mission, rehearsed, practice=True)  # what looks like its file is told by the id of the file
    more = [empty_mission.attach(reports[3], None) for _ in range(2)]
    for attachment, resembled in zip((files[1], *more), (files[0], files[2], files[0]), strict=True):
        set_attachment(empty_mission, attachment, resembles=resembled)
    rows = {row["code"]: row for row in empty_mission.rows()}
    assert (rows[corrected]["revised_at"], rows[withdrawn]["revised_at"]) == ("2021-01-10T01:02:03.004Z", "")
    assert (rows[withdrawn]["withdrawn_reason"], rows[withdrawn]["resembles"]) == ("'=қате", f"{corrected}/1")
    assert rows[similar]["resembles"] == f"{files[2]} {corrected}/1"
    assert empty_mission.export("csv").path.read_bytes() == by_records(empty_mission)


def by_records(mission: Mission) -> bytes:
    with mission.database.reading() as tx:
        mark = report_pages.high_water(tx)
        version = report_pages.versions_among(tx, Filter(), mark)[0]
        names = answer_names(mission.library.get(tx, version))
    written = io.StringIO()
    table = CsvTable(written, names)
    plan = plan_export(mission.database, Filter(), DAY, with_drafts=False, with_calls=False)
    for page in pages(mission.database, mission.library, plan):
        for record in page:
            table.write(record)
    return written.getvalue().encode("utf-8-sig")


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
