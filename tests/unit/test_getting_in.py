"""Getting in: a link admits one person once; nothing in the database says who anybody is at Telegram."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import LargeBinary, cast, func, inspect, select, text
from stage import Stage, photo_bytes

from bot.cases.getting_in import VALID_FOR, Admitted, InviteRefused, NoSuchPlace, accept_invite, make_invite
from bot.cases.getting_in import set_suspended as suspend
from bot.core.words import PersonState, Role
from storage import accounts, people, stations
from storage.accounts import Chat
from storage.database import Database, Tx
from storage.models import Account, AuditEntry, Base, Invite, Person, RoleGrant
from storage.report_index import INDEX_TABLES
from storage.stations import StationRow

BOT = 123456789
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def tx(database: Database):
    with database.transaction() as opened:
        stations.save(opened, [StationRow("T-1", "North", "Asia/Almaty"), StationRow("T-2", "South", "Asia/Almaty")])
        yield opened


def chat(tx: Tx, name: str = "a") -> Chat:
    """The chat as it is now, made when it is new."""
    found = accounts.find_chat(tx, BOT, name * 32)
    return found or accounts.add_chat(tx, BOT, name * 32, b"sealed", NOON)


def invite(tx: Tx, role: Role = Role.OBSERVER, region: str | None = None, station: str | None = None) -> str:
    code = make_invite(tx, role, region, station, None, NOON)
    assert isinstance(code, str)
    return code


def count(tx: Tx, table: Any) -> int:
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_link_admits_one_person_once(tx: Tx) -> None:
    code = invite(tx)
    first = accept_invite(tx, chat(tx, "a"), code, LATER)
    assert isinstance(first, Admitted)
    assert accept_invite(tx, chat(tx, "b"), code, LATER) == InviteRefused("used")
    assert count(tx, Person) == 1
    assert chat(tx, "b").member is None


def test_its_owner_may_press_a_used_link_again(tx: Tx) -> None:
    code = invite(tx)
    first = accept_invite(tx, chat(tx), code, LATER)
    again = accept_invite(tx, chat(tx), code, LATER + 10 * VALID_FOR)
    assert isinstance(first, Admitted)
    assert again == Admitted(first.person_id, newly=False)
    assert count(tx, RoleGrant) == 1


def test_of_two_who_press_one_link_at_once_one_gets_in_and_the_other_stays_a_stranger(
    database: Database, another_process: Callable[[], Database]
) -> None:
    with database.transaction() as tx:
        codes = [invite(tx) for _ in range(10)]
        for name in "ab":
            chat(tx, name)
    processes = another_process(), another_process()
    ready = Barrier(2)

    def press(which: int) -> list[object]:
        results = []
        for code in codes:
            ready.wait(10)
            with processes[which].transaction() as tx:
                results.append(type(accept_invite(tx, chat(tx, "ab"[which]), code, LATER)))
        return results

    with ThreadPoolExecutor(2) as threads:
        one, other = (future.result() for future in [threads.submit(press, which) for which in range(2)])
    assert [{a, b} for a, b in zip(one, other, strict=True)] == [{Admitted, InviteRefused}] * 10


def test_who_came_too_late_by_a_moment_is_not_made_a_person(
    database: Database, another_process: Callable[[], Database]
) -> None:
    """The first has pressed and not yet committed when the second presses."""
    with database.transaction() as tx:
        code = invite(tx)
        chat(tx, "a")
        chat(tx, "b")
    second = another_process()

    def press() -> object:
        with second.transaction() as tx:
            return accept_invite(tx, chat(tx, "b"), code, LATER)

    with ThreadPoolExecutor(1) as threads:
        with database.transaction() as tx:
            assert isinstance(accept_invite(tx, chat(tx, "a"), code, LATER), Admitted)
            pressing = threads.submit(press)
            _wait_until_blocked(database, pressing.done)
        assert pressing.result(20) == InviteRefused("used")
    with database.reading() as tx:
        assert count(tx, Person) == 1


def _wait_until_blocked(database: Database, done: Callable[[], bool]) -> None:
    """Until PostgreSQL says that somebody waits for a lock; SQLite's second writer waits at its BEGIN."""
    if database.engine.dialect.name != "postgresql":
        return
    while not done():
        with database.reading() as tx:
            if tx.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
                return


