"""A desk in a group at Telegram: fifteen messages a minute, strangers, a group that moves, a bot that is thrown out."""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from alerts_of import CRITICAL, HIGH, raised
from stage import NOON, Actor, Stage
from test_delivery import Office
from virtual_time import run_virtually

from bot.core.words import AlertState, Role
from bot.sandbox.model import Chat
from storage import accounts, desk_groups, people, reports
from storage.accounts import Member


def staged(test: Callable[[Stage], Awaitable[None]]) -> Callable[..., None]:
    @functools.wraps(test)
    def run(tmp_path: Path) -> None:
        async def play() -> None:
            async with Stage(tmp_path, by_hand=True) as stage:
                await test(stage)

        asyncio.run(asyncio.wait_for(play(), 60))

    del run.__wrapped__  # type: ignore[attr-defined]
    return run


def member_of(stage: Stage, actor: Actor) -> tuple[int, Member]:
    bot_id = stage.settings.bot_id
    with stage.mission.database.reading() as tx:
        chat = accounts.find_chat(tx, bot_id, stage.mission.seal.hash_chat(bot_id, actor.user.id))
    assert chat is not None and chat.member is not None
    return chat.account_id, chat.member


async def desk_in(stage: Stage, actors: list[Actor], admin: bool = False, **how: bool) -> Chat:
    """A group of these people, opened as a desk by the first."""
    group = stage.emulator.group("Room", [one.user for one in actors], admin=admin, **how)
    await stage.act(lambda: stage.emulator.send_text(actors[0].user, "/desk", chat=group))
    return group


async def rings(stage: Stage, by: Actor, code: str, severity: Any = HIGH, **how: Any) -> int:
    """A report rings, and everything that is to be said of it is said."""
    with stage.mission.database.transaction() as tx:
        alert = raised(tx, stage.settings.bot_id, member_of(stage, by)[1].person_id, code, stage.now, severity, **how)
    await stage.looks()
    await stage.settle()
    return alert


def told(stage: Stage, where: Any, words: str) -> bool:
    return any(words in message.text for message in stage.emulator.messages(where) if message.from_bot)


def test_sixty_alerts_in_a_minute_are_fifteen_messages_and_every_critical_one_is_listed(stage: Stage) -> None:
    """By Telegram's own limits, with nothing refused; and the private chats hear nothing of it."""
    office = Office(stage)
    critical = [f"{900 + n}-000" for n in range(0, 60, 6)]

    async def play() -> None:
        async with office:
            account, user = await office.chat("Desk")
            group = stage.emulator.group("Room", [user])
            seal, bot_id = stage.mission.seal, stage.settings.bot_id
            with stage.mission.database.transaction() as tx:
                person = people.add_person(tx, "C-1", people.PersonState.ACTIVE, NOON)
                accounts.set_person(tx, account, person)
                people.grant(tx, person, Role.COORDINATOR, None, NOON)
                sealed = seal.close(str(group.id).encode())
                room = accounts.add_chat(tx, bot_id, seal.hash_chat(bot_id, group.id), sealed, NOON).account_id
                desk_groups.open_desk(tx, room, None, person, NOON)
                desk_groups.checked(tx, room, 0, NOON)
            for n in range(60):
                stage.now = NOON + timedelta(seconds=n)
                code = f"{900 + n}-000" if n % 6 == 0 else f"{100 + n}-000"
                with stage.mission.database.transaction() as tx:
                    raised(tx, bot_id, person, code, stage.now, CRITICAL if n % 6 == 0 else HIGH)
                await office.delivery.look()
                await asyncio.sleep(1)
            await asyncio.sleep(15)
            await office.delivery.settle()
            calls = [one for one in stage.emulator.log if one.chat_id == group.id]
            posted = [one.at for one in calls if one.method in ("sendMessage", "editMessageText")]
            assert {one.code for one in calls} == {200}
            assert max(sum(1 for other in posted if when <= other < when + 60) for when in posted) <= 15
            said = "\n".join(message.text for message in stage.emulator.messages(group))
            assert [code for code in critical if code not in said] == []
            assert re.search(r"⚡ \D*5\d", said)
            assert office.said(user) == []

    run_virtually(play(), office.is_busy)


