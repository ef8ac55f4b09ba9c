"""Callback data of an inline button: 64 bytes at most, so a draft's id is written in 22 letters."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID


def token_of(draft_id: UUID) -> str:
    return urlsafe_b64encode(draft_id.bytes).rstrip(b"=").decode()


def draft_of(token: str) -> UUID | None:
    """None for anything no button of ours ever carried."""
    try:
        return UUID(bytes=urlsafe_b64decode(token + "=="))
    except ValueError:
        return None


LONGEST_NUMBER = 9  # digits: a larger one fits no column


def number_of(text: str) -> int | None:
    """The number of a row, None for anything else that a button might be made to say."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
