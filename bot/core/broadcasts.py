"""Words to many: for whom they are, and when a second coordinator must agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

ALONE = 50  # people whom one coordinator may write to without a second
SILENT_AFTER = timedelta(hours=2)
LONGEST = 3500  # UTF-16 units: with a head it fits one message
ELSE = ""  # the text for readers of a language that has none of its own


class BroadcastState(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"  # for a second coordinator
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"


class Whom(StrEnum):
    """Observers, chosen by what they do."""

    ALL = "all"
    THERE = "there"  # arrived at a station, and not left it
    AWAY = "away"  # assigned or not, but at no station now
    SILENT = "silent"  # nothing filed, nobody arrived or left for `SILENT_AFTER`
    WITHOUT = "without"  # a form was not filed today


@dataclass(frozen=True, slots=True)
class Audience:
    """`region_id` narrows it to one region; `form_id` is the form that is missing, for WITHOUT."""

    whom: Whom
    region_id: int | None = None
    form_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"whom": self.whom.value, "region": self.region_id, "form": self.form_id}

    @staticmethod
    def from_json(said: dict[str, Any]) -> Audience:
        return Audience(Whom(said["whom"]), said["region"], said["form"])


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the letters: `blocked` is where the person keeps the bot out, `failed` all else."""

    sent: int = 0
    waiting: int = 0
    blocked: int = 0
    failed: int = 0


def needs_second(people: int) -> bool:
    return people > ALONE


def text_for(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts[ELSE]
