"""Short conversations beside a form: none of them takes words that were meant for something else."""

from __future__ import annotations

from storage.models import Draft, SosEntry
from tests.acting import files_a_pack_of_ballots, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes
from tests.test_my_reports import opens


async def begins_choosing(observer: Actor) -> None:
    await observer.says("/station")
    await observer.taps_data("p:go:change")


def told(stage: Stage) -> set[str]:
    """The stories in all drafts."""
    return {str(state["answers"].get("description", "")) for (state,) in stored(stage, Draft.state)}


@on_stage
async def test_an_answer_to_the_form_is_no_search_for_a_station(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await observer.sends_photo(photo_bytes())
    question = observer.last
    await begins_choosing(observer)
    await observer.taps("Voting", question)
    for words in ("Pack of ballots", "Nobody", "Done", "Now", "⏭", "saw it"):
        await observer.taps(words)
    await observer.says("Two men, a grey bag")
    assert "Two men, a grey bag" in told(stage)


@on_stage
async def test_what_is_told_hours_after_choosing_a_station_was_begun_is_a_report(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await begins_choosing(observer)
    stage.passes(minutes=31)
    await observer.says("They carry the box out of the room")
    assert "They carry the box out of the room" in told(stage)


@on_stage
async def test_what_is_told_hours_after_a_reason_was_asked_for_is_a_report(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await opens(observer, await files_a_pack_of_ballots(observer))
    await observer.taps("Withdraw")
    await observer.taps("Another reason")
    stage.passes(hours=2)
    await observer.says("They carry the box out of the room")
    assert "They carry the box out of the room" in told(stage)


@on_stage
async def test_words_for_a_correction_do_not_go_to_the_call_for_help(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await opens(observer, await files_a_pack_of_ballots(observer))
    report = observer.last
    await observer.says("/sos")
    await observer.taps("✏ Correct", report)
    await observer.says("Two men, a grey bag")
    assert stored(stage, SosEntry.text) == [(None,)]


@on_stage
async def test_a_call_for_help_listens_for_as_long_as_it_is_open(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await observer.says("/sos")
    stage.passes(hours=8)
    await observer.says("Our feet are numb")
    assert ("Our feet are numb",) in stored(stage, SosEntry.text)
