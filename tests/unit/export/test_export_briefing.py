"""The briefing: what its numbers are, what it says in three languages, and what it must never say."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.cases.export import Profile, Terms
from bot.core.words import Language
from tests.unit.export.mission import Mission
from tests.unit.export.story import tell

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def told(empty_mission: Mission) -> Mission:
    tell(empty_mission)
    return empty_mission


def page(mission: Mission, language: Language = Language.ENGLISH, profile: Profile = Profile.DESK) -> str:
    from zoneinfo import ZoneInfo

    terms = Terms(profile, language, ZoneInfo("Asia/Almaty"))
    return mission.export("html", terms=terms).path.read_text("utf-8")


@pytest.mark.parametrize("language", list(Language))
def test_the_page_reads_as_it_was_reviewed(told: Mission, language: Language, request: pytest.FixtureRequest) -> None:
    golden = GOLDEN / f"briefing.{language.value}.txt"
    text = as_text(page(told, language))
    if request.config.getoption("--update"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


class Reader(HTMLParser):
    """The page's words, a line a block, the cells of a row side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping = tag == "style"
        if tag in ("h1", "h2", "h3", "p", "tr", "dt", "blockquote", "footer"):
            self.lines.append({"h2": "\n## ", "h3": "\n### ", "h1": "# "}.get(tag, ""))
        elif tag in ("td", "th", "dd") and not self.lines[-1].endswith("\n") and self.lines[-1]:
            self.lines[-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        self.skipping = False

    def handle_data(self, data: str) -> None:
        if not self.skipping and data.strip():
            self.lines[-1] += data.strip()


def as_text(html: str) -> str:
    reader = Reader()
    reader.feed(html[html.index("<body>") :])
    return "\n".join(line for line in reader.lines if line.strip()).lstrip() + "\n"
