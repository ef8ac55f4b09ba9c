"""The demo as somebody sees it: `python -m bot demo` and a browser with an observer's phone and a desk.

A report with two photos is filed in Kazakh, the card is claimed, the zip is downloaded and verified. Screenshots go to
tests/output; `--screenshots` puts the best one into docs.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.cases.verify import Verified, verify_export
from tests.browser.conftest import PATIENCE, PHONE, ROOT, Opens
from tests.browser.phone import Phone, shot

PHOTOS = [ROOT / "tests" / "browser" / name for name in ("hall.jpg", "box.jpg")]


def test_a_report_with_two_photos_is_filed_in_kazakh_claimed_and_exported(
    demo: str, opens: Opens, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = opens(f"{demo}?lang=kk&theme=light")
    observer, desk = Phone(page, "Айгүл"), Phone(page, "Desk")
    observer.starts("Қазақша")
    observer.reads("Қош келдіңіз")
    desk.starts("Русский")
    desk.reads("Добро пожаловать")

    observer.window.get_by_test_id("attach-photo").set_input_files(PHOTOS)
    observer.reads("2/")
    for words in ("Дауыс беру", "бюллетень салды", "Жоқ", "✅ Дайын", "🕐", "Дауыс беру кезінде", "Өз көзіммен"):
        observer.taps(words)
    observer.reads("8/")  # the way to the review stood under the question before, too
    observer.taps("📋")
    observer.reads("📎 2")
    shot(page, "review.png")
    observer.taps("✅ Жіберу")
    observer.reads(re.compile(r"✅ Қабылданды\. Коды: \d{3}-\d{3}"))
    observer.reads("📎✓")

    desk.reads("🔴")
    desk.taps("✋")
    expect(desk.window.get_by_test_id("toast").last).to_be_visible()
    expect(page.get_by_test_id("alert")).to_have_count(0)
    observer.reads("👁")
    desk.taps("📷")
    expect(desk.window.get_by_test_id("message-media").last).to_be_visible(timeout=PATIENCE)
    picture = shot(page, "demo.png")

    desk.types("/export zip")
    link = desk.window.locator("a[download]").last
    with page.expect_download(timeout=PATIENCE) as download:
        link.click()
    archive = tmp_path / "export.zip"
    download.value.save_as(archive)
    verified = verify_export(archive)
    assert isinstance(verified, Verified)
    if request.config.getoption("--screenshots"):
        shutil.copy(picture, ROOT / "docs" / "demo.png")


def test_the_page_fits_a_phone(demo: str, opens: Opens, request: pytest.FixtureRequest) -> None:
    page = opens(f"{demo}?lang=kk&theme=light", PHONE)
    page.get_by_test_id("tab-Айгүл").click()
    observer = Phone(page, "Айгүл")
    observer.starts("Қазақша")
    observer.reads("Қош келдіңіз")
    observer.types("/report")
    observer.reads("1/")
    picture = shot(page, "phone.png")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    if request.config.getoption("--screenshots"):
        shutil.copy(picture, ROOT / "docs" / "phone.png")
