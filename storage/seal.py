"""Hashing and sealing of what must not be read from a stolen copy of the database: Telegram ids and raw updates.

A chat is found by HMAC-SHA-256 (128 bits kept) and written to after opening AES-256-GCM; both keys derive from one
32-byte key that lives outside the database.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class BadKey(ValueError):
    """The key is not 32 bytes of hex, or not the one this was sealed with."""


class Seal:
    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise BadKey("the data key must be 32 bytes, written as 64 hex digits")
        self._hash_key = hmac.digest(key, b"baqylau hash", "sha256")
        self._box = AESGCM(hmac.digest(key, b"baqylau seal", "sha256"))

    def hash_chat(self, bot_id: int, chat_id: int | str) -> str:
        """32 hex digits that stand for one chat with one bot."""
        return hmac.digest(self._hash_key, f"{bot_id}:{chat_id}".encode(), "sha256").hex()[:32]

    def fingerprint(self) -> str:
        """Tells one key from another without giving it away."""
        return hmac.digest(self._hash_key, b"fingerprint", "sha256").hex()

    def close(self, data: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._box.encrypt(nonce, data, None)

    def open(self, sealed: bytes) -> bytes:
        """Raises BadKey when it was sealed with another key or changed since."""
        try:
            return self._box.decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError) as error:
            raise BadKey("sealed with another data key, or damaged") from error


def hash_invite(code: str) -> str:
    """Codes are 128 random bits, so a plain hash hides them well enough."""
    return hashlib.sha256(code.encode()).hexdigest()


def read_or_make_key(path: Path) -> bytes:
    """The key kept at `path`, made there at the first start and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    return parse_key(path.read_text(encoding="ascii", errors="replace"))


def parse_key(text: str) -> bytes:
    try:
        return bytes.fromhex(text.strip())
    except ValueError as error:
        raise BadKey("the data key must be 32 bytes, written as 64 hex digits") from error
