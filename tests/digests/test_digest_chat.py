"""`/digest` in the chat: buttons that do what they say, roles asked at every tap and again when it is delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from field import Field
from sqlalchemy import select
from stage import Actor, Stage

from bot.cases.getting_in import set_suspended
from bot.cases.pictures import painter
from bot.cases.pictures.painter import CannotPaint
from bot.cases.pictures.picture import Picture
from bot.core.words import Role
from bot.sandbox.faults import DROP_BEFORE, retry_after
from handlers import composing
from handlers.digests import SCREENS
from storage import people, stations, subscriptions
from storage.models import DigestSlot, Outbox, Subscription
from storage.subscriptions import SubscriptionRow

PNG = Path(__file__).parents[1] / "data" / "photos" / "flower.jpg"


@pytest.fixture(autouse=True)
def painted(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """What was to be drawn; the drawing itself has its own tests."""
    asked: list[Picture] = []

    def paint(picture: Picture, _folder: Path) -> bytes:
        asked.append(picture)
        return PNG.read_bytes()

    monkeypatch.setattr(painter, "paint", paint)
    return asked


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., None]:
    def run(story: Callable[[Stage], Any], **how: Any) -> None:
        async def told() -> None:
            async with Stage(tmp_path, by_hand=True, **how) as stage:
                await story(stage)

        asyncio.run(told())

    return run


def row_of(stage: Stage) -> SubscriptionRow | None:
    with stage.mission.database.reading() as tx:
        account = tx.execute(select(Subscription.account_id)).scalar()
        return subscriptions.of_account(tx, account) if account is not None else None


def the_row(stage: Stage) -> SubscriptionRow:
    found = row_of(stage)
    assert found is not None
    return found


def kinds(actor: Actor, last: int) -> list[str]:
    return [message.kind for message in actor.messages if message.from_bot][-last:]


async def until_three(stage: Stage) -> None:
    """From 12:40 to 15:00 in Almaty."""
    stage.passes(minutes=140)
    await stage.looks()


def test_one_tap_subscribes_and_at_the_hour_words_and_picture_come(play: Any, painted: list[Picture]) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        screen = desk.last.id
        await desk.taps("As proposed")
        assert desk.last.id == screen  # edited in place
        assert "The next one: 15:00" in desk.sees
        await until_three(stage)
        assert kinds(desk, 2) == ["text", "photo"]
        words, picture = [message for message in desk.messages if message.from_bot][-2:]
        assert words.text.startswith("🗞 Digest, 10.01 15:00")
        assert picture.text == "10.01.2021 · the whole mission, as of 15:00"
        assert len(painted) == 1
        await stage.looks()
        assert desk.last.id == picture.id

    play(story)


def test_the_keyboard_and_the_list_of_commands_know_it(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.presses("🗞 Digest")
        assert "✅ As proposed" in desk.buttons
        aigul = await stage.observer("Айгүл", "en")
        await aigul.says("/digest")
        assert aigul.sees == "This command is for coordinators."

    play(story)


def test_each_thing_can_be_chosen_by_a_button(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("Choose the hours")
        await desk.taps("☐ 10")
        assert 10 in the_row(stage).schedule.hours
        await desk.taps("☑ 10")
        assert 10 not in the_row(stage).schedule.hours
        await desk.taps("⏱ 6")
        assert the_row(stage).schedule.hours == {6, 12, 18}
        await desk.taps("☑ 🌙 23")
        assert the_row(stage).schedule.closing is None
        await desk.taps("☐ 🌙 21")
        assert the_row(stage).schedule.closing == 21
        for screen, button in (("Days", "Today"), ("language", "Қазақша"), ("Region", "Алатау"), ("zone", "Qyzylorda")):
            if "Back" in " ".join(desk.buttons):
                await desk.taps("Back")
            await desk.taps(screen)
            await desk.taps(button)
        assert "only on 10.01.2021" in desk.sees
        row = the_row(stage)
        assert (row.language, row.schedule.zone.key) == ("kk", "Asia/Qyzylorda")
        await desk.taps("Days")
        await desk.taps("Every day")
        assert the_row(stage).schedule.first is None

    play(story)


def test_days_are_chosen_in_a_calendar(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        await desk.taps("Days")
        assert "9" not in desk.buttons  # yesterday
        await desk.taps("12")
        await desk.taps("14")
        assert "12.01.2021 – 14.01.2021" in desk.sees
        assert [button for button in desk.buttons if "✓" in button] == ["✓12", "✓13", "✓14"]
        await desk.taps("▶")
        assert "02.2021" in desk.buttons
        await desk.taps("10")
        assert "only on 10.02.2021" in desk.sees

    play(story)


@pytest.mark.parametrize(
    "data",
    [
        "g:", "g:nothing", "g:hour", "g:hour:5:1", "g:hour:9:2", "g:hour:²:1", "g:every:5", "g:close:20", "g:lang:xx",
        "g:scope:999", "g:scope:-1", "g:zone:Europe/Nowhere", "g:zone:../../etc/passwd", "g:days:", "g:day:2021-13-01",
        "g:day:0001-01-01", "g:day:99999999", "g:day:20210112", "g:month:2021-00", "g:month:20210112", "g:show:nothing",
        "g:stop:x", "g:yes", "g:own", "g:resume",
    ],
)  # fmt: skip
def test_a_strange_button_harms_nothing_and_shows_how_things_stand(play: Any, data: str) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps_data(data)
        assert "🗞" in desk.sees or data == "g:own"
        await desk.says("/digest")
        await desk.taps_data("g:yes")
        before = row_of(stage)
        await desk.taps_data(data)
        if not data.startswith(("g:stop", "g:day:20210112")):
            assert row_of(stage) == before
        with stage.mission.database.reading() as tx:
            assert tx.execute(select(Outbox.error).where(Outbox.error.is_not(None))).all() == []

    play(story)


def test_a_button_outlives_a_role_but_not_its_power(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        row = the_row(stage)
        with stage.mission.database.transaction() as tx:
            people.grant(tx, row.person_id, Role.OBSERVER, None, stage.now)
        assert await desk.taps("Pause") == "This command is for coordinators."
        assert row_of(stage) == row
        await until_three(stage)
        assert "Digest, 10.01 15:00" not in desk.sees

    play(story)


@pytest.mark.parametrize("how", ["shut out", "made an observer", "paused", "ended"])
def test_who_is_not_to_read_it_any_more_when_it_is_delivered_gets_nothing(play: Any, how: str) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        stage.emulator.faults.next("sendMessage", retry_after(60), 1)
        await until_three(stage)  # enqueued, and put off by Telegram
        row = the_row(stage)
        with stage.mission.database.transaction() as tx:
            match how:
                case "shut out":
                    set_suspended(tx, row.person_id, True, None, stage.now)
                case "made an observer":
                    people.grant(tx, row.person_id, Role.OBSERVER, None, stage.now)
                case "paused":
                    subscriptions.save(tx, replace(row, paused_at=stage.now))
                case "ended":
                    subscriptions.end(tx, row.account_id, stage.now)
        before = len(desk.messages)
        stage.passes(minutes=2)
        await stage.looks()
        assert len(desk.messages) == before

    play(story)


def test_a_network_that_fails_delays_it_and_holds_nothing_up(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        stage.emulator.faults.next("sendPhoto", DROP_BEFORE, 2)
        await until_three(stage)
        assert desk.sees.startswith("🗞 Digest, 10.01 15:00")
        await desk.says("/help")
        stage.passes(seconds=10)
        await stage.looks()
        stage.passes(seconds=10)
        await stage.looks()
        assert desk.last.kind == "photo"

    play(story)


def test_a_regional_desk_reads_of_its_region_alone(play: Any, painted: list[Picture]) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en", region="Алатау")
        await desk.says("/digest")
        await desk.taps("As proposed")
        with stage.mission.database.transaction() as tx:
            elsewhere = stations.region_named(tx, "Сарыарқа")
            field = Field.of(tx, stage.now)
            field.report(station="S-9")
            field.report(station="T-1")
        await desk.taps_data("g:scope:all")
        await desk.taps_data(f"g:scope:{elsewhere}")
        await desk.taps("Region")
        assert desk.buttons == ["☑ Алатау", "⬅ Back"]
        await until_three(stage)
        words = [message.text for message in desk.messages if message.from_bot][-2]
        assert "1 report today" in words
        assert "Алатау" in words
        assert painted[0].title == "10.01.2021 · Алатау"

    play(story)


def test_who_was_of_the_whole_mission_and_is_now_of_a_region_reads_of_that(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        with stage.mission.database.transaction() as tx:
            region = stations.region_named(tx, "Сарыарқа")
            people.grant(tx, the_row(stage).person_id, Role.COORDINATOR, region, stage.now)
        await until_three(stage)
        assert "Сарыарқа" in desk.sees

    play(story)


def test_a_digest_comes_in_the_language_chosen_for_it(play: Any, painted: list[Picture]) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "ru")
        await desk.says("/digest")
        await desk.taps_data("g:yes")
        await desk.taps_data("g:lang:kk")
        await until_three(stage)
        assert "бүкіл миссия" in desk.sees
        assert painted[0].rows_title == "Бақылаушысы бар учаскелер"

    play(story)


def test_a_picture_that_cannot_be_drawn_leaves_the_words_alone(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_picture: Picture, _folder: Path) -> bytes:
        raise CannotPaint("TimeoutExpired")

    monkeypatch.setattr(painter, "paint", fail)

    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        await until_three(stage)
        assert desk.sees.startswith("🗞 Digest, 10.01 15:00")
        await desk.says("/help")
        assert "/digest" in desk.sees

    play(story)


def test_no_file_of_a_picture_stays_behind(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        await until_three(stage)
        assert kinds(desk, 1) == ["photo"]
        assert [path for path in (stage.folder / "media" / "exports").iterdir() if path.is_file()] == []

    play(story)


def test_a_preview_counts_nothing_as_told(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("Show me one now")
        await stage.looks()
        assert kinds(desk, 2) == ["text", "photo"]
        assert row_of(stage) is None
        await desk.taps("As proposed")
        with stage.mission.database.transaction() as tx:
            Field.of(tx, stage.now).report()
        stage.passes(minutes=1)
        for _ in range(3):
            await desk.taps("Show me one now")  # of several that wait, one comes
        await stage.looks()
        previews = [message.text for message in desk.messages if message.from_bot and "👁" in message.text]
        assert len(previews) == 2
        assert "1 report today" in previews[-1]
        await until_three(stage)
        words = [message.text for message in desk.messages if message.from_bot][-2]
        assert "1 report today" in words
        with stage.mission.database.reading() as tx:
            assert len(tx.execute(select(DigestSlot.id)).all()) == 1

    play(story)


def test_paused_it_waits_and_ended_it_is_offered_again(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        await desk.taps("Pause")
        assert "Paused" in desk.sees
        await until_three(stage)
        assert "Paused" in desk.sees
        await desk.taps("Show me one now")
        await stage.looks()
        assert kinds(desk, 1) == ["photo"]
        await desk.taps("Go on")
        await desk.taps("End")
        await desk.taps("Yes, end it")
        stage.passes(hours=3)
        await stage.looks()
        await desk.says("/digest")
        assert "✅ As proposed" in desk.buttons

    play(story)


def test_a_restart_between_any_two_taps_changes_nothing(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        for act in (
            lambda: desk.says("/digest"),
            lambda: desk.taps("As proposed"),
            lambda: desk.taps("Hours"),
            lambda: desk.taps("⏱ 1"),
        ):
            await act()
            await stage.restart()
        stage.passes(minutes=20)
        await stage.restart()
        await stage.looks()
        assert kinds(desk, 2) == ["text", "photo"]
        await stage.restart()
        await stage.looks()
        assert sum("Digest, 10.01 13:00" in message.text for message in desk.messages) == 1

    play(story, forgetful=True)


def test_a_night_without_the_bot_is_told_in_one_letter(play: Any) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", "en")
        await desk.says("/digest")
        await desk.taps("As proposed")
        await stage.stop()
        with stage.mission.database.transaction() as tx:
            Field.of(tx, stage.now).report()
        stage.passes(hours=19)  # 07:40 of the next day
        await stage.start()
        await stage.looks()
        told = [message.text for message in desk.messages if message.from_bot and "report that day" in message.text]
        assert len(told) == 1
        assert told[0].startswith("🌙 The day 10.01")

    play(story)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_words_of_every_button_fit_a_small_phone(play: Any, language: str) -> None:
    async def story(stage: Stage) -> None:
        desk = await stage.coordinator("Desk", language)
        await desk.says("/digest")
        for data in ("g:show:main", "g:yes", "g:pause", *(f"g:show:{screen}" for screen in SCREENS)):
            await desk.taps_data(data)
            rows = (desk.last.markup or {})["inline_keyboard"]
            for row in rows:
                most = {1: 30, 2: 20, 3: 13}.get(len(row), 8)
                assert [button["text"] for button in row if len(button["text"]) > most] == []
                assert all(len(button["callback_data"].encode()) <= 64 for button in row)

    play(story)


def test_what_many_read_is_counted_once_and_worded_for_each(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    real = composing.compose_digest
    monkeypatch.setattr(composing, "compose_digest", lambda tx, window: counted.append(window) or real(tx, window))

    async def story(stage: Stage) -> None:
        desks = [await stage.coordinator(f"Desk {language}", language) for language in ("kk", "ru", "en", "en")]
        for desk in desks:
            await desk.says("/digest")
            await desk.taps_data("g:yes")
        await until_three(stage)
        said = [[message.text for message in desk.messages if message.from_bot][-2] for desk in desks]
        assert [text.split(",")[0] for text in said] == ["🗞 Шолу", "🗞 Сводка", "🗞 Digest", "🗞 Digest"]
        assert len(counted) == 1

    play(story)
