"""What people, phones and Telegram send that no form asked for: one sentence, nothing lost, nobody else held up."""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.words import FetchState, InboxState, Language, Role
from bot.sandbox.telegram import TOKEN
from bot.text import words_of
from handlers import export_menu, observing
from handlers.callbacks import token_of
from handlers.dispatch import FOR_THE_DESK
from handlers.telegram_request import AiohttpRequest, Unreadable
from handlers.vocabulary import LINES, PROBLEMS, TOASTS
from storage import accounts
from storage.models import Account, Attachment, Draft, Inbox, Outbox, Report
from tests.stage import Actor, Stage, photo_bytes

LONG = "Ұзақ әңгіме. " * 400  # more than one message holds
in_every_language = pytest.mark.parametrize("language", list(Language), ids=lambda one: one.value)


def staged(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test on a stage of its own; its first argument is the stage."""

    @functools.wraps(test)
    def run(tmp_path: Path, **given: Any) -> None:
        async def play() -> None:
            async with Stage(tmp_path, by_hand=True) as stage:
                await test(stage, **given)

        asyncio.run(play())

    _, *others = inspect.signature(test).parameters.values()
    folder = inspect.Parameter("tmp_path", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    run.__signature__ = inspect.Signature([folder, *others])  # type: ignore[attr-defined]
    return run


def rows(stage: Stage, *columns: Any) -> list[Any]:
    with stage.mission.database.reading() as tx:
        return list(tx.execute(select(*columns)).all())


def drafts(stage: Stage) -> list[Any]:
    return rows(stage, Draft.id, Draft.state, Draft.outcome)


def said(actor: Actor) -> list[tuple[int, str]]:
    """Everything the bot shows in this chat."""
    return [(message.id, message.text) for message in actor.messages if message.from_bot]


async def answers(actor: Actor, act: Awaitable[object]) -> list[str]:
    """What the bot newly says in this chat while somebody acts."""
    before = {number for number, _ in said(actor)}
    await act
    return [text for number, text in said(actor) if number not in before]


def line(language: Language | str, name: str, **facts: object) -> str:
    return words_of(Language(language)).named({**PROBLEMS, **LINES}[name], **facts)


KINDS: dict[str, Callable[[Actor], Awaitable[None]]] = {
    "sticker": Actor.sends_sticker,
    "poll": Actor.sends_poll,
    "contact": Actor.sends_contact,
    "dice": lambda actor: actor.sends({"dice": {"emoji": "🎲", "value": 3}}),
    "story": lambda actor: actor.sends({"story": {"id": 1, "chat": {"id": 5, "type": "channel", "title": "x"}}}),
    "nothing known": lambda actor: actor.sends({"hologram": {"depth": 3}}),
}


@in_every_language
@pytest.mark.parametrize("kind", KINDS)
@staged
async def test_a_kind_no_question_asks_for_gets_one_sentence(stage: Stage, kind: str, language: Language) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    assert await answers(aigul, KINDS[kind](aigul)) == [line(language, "not_understood")]
    assert not drafts(stage)
    await aigul.says("/report")
    before = drafts(stage)
    assert await answers(aigul, KINDS[kind](aigul)) == [line(language, "not_understood")]
    assert drafts(stage) == before


@in_every_language
@staged
async def test_an_edit_of_a_message_that_was_no_answer_changes_none_and_says_so(
    stage: Stage, language: Language
) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    await aigul.says("/report")
    before = drafts(stage)
    mine = aigul.messages[-2]
    assert await answers(aigul, aigul.edits(mine, "Есік ашық")) == [line(language, "edited")]
    assert drafts(stage) == before


@staged
async def test_what_is_forwarded_is_kept_as_if_it_were_sent(stage: Stage) -> None:
    witness = await stage.observer("Куәгер")
    await witness.says("Оларды алып кетті")
    await witness.sends_photo(photo_bytes())
    words = next(m for m in witness.messages if m.text == "Оларды алып кетті")
    photo = next(m for m in witness.messages if m.kind == "photo")
    aigul = await stage.observer("Айгүл")
    await aigul.forwards(words)
    await aigul.forwards(photo)
    both = [one.state["answers"] for one in drafts(stage)]
    assert [one["description"] for one in both] == ["Оларды алып кетті"] * 2
    assert all(one["photo"] for one in both)


@in_every_language
@staged
async def test_the_longest_message_is_an_answer_like_any_other(stage: Stage, language: Language) -> None:
    desk_chat = await stage.coordinator("Desk", language.value)
    aigul = await stage.observer("Айгүл", language.value)
    story = LONG[:4096].strip() + "!" * (4096 - len(LONG[:4096].strip()))
    await aigul.says(story)
    assert drafts(stage)[0].state["answers"]["description"] == story
    await files_seals_broken(aigul)
    assert rows(stage, Report.description) == [(story,)]
    assert 0 < len(desk_chat.sees) <= 4096
    assert not failed(stage)


@staged
async def test_a_story_longer_than_one_message_loses_nothing_silently(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "en")
    told = await answers(aigul, aigul.says(LONG))
    assert len(told) == 2  # the phone cuts it in two, and each part is answered
    assert told[1].splitlines()[0] == "📎 Text kept."
    (draft,) = drafts(stage)
    assert draft.state["answers"]["description"].count("Ұзақ әңгіме.") in (400, 399)  # a word may be cut in two


@in_every_language
@staged
async def test_a_file_too_big_for_telegram_is_noted_and_said(stage: Stage, language: Language) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    file = {
        "file_id": "BIG",
        "file_unique_id": "big",
        "file_size": 21 * 2**20,
        "file_name": "long.mp4",
        "duration": 600,
    }
    told = await answers(aigul, aigul.sends({"video": {**file, "width": 1920, "height": 1080}}))
    assert len(told) == 1 and line(language, "too_big") in told[0]
    await stage.looks()
    assert rows(stage, Attachment.fetch_state, Attachment.declared_size) == [(FetchState.TOO_BIG, 21 * 2**20)]


@staged
async def test_an_empty_file_is_kept_as_what_it_is(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл")
    assert len(await answers(aigul, aigul.sends_document(b"", "empty.pdf"))) == 1
    await stage.looks()
    assert rows(stage, Attachment.fetch_state, Attachment.size) == [(FetchState.KEPT, 0)]


@in_every_language
@staged
async def test_an_invite_that_opens_nothing_says_why_in_the_strangers_language(
    stage: Stage, language: Language
) -> None:
    link = stage.invite(Role.OBSERVER)
    await (await stage.stranger("First", language.value)).says(f"/start {link}")
    second = await stage.stranger("Second", language.value)
    assert await answers(second, second.says(f"/start {link}")) == [line(language, "invite_used")]
    third, old = await stage.stranger("Third", language.value), stage.invite(Role.OBSERVER)
    stage.passes(days=14)
    assert await answers(third, third.says(f"/start {old}")) == [line(language, "invite_expired")]
    fourth = await stage.stranger("Fourth", language.value)
    for guess in ("x", "A" * 64, "'; DROP TABLE people; --", "📷"):
        stage.passes(minutes=1)
        assert await answers(fourth, fourth.says(f"/start {guess}")) == [line(language, "invite_unknown")]


@in_every_language
@staged
async def test_buttons_of_a_closed_draft_do_nothing(stage: Stage, language: Language) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    await aigul.says("/report")
    question = aigul.last
    skip = question.inline_buttons[0]["callback_data"]
    await aigul.says("/cancel")
    await aigul.taps("✖")
    before = drafts(stage)
    popped = await aigul.taps_data(skip, question)
    assert popped == words_of(language).named(TOASTS["closed"])
    assert drafts(stage) == before


@staged
async def test_a_button_of_a_submitted_report_shows_what_became_of_it(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл", "en")
    await aigul.says("Broken")
    question = aigul.last
    skip = question.inline_buttons[0]["callback_data"]
    await files_seals_broken(aigul)
    before = rows(stage, Report.id, Report.revision)
    await aigul.taps_data(skip, question)
    assert rows(stage, Report.id, Report.revision) == before
    assert "Received" in aigul.last.text


@staged
async def test_another_persons_buttons_do_nothing(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл")
    await aigul.says("/report")
    theirs = aigul.last.inline_buttons[0]["callback_data"]
    bolat = await stage.observer("Болат", "ru")
    await bolat.says("/report")
    before = drafts(stage)
    assert await bolat.taps_data(theirs) == words_of(Language.RUSSIAN).named(TOASTS["closed"])
    assert drafts(stage) == before


JUNK = (
    "x", ":", "::::", "d", "d:", "d::", "d:x:c1.1", "d:" + "A" * 22 + ":c1.1", "d:" + "A" * 22, "a:", "a:1",
    "a:1:claim", "a:-1:claim", "a:99999999999999999999:claim", "a:٣:claim", "l:", "l:xx", "📷", "d:" + "é" * 20,
    "0" * 64, "d:" + "c" * 10_000, "l:" + "kk" * 5_000, "a:" + "9" * 5_000 + ":claim",
)  # fmt: skip


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.COORDINATOR])
@staged
async def test_junk_in_a_tap_changes_nothing(stage: Stage, role: Role, caplog: pytest.LogCaptureFixture) -> None:
    who = await (stage.observer("Айгүл") if role is Role.OBSERVER else stage.coordinator("Desk", "kk"))
    await who.says("/report")
    before = drafts(stage)
    token = token_of(before[0].id)
    wrong = [
        f"d:{token}:{action}" for action in ("", "c", "c99.1", "c0.0.7", "z1", "ev.99999", "uv", "p1.999999", "c" * 99)
    ]
    for data in (*JUNK, *wrong):
        shown = len(said(who))
        await who.taps_data(data)
        assert len(said(who)) <= shown + 1, data
    assert drafts(stage) == before
    assert "set back" not in caplog.text
    assert {state for (state,) in rows(stage, Inbox.state)} == {InboxState.DONE}


@in_every_language
@staged
async def test_a_coordinators_command_is_refused_to_an_observer(stage: Stage, language: Language) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    for command in sorted(FOR_THE_DESK):
        assert await answers(aigul, aigul.says(f"/{command} csv")) == [line(language, "for_coordinators")]


@in_every_language
@staged
async def test_an_unknown_command_is_no_answer(stage: Stage, language: Language) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    await aigul.says("/report")
    before = drafts(stage)
    for command in ("/vote", "/report_", "/", "//", "/кешір"):
        assert await answers(aigul, aigul.says(command)) == [line(language, "unknown_command")], command
    assert drafts(stage) == before


def message(chat: Any, **more: Any) -> dict[str, Any]:
    body = {
        "message_id": 1,
        "date": 1610260800,
        "chat": {"id": chat, "type": "private", "first_name": "x"},
        "text": "hi",
    }
    return {"message": {**body, "from": {"id": chat, "is_bot": False, "first_name": "x"}, **more}}


MALFORMED: dict[str, Callable[[int], dict[str, Any] | bytes]] = {
    "empty": lambda _: {},
    "nothing": lambda _: {"message": None},
    "a list": lambda _: {"message": []},
    "a text": lambda _: {"message": "hi"},
    "no chat": lambda _: {"message": {"message_id": 1, "date": 1, "text": "hi"}},
    "chat is a number": lambda me: {"message": {"message_id": 1, "date": 1, "chat": me, "text": "hi"}},
    "chat id is a text": lambda me: message(str(me)),
    "chat id is nothing": lambda _: message(None),
    "chat id is true": lambda _: message(True),
    "chat id is beyond 64 bits": lambda _: message(10**30),
    "no sender": lambda me: {
        "message": {"message_id": 1, "date": 1, "chat": {"id": me, "type": "private"}, "text": "hi"}
    },
    "date is a text": lambda me: message(me, date="today"),
    "date is beyond all calendars": lambda me: message(me, date=10**18),
    "text is a number": lambda me: message(me, text=5),
    "text is a list": lambda me: message(me, text=["hi"]),
    "photo is a text": lambda me: message(me, photo="x"),
    "photo is empty": lambda me: message(me, photo=[]),
    "entities reach beyond the text": lambda me: message(
        me, text="/report", entities=[{"type": "bot_command", "offset": 0, "length": 4000}]
    ),
    "entities are a text": lambda me: message(me, entities="bold"),
    "location is out of this world": lambda me: message(me, location={"latitude": 999, "longitude": "x"}),
    "an unknown kind": lambda me: {"telepathy": {"chat": {"id": me}, "thought": "hi"}},
    "a tap by nobody": lambda _: {"callback_query": {"id": "1", "data": "d:x:c1"}},
    "a tap on nothing": lambda me: {
        "callback_query": {"id": "1", "from": {"id": me, "is_bot": False, "first_name": "x"}, "chat_instance": "1"}
    },
    "lone surrogates": lambda me: (
        b'{"update_id":$ID,"message":{"message_id":1,"date":1610260800,"text":"\\ud83d /x \\udc00",'
        b'"chat":{"id":%d,"type":"private","first_name":"\\ud800"},"from":{"id":%d,"is_bot":false,"first_name":"\\udfff"}}}'
        % (me, me)
    ),
    "zero bytes in a caption": lambda me: message(
        me, caption="a\x00b\ud83d", document={"file_id": "f\x00", "file_unique_id": "u", "file_name": "\x00\ud800.pdf"}
    ),
    "nested a thousand deep": lambda me: (
        b'{"update_id":$ID,"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"private"},"text":"x","deep":%s1%s}}'
        % (me, b'{"a":' * 1000, b"}" * 1000)
    ),
    "nested a hundred thousand deep": lambda me: (
        b'{"update_id":$ID,"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"private"},"text":"x","deep":%s%s}}'
        % (me, b"[" * 100_000, b"]" * 100_000)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
@staged
async def test_a_malformed_update_holds_up_nobody(stage: Stage, name: str) -> None:
    aigul = await stage.observer("Айгүл", "en")
    bolat = await stage.observer("Болат", "en")
    raw = MALFORMED[name](aigul.user.id)
    if isinstance(raw, dict):
        number = stage.emulator.world.updates.next_id
        raw = json.dumps({"update_id": number, **raw}).encode()
    stage.emulator.inject(raw)
    assert len(await answers(bolat, bolat.says("/help"))) == 1
    for seconds in (1, 5):
        stage.passes(seconds=seconds)
        await stage.looks()
    assert len(await answers(aigul, aigul.says("/help"))) == 1
    assert {state for (state,) in rows(stage, Inbox.state)} <= {InboxState.DONE, InboxState.SET_ASIDE}


class Stumbling:
    """Raises the first `times` it is called, then does what it stands for."""

    def __init__(self, times: int, then: Callable[..., None]) -> None:
        self.times, self.then, self.calls = times, then, 0

    def __call__(self, *given: Any) -> None:
        self.calls += 1
        if self.calls <= self.times:
            raise RuntimeError("a bug in a case")
        self.then(*given)


@in_every_language
@staged
async def test_an_update_whose_handling_fails_once_is_tried_again_in_its_order(
    stage: Stage, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    bolat = await stage.observer("Болат", language.value)
    monkeypatch.setattr(observing, "open_form", Stumbling(1, observing.open_form))
    assert await answers(aigul, aigul.says("/report")) == []
    assert await answers(aigul, aigul.says("/cancel")) == []  # waits behind it
    assert len(await answers(bolat, bolat.says("/help"))) == 1
    stage.passes(seconds=1)
    told = await answers(aigul, stage.looks())
    assert told[0].startswith("1/")
    assert len(told) == 2 and "?" in told[1]  # the question, then: cancel this report?
    assert {state for (state,) in rows(stage, Inbox.state)} == {InboxState.DONE}


@in_every_language
@staged
async def test_an_update_whose_handling_always_fails_is_set_aside_and_its_sender_told(
    stage: Stage, language: Language, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = await stage.observer("Айгүл", language.value)
    monkeypatch.setattr(observing, "said", Stumbling(99, observing.said))
    assert await answers(aigul, aigul.says("MARK-4711 менің айтарым")) == []
    await aigul.says("/help")
    stage.passes(seconds=1)
    assert await answers(aigul, stage.looks()) == []
    stage.passes(seconds=5)
    told = await answers(aigul, stage.looks())
    assert told[0] == line(language, "set_aside") and len(told) == 2  # and then the help that waited
    payload, error = next(row for row in rows(stage, Inbox.payload, Inbox.error, Inbox.state) if row[2] == "set_aside")[
        :2
    ]
    assert "MARK-4711" in json.loads(stage.mission.seal.open(payload))["message"]["text"]
    assert b"MARK-4711" not in payload and "RuntimeError" in error
    assert "MARK-4711" not in caplog.text


@staged
async def test_a_letter_that_cannot_be_worded_holds_up_no_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from handlers import render

    aigul = await stage.observer("Айгүл", "en")
    monkeypatch.setitem(render._KINDS, "my_reports", Stumbling(99, lambda *_: None))
    assert await answers(aigul, aigul.says("/myreports")) == []
    assert len(await answers(aigul, aigul.says("/help"))) == 1


@staged
async def test_a_group_hears_nothing_from_us(stage: Stage) -> None:
    aigul = await stage.observer("Айгүл")
    known = rows(stage, Account.id)
    group = stage.emulator.group("Штаб", [aigul.user], admin=True)
    for text in ("hello", "/report", "/start abc", "/export"):
        stage.emulator.send_text(aigul.user, text, chat=group)
    stage.emulator.send_photo(aigul.user, photo_bytes(), chat=group)
    await stage.settle()
    assert not [message for message in stage.emulator.messages(group) if message.from_bot]
    assert rows(stage, Account.id) == known
    assert not drafts(stage)


@staged
async def test_a_chat_that_blocked_us_is_written_to_again_when_it_lets_us(stage: Stage) -> None:
    chief = await stage.coordinator("Desk", "en")
    aigul = await stage.observer("Айгүл", "en")
    await aigul.says("Broken")
    await files_seals_broken(aigul)
    await aigul.blocks()
    before = said(aigul)
    await chief.taps("✋")
    assert "Claimed by" in chief.sees
    assert said(aigul) == before
    await aigul.unblocks()
    assert len(await answers(aigul, aigul.says("/help"))) == 1
    await chief.taps("☑")
    await chief.taps("Dealt with")
    assert "dealt with" in aigul.sees


@staged
async def test_an_export_ordered_by_somebody_suspended_meanwhile_is_not_sent(stage: Stage) -> None:
    from bot.cases.getting_in import set_suspended

    chief = await stage.coordinator("Desk", "en")
    aigul = await stage.observer("Айгүл", "en")
    await aigul.says("Broken")
    await files_seals_broken(aigul)
    stage.emulator.faults.next("sendDocument", refusal_429(), 1)
    await chief.says("/export csv")
    with stage.mission.database.transaction() as tx:
        bot_id = stage.settings.bot_id
        chat = accounts.find_chat(tx, bot_id, stage.mission.seal.hash_chat(bot_id, chief.user.id))
        assert chat and chat.member
        set_suspended(tx, chat.member.person_id, True, None, stage.now)
    stage.passes(seconds=5)
    await stage.looks()
    assert not [message for message in chief.messages if message.kind == "document"]


def refusal_429() -> Any:
    from bot.sandbox.faults import retry_after

    return retry_after(1)


async def files_seals_broken(actor: Actor) -> None:
    """From the photo question of a draft that has its description on to a report that rings."""
    for action in ("s0", "c1.1", "c2.8", "s3", "t4", "s5", "c6.0", r"w\d+", "uv"):
        await tap_like(actor, action)


async def tap_like(actor: Actor, action: str) -> None:
    import re

    for shown in reversed(actor.messages):
        for button in shown.inline_buttons:
            if re.fullmatch(rf"d:[^:]+:{action}", button["callback_data"]):
                await actor.taps_data(button["callback_data"], shown)
                return
    raise LookupError(f"{action}: {actor.sees} {[b['callback_data'] for b in actor.last.inline_buttons]}")


def failed(stage: Stage) -> list[Any]:
    return [row for row in rows(stage, Outbox.kind, Outbox.state, Outbox.error) if row.state == "failed"]


MARKS = ("MARK-TEXT", "MARK-NAME", "MARK-CAPTION", "MARK-FILE", "MARK-EDIT", "MARK-GUESS")


@staged
async def test_the_log_names_nobody_and_quotes_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bot", "handlers", "storage", "sqlalchemy", "apscheduler", "aiohttp", "telegram", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    link = stage.invite(Role.OBSERVER, station="T-1")
    aigul = await stage.stranger("MARK-NAME", "kk")
    await aigul.says("/start MARK-GUESS")
    await aigul.says(f"/start {link}")
    await aigul.taps("Қазақша")
    chief = await stage.coordinator("MARK-NAME", "ru")
    await aigul.says("MARK-TEXT")
    await aigul.sends_photo(photo_bytes(), "MARK-CAPTION")
    await aigul.sends_document(b"x", "MARK-FILE.pdf")
    await aigul.edits(next(one for one in aigul.messages if one.text == "MARK-TEXT"), "MARK-EDIT")
    monkeypatch.setattr(observing, "report", Stumbling(99, observing.report))
    monkeypatch.setattr(export_menu, "command", Stumbling(1, export_menu.command))
    await aigul.says("/report MARK-TEXT")
    await chief.says("/export MARK-TEXT")
    stage.emulator.faults.next("file", refusal_429(), 2)
    stage.emulator.faults.next("sendMessage", refusal_429(), 1)
    stage.emulator.faults.next("getFile", refusal_429(), 1)
    for seconds in (1, 5, 60):
        stage.passes(seconds=seconds)
        await stage.looks()
    await aigul.blocks()
    await stage.restart()
    assert caplog.records  # something was logged, or this test says nothing
    secrets = (*MARKS, link, TOKEN, TOKEN.split(":")[1], str(aigul.user.id), str(chief.user.id))
    for record in caplog.records:
        written = f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}"
        if record.name.split(".")[0] in ("bot", "handlers", "storage"):
            assert not [secret for secret in secrets if secret in written], (record.name, written)


def test_an_answer_that_cannot_be_read_is_not_written_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unreadable) as caught:
        AiohttpRequest.parse_json_payload(b'{"ok":true,"result":[{"update_id":17,"message":{"text":"MARK-TEXT')
    assert caught.value.update_id == 17
    assert not caplog.records and "MARK" not in str(caught.value)
