"""The page as a training room: several people, the keyboard alone, a bad network, a day that plays itself.

Nothing here depends on the bot's words: tests look at signs, buttons and the page's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Opens, started
from tests.browser.phone import PATIENCE, Phone, shot

BACK, CANCEL, SKIP, REVIEW, SUBMIT, PLACE = "⬅✖⏭📋✅📍"


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """One demo for tests that leave no trace that another could stumble over: each works with people of its own."""
    yield from started()


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


def test_a_message_is_ticked_when_the_bot_has_taken_it(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en")
    phone = admitted(page, "Ticks")
    page.request.post(f"{shared}/sandbox/faults", data={"down": True})
    phone.types("is anybody there")
    expect(phone.own.last.get_by_test_id("ticks")).to_have_attribute("data-state", "sent")
    expect(page.get_by_test_id("weather")).to_be_visible()
    page.get_by_test_id("weather-clear").click()
    expect(phone.own.last.get_by_test_id("ticks")).to_have_attribute("data-state", "delivered", timeout=PATIENCE)
    expect(page.get_by_test_id("weather")).to_be_hidden()


def test_a_phone_without_network_keeps_what_is_done_on_it_in_order(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en")
    phone = admitted(page, "Cut off")
    phone.window.get_by_test_id("network").click()
    expect(page.get_by_test_id("weather")).to_contain_text("Cut off")
    phone.types("first")
    phone.types("second")
    expect(phone.window.get_by_test_id("message-waiting")).to_have_count(2)
    phone.window.get_by_test_id("network").click()
    expect(phone.window.get_by_test_id("message-waiting")).to_have_count(0)
    texts = [
        words for words in phone.own.get_by_test_id("message-text").all_inner_texts() if words in ("first", "second")
    ]
    assert texts == ["first", "second"]


def test_a_message_is_replied_to_edited_and_deleted(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en")
    phone = admitted(page, "Writer")
    phone.types("one word")
    _menu(phone, "reply")
    expect(phone.window.get_by_test_id("answering")).to_contain_text("one word")
    phone.types("an answer")
    expect(phone.own.last.locator(".quote")).to_contain_text("one word")
    _menu(phone, "edit")
    expect(phone.window.get_by_test_id("text")).to_have_value("an answer")
    phone.types("a better answer")
    expect(phone.own.last.get_by_test_id("message-edited")).to_be_visible()
    expect(phone.own.last).to_contain_text("a better answer")
    _menu(phone, "delete")
    expect(phone.own.last).to_contain_text("one word")


def _menu(phone: Phone, item: str) -> None:
    phone.own.last.hover()
    phone.own.last.get_by_test_id("more").click()
    phone.window.get_by_test_id(item).click()


def test_words_are_found_in_a_chat(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en")
    phone = admitted(page, "Finder")
    for words in ("needle one", "hay", "NEEDLE two"):
        phone.types(words)
    phone.window.get_by_test_id("search").click()
    phone.window.get_by_test_id("search-for").fill("needle")
    expect(phone.window.get_by_test_id("search-count")).to_have_text(re.compile(r"1 / [2-9]"))
    phone.window.get_by_test_id("search-for").fill("no such words")
    expect(phone.window.get_by_test_id("search-count")).to_have_text("nothing found")
    page.keyboard.press("Escape")
    expect(phone.window.get_by_test_id("search-for")).to_be_hidden()


def test_a_place_is_drawn_without_a_network(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en", PHONE)
    phone = admitted(page, "Placed")
    phone.window.get_by_test_id("attach").click()
    phone.window.get_by_test_id("attach-location").click()
    page.get_by_test_id("location-send").click()
    expect(phone.own.last.locator("svg.map")).to_be_visible()
    expect(phone.own.last.locator("figcaption")).to_have_text(re.compile(r"\d+\.\d{5}, \d+\.\d{5}"))


def test_a_voice_is_recorded_and_can_be_played(shared: str, opens: Opens) -> None:
    page = opens(f"{shared}?lang=en")
    phone = admitted(page, "Speaker")
    phone.window.get_by_test_id("attach").click()
    phone.window.get_by_test_id("attach-voice").click()
    page.wait_for_timeout(700)  # so that there is something to hear
    phone.window.get_by_test_id("voice-stop").click()
    expect(phone.own.last.locator("audio")).to_be_visible()


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
