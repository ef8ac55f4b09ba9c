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


def add(page: Page, name: str, role: str = "observer") -> Phone:
    """Somebody new, added from the page with a link of their own."""
    page.get_by_test_id("add-user").click()
    page.get_by_test_id("add-name").fill(name)
    page.get_by_test_id("add-role").select_option(role)
    page.get_by_test_id("add-save").click()
    phone = Phone(page, name)
    expect(phone.window).to_be_visible()
    return phone


def admitted(page: Page, name: str, role: str = "observer") -> Phone:
    phone = add(page, name, role)
    phone.starts("English")
    expect(phone.last.get_by_test_id("message-text")).to_contain_text(re.compile(r"[OCA]-\d{4}"), timeout=PATIENCE)
    return phone


def shot(page: Page, name: str) -> Path:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    path = OUTPUT / name
    page.screenshot(path=path, animations="disabled")
    return path
