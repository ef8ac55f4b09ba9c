"""Messages as values, between rendering and sending. Texts are Telegram HTML; limits are the Bot API's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bot.core.words import CameAs

TEXT_LIMIT = 4096  # UTF-16 code units after entities, sendMessage
BUTTON_ROWS = 100


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class TextMessage:
    """`edit` names the message to turn into this one, `remember` the subject it will show from now on.

    `edit_only`: where the message was deleted nothing is said. `thread`: the topic of a group that a new
    message belongs to. `commands`: the chat's list of commands (name, description), in the reader's language.
    """

    text: str
    buttons: Rows = ()
    menu: tuple[tuple[str, ...], ...] = ()
    edit: int | None = None
    edit_only: bool = False
    remember: str | None = None
    is_screen: bool = False
    ask_place: str | None = None
    protect: bool = False
    silent: bool = False
    commands: tuple[tuple[str, str], ...] = ()
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class AlbumMessage:
    """Files this bot has at Telegram already, as many and of such kinds as one album takes: (how it came, file id)."""

    files: tuple[tuple[str, str], ...]
    caption: str
    protect: bool = True


@dataclass(frozen=True, slots=True)
class PlaceMessage:
    """A point on the map: WGS 84 degrees, accuracy in metres."""

    latitude: float
    longitude: float
    accuracy: float | None = None
    protect: bool = True


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A file of ours; the sender removes it afterwards."""

    path: Path
    name: str
    caption: str


@dataclass(frozen=True, slots=True)
class PictureMessage:
    """A picture of ours, shown in the chat; the sender removes the file afterwards."""

    path: Path
    caption: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """Messages of ours to be deleted; `older` are known and too old. `farewell`: keyboard and commands go too."""

    messages: tuple[int, ...]
    older: int = 0
    farewell: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """Messages of ours that are to disappear; blanked where they are too old to be deleted."""

    messages: tuple[int, ...]


def albums(files: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Files by the album they can share: photos and videos mix, files and sounds keep to their own kind, a voice
    message stands alone; at most ten (sendMediaGroup)."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for came_as, file_id in files:
        kind = CameAs.PHOTO if came_as == CameAs.VIDEO else came_as
        kinds.setdefault(kind, []).append((came_as, file_id))
    voices = [[voice] for voice in kinds.pop(CameAs.VOICE, [])]
    return [same[i : i + 10] for same in kinds.values() for i in range(0, len(same), 10)] + voices


Message = TextMessage | AlbumMessage | PlaceMessage | PictureMessage | FileMessage | Erasure | Deleted


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, most: int) -> str:
    """At most `most` UTF-16 units, ended with an ellipsis where something was left out."""
    if units(text) <= most:
        return text
    kept = text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", errors="ignore")
    return kept.rstrip() + "…"


def with_colon(label: str) -> str:
    """A label before its answer: "Photo:"; one that ends in a sign of its own stays as it is."""
    return label if label.endswith(("?", ":", ".", "!")) else f"{label}:"


def bold(text: str) -> str:
    return f"<b>{escape(text, quote=False)}</b>"


def italic(text: str) -> str:
    return f"<i>{escape(text, quote=False)}</i>"


def plain(text: str) -> str:
    return escape(text, quote=False)
