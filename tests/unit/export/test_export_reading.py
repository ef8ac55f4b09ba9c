"""Which reports an export holds, and what it does when it cannot be written."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bot.cases.export import ExportFailed, NothingToExport, WhyNot
from bot.cases.export.reading import PAGE
from storage import reports
from storage.reports import Filter
from tests.unit.export.mission import DAY, LATE, Mission


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Filter(region="Орал"), ["108-108"]),
        (Filter(category="kettling"), ["100-100"]),
        (Filter(form="incident", region="Astana"), ["104-104", "110-110"]),
        (Filter(since=DAY + timedelta(hours=8, seconds=1)), ["100-100", "108-108", "110-110"]),
        (Filter(until=DAY + timedelta(hours=8, seconds=1)), ["104-104"]),
        (Filter(since=DAY + timedelta(hours=9), until=DAY + timedelta(hours=10)), ["108-108"]),
    ],
)
def test_filters_choose_what_is_exported(mission: Mission, wanted: Filter, codes: list[str]) -> None:
    assert [one["code"] for one in mission.objects(wanted)] == codes


def test_when_nothing_passes_no_file_is_made(mission: Mission) -> None:
    for wanted in (Filter(region="Nowhere"), Filter(form="checklist"), Filter(until=DAY)):
        assert isinstance(mission.try_export("csv", wanted), NothingToExport)
    assert list(mission.folder.iterdir()) == []


def test_a_practice_report_alone_is_nothing_to_export(empty_mission: Mission) -> None:
    empty_mission.report(LATE, practice=True)
    assert isinstance(empty_mission.try_export("json"), NothingToExport)


@pytest.mark.parametrize("many", [PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_no_report_is_lost_or_told_twice_between_pages(empty_mission: Mission, many: int) -> None:
    template = empty_mission.report(LATE)
    with empty_mission.database.transaction() as tx:
        for number in range(1, many):
            reports.add(tx, replace(template, id=UUID(int=number), code=str(number)), LATE)
    heard: list[tuple[int, int]] = []
    made = empty_mission.export("json", progress=lambda done, total: heard.append((done, total)))
    assert made.reports == many == len({one["id"] for one in empty_mission.objects()})
    assert heard[-1] == (many, many)


def test_a_report_stored_during_the_export_is_not_in_it(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cases.export.reading.PAGE", 2)
    before = mission.export("csv")

    def meanwhile(done: int, total: int) -> None:
        mission.report(LATE)

    during = mission.export("csv", out=mission.folder / "during.csv", progress=meanwhile)
    assert (during.reports, during.high_water, during.sha256) == (before.reports, before.high_water, before.sha256)
    assert mission.export("csv").reports > before.reports


def test_no_read_is_open_while_a_page_is_written(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cases.export.reading.PAGE", 1)
    engine = mission.database.engine
    held: list[str] = []
    mission.export("zip", progress=lambda done, total: held.append(engine.pool.status()))
    assert len(held) == 4
    assert not any("Checked out connections: 1" in status for status in held)


def test_a_full_disk_is_said_in_a_sentence_and_the_old_file_stays(
    mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mission.folder / "export.zip"
    path.write_text("the export of yesterday")

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.cases.export.workshop.os.fsync", full)
    with pytest.raises(ExportFailed, match=r"^The disk that holds .* is full; nothing was written\.$") as failed:
        mission.export("zip")
    assert failed.value.why is WhyNot.DISK_FULL
    assert [one.name for one in mission.folder.iterdir()] == ["export.zip"]
    assert path.read_text() == "the export of yesterday"


def test_an_export_that_is_interrupted_leaves_nothing(mission: Mission) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mission.export("zip", progress=interrupt)
    assert list(mission.folder.iterdir()) == []


def test_a_place_where_no_file_can_be_is_named(mission: Mission) -> None:
    with pytest.raises(ExportFailed, match="There is no folder"):
        mission.export("csv", out=mission.folder / "no" / "such.csv")
    with pytest.raises(ExportFailed, match="is a folder"):
        mission.export("csv", out=mission.folder)
