"""Intake, end to end: nothing is acknowledged before it is stored, nothing is dealt with twice, chats do not wait
for one another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from stage import Actor, Stage

from bot.app import RunningBot
from bot.core.words import InboxState, Role
from bot.sandbox.faults import refusal
from handlers import intake
from handlers.events import Happening, Said
from handlers.house import LEASE
from handlers.turns import Turn, give_up_turn, next_or_release, take_turn
from storage import inbox
from storage.alone import AlreadyRunning
from storage.models import Draft, Inbox, Person, RoleGrant
from storage.writer import NotDurable


def perform(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(play, 60))


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "IDLE", 0.01)
    monkeypatch.setattr(intake, "_pause", lambda *_: 0.005)


async def until(true: Callable[[], object]) -> None:
    """Wait for something that happens in the bot; the test's own limit ends it."""
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(0.002)


@contextmanager
def broken_database(stage: Stage) -> Iterator[list[int]]:
    """While this lasts every commit fails. The list counts them."""
    tried: list[int] = []

    def commit(connection: Any) -> None:
        if not connection.get_execution_options().get("baqylau_reading"):
            tried.append(1)
            raise OperationalError("COMMIT", None, Exception("database or disk is full"))

    engine = stage.mission.database.engine
    event.listen(engine, "commit", commit)
    yield tried
    event.remove(engine, "commit", commit)


