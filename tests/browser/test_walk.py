"""The walk that README shows: a photo, a few taps, and the report is on a desk, taken, and the observer knows.

`make pictures` puts it into docs; every run records it to tests/output, so the recording is known to work.
"""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, ROOT, Opens
from tests.browser.film import Film
from tests.browser.phone import OUTPUT, Phone

PHOTO = ROOT / "tests" / "browser" / "box.jpg"
MOST_BYTES = 2_000_000
TAPS = (  # a button, and how the question after it begins
    ("Voting", "3/"),
    ("Pack of ballots", "4/"),
    ("Nobody", "☑ Nobody"),
    ("✅ Done", "When did"),
    ("🕐", "what stage"),
    ("Voting", "How do you know"),
    ("I saw it myself", "own words"),
)


def test_a_photo_report_walks_from_the_phone_to_the_desk(
    demo: str, opens: Opens, request: pytest.FixtureRequest
) -> None:
    page = opens(f"{demo}?lang=en&theme=light", (1280, 900))
    observer, desk = Phone(page, "Айгүл"), Phone(page, "Desk")
    observer.starts("English")
    observer.reads("Welcome")
    desk.starts("English")
    expect(desk.last.get_by_test_id("inline-button").first).to_be_visible(timeout=PATIENCE)
    film = Film(page, observer.window, desk.window)
    film.shows(1.5)

    observer.window.get_by_test_id("attach-photo").set_input_files(PHOTO)
    observer.reads("2/")
    film.shows(2)
    for words, question in TAPS:
        observer.taps(words)
        observer.reads(question)
        film.shows(1.1)
    observer.types("A man put a pack of ballots into the box. The chair looked away.")
    observer.reads("9/")
    observer.taps("📋")
    observer.reads("📎 1")
    film.shows(2.5)
    observer.taps("✅ Submit")
    observer.reads(re.compile(r"✅ Received\. Code: \d{3}-\d{3}"))
    observer.reads("📎✓")
    desk.reads("🔴")
    film.shows(3.5)
    desk.taps("✋")
    expect(desk.last).to_contain_text("Claimed by", timeout=PATIENCE)
    observer.reads("👁")
    film.shows(3)
    desk.taps("📷")
    expect(desk.window.get_by_test_id("message-media").last).to_be_visible(timeout=PATIENCE)
    desk.reads("Files of")
    film.shows(4)
    recorded = film.save(OUTPUT / "walk.gif")
    _is_worth_showing(recorded)
    if request.config.getoption("--screenshots"):
        shutil.copy(recorded, ROOT / "docs" / "walk.gif")


def _is_worth_showing(recorded: Path) -> None:
    assert recorded.stat().st_size < MOST_BYTES
    with Image.open(recorded) as moving:
        frames = moving.n_frames
        shown, seconds = [], 0.0
        for number in range(frames):
            moving.seek(number)
            seconds += moving.info["duration"] / 1000
            shown.append(moving.convert("RGB"))
    assert frames >= 12
    assert 15 < seconds < 60
    assert all(before.tobytes() != after.tobytes() for before, after in pairwise(shown))