def test_a_link_expires(tx: Tx) -> None:
    code = invite(tx)
    assert accept_invite(tx, chat(tx), code, NOON + VALID_FOR) == InviteRefused("expired")
    assert isinstance(accept_invite(tx, chat(tx), code, NOON + VALID_FOR - timedelta(seconds=1)), Admitted)


@pytest.mark.parametrize("code", ["", "x", "A" * 22, "ё" * 22, "' OR 1=1 --", "a" * 5000])
def test_a_code_that_nobody_made_lets_nobody_in(tx: Tx, code: str) -> None:
    invite(tx)
    assert accept_invite(tx, chat(tx), code, LATER) == InviteRefused("unknown")


def test_codes_are_long_and_fit_a_start_link(tx: Tx) -> None:
    codes = {invite(tx) for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert 22 <= len(code) <= 64  # deep linking: A-Z a-z 0-9 _ - and at most 64
        assert code.replace("-", "").replace("_", "").isalnum()
        assert code.isascii()


def test_the_region_comes_from_the_station_where_none_is_named(tx: Tx) -> None:
    accept_invite(tx, chat(tx), invite(tx, station="T-2"), LATER)
    member = chat(tx).member
    assert member is not None
    assert member.region_id == stations.region_named(tx, "South")
    assert [card.code for card in stations.assigned_to(tx, member.person_id)] == ["T-2"]


@pytest.mark.parametrize(
    ("region", "station", "missing"),
    [("East", None, NoSuchPlace("region", "East")), (None, "T-9", NoSuchPlace("station", "T-9"))],
)
def test_an_invite_to_a_place_the_mission_does_not_have_is_refused(
    tx: Tx, region: str | None, station: str | None, missing: NoSuchPlace
) -> None:
    assert make_invite(tx, Role.OBSERVER, region, station, None, NOON) == missing
    assert count(tx, Invite) == 0


@pytest.mark.parametrize("before", list(Role))
@pytest.mark.parametrize("offered", list(Role))
def test_a_second_link_may_raise_a_role_and_never_lowers_it(tx: Tx, before: Role, offered: Role) -> None:
    accept_invite(tx, chat(tx), invite(tx, before), LATER)
    pseudonym = _member(tx).pseudonym
    assert isinstance(accept_invite(tx, chat(tx), invite(tx, offered), LATER), Admitted)
    order = list(Role)
    assert _member(tx).role == max(before, offered, key=order.index)
    assert _member(tx).pseudonym == pseudonym
    assert count(tx, Person) == 1


def test_the_role_before_stays_on_record(tx: Tx) -> None:
    accept_invite(tx, chat(tx), invite(tx, Role.OBSERVER), NOON)
    accept_invite(tx, chat(tx), invite(tx, Role.COORDINATOR), LATER)
    grants = tx.execute(select(RoleGrant.role, RoleGrant.since, RoleGrant.until).order_by(RoleGrant.id)).all()
    assert [tuple(row) for row in grants] == [("observer", NOON, LATER), ("coordinator", LATER, None)]


def test_somebody_suspended_cannot_use_a_new_link_nor_their_old_one(tx: Tx) -> None:
    old = invite(tx)
    accept_invite(tx, chat(tx), old, LATER)
    suspend(tx, _member(tx).person_id, True, None, LATER)
    new = invite(tx, Role.ADMINISTRATOR)
    assert accept_invite(tx, chat(tx), new, LATER) == InviteRefused("suspended")
    assert accept_invite(tx, chat(tx), old, LATER) == InviteRefused("suspended")
    assert tx.execute(select(Invite.used_at).order_by(Invite.id.desc())).scalars().first() is None
    suspend(tx, _member(tx).person_id, False, None, LATER)
    assert isinstance(accept_invite(tx, chat(tx), new, LATER), Admitted)


def _member(tx: Tx) -> Any:
    member = chat(tx).member
    assert member is not None
    return member


def test_somebody_suspended_is_told_so_and_gets_nothing_else(stage: Stage) -> None:
    async def play() -> None:
        async with stage:
            aigul = await stage.observer("Айгүл", "en")
            with stage.mission.database.transaction() as tx:
                suspend(tx, 1, True, None, stage.now)
            calls = len(stage.emulator.log)
            for text_ in ("/help", "/report", f"/start {stage.invite(Role.ADMINISTRATOR)}", "fraud"):
                await aigul.says(text_)
                assert "cannot use this bot" in aigul.sees
            made = {call.method for call in list(stage.emulator.log)[calls:]} - {"getUpdates"}
            assert made == {"sendMessage"}

    asyncio.run(asyncio.wait_for(play(), 60))


def test_a_pseudonym_tells_the_role_and_not_the_order(tx: Tx) -> None:
    names = []
    for n in range(30):
        accept_invite(tx, chat(tx, chr(0x4E00 + n)), invite(tx), LATER)
    names = list(tx.execute(select(Person.pseudonym).order_by(Person.id)).scalars())
    assert len(set(names)) == 30
    assert all(name.startswith("O-") for name in names)
    assert names != sorted(names)


def test_a_full_list_of_short_pseudonyms_is_no_end(tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "pseudonym_taken", lambda _tx, name: len(name) <= 6)
    accept_invite(tx, chat(tx), invite(tx), LATER)
    assert len(_member(tx).pseudonym) > 6


def test_nobody_is_told_apart_by_their_state_in_the_log(tx: Tx) -> None:
    accept_invite(tx, chat(tx), invite(tx, station="T-1"), LATER)
    actions = tx.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in actions] == [("invite", None), ("admitted", _member(tx).person_id)]
    assert _member(tx).state is PersonState.ACTIVE