def count(stage: Stage, table: Any, *where: Any) -> int:
    with stage.mission.database.reading() as tx:
        return int(tx.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def waiting(stage: Stage) -> int:
    return count(stage, Inbox, Inbox.state == InboxState.WAITING)


def answers(actor: Actor, words: str) -> int:
    return sum(1 for message in actor.messages if message.from_bot and words in message.text)


def tried(stage: Stage) -> int:
    """How often the update that is tried most was tried."""
    with stage.mission.database.reading() as tx:
        return int(tx.execute(select(func.max(Inbox.attempts))).scalar() or 0)


async def look(stage: Stage) -> None:
    assert stage.bot is not None
    await stage.bot.look()


def test_nothing_is_acknowledged_before_it_is_stored(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            with broken_database(stage) as tried:
                stage.emulator.send_text(aigul.user, "/help")
                stage.emulator.send_text(aigul.user, "/myreports")
                await until(lambda: len(tried) >= 5)
                assert len(stage.emulator.world.updates.pending) == 2
                assert waiting(stage) == 0
            await stage.settle()
            assert answers(aigul, "/report — report an incident") == 1
            assert answers(aigul, "No reports yet") == 1

    perform(play())


def test_a_full_disk_stops_the_work_and_loses_nothing(stage: Stage) -> None:
    engine = stage.mission.database.engine
    if engine.dialect.name != "sqlite":
        pytest.skip("SQLite can be told how large it may grow")
    full = True

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 2**30
        connection.execute(f"PRAGMA max_page_count = {pages}").close()

    async def play() -> None:
        nonlocal full
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            event.listen(engine, "checkout", limit)
            for n in range(40):
                stage.emulator.send_text(aigul.user, "/start " + "x" * 3000 + str(n))
            stage.emulator.send_text(aigul.user, "/help")
            pending = stage.emulator.world.updates.pending
            refused: list[int] = []
            event.listen(engine, "handle_error", lambda context: refused.append(1))
            await until(lambda: len(refused) > 3)
            kept = {update.id for update in pending} | _stored(stage)
            assert len(kept) >= 41
            full = False
            await stage.settle()
            assert answers(aigul, "/report — report an incident") == 1
            assert waiting(stage) == 0

    perform(play())


def _stored(stage: Stage) -> set[int]:
    with stage.mission.database.reading() as tx:
        return set(tx.execute(select(Inbox.update_id)).scalars())


def test_a_turn_that_the_database_could_not_keep_is_taken_again_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 3

    def fails_first(*arguments: Any) -> Any:
        nonlocal failures
        result = take_turn(*arguments)
        if failures:
            failures -= 1
            raise OperationalError("INSERT", None, Exception("database or disk is full"))
        return result

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            monkeypatch.setattr(intake, "take_turn", fails_first)
            await aigul.says("/report")
            assert failures == 0
            assert count(stage, Draft) == 1
            assert waiting(stage) == 0

    perform(play())


def test_what_was_stored_but_not_dealt_with_is_dealt_with_after_a_restart(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any) -> Any:
        raise OperationalError("INSERT", None, Exception("gone"))

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            monkeypatch.setattr(intake, "take_turn", dies)
            monkeypatch.setattr("bot.app.GOODBYE_SECONDS", 0.05)
            for text in ("/help", "/myreports", "/help"):
                stage.emulator.send_text(aigul.user, text)
            await until(lambda: not stage.emulator.world.updates.pending)
            await stage.stop()
            assert waiting(stage) == 3
            monkeypatch.setattr(intake, "take_turn", take_turn)
            await stage.start()
            await until(lambda: waiting(stage) == 0)
            await stage.settle()
            said = [message.text for message in aigul.messages if message.from_bot][-3:]
            assert ["No reports yet" in text for text in said] == [False, True, False]
            assert answers(aigul, "/report — report an incident") == 2

    perform(play())


def test_an_update_that_telegram_sends_twice_is_dealt_with_once(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            stage.emulator.faults.duplicate_updates = 1
            await aigul.says("/myreports")
            assert answers(aigul, "No reports yet") == 1

    perform(play())


def test_numbers_of_updates_may_jump_back(stage: Stage) -> None:
    """After a week of silence the next number is any number (Bot API, Update)."""

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            updates = stage.emulator.world.updates
            await until(lambda: updates.poll is not None and not updates.poll.done())
            assert updates.poll is not None
            updates.poll.set_result(False)  # the long poll ends with nothing
            ended = updates.poll
            await until(lambda: updates.poll is not None and updates.poll is not ended)
            updates.next_id = 77
            await aigul.says("/myreports")
            await aigul.says("/help")
            assert answers(aigul, "No reports yet") == 1
            assert answers(aigul, "/report — report an incident") == 1

    perform(play())


@pytest.mark.parametrize(
    "raw",
    [
        b'{"update_id":$ID}',
        b'{"update_id":$ID,"message":5}',
        b'{"update_id":$ID,"message":{}}',
        b'{"update_id":$ID,"message":{"chat":{"id":"x"}}}',
        b'{"update_id":$ID,"message":{"message_id":1,"date":"never","chat":{"id":7,"type":"private"}}}',
        b'{"update_id":$ID,"callback_query":{"id":"1","from":{"id":7},"data":"d:???","chat_instance":"1"}}',
        b'{"update_id":$ID,"something_new":{"chat":{"id":7}}}',
    ],
)
def test_an_update_of_a_strange_shape_holds_up_nobody(stage: Stage, raw: bytes) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            stage.emulator.inject(raw)
            await aigul.says("/myreports")
            assert answers(aigul, "No reports yet") == 1
            while waiting(stage):
                stage.passes(seconds=1)
                await look(stage)

    perform(play())


def test_signs_that_a_database_refuses_are_no_reason_to_lose_a_message(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            user = b'"id":%d' % aigul.user.id
            head = b'{"update_id":$ID,"message":{"message_id":9001,"date":1610260800,"from":{' + user
            chat = b',"is_bot":false,"first_name":"A"},"chat":{' + user + b',"type":"private","first_name":"A"},'
            stage.emulator.inject(head + chat + b'"text":"fraud\\u0000 here \\ud83d!"}}')
            await stage.settle()
            assert count(stage, Inbox, Inbox.state == InboxState.DONE, Inbox.attempts == 0) >= 1
            assert count(stage, Draft) == 1
            assert waiting(stage) == 0

    perform(play())


def test_poison_holds_up_its_own_chat_only_and_is_then_set_aside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    real = intake.dispatch

    def poisoned(turn: Turn) -> None:
        if isinstance(turn.event, Said) and turn.event.text == "poison":
            raise KeyError("a bug")
        real(turn)

    async def play() -> None:
        async with stage:
            aigul, other = await stage.observer("Айгүл", "en"), await stage.observer("Ержан", "en")
            monkeypatch.setattr(intake, "dispatch", poisoned)
            stage.emulator.send_text(aigul.user, "poison")
            await aigul.says("/myreports")
            await other.says("/myreports")
            assert (answers(aigul, "No reports yet"), answers(other, "No reports yet")) == (0, 1)
            for seconds in (1, 5):
                assert waiting(stage) == 2
                before = tried(stage)
                stage.passes(seconds=seconds)
                await until(lambda before=before: tried(stage) > before)
            await stage.settle()
            said = [message.text for message in aigul.messages if message.from_bot][-2:]
            assert "a person will look at it" in said[0]
            assert "No reports yet" in said[1]
            assert count(stage, Inbox, Inbox.state == InboxState.SET_ASIDE) == 1
            assert waiting(stage) == 0

    perform(play())


@pytest.mark.parametrize("code", [401, 409, 429, 500, 502])
def test_a_refused_poll_is_tried_again(stage: Stage, code: int) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            stage.emulator.faults.next("getUpdates", refusal(code), 3)
            stage.emulator.world.updates.interrupt()  # the poll under way ends with a conflict
            await aigul.says("/myreports")
            assert answers(aigul, "No reports yet") == 1

    perform(play())


def test_another_reader_of_the_same_updates_is_survived(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            polls = stage.emulator.world.updates
            for _ in range(3):
                await until(lambda: polls.poll is not None and not polls.poll.done())
                polls.interrupt()  # what another getUpdates does
            await aigul.says("/myreports")
            assert answers(aigul, "No reports yet") == 1

    perform(play())


def test_the_pause_after_a_failure_grows_and_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    pauses = [intake._pause(NotDurable("x"), failures) for failures in range(1, 50)]
    assert pauses == sorted(pauses)
    assert pauses[0] <= 1
    assert pauses[-1] <= 15


def test_leases_of_a_dead_process_are_free_when_the_bot_starts_alone(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            bot_id = stage.settings.bot_id
            chat = stage.mission.seal.hash_chat(bot_id, aigul.user.id)
            await stage.stop()
            with stage.mission.database.transaction() as tx:
                inbox.lease(tx, bot_id, [chat], "dead", stage.now, stage.now + 60 * LEASE)
            stage.emulator.send_text(aigul.user, "/myreports")
            await stage.start()
            await stage.settle()
            assert answers(aigul, "No reports yet") == 1

    perform(play())


def test_a_second_run_on_the_same_sqlite_file_is_refused_and_the_first_goes_on(stage: Stage) -> None:
    if stage.mission.database.engine.dialect.name != "sqlite":
        pytest.skip("processes may share PostgreSQL")

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            with pytest.raises(AlreadyRunning):
                await RunningBot(stage.mission, None, stage.clock).run()
            await aigul.says("/myreports")
            assert answers(aigul, "No reports yet") == 1

    perform(play())


def test_two_processes_on_postgresql_deal_with_each_update_once(stage: Stage) -> None:
    if stage.mission.database.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one process")

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            begun = asyncio.Event()
            second = asyncio.create_task(RunningBot(stage.mission, None, stage.clock).run(begun.set))
            await begun.wait()
            for _ in range(10):
                await aigul.says("/myreports")
            await until(lambda: waiting(stage) == 0)
            second.cancel()
            await asyncio.gather(second, return_exceptions=True)
            await look(stage)
            assert answers(aigul, "No reports yet") == 10

    perform(play())


def test_a_process_whose_lease_was_taken_leaves_the_update_to_the_other(stage: Stage) -> None:
    """It stood still for longer than its lease: what it read then must have no effect now."""
    house = RunningBot(stage.mission, None, stage.clock)._house("bot")
    chat, database = house.hash_chat(7), stage.mission.database
    effects: list[Turn] = []
    with database.transaction() as tx:
        inbox.store(tx, house.bot_id, [inbox.Arrival(1, chat, b"x"), inbox.Arrival(2, chat, b"x")], stage.now)
        inbox.lease(tx, house.bot_id, [chat], house.owner, stage.now, stage.now + LEASE)
        first = next_or_release(tx, house, chat)
    assert first is not None
    stage.now += 2 * LEASE
    with database.transaction() as tx:
        assert inbox.lease(tx, house.bot_id, [chat], "other", stage.now, stage.now + LEASE) == [chat]
    happening = Happening(Said("hello"), 7, True, "en", stage.now)
    with database.transaction() as tx:
        assert take_turn(tx, house, chat, first, happening, effects.append).next is None
        assert give_up_turn(tx, house, chat, first, "x").next is None
    assert effects == []
    assert waiting(stage) == 2
    with database.transaction() as tx:  # the other deals with it and goes; then the first comes back
        inbox.done(tx, first.id)
        inbox.release(tx, house.bot_id, chat, "other")
        inbox.lease(tx, house.bot_id, [chat], house.owner, stage.now, stage.now + LEASE)
        after = take_turn(tx, house, chat, first, happening, effects.append).next
    assert effects == []
    assert after is not None
    assert after.id != first.id


def test_a_group_hears_nothing_from_us_yet(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            group = stage.emulator.group("Штаб", [aigul.user], admin=True)
            stage.emulator.send_text(aigul.user, "/start", chat=group)
            await stage.settle()
            assert not [message for message in stage.emulator.messages(group) if message.from_bot]
            assert count(stage, Person) == 1

    perform(play())


def test_many_people_at_once_are_all_served(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            crowd = [await stage.stranger(f"P{n}", "en") for n in range(120)]
            for actor in crowd:
                stage.emulator.send_text(actor.user, f"/start {stage.invite(Role.OBSERVER)}")
            await stage.settle()
            assert all("Choose a language" in actor.sees for actor in crowd)
            assert count(stage, RoleGrant) == 120

    perform(play())
