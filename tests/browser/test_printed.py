"""What is printed, as a printer gets it: A4 pages on which nothing is cut off, codes that a camera reads."""

from __future__ import annotations

import io
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from bot.cases.printed import Ticket, invite_sheet, observer_card
from bot.core.words import Language, Role

A4 = (794, 1123)  # CSS pixels
UNTIL = datetime(2021, 1, 24, 12, 0, tzinfo=UTC)
LINKS = [f"https://t.me/{'a' * n}_bot?start=AAbbCCddEEffGGhhIIjj{n:02}" for n in range(1, 29, 3)]  # 5 to 32 letters
CUT = """[...document.querySelectorAll('.page, .strip, .danger, .part, .signs, .blanks p')].filter(
  one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1
).map(one => one.textContent)"""


def sheet() -> str:
    long = (
        "Шығыс Қазақстан облысы (test)",
        "AJ-140",
        "140",
        "Гүлдер көшесі, 14, № 7 жалпы білім беретін мектеп (test)",
    )
    return invite_sheet([Ticket(link, Role.OBSERVER, UNTIL, *long, practice=True) for link in LINKS], Language.KAZAKH)


@pytest.fixture
def paper(browser: Browser, tmp_path: Path) -> Page:
    page = browser.new_page(viewport={"width": A4[0], "height": A4[1]}, device_scale_factor=2)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("bot", [None, "b" * 32])
def test_the_card_is_one_whole_page_in_each_language(paper: Page, bot: str | None) -> None:
    paper.set_content(observer_card(list(Language), bot, "+7 (700) 000-00-00, +7 (700) 000-00-01" if bot else None))
    assert paper.evaluate(CUT) == []
    assert pages_of(paper.pdf(prefer_css_page_size=True)) == 3


def test_the_sheet_is_eight_strips_a_page_and_none_is_cut_off(paper: Page) -> None:
    paper.set_content(sheet())
    assert paper.evaluate(CUT) == []
    assert pages_of(paper.pdf(prefer_css_page_size=True)) == 2


def test_a_camera_reads_every_link_of_the_sheet(paper: Page) -> None:
    paper.set_content(sheet())
    picture = Image.open(io.BytesIO(paper.screenshot(full_page=True)))
    assert sorted(read_codes(picture)) == sorted(LINKS)


def read_codes(picture: Image.Image) -> list[str]:
    if os.environ.get("CI"):
        import zxingcpp
    else:
        zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed: `make test` installs it")
    return [one.text for one in zxingcpp.read_barcodes(picture)]


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