def test_a_code_is_nowhere_in_the_database_as_it_is(tx: Tx) -> None:
    code = invite(tx, Role.COORDINATOR, "North")
    accept_invite(tx, chat(tx), code, LATER)
    assert _columns_with(tx, code.encode()) == []


def test_the_search_for_secrets_finds_what_is_there(tx: Tx) -> None:
    accept_invite(tx, chat(tx), invite(tx, Role.COORDINATOR, "North"), LATER)
    assert "regions.name" in _columns_with(tx, b"North")
    assert "audit_log.details" in _columns_with(tx, b"North")
    assert "accounts.chat_sealed" in _columns_with(tx, b"sealed")


def _columns_with(tx: Tx, secret: bytes) -> list[str]:
    """Columns of any type in which some row holds these bytes."""
    found = []
    for table in Base.metadata.tables.values():
        for column in table.columns:
            readable = column if isinstance(column.type, LargeBinary) else cast(column, _text_type(tx))
            for value in tx.execute(select(readable).where(column.is_not(None))).scalars():
                raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                if secret in raw:
                    found.append(f"{table.name}.{column.name}")
    return sorted(set(found))


def _text_type(_tx: Tx) -> Any:
    from sqlalchemy import Text

    return Text()


def test_telegram_ids_names_and_texts_of_strangers_are_nowhere_in_the_database(stage: Stage) -> None:
    """After a busy morning: people in, reports, photos, alerts, taps, a stranger, a block."""

    async def play() -> None:
        async with stage:
            desk = await stage.coordinator("Кенесары", "ru")
            aigul = await stage.observer("Толганай", "kk")
            stranger = await stage.stranger("Бейтаныс")
            await stranger.says("secret words of a stranger")
            await aigul.sends_photo(photo_bytes(), "caption")
            for _ in range(30):
                label = next((b for b in aigul.buttons if "✅" in b), None) or next(
                    (b for b in aigul.buttons if "⏭" in b), aigul.buttons[0]
                )
                await aigul.taps(label)
                if not aigul.buttons:
                    break
            assert stage.bot is not None
            await stage.bot.look()
            stage.emulator.block(stranger.user)
            await stage.settle()
            ids = [actor.user.id for actor in (desk, aigul, stranger)]
        secrets = [str(number).encode() for number in ids]
        secrets += ["Толганай".encode(), "Бейтаныс".encode(), b"secret words of a stranger"]
        _assert_absent(stage, secrets)

    asyncio.run(asyncio.wait_for(play(), 60))


def _assert_absent(stage: Stage, secrets: list[bytes]) -> None:
    database = Database(stage.settings.database_url)
    with database.reading() as tx:
        assert tx.execute(select(func.count()).select_from(Account)).scalar_one() == 3
        for secret in secrets:
            assert _columns_with(tx, secret) == [], secret
        tables = set(inspect(tx).get_table_names())
    assert tables - set(Base.metadata.tables) - set(INDEX_TABLES) == {"alembic_version"}
    database.close()
    path = database.engine.url.database or ""
    if database.engine.dialect.name == "sqlite":
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        with open(path, "rb") as file:  # noqa: PTH123
            whole = file.read()
        assert [secret for secret in secrets if secret in whole] == []
