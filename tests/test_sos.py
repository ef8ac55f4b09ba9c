"""SOS, end to end: it rings whoever presses it and whatever they were at, and it waits for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from stage import Actor, Stage, photo_bytes

from bot.cases.getting_in import set_suspended
from bot.core.words import PersonState, Role
from bot.sandbox.faults import DROP_BEFORE, refusal, retry_after
from storage import accounts, attachments, sos
from storage.accounts import Member
from storage.models import Draft, Person
from storage.sos import CallRow


def perform(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(play, 60))


def member(stage: Stage, actor: Actor) -> Member:
    bot_id = stage.settings.bot_id
    with stage.mission.database.reading() as tx:
        chat = accounts.find_chat(tx, bot_id, stage.mission.seal.hash_chat(bot_id, actor.user.id))
    assert chat is not None and chat.member is not None
    return chat.member


def call_of(stage: Stage, actor: Actor) -> CallRow:
    with stage.mission.database.reading() as tx:
        call = sos.open_call_of(tx, member(stage, actor).person_id)
    assert call is not None
    return call


def set_person(stage: Stage, actor: Actor, **values: Any) -> None:
    with stage.mission.database.transaction() as tx:
        tx.execute(update(Person).where(Person.id == member(stage, actor).person_id).values(**values))


def cards(actor: Actor) -> list[str]:
    return [m.text for m in actor.messages if m.from_bot and m.text.startswith("🆘 SOS")]


def test_one_call_however_often_it_is_pressed(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            for _ in range(3):
                await aigul.says("sos")
            assert len(cards(desk)) == 1
            stage.passes(minutes=1)
            await desk.taps("✋")
            await aigul.says("/sos қоршап алды")
            assert len(cards(desk)) == 2  # after a silence whoever has the call hears of it
            assert "қоршап алды" in cards(desk)[-1]
            with stage.mission.database.reading() as tx:
                said = [entry.what for entry in sos.entries(tx, call_of(stage, aigul).id)]
            assert said == ["raised", "again", "again", "claimed", "again", "told"]

    perform(play())


def test_an_all_clear_that_is_taken_back_rings_at_once(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Aigul", "en")
            await aigul.says("/sos")
            stage.passes(minutes=2)
            await desk.taps("✋")
            await aigul.taps("✅ Safe")
            before = len(cards(desk))
            stage.passes(seconds=20)
            await aigul.says("/sos")
            assert len(cards(desk)) == before + 1

    perform(play())


def test_cancelling_says_how_the_call_stands_and_goes_on_listening(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Aigul", "en")
            await aigul.says("/sos")
            await aigul.says("/cancel")
            assert aigul.sees.startswith("🆘 Your call has gone to the coordinators.")
            await aigul.says("they took my phone charger")
            assert "they took my phone charger" in cards(desk)[-1]

    perform(play())


def test_no_old_draft_that_cannot_be_read_holds_up_a_call(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Aigul", "en")
            await aigul.says("The box has no seal")
            with stage.mission.database.transaction() as tx:
                tx.execute(update(Draft).values(state={}))
            await aigul.says("/sos")
            assert len(cards(desk)) == 1

    perform(play())


def test_a_live_location_of_many_small_steps_leaves_a_trace(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Aigul", "en")
            await aigul.says("/sos")
            who = {"id": aigul.user.id, "first_name": "Aigul"}
            about = {"message_id": 1, "chat": {**who, "type": "private"}, "from": {**who, "is_bot": False}}
            for step in range(1, 7):
                stage.passes(seconds=20)
                place = {"location": {"latitude": 43 + step / 10, "longitude": 76.9}}
                dates = {"date": int(stage.timestamp()), "edit_date": int(stage.timestamp())}
                stage.emulator.world.updates.push("edited_message", {**about, **dates, **place}, stage.timestamp())
                await stage.settle()
            call = call_of(stage, aigul)
            with stage.mission.database.reading() as tx:
                trace = [one.details["latitude"] for one in sos.entries(tx, call.id) if one.what == "placed"]
            assert call.latitude == 43.6
            assert 2 <= len(trace) <= 4
            assert "43." in cards(desk)[-1]
            before = len(cards(desk))
            await aigul.says("They take us away")
            assert len(cards(desk)) == before + 1

    perform(play())


def test_a_stranger_who_cries_for_help_learns_nothing_and_rings_nobody(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, nobody = await stage.coordinator("Desk"), await stage.stranger("Somebody")
            await nobody.says("SOS")
            await nobody.taps_data("s:1:claim")
            assert cards(desk) == []
            assert "🆘" not in nobody.sees

    perform(play())


@pytest.mark.parametrize("state", [PersonState.SUSPENDED, PersonState.PENDING])
def test_whoever_may_do_nothing_else_may_call(stage: Stage, state: PersonState) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            set_person(stage, aigul, state=state)
            await aigul.says("көмектесіңіз")
            assert len(cards(desk)) == 1
            await aigul.sends_photo(photo_bytes())
            await aigul.sends_location(43.2, 76.9)
            assert "📷 1" in desk.buttons
            await desk.taps("✋")
            assert "👁" in aigul.sees
            await aigul.says("/open")
            assert "👁" not in aigul.sees and cards(aigul) == []

    perform(play())


def test_a_suspended_coordinator_sees_no_card_and_can_take_nothing(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            first, second = await stage.coordinator("First"), await stage.coordinator("Second")
            aigul = await stage.observer("Айгүл")
            await aigul.says("sos")
            with stage.mission.database.transaction() as tx:
                set_suspended(tx, member(stage, first).person_id, True, None, stage.now)
            before = len(first.messages)
            await first.taps("✋")
            stage.passes(minutes=2)
            await stage.looks()
            assert call_of(stage, aigul).state == "open"
            assert len(first.messages) == before
            assert len(cards(second)) == 2

    perform(play())


def test_buttons_of_the_desk_do_nothing_in_other_hands(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            await stage.coordinator("Desk")
            far = await stage.coordinator("Far", region="Сарыарқа")
            aigul, bolat = await stage.observer("Айгүл"), await stage.observer("Болат")
            await aigul.says("sos")
            call = call_of(stage, aigul)
            for who in (bolat, far):
                for what in ("claim", "log", "map", "end:safe", "a:kind:hurt", "safe", "nonsense", ""):
                    await who.taps_data(f"s:{call.seq}:{what}", who.last)
            for data in ("s:", "s:x:claim", "s:99999999999:claim", "s:-1:claim", f"s:{call.seq}:a:kind:fire"):
                await aigul.taps_data(data, aigul.last)
            after = call_of(stage, aigul)
            assert (after.state, after.kind, after.details) == ("open", None, {})
            assert cards(far) == [] and cards(bolat) == []

    perform(play())


def test_what_is_sent_after_the_call_goes_where_it_usually_goes(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            await stage.coordinator("Desk")
            aigul = await stage.observer("Айгүл")
            await aigul.says("sos")
            await aigul.sends_photo(photo_bytes(), "ring")
            await aigul.says("/report")  # something else: from here on it is the report's
            await aigul.sends_photo(photo_bytes("teal"))
            call = call_of(stage, aigul)
            with stage.mission.database.reading() as tx:
                assert attachments.count_of(tx, call.id)[0] == 1
                (draft,) = tx.execute(select(Draft.id)).scalars()
                assert attachments.count_of(tx, draft)[0] == 1
                assert sos.last_told(tx, call.id, 9) == ["ring"]

    perform(play())


def test_an_album_is_told_once_and_kept_whole(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            await aigul.says("sos")
            before = len(aigul.messages)
            for colour in ("navy", "teal", "olive"):
                await aigul.sends_photo(photo_bytes(colour), album="a1")
            assert len(aigul.messages) - before == 4  # three photos and one answer
            await desk.taps("✋")
            await desk.taps("📷 3")
            assert [m.kind for m in desk.messages][-3:] == ["photo"] * 3

    perform(play())


def test_the_place_of_a_report_under_way_is_shown_and_a_live_location_follows(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            await aigul.sends_location(43.111, 76.111)
            stage.passes(minutes=30)
            await aigul.says("sos")
            assert "43.11100, 76.11100" in cards(desk)[-1]
            before = len(aigul.messages)
            sent = next(m for m in aigul.messages if m.kind == "location")
            stage.passes(minutes=5)
            world = stage.emulator.world
            moved = {"location": {"latitude": 43.222, "longitude": 76.222, "live_period": 900}}
            step = replace(sent, content=moved, edited=int(stage.timestamp()))
            await stage.act(lambda: world.tell_bot("edited_message", world.wire(step)))
            assert "43.22200, 76.22200" in cards(desk)[-1]
            assert len(aigul.messages) == before  # nobody waits for an answer to a step
            await desk.taps("📍")
            assert desk.last.kind == "location"

    perform(play())


def test_a_call_that_came_late_rings_and_says_both_times(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
            stage.emulator.clock = (stage.now - timedelta(hours=3)).timestamp  # type: ignore[attr-defined]
            stage.emulator.world.clock = (stage.now - timedelta(hours=3)).timestamp
            await aigul.says("sos")
            assert "Late: sent 09:40, came 12:40" in cards(desk)[-1]

    perform(play())


def test_where_nobody_can_be_reached_the_caller_is_told_so(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            await aigul.says("help")
            assert "no coordinator can be reached" in aigul.sees and "112" in aigul.sees
            desk = await stage.coordinator("Desk")  # who joins finds the call
            assert len(cards(desk)) == 1

    perform(play())


def test_in_practice_only_those_who_practise_are_rung(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, trainer = await stage.coordinator("Desk"), await stage.coordinator("Trainer")
            aigul = await stage.observer("Айгүл")
            set_person(stage, aigul, practice=True)
            await aigul.says("sos")
            assert "🎓" in aigul.sees
            assert cards(trainer) == []
            set_person(stage, trainer, practice=True)
            stage.passes(minutes=10)
            await stage.looks()
            assert len(cards(trainer)) == 1 and "🎓" in cards(trainer)[0]
            await desk.says("/open")
            assert cards(desk) == [] and "🆘" not in str(desk.buttons)

    perform(play())


def test_an_exercise_that_turns_real_rings_at_the_real_desk(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, trainer = await stage.coordinator("Desk"), await stage.coordinator("Trainer")
            aigul = await stage.observer("Айгүл", "en")
            for actor in (trainer, aigul):
                set_person(stage, actor, practice=True)
            await aigul.says("sos")
            await trainer.taps("✋")
            assert cards(desk) == []
            stage.passes(minutes=20)
            await aigul.taps("🆘 This is real")
            assert len(cards(desk)) == 1
            call = call_of(stage, aigul)
            assert (call.state, call.practice, call.raised_at) == ("open", False, stage.now)
            assert "This is real" not in " ".join(aigul.buttons)

    perform(play())


def test_a_call_whose_coordinator_is_suspended_rings_again(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            first, second = await stage.coordinator("First"), await stage.coordinator("Second")
            aigul = await stage.observer("Айгүл", "en")
            await aigul.says("sos")
            await first.taps("✋")
            before = len(cards(second))
            with stage.mission.database.transaction() as tx:
                set_suspended(tx, member(stage, first).person_id, True, None, stage.now)
            stage.passes(seconds=5)
            await stage.looks()
            assert len(cards(second)) == before + 1
            await second.taps("✋")
            assert call_of(stage, aigul).claimed_by == member(stage, second).person_id

    perform(play())


def test_a_place_told_in_words_is_not_asked_for_again(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл", "en")
            await aigul.says("sos")
            await aigul.taps("Surrounded")
            await aigul.says("The square behind the theatre")
            assert "How many" in aigul.sees
            assert "The square behind the theatre" in cards(desk)[-1]

    perform(play())


def test_a_card_that_cannot_reach_one_goes_to_the_others(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            near = await stage.coordinator("Near", region="Алатау")
            far = await stage.coordinator("Far", region="Сарыарқа")
            aigul = await stage.observer("Айгүл")
            stage.emulator.world.people[near.user.id].blocked = True  # and we have not been told
            await aigul.says("sos")
            await stage.looks()
            assert (len(cards(near)), len(cards(far))) == (0, 1)

    perform(play())


@pytest.mark.parametrize("fault", [refusal(502), DROP_BEFORE, retry_after(2)], ids=["502", "drop", "429"])
def test_a_card_that_did_not_get_through_tries_again_soon(stage: Stage, fault: Any) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            stage.emulator.faults.next("sendMessage", fault, 2)  # the caller's and the card
            await aigul.says("sos")
            assert cards(desk) == []
            stage.passes(seconds=5)
            await stage.looks()
            assert len(cards(desk)) == 1
            assert "SOS" in aigul.sees

    perform(play())


def test_a_chat_that_rests_after_failures_does_not_keep_an_sos(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            stage.emulator.faults.next("sendMessage", refusal(502), 1)
            await desk.says("/help")  # put off
            await aigul.says("sos")
            assert len(cards(desk)) == 1

    perform(play())


def test_a_restart_at_any_step_loses_and_repeats_nothing(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            await aigul.says("sos")
            await stage.restart()
            await aigul.taps("Қоршап")
            await stage.restart()
            await aigul.sends_location(43.2, 76.9)
            await stage.restart()
            await desk.taps("✋")
            await stage.restart()
            stage.passes(minutes=30)
            await stage.looks()
            assert len(cards(desk)) == 1
            call = call_of(stage, aigul)
            assert (call.kind, call.latitude, call.state) == ("kettled", 43.2, "claimed")

    perform(play())


def test_a_role_that_is_gone_between_ring_and_delivery_sees_nothing(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл")
            stage.emulator.faults.next("sendMessage", retry_after(30), 2)
            await aigul.says("sos")
            with stage.mission.database.transaction() as tx:
                set_suspended(tx, member(stage, desk).person_id, True, None, stage.now)
            stage.passes(seconds=31)
            await stage.looks()
            assert cards(desk) == []

    perform(play())


def test_the_menu_button_for_help_in_english_is_no_call(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk, aigul = await stage.coordinator("Desk"), await stage.observer("Айгүл", "en")
            await aigul.presses("❓ Help")
            assert cards(desk) == []
            assert member(stage, aigul).role is Role.OBSERVER

    perform(play())


def test_after_the_call_a_button_of_a_form_brings_its_answers_back_to_the_form(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            await stage.coordinator("Desk")
            aigul = await stage.observer("Айгүл")
            await aigul.sends_photo(photo_bytes())
            await aigul.says("sos")
            await aigul.says("қоршап алды")
            await aigul.taps("Дауыс беру")
            await aigul.says("бұл хабардың сөзі")
            with stage.mission.database.reading() as tx:
                assert sos.last_told(tx, call_of(stage, aigul).id, 9) == ["қоршап алды"]

    perform(play())


def test_somebody_of_the_desk_who_calls_is_heard_by_the_others(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            caller, other = await stage.coordinator("Caller"), await stage.coordinator("Other")
            await caller.says("/sos")
            await caller.says("у суда")
            assert cards(caller) == [] and "у суда" in cards(other)[-1]
            await other.taps("✋")
            assert "👁" in caller.sees

    perform(play())
