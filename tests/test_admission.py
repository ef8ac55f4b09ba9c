"""The pledge, and vetted links: who waits sees nothing of the mission, loses nothing, and one coordinator decides."""

from __future__ import annotations

import asyncio

from bot.cases.admission import Decided, DecidedBefore, MayNot, admit
from bot.cases.export import ExportFormat, NothingToExport, export_reports
from bot.core.words import PersonState, Role
from storage import admission, people
from storage.models import Attachment, AuditEntry, Draft, Person, Report
from storage.reports import Filter
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes


async def asks(stage: Stage, name: str = "Guest", role: Role = Role.OBSERVER, region: str | None = None) -> Actor:
    """Somebody presses a vetted link and chooses English; the pledge is still to be accepted."""
    guest = await stage.stranger(name, "en")
    await guest.says(f"/start {stage.invite(role, region, 'T-1' if role is Role.OBSERVER else None, vetted=True)}")
    await guest.taps("English")
    return guest


def state_of(stage: Stage, letter: str = "O") -> str:
    return next(str(state) for name, state in stored(stage, Person.pseudonym, Person.state) if name.startswith(letter))


@on_stage
async def test_a_vetted_link_shows_nothing_of_the_mission_until_a_coordinator_admits(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    guest = await asks(stage)
    assert guest.sees.startswith("Before you begin:")
    assert not heard(desk, "asks to be admitted")
    await guest.taps("✅ I accept")
    assert guest.sees == "Thank you. You can start when a coordinator admits you."
    assert heard(desk, "asks to be admitted as an observer.")
    for act in ("/report", "/checklists", "/myreports", "/help", "/start", "/practice", "/open"):
        await guest.says(act)
        assert guest.sees == "Thank you. You can start when a coordinator admits you."
    everything = "\n".join(message.text for message in guest.messages if message.from_bot)
    assert "T-1" not in everything and "Алатау" not in everything and "O-" not in everything
    await desk.taps("✅ Admit")
    assert guest.sees.startswith("✅ You are admitted.\nWelcome!")
    assert "✅ Admitted by C-" in desk.sees
    await files_a_pack_of_ballots(guest)
    assert len(stored(stage, Report.id)) == 1


@on_stage
async def test_what_is_sent_before_admission_waits_unseen_and_is_asked_about_after(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    guest = await asks(stage)
    await guest.sends_photo(photo_bytes())
    assert guest.sees == "📎 Kept. You can go on when a coordinator admits you."
    await guest.says("A pack went in")
    assert (len(stored(stage, Attachment.id)), len(stored(stage, Draft.id))) == (1, 1)
    mission, out = stage.mission, stage.folder / "all.zip"
    args = mission.database, mission.library, mission.media, Filter(), ExportFormat.ZIP, out, stage.now
    assert isinstance(export_reports(*args), NothingToExport)
    await guest.taps("✅ I accept")
    await desk.taps("✅ Admit")
    assert "Your draft is kept." in guest.sees
    ((state,),) = stored(stage, Draft.state)
    assert state["answers"]["description"] == "A pack went in"


@on_stage
async def test_words_and_photos_before_the_language_are_kept_too(stage: Stage) -> None:
    guest = await stage.stranger("Guest", "en")
    await guest.says(f"/start {stage.invite(Role.OBSERVER, vetted=True)}")
    await guest.says("They did not let me in")
    assert "Choose a language" in guest.sees
    await guest.sends_photo(photo_bytes())
    assert (len(stored(stage, Attachment.id)), len(stored(stage, Draft.id))) == (1, 1)


@on_stage
async def test_a_stranger_with_a_link_cannot_fill_the_disk(stage: Stage) -> None:
    guest = await asks(stage)
    for _ in range(21):
        await guest.sends_photo(photo_bytes())
    assert guest.sees.startswith("This was not kept.")
    assert len(stored(stage, Attachment.id)) == 20


@on_stage
async def test_two_coordinators_decide_at_once_and_the_second_is_told(stage: Stage) -> None:
    first, second = await stage.coordinator("First", "en"), await stage.coordinator("Second", "en")
    guest = await asks(stage)
    await guest.taps("✅ I accept")
    card = next(one for one in second.messages if "asks to be admitted" in one.text)
    button = next(one["callback_data"] for one in card.inline_buttons if "Admit" in one["text"])
    await first.taps("⛔ Refuse")
    await first.taps("Not known to us")
    assert (await second.taps_data(button, card)).startswith("Already decided by C-")
    assert state_of(stage) == PersonState.SUSPENDED
    assert guest.sees == "You were not admitted. Ask whoever gave you the link."
    assert "Not known to us" in next(one for one in second.messages if "asks to be admitted" in one.text).text
    assert ("refuse", "unknown") in [
        (action, details.get("reason")) for action, details in stored(stage, AuditEntry.action, AuditEntry.details)
    ]


@on_stage
async def test_a_stale_button_of_somebody_who_is_of_the_desk_no_more_does_nothing(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    guest = await asks(stage)
    await guest.taps("✅ I accept")
    card = desk.last
    button = next(one["callback_data"] for one in card.inline_buttons if "Admit" in one["text"])
    with stage.mission.database.transaction() as tx:
        (person,) = [one for one, name in stored(stage, Person.id, Person.pseudonym) if name.startswith("C")]
        people.grant(tx, person, Role.OBSERVER, None, stage.now)
    assert await desk.taps_data(button, card) == "This command is for coordinators."
    assert await guest.taps_data(button, guest.last) == "Thank you. You can start when a coordinator admits you."
    assert state_of(stage) == PersonState.PENDING


@on_stage
async def test_the_desk_of_another_region_neither_hears_nor_decides(stage: Stage) -> None:
    near = await stage.coordinator("Near", "en", region="Алатау")
    far = await stage.coordinator("Far", "en", region="Сарыарқа")
    guest = await asks(stage)
    await guest.taps("✅ I accept")
    assert heard(near, "asks to be admitted") and not heard(far, "asks to be admitted")
    button = near.last.inline_buttons[0]["callback_data"]
    assert "no longer in use" in await far.taps_data(button)
    assert state_of(stage) == PersonState.PENDING


@on_stage
async def test_who_comes_to_an_empty_desk_finds_who_waits(stage: Stage) -> None:
    guest = await asks(stage)
    await guest.taps("✅ I accept")
    desk = await stage.coordinator("Desk", "en")
    assert heard(desk, "asks to be admitted")


@on_stage
async def test_a_coordinator_is_admitted_by_an_administrator_only(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    lead = await stage._join("Lead", "en", Role.ADMINISTRATOR, None, None)
    guest = await asks(stage, role=Role.COORDINATOR)
    await guest.taps("✅ I accept")
    assert heard(lead, "asks to be admitted as a coordinator.") and not heard(desk, "asks to be admitted")
    button = lead.last.inline_buttons[0]["callback_data"]
    await desk.taps_data(button)
    assert len([state for (state,) in stored(stage, Person.state) if state == PersonState.PENDING]) == 1
    await lead.taps("✅ Admit")
    assert "You are admitted." in guest.sees


@on_stage
async def test_a_vetted_link_makes_nobody_more_than_they_are(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    await observer.says(f"/start {stage.invite(Role.COORDINATOR, vetted=True)}")
    assert observer.sees.startswith("You are with us already.")
    await observer.says("/open")
    assert observer.sees == "This command is for coordinators."


@on_stage
async def test_a_plain_link_admits_whoever_waits(stage: Stage) -> None:
    guest = await asks(stage)
    await guest.says(f"/start {stage.invite(Role.OBSERVER)}")
    assert "Welcome!" in guest.sees
    assert state_of(stage) == PersonState.ACTIVE


@on_stage
async def test_the_pledge_is_asked_once_and_bars_nobody_who_is_admitted(stage: Stage) -> None:
    observer = await stage.observer("Aigul", "en")
    assert len(heard(observer, "Before you begin:")) == 1
    await files_a_pack_of_ballots(observer)
    await observer.taps("✅ I accept")
    await observer.taps_data("m:pledge", next(one for one in observer.messages if "Before you begin" in one.text))
    assert [at for (at,) in stored(stage, Person.pledged_at)] == [stage.now]
    assert "✅ Accepted 10.01 12:40" in heard(observer, "Before you begin:")[0]
    assert len([one for (one,) in stored(stage, AuditEntry.action) if one == "pledge"]) == 1


@on_stage
async def test_admitting_from_the_command_line_loses_to_a_decision_made_before(stage: Stage) -> None:
    guest = await asks(stage)
    await guest.taps("✅ I accept")
    with stage.mission.database.transaction() as tx:
        (person,) = admission.waiting(tx, None, 10)
        assert isinstance(admit(tx, person, None, stage.now), Decided)
        assert admit(tx, person, None, stage.now) == DecidedBefore(None)
        assert admit(tx, 999, None, stage.now) == MayNot()
        assert admission.waiting(tx, None, 10) == []
    await asyncio.sleep(0)
    assert state_of(stage) == PersonState.ACTIVE
