"""Sealing: what is stolen with the database says nothing, and a wrong key is noticed."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.mission import check_key
from storage.seal import BadKey, Seal, hash_invite, parse_key, read_or_make_key

KEY = bytes(range(32))
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)


@pytest.mark.parametrize("data", [b"", b"700000001", "Қазақ".encode(), bytes(100_000)])
def test_what_was_closed_opens_again(data: bytes) -> None:
    assert Seal(KEY).open(Seal(KEY).close(data)) == data


def test_the_same_closed_twice_looks_different_and_shows_nothing() -> None:
    seal = Seal(KEY)
    one, other = seal.close(b"700000001"), seal.close(b"700000001")
    assert one != other
    assert b"700000001" not in one


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(28), bytes(100)])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(BadKey):
        Seal(KEY).open(sealed)


def test_a_changed_bit_and_another_key_are_noticed() -> None:
    sealed = bytearray(Seal(KEY).close(b"700000001"))
    with pytest.raises(BadKey):
        Seal(bytes(32)).open(bytes(sealed))
    sealed[-1] ^= 1
    with pytest.raises(BadKey):
        Seal(KEY).open(bytes(sealed))


def test_a_chat_has_one_hash_with_one_bot_and_one_key() -> None:
    hashes = {Seal(key).hash_chat(bot, chat) for key in (KEY, bytes(32)) for bot in (1, 2) for chat in (7, -7, 71)}
    assert len(hashes) == 12
    assert Seal(KEY).hash_chat(1, 7) == Seal(KEY).hash_chat(1, 7)
    assert all(len(each) == 32 for each in hashes)


def test_an_invite_is_known_by_its_hash_alone() -> None:
    assert hash_invite("a") != hash_invite("b")
    assert len(hash_invite("ё" * 5000)) == 64


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key"
    key = read_or_make_key(path)
    assert len(key) == 32
    assert read_or_make_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"xyz", b"00" * 31, b"00" * 33, b"\xff\xfe\x00key"])
def test_a_key_file_that_holds_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(BadKey):
        Seal(read_or_make_key(path))


@pytest.mark.parametrize("text", ["00" * 32, "  " + "AB" * 32 + "\n"])
def test_a_key_is_64_hex_digits(text: str) -> None:
    assert len(parse_key(text)) == 32


def test_a_database_knows_the_key_it_was_made_with(database: Database) -> None:
    with database.transaction() as tx:
        check_key(tx, Seal(KEY), NOON)
        check_key(tx, Seal(KEY), NOON)
        with pytest.raises(BadKey):
            check_key(tx, Seal(bytes(32)), NOON)
