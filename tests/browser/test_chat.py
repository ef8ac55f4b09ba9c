"""One chat of the page: what is sent is ticked, waits for the network, is replied to, edited, found, drawn, heard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Opens
from tests.browser.phone import PATIENCE, Phone, admitted


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
