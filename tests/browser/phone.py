"""One chat window of the page, as a test holds it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

OUTPUT = Path(__file__).parents[1] / "output"
PATIENCE = 20_000


class Phone:
    def __init__(self, page: Page, name: str) -> None:
        self.window = page.get_by_test_id(f"chat-{name}")

    @property
    def last(self) -> Locator:
        return self.window.locator('[data-testid="message"][data-from="bot"]').last

    @property
    def own(self) -> Locator:
        return self.window.locator('[data-testid="message"][data-from="me"]')

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


def shot(page: Page, name: str) -> Path:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    path = OUTPUT / name
    page.screenshot(path=path, animations="disabled")
    return path
