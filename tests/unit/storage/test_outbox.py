"""The outbox: what is to be said is written down once, and each letter is in one pair of hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.words import Lane, OutboxState
from storage import accounts, outbox
from storage.database import Database, Tx
from storage.models import Outbox
from storage.outbox import Intent, Letter

BOT = 123456789
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def chats(database: Database) -> tuple[int, int]:
    with database.transaction() as tx:
        one, two = (accounts.add_chat(tx, BOT, name * 32, b"sealed", NOON).account_id for name in "ab")
    return one, two


@pytest.fixture
def tx(database: Database, chats: tuple[int, int]):
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def chat(chats: tuple[int, int]) -> int:
    return chats[0]


def say(tx: Tx, chat: int, kind: str = "line", now: datetime = NOON, **more: Any) -> int:
    outbox.enqueue(tx, BOT, Intent(chat, kind, **more), now)
    return tx.execute(select(Outbox.id).order_by(Outbox.id.desc())).scalars().first() or 0


def due(tx: Tx, now: datetime = NOON, owner: str = "us", limit: int = 100) -> list[Letter]:
    return outbox.lease_due(tx, BOT, owner, now, now + timedelta(seconds=60), limit)


def kinds(letters: list[Letter]) -> list[str]:
    return [letter.kind for letter in letters]


def state_of(tx: Tx, letter_id: int) -> str:
    return tx.execute(select(Outbox.state).where(Outbox.id == letter_id)).scalar_one()


def test_an_intent_comes_back_as_it_was_written(tx: Tx, chat: int) -> None:
    params = {"text": "Қарағанды 😀", "edit": 7, "facts": {"n": [1, None]}}
    say(tx, chat, "card", subject="42", params=params, lane=Lane.ALERT, key="card:42")
    (letter,) = due(tx)
    assert (letter.account_id, letter.kind, letter.subject, letter.params) == (chat, "card", "42", params)
    assert (letter.lane, letter.key, letter.attempts, letter.created_at) == (Lane.ALERT, "card:42", 0, NOON)


def test_what_has_a_dedupe_is_said_once_ever(database: Database, chats: tuple[int, int]) -> None:
    for chat in (chats[0], chats[0], chats[1]):
        with database.transaction() as tx:
            say(tx, chat, "digest", dedupe="digest:1")
    with database.transaction() as tx:
        (letter,) = due(tx)
        outbox.sent(tx, letter.id, 1, NOON)
        assert outbox.enqueue(tx, BOT, Intent(chats[0], "digest", dedupe="digest:1"), NOON) is None
        assert due(tx) == []


def test_of_the_waiting_intents_with_one_key_only_the_latest_is_said(tx: Tx, chat: int) -> None:
    first = say(tx, chat, "card", key="card:1", params={"n": 1})
    say(tx, chat, "line")
    say(tx, chat, "card", key="card:1", params={"n": 2})
    say(tx, chat, "card", key="card:2", params={"n": 3})
    assert [letter.params.get("n") for letter in due(tx)] == [None, 2, 3]
    assert state_of(tx, first) == OutboxState.SUPERSEDED


def test_a_key_coalesces_within_its_chat_only(tx: Tx, chats: tuple[int, int]) -> None:
    for chat in chats:
        say(tx, chat, "card", key="card:1")
    assert len(due(tx)) == 2


def test_what_was_sent_is_not_superseded(tx: Tx, chat: int) -> None:
    first = say(tx, chat, "card", key="card:1")
    outbox.sent(tx, first, 5, NOON)
    say(tx, chat, "card", key="card:1")
    assert state_of(tx, first) == OutboxState.SENT


def test_urgent_lanes_leave_first_and_each_in_its_order(tx: Tx, chats: tuple[int, int]) -> None:
    one, two = chats
    for lane in reversed(Lane):
        say(tx, one, f"{lane} 1", lane=lane)
        say(tx, two, f"{lane} 2", lane=lane)
    assert kinds(due(tx, limit=3)) == ["sos 1", "sos 2", "alert 1"]
    assert kinds(due(tx)) == ["alert 2", "reply 1", "reply 2", "bulk 1", "bulk 2"]


def test_a_letter_is_in_one_pair_of_hands(
    database: Database, another_process: Callable[[], Database], chats: tuple[int, int]
) -> None:
    with database.transaction() as tx:
        say(tx, chats[0])
    with database.transaction() as tx:
        assert len(due(tx, owner="one")) == 1
    with another_process().transaction() as tx:
        assert due(tx, owner="two") == []
        assert due(tx, after(60), owner="two") == []  # to the last moment
        assert len(due(tx, after(61), owner="two")) == 1


def test_two_processes_that_look_at_once_share_the_letters(
    database: Database, another_process: Callable[[], Database], chats: tuple[int, int]
) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    with database.transaction() as tx:
        for n in range(4):
            say(tx, chats[0], str(n))
    with database.transaction() as one, another_process().transaction() as two:
        assert kinds(due(one, owner="one", limit=2)) == ["0", "1"]
        assert kinds(due(two, owner="two")) == ["2", "3"]  # it neither waits nor takes the same


def test_a_reply_is_born_in_the_hands_of_its_writer(tx: Tx, chat: int) -> None:
    letter = outbox.enqueue(tx, BOT, Intent(chat, "line"), NOON, "us", after(60))
    assert letter is not None
    assert due(tx, owner="other") == []
    assert outbox.renew(tx, letter.id, "us", after(90)) == letter
    assert kinds(due(tx, after(91), owner="other")) == ["line"]


def test_a_letter_superseded_is_not_renewed(tx: Tx, chat: int) -> None:
    letter = outbox.enqueue(tx, BOT, Intent(chat, "card", key="k"), NOON, "us", after(60))
    assert letter is not None
    say(tx, chat, "card", key="k")
    assert outbox.renew(tx, letter.id, "us", after(90)) is None


def test_a_letter_taken_by_another_process_is_not_renewed(tx: Tx, chat: int) -> None:
    letter = outbox.enqueue(tx, BOT, Intent(chat, "line"), NOON, "us", after(60))
    assert letter is not None
    due(tx, after(61), owner="other")
    assert outbox.renew(tx, letter.id, "us", after(90)) is None
    assert outbox.renew(tx, letter.id, "other", after(130)) is not None


def test_a_chat_put_off_keeps_its_order_and_others_go_on(tx: Tx, chats: tuple[int, int]) -> None:
    one, two = chats
    first = say(tx, one, "first")
    say(tx, one, "second")
    due(tx)
    outbox.put_off(tx, one, after(30), first, "NetworkError")
    say(tx, two, "other")
    assert kinds(due(tx, after(29))) == ["other"]
    later = due(tx, after(30))
    assert kinds(later) == ["first", "second"]
    assert [letter.attempts for letter in later] == [1, 0]


def test_what_comes_while_its_chat_pauses_queues_behind(tx: Tx, chat: int) -> None:
    first = say(tx, chat, "first")
    outbox.put_off(tx, chat, after(30), first, "429")
    born = outbox.enqueue(tx, BOT, Intent(chat, "second"), after(5), "us", after(65))
    assert born is None  # it is not to be sent at once
    assert due(tx, after(29)) == []
    assert kinds(due(tx, after(30))) == ["first", "second"]


def test_an_urgent_letter_does_not_queue_behind_a_less_urgent_one(tx: Tx, chat: int) -> None:
    first = say(tx, chat, "reply", lane=Lane.REPLY)
    outbox.put_off(tx, chat, after(300), first, "502")
    assert outbox.enqueue(tx, BOT, Intent(chat, "sos", lane=Lane.SOS), NOON, "us", after(60)) is not None


def test_a_second_pause_never_shortens_the_first(tx: Tx, chat: int) -> None:
    first = say(tx, chat, "first")
    outbox.put_off(tx, chat, after(30), first, "429")
    outbox.put_off(tx, chat, after(10), first, "502")
    assert due(tx, after(29)) == []
    assert len(due(tx, after(30))) == 1


def test_giving_up_a_chat_fails_all_that_waits_for_it_and_nothing_else(tx: Tx, chats: tuple[int, int]) -> None:
    one, two = chats
    said = say(tx, one, "said")
    outbox.sent(tx, said, 1, NOON)
    waiting = [say(tx, one), say(tx, one)]
    other = say(tx, two)
    outbox.give_up_chat(tx, one, "blocked", NOON)
    assert [state_of(tx, letter) for letter in waiting] == [OutboxState.FAILED] * 2
    assert state_of(tx, said) == OutboxState.SENT
    assert [letter.id for letter in due(tx)] == [other]


def test_a_letter_that_failed_keeps_its_first_reason(tx: Tx, chat: int) -> None:
    letter = say(tx, chat)
    outbox.failed(tx, letter, "KeyError in card", NOON)
    outbox.failed(tx, letter, "nothing to say", NOON)
    assert tx.execute(select(Outbox.error)).scalar_one() == "KeyError in card"


@pytest.mark.parametrize("how", ["failed", "put_off", "give_up_chat"])
def test_a_long_refusal_is_shortened_not_refused(tx: Tx, chat: int, how: str) -> None:
    letter, long = say(tx, chat), "x" * 5000
    match how:
        case "failed":
            outbox.failed(tx, letter, long, NOON)
        case "put_off":
            outbox.put_off(tx, chat, after(1), letter, long)
        case _:
            outbox.give_up_chat(tx, chat, long, NOON)
    assert tx.execute(select(Outbox.error)).scalar_one() == "x" * outbox.LONGEST_ERROR


def test_pruning_keeps_what_waits_what_failed_and_what_must_never_be_said_twice(tx: Tx, chat: int) -> None:
    old = NOON - timedelta(days=8)
    for name, end in {"sent": outbox.sent, "once": outbox.sent}.items():
        letter = say(tx, chat, name, dedupe="once" if name == "once" else None, now=old)
        end(tx, letter, 1, old)
    failed = say(tx, chat, "failed", now=old)
    outbox.failed(tx, failed, "x", old)
    say(tx, chat, "superseded", key="k", now=old)
    say(tx, chat, "waiting", key="k", now=old)
    assert outbox.prune(tx, NOON - timedelta(days=7)) == 2
    kept = set(tx.execute(select(Outbox.kind)).scalars())
    assert kept == {"once", "failed", "waiting"}
    assert outbox.waiting_count(tx, BOT) == 1


def test_one_letter_is_put_off_and_the_rest_of_its_chat_goes_on(tx: Tx, chat: int) -> None:
    export, _ = say(tx, chat, "export"), say(tx, chat)
    due(tx)
    outbox.put_off_one(tx, export, after(60), "NetworkError")
    assert kinds(due(tx, after(59))) == []
    (again, *_) = due(tx, after(61))
    assert (again.kind, again.attempts) == ("export", 1)


def test_a_failing_letter_does_not_hold_up_an_sos_of_its_chat(tx: Tx, chat: int) -> None:
    failed, _ = say(tx, chat), say(tx, chat, "sos_card", lane=Lane.SOS)
    outbox.put_off(tx, chat, after(300), failed, "NetworkError")
    assert kinds(due(tx)) == ["sos_card"]


def test_a_chat_that_is_written_to_too_fast_waits_with_everything(tx: Tx, chat: int) -> None:
    say(tx, chat, "sos_card", lane=Lane.SOS)
    outbox.put_off(tx, chat, after(3))
    assert due(tx) == []
