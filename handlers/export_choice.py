"""What is chosen by the buttons of /export. Each button carries the whole choice, so an old one means the same as a
new one, and nothing is kept in between."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.cases.export import ExportFormat, Profile
from bot.core.forms.moments import Doubt, read_date
from bot.core.forms.state import Problem

WHENS = ("all", "today", "yesterday", "week")  # everything, or since midnight of so many days ago
DAYS = {"today": 0, "yesterday": 1, "week": 6}
SCREENS = ("format", "profile", "filter", "since", "region", "form", "go")
_DAY = re.compile(r"\d{8}", re.ASCII)
LONGEST_NUMBER = 10  # digits: larger ones fit no column


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen by now, and the screen to go on with. Region and form are numbers of their rows, 0 for any.

    `when` is one of WHENS, or the day (20210110) from whose midnight on everything is wanted.
    """

    format: str = ""
    profile: str = ""
    when: str = "all"
    region: int = 0
    form: int = 0
    screen: str = "format"

    @property
    def data(self) -> str:
        return f"x:{self.format}:{self.profile}:{self.when}:{self.region}:{self.form}:{self.screen}"

    def but(self, **changed: object) -> Choice:
        return replace(self, **changed)  # type: ignore[arg-type]


def choice_of(data: str) -> Choice | None:
    """None for what no button of ours ever carried."""
    parts = data.split(":")
    if len(parts) != 6:
        return None
    format, profile, when, region, form, screen = parts
    numbers = all(one.isascii() and one.isdigit() and len(one) < LONGEST_NUMBER for one in (region, form))
    known = (
        (when in WHENS or day_of(when) is not None)
        and screen in SCREENS
        and (screen == "format" or format in tuple(ExportFormat))
    )
    known = known and (screen in ("format", "profile") or profile in tuple(Profile))
    return Choice(format, profile, when, int(region), int(form), screen) if numbers and known else None


def day_of(when: str) -> date | None:
    """The day that a button carries."""
    try:
        return datetime.strptime(when, "%Y%m%d").date() if _DAY.fullmatch(when) else None  # noqa: DTZ007 - a day
    except ValueError:
        return None


def typed_day(text: str, now: datetime) -> str | None:
    """`10.01.2021`, `10.01`, `yesterday`, `2021-01-10`, as a button would carry it; None when it is no day."""
    try:
        return f"{date.fromisoformat(text.strip()):%Y%m%d}"
    except ValueError:
        pass
    match read_date(text, now):
        case Problem():
            return None
        case Doubt(value) | str(value):
            return value.replace("-", "")
