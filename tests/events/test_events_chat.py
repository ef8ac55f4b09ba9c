"""Events in the chat: who may tap what, buttons that are old, taps that nobody's screen ever showed."""

from __future__ import annotations

from storage.models import Event, EventProposal, EventSource
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage


async def two_reports(stage: Stage) -> tuple[Actor, str, str]:
    """Two observers of one station report the same; returns the desk and the codes."""
    desk = await stage.coordinator("Desk", "en")
    codes = []
    for name in ("Айгүл", "Болат"):
        observer = await stage.observer(name, "en")
        codes.append(await files_a_pack_of_ballots(observer))
        stage.passes(minutes=9)
    return desk, codes[0], codes[1]


@on_stage
async def test_a_proposal_stands_on_the_card_and_rings_nobody_by_itself(stage: Stage) -> None:
    desk, first, _second = await two_reports(stage)
    assert len(heard(desk, "Code: ")) == 2, "two cards, and nothing for the proposal"
    assert f"Maybe the same as {first}: same station, 9 min apart" in desk.sees
    assert await desk.taps("🔗 Same event") == f"One event now: {stored(stage, Event.code)[0][0]}."
    assert all(f"{stored(stage, Event.code)[0][0]}: 2 accounts" in card for card in heard(desk, "Code: "))


@on_stage
async def test_two_coordinators_who_decide_at_once_make_one_event(stage: Stage) -> None:
    desk, _, _ = await two_reports(stage)
    other = await stage.coordinator("Other", "en")
    yes = next(button["callback_data"] for button in desk.last.inline_buttons if "Same" in button["text"])
    await desk.taps_data(yes)
    await other.taps_data(yes)
    assert "This has changed meanwhile." in await other.taps_data(yes.replace(":y:", ":n:"))
    assert len(stored(stage, Event.id)) == 1 and len(stored(stage, EventSource.id)) == 2


@on_stage
async def test_another_region_and_an_observer_see_and_change_nothing(stage: Stage) -> None:
    desk, first, _ = await two_reports(stage)
    await desk.taps("🔗 Same event")
    number = stored(stage, Event.id)[0][0]
    elsewhere = await stage.coordinator("Elsewhere", "en", region="Сарыарқа")
    observer = await stage.observer("Дана", "en")
    for data in (f"e:v:{number}", f"e:x:{number}:{first}", f"e:n:{number}", "e:p:1:n:c", "e:r:1", "e:k:1:1"):
        assert await elsewhere.taps_data(data) == "This button is no longer in use."
        assert await observer.taps_data(data) == "This command is for coordinators."
    await elsewhere.says("/events")
    assert "No events yet" in elsewhere.sees
    await observer.says("/events")
    assert "for coordinators" in observer.sees
    assert stored(stage, EventSource.left_at) == [(None,), (None,)]


@on_stage
async def test_taps_that_nobody_was_shown_do_no_harm(stage: Stage) -> None:
    desk, _, _ = await two_reports(stage)
    for data in (
        "e:", "e:p", "e:p:x:y:c", "e:p:999999999:y:c", "e:p:1::", "e:v:", "e:v:\u0663", "e:v:99", "e:f:1:shoe_size",
        "e:l:-8", "e:k:1", "e:k:1:2:3:4", "e:m:1:1:y", "e:x:1:", "e:j:", "e:r:" + "9" * 40, "e:z:1",
    ):  # fmt: skip
        await desk.taps_data(data)
    assert stored(stage, Event.id) == []
    assert stored(stage, EventProposal.state) == [("proposed",)]


@on_stage
async def test_buttons_of_an_event_that_was_merged_show_where_it_went(stage: Stage) -> None:
    desk, _, second = await two_reports(stage)
    await desk.taps("🔗 Same event")
    ((number, _),) = stored(stage, Event.id, Event.code)
    far = [await files_a_pack_of_ballots(await stage.observer(name, "en", "S-9")) for name in ("Дана", "Ерлан")]
    await desk.taps("🔗 Same event")
    ((other, code),) = [row for row in stored(stage, Event.id, Event.code) if row[0] != number]
    await desk.taps_data(f"e:m:{number}:{other}")
    await desk.taps("🔗 Yes, one event")
    assert all(code in desk.sees for code in (second, *far))
    assert await desk.taps_data(f"e:n:{number}") == "This has changed meanwhile."
    await desk.taps_data(f"e:v:{number}")
    assert code in desk.sees


@on_stage
async def test_figures_are_chosen_from_who_says_them_and_typed(stage: Stage) -> None:
    desk, first, _ = await two_reports(stage)
    await desk.taps("🔗 Same event")
    await desk.says("/events")
    await desk.taps("E-")
    await desk.taps("🔢 Figures")
    await desk.taps("People injured")
    await desk.taps("✏ Type it")
    await desk.says("-3")
    assert "How many are injured?" in desk.sees
    await desk.says("from 1 to 3")
    assert "People injured: ✓ 1–3" in desk.sees
    await desk.taps("🔢 Figures")
    await desk.taps("People injured")
    await desk.taps("↩ Leave it open")
    assert "injured" not in desk.sees
    assert await desk.taps_data(f"e:f:1:injured:{first}") == "This has changed meanwhile."


@on_stage
async def test_by_hand_from_the_page_of_a_report(stage: Stage) -> None:
    desk, first, second = await two_reports(stage)
    await desk.taps("✖ Not the same")
    await desk.taps_data("e:r:1")
    await desk.taps("🔗 Same event as …")
    await desk.says("nonsense")
    assert "no such code" in desk.sees
    await desk.says(second)
    assert first in desk.sees and second in desk.sees and "2 observers" in desk.sees
    await desk.taps("📷")
    assert heard(desk, first)


@on_stage
async def test_whoever_a_report_has_climbed_to_may_say_what_it_is_the_same_as(stage: Stage) -> None:
    far = await stage.coordinator("Far", "en", region="Сарыарқа")
    await two_reports(stage)
    stage.passes(minutes=11)
    await stage.looks()
    assert await far.taps("🔗 Same event") == f"One event now: {stored(stage, Event.code)[0][0]}."
