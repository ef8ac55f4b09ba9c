"""Moments in which an alert, a story or a draft is easily lost: each was once, in a review of the whole."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.app import RunningBot
from bot.cases.forms import CheckedForm, check_form, publish_form
from bot.cases.getting_in import set_suspended
from bot.core.words import Role
from bot.sandbox.faults import refusal
from handlers import exporting
from handlers.messages import TEXT_LIMIT, units
from storage.models import Draft, Report
from tests.stage import Actor, Stage, photo_bytes
from tests.test_bad_input import staged

BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")


async def files_a_pack_of_ballots(observer: Actor) -> None:
    await observer.sends_photo(photo_bytes())
    for words in ("Voting", "Pack of ballots", "Nobody", "Done", "Now", "⏭", "saw it", "📋", "Submit"):
        await observer.taps(words)


def cards(actor: Actor) -> list[str]:
    return [message.text for message in actor.messages if message.from_bot and "Pack of ballots" in message.text]


@staged
async def test_a_card_that_cannot_reach_the_coordinator_goes_to_the_administrator(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    coordinator = await stage.coordinator("Desk", "en")
    lead = await stage._join("Lead", "en", Role.ADMINISTRATOR, None, None)
    stage.emulator.world.people[coordinator.user.id].blocked = True  # and Telegram has not told us yet
    await files_a_pack_of_ballots(observer)
    await stage.looks()
    assert len(cards(lead)) == 1
    assert cards(coordinator) == []


@staged
async def test_a_desk_that_comes_back_finds_what_nobody_has_claimed(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    coordinator = await stage.coordinator("Desk", "en")
    await coordinator.blocks()
    await files_a_pack_of_ballots(observer)
    assert "No coordinator is here yet" in observer.sees
    await coordinator.unblocks()
    await stage.looks()
    assert len(cards(coordinator)) == 1
    assert await coordinator.taps("✋") == "This is yours now."


@staged
async def test_an_export_being_made_does_not_hold_up_an_alert(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    coordinator = await stage.coordinator("Desk", "en")
    await files_a_pack_of_ballots(observer)
    seen = []
    make = exporting._make

    def slow(*given: object) -> object:
        seen.extend(cards(coordinator))
        return make(*given)  # type: ignore[arg-type]

    exporting._make = slow  # type: ignore[assignment]
    try:
        stage.emulator.faults.next("sendDocument", refusal(502, "Bad Gateway"))
        await coordinator.says("/export csv")
        await files_a_pack_of_ballots(observer)  # the failed upload puts off the export alone
        assert len(cards(coordinator)) == 2
    finally:
        exporting._make = make
    stage.passes(minutes=10)
    await stage.looks()
    assert any(message.kind == "document" for message in coordinator.messages)
    assert seen


@staged
async def test_an_export_cut_short_by_a_crash_does_not_keep_the_bot_from_starting(stage: Stage) -> None:
    left = stage.mission.media.root / "exports" / ".export-half"
    left.mkdir(parents=True)
    (left / "reports.csv").write_text("half")
    await stage.restart()
    assert isinstance(stage.bot, RunningBot)
    assert not left.exists()


@staged
async def test_words_and_places_sent_before_a_language_is_chosen_are_all_kept(stage: Stage) -> None:
    actor = await stage.stranger("Aigul", "en")
    await actor.says(f"/start {stage.invite(Role.OBSERVER, None, 'T-1')}")
    await actor.says("They have closed the doors")
    await actor.says("and nobody may leave")
    await actor.sends_location(43.25, 76.95)
    await actor.taps("English")
    with stage.mission.database.reading() as tx:
        states = tx.execute(select(Draft.state)).scalars().all()
    assert len(states) == 1
    assert states[0]["answers"]["description"] == "They have closed the doors\nand nobody may leave"
    assert states[0]["answers"]["place"].startswith("43.25 76.95")


@staged
async def test_an_answer_goes_to_the_question_that_is_shown(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await observer.says("/checklists")
    await observer.taps("Opening")
    await observer.taps("Yes, at once")
    old = observer.last
    stage.passes(minutes=1)
    await observer.says("/report")
    stage.passes(minutes=1)
    stale = next(b["callback_data"] for b in old.inline_buttons)
    await observer.taps_data(stale.rpartition(":")[0] + ":c0.0", old)  # of the question before: stale, redrawn
    assert "Opening" in next(message.text for message in observer.messages if message.id == old.id)
    await observer.says("07:10")
    with stage.mission.database.reading() as tx:
        answers = [state["answers"] for state in tx.execute(select(Draft.state)).scalars()]
    assert any("07:10" in str(one.get("arrived_at")) for one in answers), answers
    assert all("07:10" not in str(one.get("description")) for one in answers)


@staged
async def test_a_suspended_reporter_hears_no_news(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    coordinator = await stage.coordinator("Desk", "en")
    await files_a_pack_of_ballots(observer)
    with stage.mission.database.transaction() as tx:
        person = tx.execute(select(Report.reported_by)).scalar_one()
        set_suspended(tx, person, True, None, stage.now)
    before = len(observer.messages)
    await coordinator.taps("✋")
    await stage.looks()
    assert len(observer.messages) == before


@staged
async def test_a_form_with_endless_labels_still_makes_a_card_and_a_review(stage: Stage) -> None:
    figures = "\n".join(f"| | integer | n{i} | {'How many of them were there? ' * 20}{i} | |" for i in range(80))
    source = f"""| survey | | | | |
