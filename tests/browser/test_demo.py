"""The demo as somebody sees it: `python -m bot demo` and a browser with an observer's phone and a desk.

A report with two photos is filed in Kazakh, the card is claimed, the zip is downloaded and verified. Screenshots go to
tests/output; `--screenshots` puts the best one into docs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bot.cases.verify import Verified, verify_export

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "tests" / "output"
PHOTOS = [ROOT / "tests" / "browser" / name for name in ("hall.jpg", "box.jpg")]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--lang=kk"]
PATIENCE = 20_000  # milliseconds a slow machine may take for one answer


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed on this machine; CI has it")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def demo() -> Iterator[str]:
    """The address of a demo that was just started."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    yield address[0]
    process.terminate()
    assert process.wait(timeout=20) == 0
    process.stdout.close()


class Phone:
    """One chat window of the page."""

    def __init__(self, page: Page, name: str) -> None:
        self.window = page.get_by_test_id(f"chat-{name}")

    @property
    def last(self) -> Locator:
        return self.window.locator('[data-testid="message"][data-from="bot"]').last

    def starts(self, language: str) -> None:
        self.window.get_by_test_id("start").click()
        self.taps(language)

    def taps(self, words: str) -> None:
        self.window.get_by_test_id("inline-button").filter(has_text=words).last.click()

    def types(self, text: str) -> None:
        self.window.get_by_test_id("text").fill(text)
        self.window.get_by_test_id("send-text").click()

    def reads(self, words: str | re.Pattern[str]) -> None:
        expect(self.last).to_contain_text(words, timeout=PATIENCE)


def test_a_report_with_two_photos_is_filed_in_kazakh_claimed_and_exported(
    demo: str, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=1)
    page.set_default_timeout(PATIENCE)
    page.goto(demo)
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
    page.screenshot(path=shot("review.png"), animations="disabled")
    observer.taps("✅ Жіберу")
    observer.reads(re.compile(r"✅ Қабылданды\. Коды: \d{3}-\d{3}"))
    observer.reads("📎✓")

    desk.reads("🔴")
    desk.taps("✋")
    expect(desk.window.get_by_test_id("alert").or_(page.get_by_test_id("alert")).first).to_be_visible()
    page.get_by_test_id("alert-close").click()
    observer.reads("👁")
    desk.taps("📷")
    expect(desk.window.get_by_test_id("message-media").last).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=shot("demo.png"), animations="disabled")

    desk.types("/export zip")
    link = desk.window.locator("a[download]").last
    with page.expect_download(timeout=PATIENCE) as download:
        link.click()
    archive = tmp_path / "export.zip"
    download.value.save_as(archive)
    verified = verify_export(archive)
    assert isinstance(verified, Verified)
    page.close()
    if request.config.getoption("--screenshots"):
        shutil.copy(shot("demo.png"), ROOT / "docs" / "demo.png")


def test_the_page_fits_a_phone(demo: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=False)
    page.set_default_timeout(PATIENCE)
    page.goto(demo)
    page.get_by_test_id("tab-Айгүл").click()
    observer = Phone(page, "Айгүл")
    observer.starts("Қазақша")
    observer.reads("Қош келдіңіз")
    observer.types("/report")
    observer.reads("1/")
    page.screenshot(path=shot("phone.png"), animations="disabled")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    page.close()


def shot(name: str) -> str:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    return str(OUTPUT / name)
