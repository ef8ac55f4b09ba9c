"""The briefing: what its numbers are, what it says in three languages, and what it must never say."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.cases.export import Profile, Terms
from bot.core.words import Language
from storage.reports import Filter
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


HOSTILE = '<script src="//evil.example/x.js"></script><img src=x onerror=alert(1)>\x08\ud83d'


def test_the_page_runs_nothing_and_asks_nobody(told: Mission) -> None:
    told.report({"category": "kettling", "description": HOSTILE.replace("\ud83d", ""), "phase": "voting"})
    html = page(told)
    assert re.findall(r"<(script|img|link|iframe|object|form|a)\b", html) == []
    assert re.findall(r"(?:src|href|url|@import)\s*[=(]", re.sub(r"<blockquote>.*?</blockquote>", "", html)) == []
    assert "&lt;script" in html
    assert "default-src 'none'" in html


@pytest.mark.parametrize("profile", list(Profile))
def test_nobody_is_named_in_a_briefing(told: Mission, profile: Profile) -> None:
    assert "O-1001" not in page(told, profile=profile)


def test_the_public_page_quotes_confirmed_reports_alone(told: Mission) -> None:
    public = page(told, profile=Profile.PUBLIC)
    assert "обморожением" in page(told)
    assert "обморожением" not in public


def test_what_was_withdrawn_or_rejected_stands_in_no_account(told: Mission) -> None:
    text = as_text(page(told))
    accounts = text[text.index("## Accounts") :]
    assert "Withdrawn by their authors, left out | 1" in text
    assert "108-108" not in text
    assert "104-104" not in accounts


def test_the_docx_says_the_same_as_the_page(told: Mission) -> None:
    from zoneinfo import ZoneInfo

    from docx import Document

    told.report({"category": "kettling", "description": "бел\x08гі _x0041_", "station": "001"})
    terms = Terms(Profile.DESK, Language.KAZAKH, ZoneInfo("Asia/Almaty"))
    document = Document(str(told.export("docx", terms=terms).path))
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    html = as_text(told.export("html", terms=terms).path.read_text("utf-8"))
    assert said[0] == "Бақылау қорытындысы"
    assert [text for text in said if text.replace("�", "\x08") not in html.replace(".Бір", ". Бір")] == []
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"8 сағат 50 минут", "−14 °C", "Ұйымның жарғысы"} <= cells
    assert document.core_properties.author == "Baqylau"


def test_calls_for_help_are_told_without_who_called_and_never_to_the_public(told: Mission) -> None:
    desk, public = (as_text(page(told, profile=profile)) for profile in Profile)
    row = "10 January 2021, 16:45 | Орал, station 003 | Surrounded | 0 h 03 min | In hospital | SOS-1001"
    assert row in desk
    assert "Calls for help | 1" in desk
    assert "SOS-1001" not in public
    assert "alls for help" not in public


def test_chosen_by_category_a_briefing_says_nothing_of_calls(told: Mission) -> None:
    terms = Terms(Profile.DESK)
    html = told.export("html", Filter(category="kettling"), terms=terms).path.read_text("utf-8")
    assert "alls for help" not in html


def test_a_mission_without_incidents_has_a_briefing_too(empty_mission: Mission) -> None:
    empty_mission.report({"description": "тыныш"})
    text = as_text(page(empty_mission))
    assert text.count("No reports.") == 6
    assert "Not verified: 0 of 0 incident reports." in text
