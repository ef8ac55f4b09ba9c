"""The pictures of docs/ that are made of the invented mission: a digest's, a briefing, the card, a sheet of invites.

`make pictures` puts them into docs; every run makes them in tests/output and looks whether there is something on them.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from bot.app import Mission
from bot.cases.digests import compose_picture
from bot.cases.export import Exported, ExportFormat, Terms, export_reports
from bot.cases.pictures.painter import paint
from bot.cases.printed import Ticket, invite_sheet, observer_card
from bot.core.digests import Window
from bot.core.words import Language, Role
from bot.demo import Room
from bot.text import words_of
from handlers.digest_picture import picture_of
from storage.reports import Filter
from tests.browser.conftest import ROOT
from tests.browser.phone import OUTPUT

DAY, ZONE = date(2021, 1, 10), ZoneInfo("Asia/Almaty")
NOON = datetime(2021, 1, 10, 12, 0, tzinfo=ZONE)
A4 = {"width": 794, "height": 1123}  # CSS pixels
LANDSCAPE = {"width": 1002, "height": 672}  # what is left of A4 between the margins
SCREEN = {"width": 960, "height": 1180}
MOST_BYTES = 600_000
PATIENCE = 60.0  # seconds


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mission]:
    """At noon, the photos of the morning fetched and looked at."""
    room = Room(tmp_path_factory.mktemp("room"), DAY)
    working = threading.Thread(target=lambda: asyncio.run(_until_looked_at(room)))  # playwright has this one's loop
    working.start()
    working.join()
    yield room.mission
    room.mission.database.close()


async def _until_looked_at(room: Room) -> None:
    running = asyncio.create_task(room.run(await room.emulator.start(), None))
    try:
        async with asyncio.timeout(PATIENCE):
            while _unseen(room.mission):
                await asyncio.sleep(0)
                await asyncio.to_thread(threading.Event().wait, 0.1)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await room.emulator.stop()


def _unseen(mission: Mission) -> int:
    from storage import attachments, report_pages

    with mission.database.reading() as tx:
        found = report_pages.page(tx, Filter(), 0, 10**6, 1000)
        files = attachments.of_reports(tx, [row.id for row in found])
    return sum(not one.thumbnail for rows in files.values() for one in rows)


@pytest.fixture
def paper(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=A4, device_scale_factor=1)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    yield page
    page.close()


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Iterator[list[Image.Image]]:
    """What a test puts in is saved side by side, under the name of the test."""
    made: list[Image.Image] = []
    yield made
    name = request.node.name.removeprefix("test_").replace("_", "-") + ".png"
    path = _side_by_side(made, OUTPUT / name)
    assert path.stat().st_size < MOST_BYTES
    if request.config.getoption("--screenshots"):
        shutil.copy(path, ROOT / "docs" / name)


def _side_by_side(pictures: list[Image.Image], path: Path) -> Path:
    whole = Image.new("RGB", (sum(one.width for one in pictures), max(one.height for one in pictures)), "white")
    left = 0
    for one in pictures:
        assert len(one.convert("RGB").getcolors(2**24) or ()) > 20, "there is nothing on it"
        whole.paste(one, (left, 0))
        left += one.width
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def _photo(page: Page, html: str) -> Image.Image:
    page.set_content(html)
    return Image.open(io.BytesIO(page.screenshot()))


def test_digest(mission: Mission, keep: list[Image.Image], tmp_path: Path) -> None:
    window = Window(NOON - timedelta(hours=3), NOON, NOON.replace(hour=0))
    for language in (Language.KAZAKH, Language.ENGLISH):
        with mission.database.reading() as tx:
            day = compose_picture(tx, window)
        picture = picture_of(day, window, ZONE, words_of(language), mission.media)
        assert picture.photos
        keep.append(Image.open(io.BytesIO(paint(picture, tmp_path))))


def test_briefing(mission: Mission, paper: Page, keep: list[Image.Image], tmp_path: Path) -> None:
    paper.emulate_media(media="screen")
    paper.set_viewport_size(SCREEN)  # type: ignore[arg-type]
    for language in (Language.ENGLISH, Language.RUSSIAN):
        keep.append(_photo(paper, _briefing(mission, language, tmp_path)))


@pytest.mark.parametrize("language", list(Language))
def test_a_briefing_is_printed_whole(mission: Mission, paper: Page, language: Language, tmp_path: Path) -> None:
    paper.set_viewport_size(LANDSCAPE)  # type: ignore[arg-type]
    paper.set_content(_briefing(mission, language, tmp_path))
    wider = "[...document.querySelectorAll('table')].filter(one => one.offsetWidth > document.body.clientWidth).length"
    assert paper.evaluate(wider) == 0


def _briefing(mission: Mission, language: Language, folder: Path) -> str:
    out = folder / f"{language}.html"
    place = (mission.database, mission.library, mission.media)
    terms = Terms(language=language, zone=ZONE)
    made = export_reports(*place, Filter(), ExportFormat.HTML, out, NOON.astimezone(UTC), terms=terms)
    assert isinstance(made, Exported)
    return out.read_text("utf-8")


def test_observer_card(paper: Page, keep: list[Image.Image]) -> None:
    for language in Language:
        shown = _photo(paper, observer_card([language], "baqylau_test_bot", "+7 700 000 00 00"))
        keep.append(shown.resize((shown.width * 3 // 4, shown.height * 3 // 4), Image.Resampling.LANCZOS))


def test_invites(paper: Page, keep: list[Image.Image]) -> None:
    """Codes that never let anybody in."""
    until = NOON + timedelta(days=14)
    places = [(f"AJ-{n:02}", str(900 + n), f"№ {900 + n} мектеп (test)") for n in range(1, 7)]
    link = "https://t.me/baqylau_test_bot?start=an_invented_code_0000"
    tickets = [
        Ticket(f"{link}{code[-2:]}", Role.OBSERVER, until, "Ақжар (test)", code, number, address)
        for code, number, address in places
    ]
    keep.append(_photo(paper, invite_sheet(tickets, Language.KAZAKH)).crop((0, 0, A4["width"], 840)))