|---|---|---|---|---|
| | type | name | label | calculation |
| | text | description | {"What happened there? " * 40} | |
{figures}
| | calculate | severity | | 'critical' |

| settings | | |
|---|---|---|
| | form_id | version |
| | incident | long |
"""
    checked = check_form(source.encode(), ".md")
    assert isinstance(checked, CheckedForm), checked
    with stage.mission.database.transaction() as tx:
        publish_form(tx, checked, datetime(2021, 1, 9, tzinfo=UTC))
    observer = await stage.observer("Aigul", "en")
    coordinator = await stage.coordinator("Desk", "en")
    await observer.says("/report")
    await observer.says("Ой бай! " * 500)
    for _ in range(30):
        await observer.says("12")
    await observer.taps("📋")
    assert units(observer.sees) <= TEXT_LIMIT
    assert len(observer.last.inline_buttons) <= 100
    await observer.taps("Submit")
    await stage.looks()
    assert any("O-" in message.text and "12" in message.text for message in coordinator.messages)


@staged
async def test_what_is_open_is_listed_for_the_region_alone_and_a_tap_brings_the_card_below(stage: Stage) -> None:
    here = await stage.coordinator("Here", "en", region="Алатау")
    there = await stage.coordinator("There", "en", region="Сарыарқа")
    observer = await stage.observer("Aigul", "en")
    await here.says("/open")
    assert here.sees == "Nothing is open."
    await files_a_pack_of_ballots(observer)
    await here.says("/open")
    assert [button[0] for button in here.buttons] == ["🔴"]
    await here.taps("🔴")
    assert "Pack of ballots" in here.sees
    await here.taps("✋")
    assert "Claimed by" in here.sees
    await here.taps("☑")
    await here.taps("Dealt with")
    await here.says("/open")
    assert here.sees == "Nothing is open."
    await there.says("/open")
    assert there.sees == "Nothing is open."
    assert cards(there) == []


@staged
async def test_a_photo_in_the_middle_of_a_checklist_is_an_incident_and_the_checklist_waits(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    coordinator = await stage.coordinator("Desk", "en")
    await observer.says("/checklists")
    await observer.taps("Voting")
    stage.passes(minutes=1)
    await files_a_pack_of_ballots(observer)
    assert len(cards(coordinator)) == 1
    assert observer.sees.startswith("Voting")


@staged
async def test_what_happened_away_from_the_station_is_not_put_down_to_it(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    coordinator = await stage.coordinator("Desk", "en")
    await observer.sends_photo(photo_bytes())
    for words in ("Voting", "Pack of ballots", "Nobody", "Done", "Now", "⏭", "saw it", "⏭", "Not at a station"):
        await observer.taps(words)
    await observer.taps("📋")
    await observer.taps("Submit")
    assert "Not at a station" in coordinator.sees and "T-1" not in coordinator.sees
    with stage.mission.database.reading() as tx:
        station, region = tx.execute(select(Report.station_id, Report.region_id)).one()
    assert station is None
    assert region is not None


@staged
async def test_words_at_the_desk_begin_no_report(stage: Stage) -> None:
    coordinator = await stage.coordinator("Desk", "en")
    await coordinator.says("Where are you now?")
    assert coordinator.sees.startswith("To ask an observer")
    with stage.mission.database.reading() as tx:
        assert tx.execute(select(Draft.id)).all() == []
