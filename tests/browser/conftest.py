"""A browser, and demos that were just started."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--lang=kk"]
QUIET += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
PATIENCE = 20_000  # milliseconds a slow machine may take for one answer
LAPTOP, PHONE = (1280, 860), (390, 844)
Opens = Callable[..., Page]


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed on this machine; CI has it")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its module: while it lives, no other event loop can run in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def demo() -> Iterator[str]:
    """The address of a demo that was just started."""
    yield from started()


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """One demo for tests that leave no trace that another could stumble over: each works with people of its own."""
    yield from started()


def started() -> Iterator[str]:
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    yield address[0]
    process.terminate()
    assert process.wait(timeout=20) == 0
    process.stdout.close()


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    """`opens(address, size)`: a page in that size. At the end it must have asked this machine alone, and not failed."""
    pages, asked, wrong = [], set(), []

    def open_page(address: str, size: tuple[int, int] = LAPTOP, **options: object) -> Page:
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, device_scale_factor=1, **options)
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.add(re.sub(r"^(\w+:(//[^:/]+)?).*", r"\1", request.url)))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(address)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert asked <= {"http://127.0.0.1", "blob:http", "data:"}, asked
    assert wrong == []
