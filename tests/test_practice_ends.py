"""What an exercise leaves behind must not stand in the way of what is real, nor frighten anybody."""

from __future__ import annotations

from bot.sandbox.model import Message
from storage.models import Draft, SosCall
from tests.acting import on_stage, stored
from tests.stage import Actor, Stage
from tests.test_practice import practises


def rung(desk: Actor) -> list[Message]:
    return [message for message in desk.messages if message.from_bot and message.text.startswith("🆘 SOS")]


async def ends_practice(actor: Actor) -> None:
    await actor.says("/practice")
    await actor.taps("🎓 End practice")


@on_stage
async def test_an_exercise_that_nobody_closed_does_not_swallow_the_real_alarm(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await practises(observer)
    await observer.says("/sos")
    await ends_practice(observer)
    assert rung(desk) == []
    await observer.says("/sos")
    assert len(rung(desk)) == 1
    assert observer.sees.startswith("🆘 Your call has gone to the coordinators.")
    assert stored(stage, SosCall.practice, SosCall.state) == [(True, "closed"), (False, "open")]


@on_stage
async def test_after_practice_words_no_longer_go_to_the_exercise(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await practises(observer)
    await observer.says("/sos")
    exercise = observer.last
    await ends_practice(observer)
    await observer.taps("Detained", exercise)
    await observer.says("They carry the box out of the room")
    ((state,),) = stored(stage, Draft.state)
    assert state["answers"]["description"] == "They carry the box out of the room"


@on_stage
async def test_whoever_joins_the_desk_finds_the_real_call_behind_many_exercises(stage: Stage) -> None:
    for number in range(21):
        trainee = await stage.observer(f"Trainee {number}", "en")
        await practises(trainee)
        await trainee.says("/sos")
    observer = await stage.observer("Aigul", "en")
    await observer.says("/sos")
    desk = await stage.coordinator("Desk", "en")
    assert len(rung(desk)) == 1
