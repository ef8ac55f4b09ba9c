"""Delivery, end to end against the emulator and its faults: every letter arrives, in order, at Telegram's pace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from stage import NOON, Actor, Stage
from virtual_time import run_virtually

from bot.core.words import Lane, OutboxState
from bot.sandbox.faults import DROP_AFTER, DROP_BEFORE, NO_ANSWER, Fault, refusal, retry_after
from bot.sandbox.limits import Limits, Pace
from handlers import telegram_request
from handlers.delivery import GIVE_UP_AFTER, Delivery
from handlers.house import House
from handlers.pacing import Pacer, Rates
from handlers.telegram_request import AiohttpRequest
from handlers.vocabulary import LINES
from storage import accounts, outbox
from storage.models import Account, Outbox
from storage.outbox import Intent
from storage.writer import Writer


@pytest.fixture(autouse=True)
def _numbered_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LINES, "numbered", "No {n}.")


def perform(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(play, 60))


def account_of(stage: Stage, actor: Actor) -> int:
    with stage.mission.database.reading() as tx:
        chat = accounts.find_chat(tx, stage.settings.bot_id, _hash(stage, actor.user.id))
    assert chat is not None
    return chat.account_id


def _hash(stage: Stage, chat_id: int) -> str:
    return stage.mission.seal.hash_chat(stage.settings.bot_id, chat_id)


def write(stage: Stage, account_id: int, *numbers: int, lane: Lane = Lane.REPLY, **params: Any) -> None:
    """Put numbered lines into the outbox, as another process or the clock would."""
    with stage.mission.database.transaction() as tx:
        for n in numbers:
            intent = Intent(account_id, "line", "numbered", {"facts": {"n": n}, **params}, lane)
            outbox.enqueue(tx, stage.settings.bot_id, intent, stage.now)


def numbers_in(actor: Actor) -> list[str]:
    return [message.text for message in actor.messages if message.from_bot and message.text.startswith("No ")]


def states(stage: Stage) -> list[str]:
    """What became of the numbered lines, in their order."""
    query = select(Outbox.state).where(Outbox.subject == "numbered").order_by(Outbox.id)
    with stage.mission.database.reading() as tx:
        return list(tx.execute(query).scalars())


async def look(stage: Stage) -> None:
    assert stage.bot is not None
    await stage.bot.look()


def test_a_chat_told_to_slow_down_pauses_alone_and_keeps_its_order(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            slow, other = await stage.observer("Айгүл"), await stage.observer("Ержан")
            stage.emulator.faults.next("sendMessage", retry_after(30))
            write(stage, account_of(stage, slow), 1, 2)
            await look(stage)
            write(stage, account_of(stage, other), 3)
            await look(stage)
            await slow.says("/help")  # its answer queues behind
            stage.passes(seconds=29)
            await look(stage)
            assert (numbers_in(slow), numbers_in(other)) == ([], ["No 3."])
            stage.passes(seconds=1)
            await look(stage)
            assert numbers_in(slow) == ["No 1.", "No 2."]
            assert "/report" in slow.sees

    perform(play())


@pytest.mark.parametrize("fault", [refusal(502), refusal(500), DROP_BEFORE, NO_ANSWER], ids=lambda fault: fault.kind)
def test_a_letter_that_did_not_get_through_arrives_later_and_once(
    stage: Stage, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_request, "READ_SECONDS", 0.2)

    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            stage.emulator.faults.next("sendMessage", fault)
            write(stage, account_of(stage, aigul), 1, 2)
            await look(stage)
            assert numbers_in(aigul) == []
            stage.passes(seconds=3)
            await look(stage)
            assert numbers_in(aigul) == ["No 1.", "No 2."]
            assert states(stage) == [OutboxState.SENT] * 2

    perform(play())


def test_a_letter_whose_receipt_was_lost_arrives_at_least_once(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            stage.emulator.faults.next("sendMessage", DROP_AFTER)
            write(stage, account_of(stage, aigul), 1)
            await look(stage)
            stage.passes(seconds=3)
            await look(stage)
            assert set(numbers_in(aigul)) == {"No 1."}
            assert states(stage) == [OutboxState.SENT]

    perform(play())


def test_a_network_shut_down_for_hours_loses_nothing(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            write(stage, account_of(stage, aigul), 1, 2)
            stage.emulator.faults.next("sendMessage", refusal(502), 150)
            for _ in range(150):  # some twelve hours
                await look(stage)
                stage.passes(minutes=5)
            await look(stage)
            assert numbers_in(aigul) == ["No 1.", "No 2."]

    perform(play())


def test_what_never_gets_through_in_a_day_is_given_up_and_the_next_goes_on(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            write(stage, account_of(stage, aigul), 1)
            stage.emulator.faults.next("sendMessage", refusal(500), 2)
            await look(stage)
            stage.now += GIVE_UP_AFTER
            write(stage, account_of(stage, aigul), 2)
            await look(stage)
            stage.passes(minutes=5)
            await look(stage)
            assert numbers_in(aigul) == ["No 2."]
            assert states(stage) == [OutboxState.FAILED, OutboxState.SENT]

    perform(play())


def test_an_sos_does_not_wait_until_a_broken_reply_may_be_tried_again(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk = await stage.coordinator("Desk")
            stage.emulator.faults.next("sendMessage", refusal(502))
            write(stage, account_of(stage, desk), 1)
            await look(stage)
            write(stage, account_of(stage, desk), 2, lane=Lane.SOS)
            await look(stage)
            assert numbers_in(desk) == ["No 2."]

    perform(play())


def test_a_person_who_blocked_the_bot_is_left_in_peace_until_they_write_again(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul, other = await stage.observer("Айгүл"), await stage.observer("Ержан")
            stage.emulator.faults.next("sendMessage", refusal(403, "Forbidden: bot was blocked by the user"))
            write(stage, account_of(stage, aigul), 1, 2)
            await look(stage)
            write(stage, account_of(stage, aigul), 3)
            write(stage, account_of(stage, other), 4)
            await look(stage)
            assert numbers_in(aigul) == []
            assert numbers_in(other) == ["No 4."]
            assert states(stage) == [OutboxState.FAILED] * 3 + [OutboxState.SENT]
            await aigul.says("/help")
            assert "/report" in aigul.sees
            write(stage, account_of(stage, aigul), 5)
            await look(stage)
            assert numbers_in(aigul) == ["No 5."]

    perform(play())


def test_blocking_and_letting_in_again_is_noticed_without_a_message(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            stage.emulator.block(aigul.user)
            await stage.settle()
            calls = len(stage.emulator.log)
            write(stage, account_of(stage, aigul), 1)
            await look(stage)
            assert not [call for call in list(stage.emulator.log)[calls:] if call.method == "sendMessage"]
            stage.emulator.unblock(aigul.user)
            await stage.settle()
            write(stage, account_of(stage, aigul), 2)
            await look(stage)
            assert numbers_in(aigul) == ["No 2."]

    perform(play())


@pytest.mark.parametrize("description", ["Bad Request: can't parse entities", "Bad Request: " + "x" * 2000])
def test_a_message_that_telegram_refuses_fails_alone(stage: Stage, description: str) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            stage.emulator.faults.next("sendMessage", refusal(400, description))
            write(stage, account_of(stage, aigul), 1, 2)
            await look(stage)
            assert numbers_in(aigul) == ["No 2."]
            assert states(stage) == [OutboxState.FAILED, OutboxState.SENT]

    perform(play())


def test_a_group_that_became_a_supergroup_is_followed(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            desk = await stage.coordinator("Desk")
            group = stage.emulator.group("Штаб", [desk.user])
            with stage.mission.database.transaction() as tx:
                sealed = stage.mission.seal.close(str(group.id).encode())
                chat = accounts.add_chat(tx, stage.settings.bot_id, _hash(stage, group.id), sealed, NOON)
            upgraded = stage.emulator.upgrade(group)
            write(stage, chat.account_id, 1, 2)
            await look(stage)
            await look(stage)
            said = [message.text for message in stage.emulator.messages(upgraded) if message.from_bot]
            assert said == ["No 1.", "No 2."]
            with stage.mission.database.reading() as tx:
                found = accounts.find_chat(tx, stage.settings.bot_id, _hash(stage, upgraded.id))
            assert found is not None
            assert found.account_id == chat.account_id

    perform(play())


def test_an_edit_of_a_message_that_is_gone_is_sent_as_a_new_one(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            last = aigul.last.id
            write(stage, account_of(stage, aigul), 1, edit=last + 1000)
            await look(stage)
            assert numbers_in(aigul) == ["No 1."]
            assert states(stage) == [OutboxState.SENT]

    perform(play())


def test_an_edit_that_changes_nothing_counts_as_sent(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            write(stage, account_of(stage, aigul), 1)
            await look(stage)
            write(stage, account_of(stage, aigul), 1, edit=aigul.last.id)
            await look(stage)
            assert numbers_in(aigul) == ["No 1."]
            assert states(stage) == [OutboxState.SENT] * 2
            assert "not modified" in [call.description for call in stage.emulator.log if call.code == 400][-1]

    perform(play())


def test_a_letter_that_cannot_be_worded_is_set_aside_and_holds_nobody_up(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            account = account_of(stage, aigul)
            with stage.mission.database.transaction() as tx:
                outbox.enqueue(tx, stage.settings.bot_id, Intent(account, "no such kind"), NOON)
                outbox.enqueue(tx, stage.settings.bot_id, Intent(account, "card", "not a number"), NOON)
            write(stage, account, 1)
            await look(stage)
            assert numbers_in(aigul) == ["No 1."]
            query = select(Outbox.state, Outbox.error).where(Outbox.kind.in_(["no such kind", "card"]))
            with stage.mission.database.reading() as tx:
                found = tx.execute(query.order_by(Outbox.id)).all()
            assert [row.state for row in found] == [OutboxState.FAILED] * 2
            assert found[0].error.startswith("KeyError in render.py")

    perform(play())


def test_a_chat_whose_number_cannot_be_read_holds_nobody_up(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul, other = await stage.observer("Айгүл"), await stage.observer("Ержан")
            broken = account_of(stage, aigul)
            with stage.mission.database.transaction() as tx:
                tx.execute(update(Account).where(Account.id == broken).values(chat_sealed=b"damaged"))
            write(stage, broken, 1)
            write(stage, account_of(stage, other), 2)
            await look(stage)
            assert numbers_in(other) == ["No 2."]
            assert states(stage) == [OutboxState.FAILED, OutboxState.SENT]

    perform(play())


def test_a_reply_that_cannot_be_worded_is_not_said_to_be_sent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            monkeypatch.setattr("handlers.render._KINDS", {})
            await aigul.says("/help")
            monkeypatch.undo()
            with stage.mission.database.reading() as tx:
                assert tx.execute(select(Outbox.state).where(Outbox.kind == "help")).scalar_one() == OutboxState.FAILED

    perform(play())


def test_letters_of_a_bot_that_died_are_delivered_by_the_next(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл")
            account = account_of(stage, aigul)
            await stage.stop()
            write(stage, account, 1)
            with stage.mission.database.transaction() as tx:
                outbox.lease_due(tx, stage.settings.bot_id, "dead", stage.now, stage.now + timedelta(hours=1), 10)
            await stage.start()  # it is alone, so nobody can be holding them
            await look(stage)
            assert numbers_in(aigul) == ["No 1."]

    perform(play())


def test_delivery_follows_the_pace_that_telegram_publishes(stage: Stage) -> None:
    """Sixty messages to three chats, with the emulator as strict as Telegram: not one is refused."""

    office = Office(stage)

    async def play() -> None:
        async with office:
            chats = [await office.chat(name) for name in ("Айгүл", "Ержан", "Дана")]
            begun = office.now()
            for n in range(20):
                for account, _ in chats:
                    write(stage, account, n)
            await office.deliver()
            assert [len(office.said(user)) for _, user in chats] == [20] * 3
            assert [call.code for call in stage.emulator.log if call.method == "sendMessage"] == [200] * 60
            assert 17 <= office.now() - begun < 22

    run_virtually(play(), office.is_busy)


def test_a_slow_first_message_does_not_make_the_next_ones_too_fast(stage: Stage) -> None:
    office = Office(stage)

    async def play() -> None:
        async with office:
            account, user = await office.chat("Айгүл")
            write(stage, account, *range(8))
            stage.emulator.faults.delay = 0.45
            asyncio.get_running_loop().call_later(0.1, setattr, stage.emulator.faults, "delay", 0.0)
            await office.deliver()
            assert len(office.said(user)) == 8
            assert {call.code for call in stage.emulator.log if call.method == "sendMessage"} == {200}

    run_virtually(play(), office.is_busy)


def test_an_sos_does_not_wait_for_a_letter_of_its_chat_that_waits_for_its_turn(stage: Stage) -> None:
    office = Office(stage)

    async def play() -> None:
        async with office:
            account, user = await office.chat("Айгүл")
            others = [await office.chat(f"Ержан {n}") for n in range(5)]
            for other, _ in others:
                write(stage, other, *range(40), lane=Lane.ALERT)
            write(stage, account, *range(20), lane=Lane.BULK)
            await office.delivery.look()
            await asyncio.sleep(5)  # by now one of them waits for the bot's turn, and the next behind it
            begun = office.now()
            write(stage, account, 99, lane=Lane.SOS)
            await office.delivery.look()
            while "No 99." not in office.said(user):  # noqa: ASYNC110 - time jumps to the next timer
                await asyncio.sleep(0.05)
            assert office.now() - begun < 1
            await office.delivery.settle()
            assert {call.code for call in stage.emulator.log if call.method == "sendMessage"} == {200}

    run_virtually(play(), office.is_busy)


class Office:
    """Delivery alone, with the default rates, beside an emulator that counts, both by the loop's clock."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.at_work = 1  # opening and closing are work too

    def is_busy(self) -> bool:
        return self.at_work > 0

    def counted(self, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """The same, known to be at work while it lasts."""

        async def counted(*arguments: Any, **named: Any) -> Any:
            self.at_work += 1
            try:
                return await work(*arguments, **named)
            finally:
                self.at_work -= 1

        return counted

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def __aenter__(self) -> Office:
        stage = self.stage
        stage.emulator.world.clock = self.now
        stage.emulator.world.pace = Pace(Limits())
        address = await stage.emulator.start()
        settings = replace(stage.settings, telegram_api_url=address)
        from bot.app import _application

        self.request = AiohttpRequest()
        self.application = _application(settings, self.request)
        await self.application.initialize()
        self.writer = Writer(stage.mission.database)
        mission = stage.mission
        exports: Path = stage.folder
        house = House(
            settings.bot_id, "bot", mission.library, mission.seal, settings.default_language, settings.time_zone,
            mission.media, exports, stage.clock, None,
        )  # fmt: skip
        pacer = Pacer(Rates(), self.now)
        self.request.do_request = self.counted(self.request.do_request)  # type: ignore[method-assign]
        self.writer.run = self.counted(self.writer.run)  # type: ignore[assignment]
        self.delivery = Delivery(house, self.application.bot, self.writer, mission.database, pacer)
        self.at_work -= 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self.at_work += 1
        await self.request.shutdown()
        await self.stage.emulator.stop()
        self.writer.close()
        self.stage.mission.database.close()

    async def chat(self, name: str) -> tuple[int, Any]:
        user = self.stage.emulator.user(name)
        self.stage.emulator.start_chat(user)
        bot_id, seal = self.stage.settings.bot_id, self.stage.mission.seal
        with self.stage.mission.database.transaction() as tx:
            sealed = seal.close(str(user.id).encode())
            chat = accounts.add_chat(tx, bot_id, seal.hash_chat(bot_id, user.id), sealed, NOON)
        return chat.account_id, user

    def said(self, user: Any) -> list[str]:
        return [message.text for message in self.stage.emulator.messages(user) if message.from_bot]

    async def deliver(self) -> None:
        await self.delivery.look()
        await self.delivery.settle()
