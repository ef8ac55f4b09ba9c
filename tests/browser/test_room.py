"""The page as a training room: several people, the keyboard alone, a bad network, a day that plays itself.

Nothing here depends on the bot's words: tests look at signs, buttons and the page's own words.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Opens
from tests.browser.phone import PATIENCE, Phone, add, admitted, shot

BACK, CANCEL, SKIP, REVIEW, SUBMIT, PLACE = "⬅✖⏭📋✅📍"


@pytest.mark.parametrize(("size", "name"), [(LAPTOP, "laptop"), (PHONE, "phone")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_that_can_be_pressed_has_a_name(
    shared: str, opens: Opens, size: tuple[int, int], name: str, theme: str
) -> None:
    page = opens(f"{shared}?lang=ru&theme={theme}", size)
    phone = admitted(page, f"Reader {name} {theme}")
    phone.types("/report")
    expect(phone.last.get_by_test_id("inline-button").first).to_be_visible()
    phone.window.get_by_test_id("search").click()
    page.get_by_test_id("faults").click()
    shot(page, f"room-{name}-{theme}.png")
    told = page.locator("body").aria_snapshot()
    nameless = re.findall(
        r"^\s*- (?:button|link|textbox|combobox|checkbox|switch|searchbox|img)(?: \[.*\])*:?$", told, re.MULTILINE
    )
    assert nameless == []
    assert re.search(r"- \W?log ", told)
    assert "- navigation" in told
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_a_report_is_filed_with_the_keyboard_alone(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en")
    add(page, "Keys")
    keys = page.keyboard
    _tab_to(page, "start")
    keys.press("Enter")
    phone = Phone(page, "Keys")
    expect(phone.last.get_by_test_id("inline-button")).to_have_count(3)
    keys.press("ArrowUp")  # from the text field to the newest buttons
    keys.press("ArrowUp")  # and round to the last of them
    keys.press("Enter")
    expect(phone.last).to_contain_text(re.compile(r"O-\d{4}"))
    keys.press("Escape")
    keys.type("/report")
    keys.press("Enter")
    expect(phone.last.get_by_test_id("inline-button").first).to_be_visible()
    for _ in range(40):
        if _answers(page, phone):
            break
    expect(phone.last).to_contain_text(re.compile(r"\d{3}-\d{3}"), timeout=PATIENCE)


def _tab_to(page: Page, test_id: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if _focused(page) == test_id:
            return
    raise AssertionError(f"Tab never comes to {test_id}")


def _focused(page: Page) -> str | None:
    found: str | None = page.evaluate("document.activeElement?.dataset.testid ?? null")
    return found


def _answers(page: Page, phone: Phone) -> bool:
    """Answers one screen with keys; True when it was the review, and was sent."""
    before = phone.last.text_content() or ""
    buttons = phone.last.get_by_test_id("inline-button").all_inner_texts()
    wanted = next((at for at, words in enumerate(buttons) if words.startswith(SUBMIT)), None)
    sends = wanted is not None
    if wanted is None:
        skipping = [at for at, words in enumerate(buttons) if words.startswith(SKIP)]
        choosing = [at for at, words in enumerate(buttons) if words[0] not in (BACK, CANCEL, SKIP, REVIEW, PLACE)]
        wanted = next(iter(skipping + choosing), None)
    if wanted is None:
        page.keyboard.press("Escape")
        page.keyboard.type("typed, not tapped")
        page.keyboard.press("Enter")
    else:
        if _focused(page) != "inline-button":
            page.keyboard.press("Escape")
            page.keyboard.press("ArrowUp")
        first = page.evaluate(
            "[...document.activeElement.closest('.inline').querySelectorAll('.button')].indexOf(document.activeElement)"
        )
        for _ in range((wanted - first) % len(buttons)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(phone.last).not_to_have_text(before, timeout=PATIENCE)
    return sends


def test_unread_messages_are_counted_until_the_chat_is_opened(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en", PHONE)
    admitted(page, "Quiet")
    add(page, "Other")
    user = page.get_by_test_id("chat-Quiet").get_attribute("data-user")
    page.request.post(f"{shared}/sandbox/act/text", data={"user": int(user or 0), "text": "/help"})
    badge = page.get_by_test_id("tab-Quiet").get_by_test_id("unread")
    expect(badge).to_have_text(re.compile(r"[1-9]"))
    page.get_by_test_id("tab-Quiet").click()
    expect(badge).to_have_count(0)


def test_the_page_speaks_three_languages_and_changes_its_light(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en&theme=light")
    said = set()
    for code in ("kk", "ru", "en"):
        page.get_by_test_id(f"language-{code}").click()
        assert page.evaluate("document.documentElement.lang") == code
        said.add(page.get_by_test_id("add-user").inner_text())
    assert len(said) == 3
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_test_id("theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_one_phone_can_have_a_page_of_its_own(shared: str, opens: Opens, size: tuple[int, int]) -> None:
    page = opens(f"{shared}?lang=kk&as=Ольга", size)
    expect(page.get_by_test_id("chat-Ольга").get_by_test_id("start")).to_be_visible()
    expect(page.locator("#people")).to_be_hidden()
    expect(page.locator(".window:visible")).to_have_count(1)


@pytest.mark.parametrize("size", [(320, 568), (900, 700), (844, 390)])
def test_nothing_is_cut_off_in_sizes_between(shared: str, opens: Opens, size: tuple[int, int]) -> None:
    page = opens(f"{shared}?lang=kk&theme=light", size)
    expect(page.get_by_test_id("start").locator("visible=true").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    for name in ("day-play", "theme", "faults", "language-kk", "add-user"):
        expect(page.get_by_test_id(name)).to_be_in_viewport(ratio=1)
    shot(page, f"room-{size[0]}.png")


def test_a_desk_added_from_the_page_sees_the_morning(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en")
    desk = admitted(page, "New desk", "coordinator")
    desk.types("/open")
    expect(desk.last.get_by_test_id("inline-button").nth(2)).to_be_visible(timeout=PATIENCE)
    shot(page, "room-open.png")


@pytest.mark.parametrize(("size", "name"), [(LAPTOP, "laptop"), (PHONE, "phone")])
def test_the_day_plays_itself_and_can_be_paused(demo: str, opens: Opens, size: tuple[int, int], name: str) -> None:
    page = opens(f"{demo}?lang=ru&theme=light", size)
    expect(page.get_by_test_id("clock")).to_have_text("12:00")
    page.get_by_test_id("day-play").click()
    observer = Phone(page, "Айгүл")
    expect(observer.last).to_be_visible(timeout=3 * PATIENCE)
    expect(page.get_by_test_id("clock")).not_to_have_text("12:00")
    expect(observer.window.get_by_test_id("message-media").first).to_be_visible(timeout=3 * PATIENCE)
    page.get_by_test_id("day-play").click()
    expect(page.get_by_test_id("day-play")).to_have_attribute("aria-pressed", "false")
    shot(page, f"day-{name}.png")
