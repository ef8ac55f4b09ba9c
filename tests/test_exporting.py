"""Orders of /export as the desk lives them: too large for Telegram, in the log, twice, and the role gone meanwhile."""

from __future__ import annotations

import pytest

from bot.cases.getting_in import set_suspended
from bot.sandbox.faults import refusal
from handlers import exporting
from storage import accounts
from storage.field_pages import audit_page
from storage.reports import Filter
from tests.stage import Actor, Stage
from tests.test_bad_input import staged
from tests.test_hard_moments import files_a_pack_of_ballots

GO = "x:csv:desk:all:0:0:go"


async def desk_with_a_report(stage: Stage) -> Actor:
    await files_a_pack_of_ballots(await stage.observer("Aigul", "en"))
    desk = await stage.coordinator("Desk", "en")
    await desk.says("/export")
    return desk


def documents(actor: Actor) -> list[str]:
    return [message.text for message in actor.messages if message.kind == "document"]


@staged
async def test_a_file_too_large_is_answered_in_the_same_message_and_leaves_nothing_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_UPLOAD", 10)
    desk = await desk_with_a_report(stage)
    await desk.taps_data(GO)
    assert "The file is 0 MB; Telegram takes 50." in desk.last.text
    assert "export --format csv --profile desk --language en --out export.csv" in desk.last.text
    assert list((stage.mission.media.root / "exports").iterdir()) == []


@staged
async def test_who_took_what_out_is_in_the_log(stage: Stage) -> None:
    desk = await desk_with_a_report(stage)
    await desk.taps_data("x:geojson:public:all:0:0:go")
    with stage.mission.database.reading() as tx:
        (entry,) = [one for one in audit_page(tx, Filter(), 0, 100) if one.action == "exported"]
    assert (entry.subject, entry.details["profile"]) == ("geojson", "public")
    assert entry.actor


@staged
async def test_a_file_that_could_not_be_sent_comes_once_when_it_can(stage: Stage) -> None:
    desk = await desk_with_a_report(stage)
    stage.emulator.faults.next("sendDocument", refusal(502, "Bad Gateway"))
    await desk.taps_data(GO)
    assert documents(desk) == []
    stage.passes(minutes=10)
    await stage.looks()
    assert len(documents(desk)) == 1


@staged
async def test_an_old_button_in_the_hands_of_somebody_suspended_makes_nothing(stage: Stage) -> None:
    desk = await desk_with_a_report(stage)
    with stage.mission.database.transaction() as tx:
        bot_id = stage.settings.bot_id
        chat = accounts.find_chat(tx, bot_id, stage.mission.seal.hash_chat(bot_id, desk.user.id))
        assert chat and chat.member
        set_suspended(tx, chat.member.person_id, True, None, stage.now)
    await desk.taps_data(GO)
    assert documents(desk) == []
