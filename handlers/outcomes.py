"""What became of a message that was sent, as a value. Errors: Bot API, "Making requests"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: int | None


@dataclass(frozen=True, slots=True)
class TooFast:
    """Telegram asks for a pause of `seconds` (429)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Passing:
    """The network, or Telegram's servers: it may work later."""

    error: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message."""

    error: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This chat cannot be written to any more: blocked, deleted, deactivated."""

    error: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class EditGone:
    """The message to edit is not there; the text must go as a new message."""


@dataclass(frozen=True, slots=True)
class Erased:
    """So many messages are deleted (or were gone before), so many are left."""

    gone: int
    left: int


Outcome = Sent | TooFast | Passing | Refused | Unreachable | Moved | EditGone | Erased
