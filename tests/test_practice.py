"""Practice: everything works, is marked, rings at those who practise alone, and is in no export."""

from __future__ import annotations

from bot.cases.export import Exported, ExportFormat, NothingToExport, export_reports
from bot.core.words import Role
from storage.models import Alert, Draft, Person, Report
from storage.reports import Filter
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes


async def practises(actor: Actor) -> None:
    await actor.says("/practice")
    await actor.taps("🎓 Start practice")


@on_stage
async def test_a_practice_report_is_marked_rings_nowhere_and_is_in_no_export(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await practises(observer)
    await observer.sends_photo(photo_bytes())
    assert observer.sees.startswith("🎓 Practice\n📎 Photo kept.")
    await observer.says("/cancel")
    await observer.taps("✖ Yes")
    code = await files_a_pack_of_ballots(observer)
    assert observer.sees.startswith("🎓 Practice\n✅ Received.")
    assert "This is practice: nobody is alerted." in observer.sees
    await observer.says("/myreports")
    assert observer.sees.startswith("🎓 Practice") and f"🎓 · {code}" in observer.sees
    assert not heard(desk, code)
    await desk.says("/open")
    assert desk.sees == "Nothing is open."
    assert stored(stage, Report.practice) == [(True,)]
    await observer.says("/practice")
    await observer.taps("🎓 End practice")
    mission, out = stage.mission, stage.folder / "all.zip"
    args = mission.database, mission.library, mission.media, Filter(), ExportFormat.ZIP, out, stage.now
    assert isinstance(export_reports(*args), NothingToExport)


@on_stage
async def test_desk_members_who_practise_get_the_card_claim_it_and_see_it_in_the_list(stage: Stage) -> None:
    trainer, other = await stage.coordinator("Trainer", "en"), await stage.coordinator("Other", "en")
    observer = await stage.observer("Aigul", "en")
    await practises(trainer)
    await practises(observer)
    code = await files_a_pack_of_ballots(observer)
    assert heard(trainer, f"Code: {code}")[0].startswith("🎓 Practice\n")
    assert not heard(other, code)
    await trainer.says("/open")
    assert trainer.buttons[0].startswith("🎓")
    await trainer.taps("✋")
    assert observer.sees == f"🎓 Practice\n👁 A coordinator has seen your report {code}."
    ((alert,),) = stored(stage, Alert.id)
    assert "no longer in use" in await other.taps_data(f"a:{alert}:claim")


@on_stage
async def test_somebody_of_the_desk_who_practises_still_gets_real_alerts_unmarked(stage: Stage) -> None:
    trainer, observer = await stage.coordinator("Trainer", "en"), await stage.observer("Aigul", "en")
    await practises(trainer)
    code = await files_a_pack_of_ballots(observer)
    assert not heard(trainer, f"Code: {code}")[0].startswith("🎓")


@on_stage
async def test_what_was_begun_for_real_does_not_become_practice(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await observer.sends_photo(photo_bytes())
    await practises(observer)
    assert "Submit or cancel it first" in observer.sees
    assert stored(stage, Person.practice) == [(False,)]


@on_stage
async def test_what_was_begun_in_practice_is_put_away_or_kept_when_it_ends(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    for choice, outcome in (("🗑", "practice"), ("✏", None)):
        await practises(observer)
        await observer.sends_photo(photo_bytes())
        await observer.says("/practice")
        await observer.taps("🎓 End practice")
        assert "it will count as a real one" in observer.sees
        await observer.taps(choice)
        assert stored(stage, Person.practice) == [(False,)]
        assert outcome in [one for (one,) in stored(stage, Draft.outcome)]
        stage.passes(minutes=1)
    mission, out = stage.mission, stage.folder / "all.zip"
    made = export_reports(mission.database, mission.library, mission.media, Filter(), ExportFormat.ZIP, out, stage.now)
    assert isinstance(made, Exported) and made.unsubmitted == 1  # the one that was kept


@on_stage
async def test_a_link_can_begin_in_practice_and_a_stale_button_only_shows_the_mode(stage: Stage) -> None:
    observer = await stage.stranger("Aigul", "en")
    await observer.says(f"/start {stage.invite(Role.OBSERVER, practice=True)}")
    await observer.taps("English")
    assert observer.sees.startswith("🎓 Practice\nWelcome!")
    await observer.says("/practice")
    screen = observer.last
    await observer.taps("🎓 End practice")
    for data in ("m:practice:off", "m:practice:away", "m:practice:keep", "m:practice:nonsense"):
        await observer.taps_data(data, screen)
    assert stored(stage, Person.practice) == [(False,)]


@on_stage
async def test_the_trainer_sees_who_tried_what(stage: Stage) -> None:
    trainer = await stage.coordinator("Trainer", "en", region="Алатау")
    elsewhere = await stage.coordinator("Elsewhere", "en", region="Сарыарқа")
    observer = await stage.observer("Aigul", "en")
    await practises(observer)
    await files_a_pack_of_ballots(observer)
    await trainer.says("/practice")
    line = next(one for one in trainer.sees.splitlines() if one.startswith("🎓 O-"))
    assert "Incident 1 · answered " in line and "📷 1" in line
    assert "→ SOS not tried; opening checklist not tried" in trainer.sees
    await elsewhere.says("/practice")
    assert "None of your observers has practised yet." in elsewhere.sees
    await observer.says("/practice")
    assert "Who practises" not in observer.sees
