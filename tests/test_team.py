"""The team at the desk: who may do what with whom, what it changes at once, and what nobody can do."""

from __future__ import annotations

import pytest

from bot.cases import team as cases
from bot.cases.authority import may_give, may_manage, may_see
from bot.cases.team import AsBefore, Done, MayNot
from bot.core.words import AlertState, PersonState, Role
from storage import accounts, team
from storage.accounts import Member
from storage.models import Account, Alert, AuditEntry, Invite, Outbox, Person
from storage.team import Teammate
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes

NORTH, SOUTH = 1, 2


def member(role: Role, region: int | None = None, number: int = 1) -> Member:
    return Member(number, "X-1", PersonState.ACTIVE, False, role, region)


def them(role: Role, region: int | None = None, number: int = 2) -> Teammate:
    return Teammate(number, "Y-2", PersonState.ACTIVE, False, role, region, None, None)


@pytest.mark.parametrize(
    ("by", "role", "region", "allowed"),
    [
        (member(Role.OBSERVER), Role.OBSERVER, None, False),
        (member(Role.COORDINATOR, NORTH), Role.OBSERVER, NORTH, True),
        (member(Role.COORDINATOR, NORTH), Role.OBSERVER, SOUTH, False),
        (member(Role.COORDINATOR, NORTH), Role.OBSERVER, None, False),
        (member(Role.COORDINATOR, NORTH), Role.COORDINATOR, NORTH, False),
        (member(Role.COORDINATOR), Role.OBSERVER, None, True),
        (member(Role.COORDINATOR), Role.COORDINATOR, NORTH, True),
        (member(Role.COORDINATOR), Role.COORDINATOR, None, False),
        (member(Role.COORDINATOR), Role.ADMINISTRATOR, None, False),
        (member(Role.ADMINISTRATOR), Role.ADMINISTRATOR, None, True),
    ],
)
def test_nobody_gives_as_much_as_they_have_but_an_administrator(
    by: Member, role: Role, region: int | None, allowed: bool
) -> None:
    assert may_give(by, role, region) is allowed
    assert may_manage(by, them(role, region)) is allowed


def test_nobody_manages_themselves() -> None:
    assert not may_manage(member(Role.ADMINISTRATOR, number=7), them(Role.ADMINISTRATOR, number=7))


def test_a_region_sees_its_own_people() -> None:
    assert may_see(member(Role.COORDINATOR, NORTH), them(Role.OBSERVER, NORTH))
    assert not may_see(member(Role.COORDINATOR, NORTH), them(Role.OBSERVER, SOUTH))
    assert may_see(member(Role.COORDINATOR), them(Role.ADMINISTRATOR))


def of(stage: Stage, actor: Actor) -> Teammate:
    with stage.mission.database.reading() as tx:
        chat = accounts.find_chat(
            tx, stage.settings.bot_id, stage.mission.seal.hash_chat(stage.settings.bot_id, actor.user.id)
        )
        assert chat is not None and chat.member is not None
        found = team.find(tx, chat.member.person_id)
    assert found is not None
    return found


async def opens(desk: Actor, found: Teammate) -> None:
    await desk.says(f"/team {found.pseudonym}")


@on_stage
async def test_who_is_suspended_gives_back_alerts_and_they_ring_again(stage: Stage) -> None:
    lead = await stage._join("Lead", "en", Role.ADMINISTRATOR, None, None)
    first, second = await stage.coordinator("First", "en"), await stage.coordinator("Second", "en")
    aigul = await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(aigul)
    await first.taps("✋ Claim")
    before = len(heard(second, "Pack of ballots"))
    await opens(lead, of(stage, first))
    await lead.taps("⛔ Suspend")
    await lead.taps("✅ Yes")
    assert stored(stage, Alert.state, Alert.claimed_by) == [(AlertState.OPEN, None)]
    assert len(heard(second, "Pack of ballots")) == before + 1
    await first.says("/open")
    assert first.sees.startswith("You cannot use this bot")
    await second.taps("✋ Claim")
    assert stored(stage, Alert.state)[0][0] == AlertState.CLAIMED


@on_stage
async def test_the_links_of_whoever_is_suspended_admit_nobody(stage: Stage) -> None:
    lead = await stage._join("Lead", "en", Role.ADMINISTRATOR, None, None)
    desk = await stage.coordinator("Desk", "en")
    await desk.says("/invite")
    await desk.taps("🔑 Make the links")
    code = desk.sees.partition("start=")[2].split()[0]
    await opens(lead, of(stage, desk))
    await lead.taps("⛔ Suspend")
    await lead.taps("✅ Yes")
    guest = await stage.stranger("Guest", "en")
    await guest.says(f"/start {code}")
    assert guest.sees.startswith("This invite is not valid.")


