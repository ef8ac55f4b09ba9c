"""Reports counted to the right station, where that meets practice and corrections."""

from __future__ import annotations

from storage.models import Report, Revision
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage
from tests.test_my_reports import opens
from tests.test_practice import practises
from tests.test_stations import station


async def puts_right(observer: Actor, wrong: str, right: str) -> None:
    there, here = station(observer.stage, wrong).id, station(observer.stage, right).id
    await observer.says("/station")
    await observer.taps_data("p:go:wrong")
    await observer.says(right)
    await observer.taps_data(f"p:yes:{here}")
    await observer.taps_data(f"p:move:{there}-{here}")


@on_stage
async def test_a_practice_report_that_is_moved_frightens_nobody_who_does_not_practise(stage: Stage) -> None:
    desk, trainer = await stage.coordinator("Desk", "en"), await stage.coordinator("Trainer", "en")
    observer = await stage.observer("Aigul", "en", station="T-1")
    await practises(trainer)
    await practises(observer)
    code = await files_a_pack_of_ballots(observer)
    await puts_right(observer, "T-1", "T-2")
    assert heard(trainer, code)
    assert not heard(desk, code)


@on_stage
async def test_a_correction_that_was_begun_does_not_bring_the_report_back_to_the_wrong_station(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en", station="T-1")
    code = await files_a_pack_of_ballots(observer)
    await opens(observer, code)
    await observer.taps("✏ Correct")
    await puts_right(observer, "T-1", "T-2")
    await observer.says("/myreports")
    await observer.taps("✏ Correction of")
    await observer.taps("✅ Submit")
    assert stored(stage, Report.station_id) == [(station(stage, "T-2").id,)]
    assert stored(stage, Revision.reason) == [("filed",), ("moved",)]
