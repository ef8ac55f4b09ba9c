"""What the people of the morning do and what must be known of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Literal

Begin = Literal["report", "photo", "album", "voice", "document", "text"]
End = Literal["submit", "button", "command"]  # the last two cancel
Desk = Literal["left", "claimed", "resolved", "raced"]
Style = Literal["patient", "twice", "hasty"]

ALERTING = {  # category -> its group
    "ballot_stuffing": "voting",
    "repeat_voting": "voting",
    "observer_removed": "observer_rights",
    "voter_coercion": "influence",
    "kettling": "liberty",
}
QUIET = {"identity_not_checked": "voting", "organised_voting": "influence"}


@dataclass(frozen=True, slots=True)
class Story:
    """One report, or one draft that is put away. `edits` are (question, new choice) made from the review."""

    begin: Begin
    category: str
    end: End = "submit"
    hurt: bool = False
    typed_time: str | None = None
    photos_later: int = 0
    edits: tuple[tuple[str, str], ...] = ()
    desk: Desk = "left"

    @property
    def group(self) -> str:
        return (ALERTING | QUIET)[self.category]

    @property
    def alerts(self) -> bool:
        return self.end == "submit" and (self.hurt or self.category in ALERTING)


@dataclass(frozen=True, slots=True)
class Between:
    """An answer that is a moment, known within bounds."""

    earliest: datetime
    latest: datetime


Answer = str | Between


@dataclass(slots=True)
class Told:
    """What somebody did with one draft, as the script knows it.

    `shown` are the answers that the bot has acknowledged by going on: these must survive a kill at once.
    """

    story: Story
    teller: str
    draft: str = ""  # the draft's id as 32 hex digits
    answers: dict[str, Answer] = field(default_factory=dict)
    shown: dict[str, Answer] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)  # Telegram's file ids in the order they were sent
    pictures: int = 0  # how many of them answer the form's question for photos
    code: str = ""
    receipt: int = 0  # the message whose ✅ was pressed
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One observer's morning."""

    name: str
    language: str
    style: Style
    station: str
    stories: tuple[Story, ...]


NAMES = ["Aigul", "Bolat", "Vera", "Galym", "Dana", "Erlan", "Zhanna", "Zarina", "Ilyas", "Kairat", "Lena", "Murat"]
STATIONS = ("T-1", "T-2")  # of one region
STYLES: tuple[Style, ...] = ("patient", "twice", "hasty", "patient")
BEGINS: tuple[Begin, ...] = ("photo", "album", "report", "voice", "text", "document")
EDITS = (("phase", "opening"), ("basis", "witness"), ("phase", "pre_election"), ("basis", "document"))


def cast(rng: Random) -> list[Part]:
    """A dozen observers in three languages; every kind of story is there whatever the seed."""
    desks: list[Desk] = ["left", "claimed", "resolved", "raced", "claimed"]
    rng.shuffle(desks)
    parts = []
    for at, name in enumerate(NAMES):
        begin = BEGINS[(at + rng.randrange(2)) % len(BEGINS)]
        stories = [_story(rng, begin, desks.pop() if at % 2 == 0 and desks else None)]
        if at in (1, 6):  # puts one away first
            stories.insert(0, Story(rng.choice(BEGINS), "repeat_voting", rng.choice(("button", "command"))))
        if at == 3:  # and a second report, which begins with an album below the first one's receipt
            stories.append(Story("album", rng.choice(sorted(QUIET))))
        parts.append(Part(name, ("kk", "ru", "en")[at % 3], STYLES[at % len(STYLES)], STATIONS[at % 2], tuple(stories)))
    return parts


def _story(rng: Random, begin: Begin, desk: Desk | None) -> Story:
    """One that alerts, and what the desk does then; or, without a `desk`, one that waits for the digest."""
    category = rng.choice(sorted(ALERTING if desk else QUIET))
    return Story(
        begin,
        category,
        hurt=bool(desk) and category != "kettling" and rng.random() < 0.3,
        typed_time=rng.choice((None, "10.01.2021 07:30", "10.01.2021 08:15")),
        photos_later=rng.choice((0, 0, 1)),
        edits=tuple(rng.sample(EDITS, rng.choice((0, 0, 1)))),
        desk=desk or "left",
    )
