"""Stations in the chat: what a transcript does not show. Old and foreign buttons, two desks, what is filed where."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from bot.core.words import PersonState
from storage import accounts, stations, visits
from storage.models import Draft, Inbox, Person, Region, Report, Station
from storage.stations import StationCard
from tests.stage import Actor, Stage, photo_bytes

HOSTILE = (
    "p:",
    "p:::",
    "p:arrive",
    "p:arrive:999999",
    "p:arrive:1;drop",
    "p:now:2",
    "p:relieve:1",
    "p:yes:2",
    "p:pick:99999999999999999999",
    "p:region:0",
    "p:page:-1",
    "p:page:999999",
    "p:go:steal",
    "p:move:1",
    "p:move:1-",
    "p:move:x-y",
    "p:leave:now",
    "p:stay:1",
    "p:near",
    "p:cancel",
    "p:" + "é" * 30,
)


def acted(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test on a stage of its own, on both databases."""

    @functools.wraps(test)
    def run(stage: Stage, **given: Any) -> None:
        async def play() -> None:
            async with stage:
                await test(stage, **given)

        asyncio.run(play())

    return run


def person_of(stage: Stage, actor: Actor) -> int:
    with stage.mission.database.reading() as tx:
        bot_id = stage.settings.bot_id
        chat = accounts.find_chat(tx, bot_id, stage.mission.seal.hash_chat(bot_id, actor.user.id))
        assert chat is not None and chat.member is not None
        return chat.member.person_id


def stations_of(stage: Stage, actor: Actor) -> list[str]:
    with stage.mission.database.reading() as tx:
        return [one.code for one in stations.assigned_to(tx, person_of(stage, actor))]


def station(stage: Stage, code: str) -> StationCard:
    with stage.mission.database.reading() as tx:
        found = stations.by_code(tx, code)
        assert found is not None
        return found


async def chooses(actor: Actor, how: str, code: str) -> None:
    await actor.says("/station")
    await actor.taps_data(f"p:go:{how}")
    await actor.says(code)
    await actor.taps_data(f"p:yes:{station(actor.stage, code).id}")


async def files_alarm(actor: Actor) -> None:
    await actor.sends_photo(photo_bytes())
    for sign in ("Дауыс беру", "Жәшікке", "⏭", "🕐", "⏭", "Өз көзіммен", "📋", "✅"):
        await actor.taps(sign)


@pytest.mark.parametrize("choosing", [False, True])
@acted
async def test_no_button_that_anybody_could_invent_breaks_or_changes_anything(stage: Stage, choosing: bool) -> None:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    await aigul.says("/station")
    for data in HOSTILE:
        if choosing:
            await aigul.says("/station")
            await aigul.taps_data("p:go:change")
        await aigul.taps_data(data)
    with stage.mission.database.reading() as tx:
        bad = select(func.count()).select_from(Inbox).where((Inbox.state == "set_aside") | (Inbox.attempts > 0))
        assert tx.execute(bad).scalar_one() == 0
        assert visits.open_visit(tx, person_of(stage, aigul)) is None
    assert stations_of(stage, aigul) == ["T-1"]


@acted
async def test_a_yes_counts_only_for_what_was_just_read_back(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    await aigul.says("/station")
    await aigul.taps_data("p:go:change")
    await aigul.says("T-2")
    asked = aigul.last
    await aigul.says("/help")
    assert await aigul.taps_data(f"p:yes:{station(stage, 'T-2').id}", asked) != ""
    assert stations_of(stage, aigul) == ["T-1"]


@acted
async def test_nobody_moves_reports_of_others(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    mallory = await stage.observer("Еркін", "kk", station="T-2")
    await files_alarm(aigul)
    await mallory.taps_data(f"p:move:{station(stage, 'T-1').id}-{station(stage, 'T-2').id}")
    with stage.mission.database.reading() as tx:
        assert tx.execute(select(Report.station_id)).scalars().all() == [station(stage, "T-1").id]


@acted
async def test_a_report_moved_to_another_region_rings_at_its_desk(stage: Stage) -> None:
    here = await stage.coordinator("Алатау", "ru", region="Алатау")
    there = await stage.coordinator("Сарыарқа", "ru", region="Сарыарқа")
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    await files_alarm(aigul)
    assert "T-1" in here.sees
    before = len(there.messages)
    await chooses(aigul, "wrong", "S-9")
    await aigul.taps("көшіріңіз")
    assert "S-9" in here.sees
    assert len(there.messages) == before + 1
    assert "S-9" in there.sees
    await there.taps("✋")


@acted
async def test_a_photo_sent_while_choosing_is_kept_as_an_incident(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "kk", station=None)
    await aigul.says("/station")
    await aigul.sends_photo(photo_bytes())
    with stage.mission.database.reading() as tx:
        assert tx.execute(select(func.count()).select_from(Draft)).scalar_one() == 1
    await aigul.says("T-2")  # the choosing goes on
    await aigul.taps_data(f"p:yes:{station(stage, 'T-2').id}")
    assert stations_of(stage, aigul) == ["T-2"]


@acted
async def test_what_is_filed_next_counts_where_the_observer_is_and_what_was_begun_stays(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    await chooses(aigul, "add", "T-2")
    await aigul.taps_data(f"p:now:{station(stage, 'T-1').id}")
    await aigul.sends_photo(photo_bytes())
    await aigul.says("/station")
    await aigul.taps_data(f"p:now:{station(stage, 'T-2').id}")
    for sign in ("Дауыс беру", "Жәшікке", "⏭", "🕐", "⏭", "Өз көзіммен", "📋", "✅"):
        await aigul.taps(sign)
    await files_alarm(aigul)
    with stage.mission.database.reading() as tx:
        places = tx.execute(select(Report.station_id).order_by(Report.seq)).scalars().all()
    assert places == [station(stage, "T-1").id, station(stage, "T-2").id]


@acted
async def test_an_arrival_that_waited_for_the_server_counts_from_when_it_was_said(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    said = stage.now
    await stage.stop()
    stage.emulator.send_text(aigul.user, "/arrived")
    stage.passes(hours=3)
    await stage.start()
    await stage.settle()
    with stage.mission.database.reading() as tx:
        visit = visits.open_visit(tx, person_of(stage, aigul))
    assert visit is not None and visit.arrived_at == said


@acted
async def test_whoever_is_shut_out_takes_no_place(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    await aigul.says("/station")
    with stage.mission.database.transaction() as tx:
        tx.execute(update(Person).values(state=PersonState.SUSPENDED))
    await aigul.taps_data(f"p:arrive:{station(stage, 'T-1').id}")
    with stage.mission.database.reading() as tx:
        assert visits.open_visit(tx, person_of(stage, aigul)) is None


@acted
async def test_a_mission_without_stations_says_so(stage: Stage) -> None:
    with stage.mission.database.transaction() as tx:
        tx.execute(delete(Station))
        tx.execute(delete(Region))
    aigul = await stage.observer("Айгүл", "ru", station=None)
    await aigul.says("/arrived")
    assert "нет участков" in aigul.sees


@acted
async def test_cancelling_the_choice_leaves_the_draft_behind_it_alone(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    await aigul.sends_photo(photo_bytes())
    await aigul.says("/station")
    await aigul.taps_data("p:go:add")
    await aigul.says("/cancel")
    with stage.mission.database.reading() as tx:
        assert tx.execute(select(Draft.outcome)).scalars().all() == [None]
    assert "Дауыс беру" in " ".join(aigul.buttons)
