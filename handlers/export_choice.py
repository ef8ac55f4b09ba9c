"""What is chosen by the buttons of /export. Each button carries the whole choice, so an old one means the same as a
new one, and nothing is kept in between."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cases.export import ExportFormat, Profile

WHENS = ("all", "today", "yesterday", "week")  # everything, or since midnight of so many days ago
DAYS = {"today": 0, "yesterday": 1, "week": 6}
SCREENS = ("format", "profile", "filter", "region", "form", "go")
LONGEST_NUMBER = 10  # digits: larger ones fit no column


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen by now, and the screen to go on with. Region and form are numbers of their rows, 0 for any."""

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
    known = when in WHENS and screen in SCREENS and (screen == "format" or format in tuple(ExportFormat))
    known = known and (screen in ("format", "profile") or profile in tuple(Profile))
    return Choice(format, profile, when, int(region), int(form), screen) if numbers and known else None