def test_a_group_that_moved_stays_the_desk(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk])
        new = stage.emulator.upgrade(group)
        await stage.settle()
        await rings(stage, observer, "111-111")
        assert told(stage, new, "111-111")
        assert not told(stage, desk.user, "111-111")

    play(tmp_path)


def test_what_nobody_claims_rings_in_the_group_again_and_is_taken_and_closed_there(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk])
        alert = await rings(stage, observer, "111-111")
        for _ in range(2):  # the second look finds nothing more to ring
            stage.passes(minutes=5.5)
            await stage.looks()
        (line,) = [m for m in stage.emulator.messages(group) if "Nobody has claimed it" in m.text]
        assert "111-111" in line.text and "O-" not in line.text and "№ 1" not in line.text
        (take,) = [b["callback_data"] for b in line.inline_buttons if "Claim" in b["text"]]
        for message, data in ((line, take), (None, f"a:{alert}:resolve"), (None, f"a:{alert}:done:dealt_with")):
            shown = message or next(m for m in stage.emulator.messages(group) if m.text.startswith("🟠"))
            await stage.act(lambda shown=shown, data=data: stage.emulator.tap(desk.user, shown.id, data, chat=group))
        with stage.mission.database.reading() as tx:
            found = reports.alert(tx, alert)
        assert found is not None and found.state is AlertState.RESOLVED
        assert told(stage, group, "Resolved by")

    play(tmp_path)


def test_a_call_of_another_region_is_not_shown_by_a_button_that_somebody_made_up(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en", region="Алатау")
        far, observer = await stage.coordinator("Far", "en", region="Сарыарқа"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk])
        elsewhere = await stage.observer("Марат", station="S-9")
        await elsewhere.says("SOS")
        await observer.says("SOS")
        card = next(m for m in stage.emulator.messages(group) if m.text.startswith("🆘"))
        said = dict.fromkeys((1, 2), "")
        for number in said:
            tap = functools.partial(
                stage.emulator.tap, desk.user, card.id, f"k:see:sos{number}", chat=group, force=True
            )
            query = await stage.act(tap)
            said[number] = query.text
        assert "no longer" in said[1] and "private" in said[2]
        assert told(stage, far.user, "S-9") and not told(stage, desk.user, "S-9")

    play(tmp_path)


def test_a_bot_that_is_thrown_out_writes_to_the_private_chats_again(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk])
        await rings(stage, observer, "111-111")
        assert told(stage, group, "111-111") and not told(stage, desk.user, "111-111")
        await stage.act(lambda: stage.emulator.groups.set_bot(group, "kicked", desk.user))
        await stage.looks()
        assert told(stage, desk.user, "111-111")  # nobody has claimed it yet
        await rings(stage, observer, "222-222")
        assert told(stage, desk.user, "222-222") and not told(stage, group, "222-222")
        await stage.act(lambda: stage.emulator.groups.set_bot(group, "member", desk.user))
        await stage.looks()
        await rings(stage, observer, "333-333")
        assert told(stage, group, "333-333")

    play(tmp_path)


def test_a_stranger_who_comes_unseen_is_found_before_the_next_card(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk])
        group.members[observer.user.id] = "member"  # no update tells of it; an observer is not of the desk
        stage.passes(minutes=2)
        await rings(stage, observer, "111-111")
        assert not told(stage, group, "111-111")
        assert told(stage, desk.user, "111-111")
        assert told(stage, group, "1 member of this group is not of the desk")

    play(tmp_path)


