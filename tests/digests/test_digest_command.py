"""`python -m bot digest`: for cron."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.__main__ import main
from bot.app import open_mission
from bot.core.digest_hours import Schedule
from bot.core.words import PersonState, Role
from bot.settings import load
from storage import accounts, people, subscriptions
from storage.models import Outbox
from storage.subscriptions import SubscriptionRow

TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.isupper() and name not in ("PATH", "HOME", "LANG")]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def subscribe_hourly() -> None:
    mission, now = open_mission(load({"BOT_TOKEN": TOKEN})), datetime.now(UTC)
    with mission.database.transaction() as tx:
        chat = accounts.add_chat(tx, 123456789, "a" * 32, b"sealed", now)
        person = people.add_person(tx, "C-0001", PersonState.ACTIVE, now)
        people.grant(tx, person, Role.COORDINATOR, None, now)
        accounts.set_person(tx, chat.account_id, person)
        every_hour = Schedule(ZoneInfo("UTC"), frozenset(range(24)), closing=None)
        since = now - timedelta(hours=3)
        subscriptions.save(tx, SubscriptionRow(chat.account_id, person, every_hour, None, None, since))
    mission.database.close()


def test_it_puts_what_is_due_in_the_outbox_once(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    subscribe_hourly()
    assert main(["digest"]) == 0
    assert capsys.readouterr().out == "Digests put in the outbox: 1.\n"
    mission = open_mission(load({"BOT_TOKEN": TOKEN}))
    with mission.database.reading() as tx:
        assert tx.execute(select(Outbox.kind).order_by(Outbox.id)).scalars().all() == ["digest", "digest_picture"]
    mission.database.close()


def test_without_a_token_it_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digest"]) == 2
    assert capsys.readouterr().err.startswith("BOT_TOKEN is empty")
