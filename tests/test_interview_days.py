"""A day of the interview through the whole bot: corrections, silence, a network that died, several things at once."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from storage.models import Attachment, Draft, Outbox, Report, Revision
from tests.stage import Actor, Stage, photo_bytes
from tests.test_bad_input import staged


def states(stage: Stage) -> list[dict[str, Any]]:
    """Of every draft, in the order in which they were begun."""
    with stage.mission.database.reading() as tx:
        return list(tx.execute(select(Draft.state).order_by(Draft.begun_at)).scalars())


def answers(stage: Stage, at: int = -1) -> dict[str, str]:
    return dict(states(stage)[at]["answers"])


async def asked_when(stage: Stage, name: str = "Aigul") -> Actor:
    observer = await stage.observer(name, "en")
    await observer.sends_photo(photo_bytes())
    for words in ("Voting", "Same person", "⏭"):
        await observer.taps(words)
    return observer


@staged
async def test_a_correction_reaches_the_draft_it_belongs_to_and_the_form_in_hand_stays(stage: Stage) -> None:
    observer = await asked_when(stage)
    await observer.says("12:30")
    mine = observer.messages[-2]
    stage.passes(minutes=1)
    await observer.says("/checklists")
    await observer.taps("Opening")
    stage.passes(minutes=1)
    await observer.edits(mine, "12:20")
    assert observer.sees.startswith("Opening\n✏ Corrected. When: 10.01.2021 12:20")
    assert "12:20" in answers(stage, 0)["occurred_at"]
    await observer.taps("Yes, at once")
    assert answers(stage)["admitted"] == "yes"


@staged
async def test_a_second_form_begun_while_one_is_open_leaves_both(stage: Stage) -> None:
    observer = await asked_when(stage)
    stage.passes(minutes=1)
    await observer.says("/checklists")
    await observer.taps("Departure")
    stage.passes(minutes=1)
    await observer.says("/report")
    await observer.says("12:30")
    assert "12:30" in answers(stage, 0)["occurred_at"]
    await observer.taps("✅ Submit")
    assert "When are you leaving" in observer.sees
    assert [state["form_id"] for state in states(stage)] == ["incident", "departure"]


@staged
async def test_the_words_of_an_edit_after_submission_go_below_the_report_and_its_answers_stand(stage: Stage) -> None:
    observer = await asked_when(stage)
    await observer.says("12:30")
    mine = observer.messages[-2]
    await observer.taps("✅ Submit")
    before = answers(stage)
    for text in ("12:20", "12:10"):
        await observer.edits(mine, text)
    assert "/myreports" in observer.sees
    assert answers(stage) == before
    with stage.mission.database.reading() as tx:
        told = tx.execute(select(Revision.answers).order_by(Revision.number.desc())).scalars().first()
    assert told is not None and "12:30" in told["occurred_at"]
    assert told["description"] == "12:40: ✏ 12:20\n12:40: ✏ 12:10"


@staged
async def test_the_words_of_an_edit_of_what_was_cancelled_are_kept_with_the_draft(stage: Stage) -> None:
    observer = await asked_when(stage)
    await observer.says("12:30")
    mine = observer.messages[-2]
    await observer.says("/cancel")
    await observer.taps("Yes")
    await observer.edits(mine, "12:20")
    assert [one["text"] for one in states(stage)[-1]["edited_later"]] == ["12:20"]


@staged
async def test_an_answer_given_anew_by_a_tap_is_not_overwritten_by_an_old_message(stage: Stage) -> None:
    observer = await asked_when(stage)
    await observer.says("12:30")
    mine = observer.messages[-2]
    await observer.taps("⬅")
    await observer.taps("🕐 Now")
    await observer.edits(mine, "12:20")
    assert "has a newer answer" in observer.sees
    assert "12:40" in answers(stage)["occurred_at"]


@staged
async def test_a_location_shared_live_moves_without_a_word(stage: Stage) -> None:
    observer = await asked_when(stage)
    await observer.sends_location(43.25, 76.95)
    sent = observer.messages[-2]
    said = len(observer.messages)
    moved = {**stage.emulator.world.wire(sent), "location": {"latitude": 43.3, "longitude": 77.0}, "edit_date": 1}
    await stage.act(lambda: stage.emulator.world.tell_bot("edited_message", moved))
    assert len(observer.messages) == said


@staged
async def test_what_came_while_the_network_was_down_is_one_late_report_in_its_own_order(stage: Stage) -> None:
    coordinator = await stage.coordinator("Desk", "en")
    observer = await asked_when(stage)
    await stage.stop()
    phone, user = stage.emulator, observer.user
    phone.send_text(user, "12:41")  # the answer to the question that was shown
    stage.passes(minutes=5)
    phone.send_text(user, "They came back twice")
    phone.send_photo(user, photo_bytes("teal"), "The second time")
    stage.passes(minutes=5)
    phone.send_text(user, "Now they are gone")
    stage.passes(hours=3)
    await stage.start()
    await stage.settle()
    told = answers(stage)
    assert "12:41" in told["occurred_at"]
    assert told["description"] == "They came back twice\nNow they are gone"
    assert len(told["photo"].split()) == 2
    await observer.taps("✅ Submit")
    with stage.mission.database.reading() as tx:
        late, sent_at = tx.execute(select(Report.late, Report.sent_at)).one()
        lanes = set(tx.execute(select(Outbox.lane).where(Outbox.kind == "bundle")).scalars())
    assert late
    assert sent_at.strftime("%H:%M") == "06:40"
    assert coordinator.last.silent
    assert len(lanes) == 1


@staged
async def test_now_in_a_message_that_lay_somewhere_was_then(stage: Stage) -> None:
    observer = await asked_when(stage)
    await stage.stop()
    stage.emulator.send_text(observer.user, "15 min ago")
    stage.passes(hours=3)
    await stage.start()
    await stage.settle()
    assert "T12:25" in answers(stage)["occurred_at"]


@staged
async def test_a_photo_after_a_long_silence_begins_an_incident_and_the_draft_comes_back(stage: Stage) -> None:
    observer = await asked_when(stage)
    stage.passes(hours=7)
    await observer.sends_photo(photo_bytes("teal"))
    await observer.taps("Counting")
    await observer.taps("Count was interrupted")
    await observer.taps("✅ Submit")
    assert "Your draft of today 12:40, “Incident”: question 5 of 15." in observer.sees
    with stage.mission.database.reading() as tx:
        assert len(set(tx.execute(select(Attachment.report_id)).scalars())) == 2


@staged
async def test_held_words_wait_through_a_photo_and_a_restart(stage: Stage) -> None:
    observer = await asked_when(stage)
    stage.passes(hours=7)
    await observer.says("There is a crowd")
    await observer.says("at the back door")
    await stage.restart()
    await observer.sends_photo(photo_bytes("teal"))
    assert states(stage)[0]["held"] == "There is a crowd\nat the back door"
    await observer.taps("For that report")
    assert answers(stage, 0)["description"] == "There is a crowd\nat the back door"
    assert states(stage)[0]["held"] == ""


@staged
async def test_an_album_in_the_middle_of_questions_belongs_to_the_draft_and_its_caption_is_the_description(
    stage: Stage,
) -> None:
    observer = await asked_when(stage)
    await observer.sends_album([photo_bytes(colour) for colour in ("teal", "olive", "gray")], "Three times")
    assert len(answers(stage)["photo"].split()) == 4
    assert answers(stage)["description"] == "Three times"
    assert "When did it happen?" in observer.sees


@staged
async def test_people_held_from_to_may_be_written_in_one_go(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await observer.sends_photo(photo_bytes())
    for words in ("People held", "Another person", "🕐 Now", "⏭", "saw it", "⏭", "⏭", "⏭"):
        await observer.taps(words)
    await observer.says("7–8 people")
    assert observer.sees.startswith("✓ From 7 to 8.")
    assert (answers(stage)["held_from"], answers(stage)["held_to"]) == ("7", "8")


@pytest.mark.parametrize("seed", range(4))
@staged
async def test_in_whatever_order_it_all_arrives_nothing_of_it_is_lost(stage: Stage, seed: int) -> None:
    observer = await asked_when(stage)
    await stage.stop()
    phone, user = stage.emulator, observer.user
    for number in range(3):
        phone.send_text(user, f"They came back, time {number}")
        phone.send_photo(user, photo_bytes("teal", (320 + number, 240)), f"Caption {number}")
        stage.passes(minutes=1)
    waiting = list(phone.world.updates.pending)
    Random(seed).shuffle(waiting)
    phone.world.updates.pending = deque(waiting)
    stage.passes(hours=1)
    await stage.start()
    await stage.settle()
    told = answers(stage)
    assert len(told["photo"].split()) == 4
    for number in range(3):
        assert f"They came back, time {number}" in told["description"]
    with stage.mission.database.reading() as tx:
        captions = set(tx.execute(select(Attachment.caption)).scalars())
    assert captions == {None, "Caption 0", "Caption 1", "Caption 2"}
    assert len(states(stage)) == 1