def test_a_card_in_a_group_says_nothing_of_the_story_and_cannot_be_forwarded(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk])
        await rings(stage, observer, "111-111")
        card = stage.emulator.messages(group)[-1]
        assert "111-111" in card.text and card.protected
        assert "Observer" not in card.text and member_of(stage, observer)[1].pseudonym not in card.text

    play(tmp_path)


def test_who_was_suspended_can_do_nothing_in_the_group_and_makes_it_silent(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, gone = await stage.coordinator("Desk", "en"), await stage.coordinator("Gone", "en")
        observer = await stage.observer("Айгүл")
        group = await desk_in(stage, [desk, gone])
        alert = await rings(stage, observer, "111-111")
        from bot.cases.getting_in import set_suspended

        with stage.mission.database.transaction() as tx:
            set_suspended(tx, member_of(stage, gone)[1].person_id, True, None, stage.now)
        card = stage.emulator.messages(group)[-1]
        await stage.act(lambda: stage.emulator.tap(gone.user, card.id, f"a:{alert}:claim", chat=group))
        assert "Claimed" not in stage.emulator.messages(group)[-1].text
        stage.passes(minutes=2)
        await rings(stage, observer, "222-222")
        assert not told(stage, group, "222-222") and told(stage, desk.user, "222-222")

    play(tmp_path)


def test_in_a_group_with_topics_each_kind_has_its_own_and_a_removed_one_stops_nothing(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk], admin=True, forum=True)
        assert list(group.topics.values()) == ["🆘 SOS", "🔴 Critical", "📋 Reports"]
        await rings(stage, observer, "111-111", CRITICAL)
        await rings(stage, observer, "222-222")
        where = {message.text[:1]: message.thread for message in stage.emulator.messages(group) if message.text}
        names = {name: thread for thread, name in group.topics.items()}
        assert (where["🔴"], where["🟠"]) == (names["🔴 Critical"], names["📋 Reports"])
        group.topics.clear()
        stage.passes(minutes=2)
        await rings(stage, observer, "333-333")
        assert told(stage, group, "333-333")
        assert len(group.topics) == 0  # they are made once; whoever removed them did not want them

    play(tmp_path)


def test_a_group_without_the_right_to_make_topics_works_below_them(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Айгүл")
        group = await desk_in(stage, [desk], forum=True)
        await rings(stage, observer, "111-111")
        assert told(stage, group, "111-111") and not group.topics

    play(tmp_path)


def test_one_tap_closes_a_desk_and_takes_its_cards_away_and_only_who_answers_for_it_can(tmp_path: Path) -> None:
    @staged
    async def play(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en", region="Алатау")
        elsewhere = await stage.coordinator("Elsewhere", "en", region="Сарыарқа")
        observer = await stage.observer("Айгүл")
        group = await desk_in(stage, [desk])
        old = await rings(stage, observer, "111-111")
        stage.passes(hours=49)  # too old to be deleted
        await rings(stage, observer, "222-222")
        with stage.mission.database.reading() as tx:
            (row,) = desk_groups.in_use(tx, stage.settings.bot_id)
        assert await elsewhere.taps_data(f"k:close:{row.account_id}") == "This button is no longer in use."
        await rings(stage, observer, "333-333")
        assert told(stage, group, "333-333")
        await desk.taps_data(f"k:close:{row.account_id}")
        await stage.looks()
        shown = [message.text for message in stage.emulator.messages(group) if message.from_bot and message.text]
        assert not any(code in text for text in shown for code in ("111-111", "222-222", "333-333"))
        assert "▫" in shown and shown[-1].startswith("🚫")
        blanked = next(message for message in stage.emulator.messages(group) if message.text == "▫")
        await stage.act(lambda: stage.emulator.tap(desk.user, blanked.id, f"a:{old}:claim", chat=group, force=True))
        with stage.mission.database.reading() as tx:
            assert desk_groups.in_use(tx, stage.settings.bot_id) == []
            from storage import reports

            alert = reports.alert(tx, old)
        assert alert is not None and alert.claimed_by is None

    play(tmp_path)