@on_stage
async def test_a_code_is_nowhere_in_the_database_in_clear(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await desk.says("/invite")
    await desk.taps("5")
    await desk.taps("🔑 Make the links")
    codes = [one.split()[0] for one in desk.sees.split("start=")[1:]]
    assert len(set(codes)) == 5
    everything = repr(stored(stage, Outbox.params)) + repr(stored(stage, AuditEntry.details, AuditEntry.subject))
    everything += repr(stored(stage, Invite.code_hash))
    assert not [code for code in codes if code in everything]


@on_stage
async def test_a_new_link_makes_the_old_phone_a_strangers_and_waits_for_nothing(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    aigul = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(aigul)
    who = of(stage, aigul)
    await opens(desk, who)
    await desk.taps("🔑 New link")
    await desk.taps("✅ Yes")
    link = desk.sees.partition("start=")[2].split()[0]
    await aigul.says("/myreports")
    assert aigul.sees.startswith("Hello! This bot works by invitation only.")
    await desk.taps("✋ Claim")
    assert not heard(aigul, "seen by a coordinator")
    found = await stage.stranger("Aigul 2", "en")
    await found.says(f"/start {link}")
    await found.taps("English")
    assert of(stage, found).person_id == who.person_id
    await found.says("/myreports")
    assert code in found.sees
    thief = await stage.stranger("Thief", "en")
    await thief.says(f"/start {link}")
    assert thief.sees.startswith("This invite has already been used.")


@on_stage
async def test_a_second_new_link_makes_the_first_void(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    who = of(stage, await stage.observer("Aigul", "en"))
    links = []
    for _ in range(2):
        await opens(desk, who)
        await desk.taps("🔑 New link")
        await desk.taps("✅ Yes")
        links.append(desk.sees.partition("start=")[2].split()[0])
    found = await stage.stranger("Aigul 2", "en")
    await found.says(f"/start {links[0]}")
    assert found.sees.startswith("This invite is not valid.")
    await found.says(f"/start {links[1]}")
    assert "Choose a language" in found.sees


@on_stage
async def test_a_new_link_is_no_way_for_a_member_to_become_another(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    who, bolat = of(stage, await stage.observer("Aigul", "en")), await stage.observer("Bolat", "en")
    await opens(desk, who)
    await desk.taps("🔑 New link")
    await desk.taps("✅ Yes")
    await bolat.says(f"/start {desk.sees.partition('start=')[2].split()[0]}")
    assert bolat.sees.startswith("You are with us already.")


@on_stage
async def test_the_last_administrator_cannot_be_removed(stage: Stage) -> None:
    lead = await stage._join("Lead", "en", Role.ADMINISTRATOR, None, None)
    other = await stage._join("Other", "en", Role.ADMINISTRATOR, None, None)
    first, second = of(stage, lead), of(stage, other)
    with stage.mission.database.transaction() as tx:
        by = Member(first.person_id, "A", PersonState.ACTIVE, False, Role.ADMINISTRATOR, None)
        assert isinstance(cases.suspend(tx, first, by, stage.now), MayNot)  # oneself
        assert isinstance(cases.suspend(tx, second, by, stage.now), Done)
        assert isinstance(cases.suspend(tx, second, by, stage.now), AsBefore | Done)
        late = Member(second.person_id, "B", PersonState.ACTIVE, False, Role.ADMINISTRATOR, None)
        assert isinstance(cases.suspend(tx, first, late, stage.now), MayNot)
        assert isinstance(cases.make(tx, first, Role.COORDINATOR, late, stage.now), MayNot)
        assert isinstance(cases.replace_link(tx, first, late, stage.now), MayNot)


@on_stage
async def test_the_page_shows_no_button_that_the_reader_may_not_press(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    near, far = await stage.observer("Near", "en"), await stage.observer("Far", "en", station="S-9")
    peer = await stage.coordinator("Peer", "en", region="Алатау")
    await opens(desk, of(stage, near))
    assert "⛔ Suspend" in desk.buttons and not [one for one in desk.buttons if "Make" in one]
    await opens(desk, of(stage, peer))
    assert desk.buttons == ["👥 Team"]
    await opens(desk, of(stage, far))
    assert "0 people" in desk.sees


@on_stage
async def test_last_seen_is_written_once_in_a_quarter_of_an_hour(stage: Stage) -> None:
    aigul = await stage.observer("Aigul", "en")
    begun = stage.now
    stage.passes(minutes=14)
    await aigul.says("/myreports")
    assert stored(stage, Account.seen_at) == [(begun,)]
    stage.passes(minutes=1)
    await aigul.says("/myreports")
    assert stored(stage, Account.seen_at) == [(stage.now,)]


@on_stage
async def test_people_not_heard_of_are_found_by_a_filter(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    await stage.observer("Silent", "en")
    stage.passes(hours=4)
    await stage.observer("Lively", "en")
    await desk.says("/team")
    assert "3 people" in desk.sees
    await desk.taps_data("t:l:oq:0:0", desk.last)
    assert "1 person" in desk.sees


@on_stage
async def test_who_waits_is_admitted_from_the_page(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    guest = await stage.stranger("Guest", "en")
    await guest.says(f"/start {stage.invite(Role.OBSERVER, None, 'T-1', vetted=True)}")
    await guest.taps("English")
    await opens(desk, of(stage, guest))
    await desk.taps("✅ Admit")
    assert heard(guest, "You are admitted.")
    assert "✅ Active" in desk.sees


@on_stage
async def test_a_taken_phone_is_emptied_of_what_the_bot_said_and_its_draft_is_kept(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    aigul = await stage.observer("Aigul", "en")
    stage.passes(hours=49)
    await aigul.sends_photo(photo_bytes())
    old = len([one for one in aigul.messages if one.from_bot]) - 1
    await opens(desk, of(stage, aigul))
    await desk.taps("📵 Phone taken")
    await desk.taps("✅ Yes")
    await stage.looks()
    await stage.settle()
    assert len([one for one in aigul.messages if one.from_bot]) == old
    assert heard(desk, "Deleted: 1 message.") and heard(desk, f"Could not be deleted: {old}.")
    assert [state for state, name in stored(stage, Person.state, Person.pseudonym) if name.startswith("O")] == [
        "suspended"
    ]
    with stage.mission.database.reading() as tx:
        assert team.find(tx, of(stage, aigul).person_id) is not None
    await opens(desk, of(stage, aigul))
    await desk.taps("✅ Let in again")
    assert heard(aigul, "You can work here again.")
    await aigul.says("/report")
    assert "Your draft is kept." in aigul.sees


@on_stage
async def test_what_was_deleted_at_ones_own_wish_is_said_honestly(stage: Stage) -> None:
    aigul = await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(aigul)
    await aigul.says("/wipe")
    there = len([one for one in aigul.messages if one.from_bot])
    await aigul.taps("🧹 Yes, delete")
    await stage.looks()
    await stage.settle()
    left = [one.text for one in aigul.messages if one.from_bot]
    assert len(left) == 1 and left[0].startswith(f"🧹 Deleted: {there} messages.")
    await aigul.says("/myreports")
    assert "Pack of ballots" in aigul.sees


@on_stage
async def test_a_chat_that_cannot_be_reached_is_said_to_be_so(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    aigul = await stage.observer("Aigul", "en")
    await opens(desk, of(stage, aigul))
    await aigul.blocks()
    await desk.taps("📵 Phone taken")
    await desk.taps("✅ Yes")
    assert "nothing was deleted there" in desk.sees and "⛔ Suspended" in desk.sees


@on_stage
async def test_a_regional_coordinator_moves_nobody_out_of_the_region(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    who = of(stage, await stage.observer("Aigul", "en"))
    await opens(desk, who)
    await desk.taps("📍 Move")
    assert desk.buttons == ["Алатау", "⬅ Back"]
    for act in ("region:2", "region:0", "up:c", "up:a", "station:4"):
        assert "not yours to decide" in await desk.taps_data(f"t:p:{who.person_id}:{act}")
    assert "no longer in use" in await desk.taps_data(f"t:p:{who.person_id}:region:99")
    await desk.taps_data(f"t:p:{who.person_id}:station:2")
    assert "№ 2" in desk.sees


@on_stage
async def test_a_coordinator_invites_into_their_own_region_alone(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en", region="Алатау")
    await desk.says("/invite")
    for data in (
        "i:o:2:0:1:00:go:0",
        "i:o:0:0:1:00:go:0",
        "i:c:1:0:1:00:go:0",
        "i:a:0:0:1:00:go:0",
        "i:o:1:4:1:00:go:0",
    ):
        assert "not yours to decide" in await desk.taps_data(data)
    assert not heard(desk, "start=")
    await desk.taps_data("i:o:1:0:5:00:go:0")
    assert heard(desk, "start=")[0].count("start=") == 5
