"""What an exercise leaves behind must not stand in the way of what is real, nor frighten anybody."""

from __future__ import annotations

from bot.sandbox.model import Message
from storage import filed
from storage.models import Draft, SosCall, Visit
from tests.acting import files_a_pack_of_ballots, on_stage, stored
from tests.stage import Actor, Stage
from tests.test_practice import practises
from tests.test_sos import member
from tests.test_stations import station


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
async def test_a_trainer_finds_the_exercise_closed(stage: Stage) -> None:
    trainer, observer = await stage.coordinator("Trainer", "en"), await stage.observer("Aigul", "en")
    await practises(trainer)
    await practises(observer)
    await observer.says("/sos")
    card = rung(trainer)[-1]
    await ends_practice(observer)
    await trainer.taps("✋", card)
    assert "☑ Closed by" in rung(trainer)[-1].text


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


@on_stage
async def test_an_arrival_in_practice_is_no_visit_of_the_mission(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await observer.says("/arrived")
    stage.passes(minutes=5)
    await practises(observer)
    await observer.says("/station")
    await observer.taps_data("p:go:add")
    await observer.says("T-2")
    await observer.taps_data(f"p:yes:{station(stage, 'T-2').id}")
    await observer.says("/arrived")
    stage.passes(minutes=1)
    await observer.taps_data(f"p:arrive:{station(stage, 'T-2').id}")
    await ends_practice(observer)
    assert stored(stage, Visit.station_id) == [(station(stage, "T-1").id,)]


@on_stage
async def test_a_checklist_filed_in_practice_is_not_shown_as_filed(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await practises(observer)
    await files_a_pack_of_ballots(observer)
    person = member(stage, observer).person_id
    with stage.mission.database.reading() as tx:
        assert list(filed.filed_since(tx, person, stage.now, practice=True)) == ["incident"]
        assert filed.filed_since(tx, person, stage.now, practice=False) == {}
