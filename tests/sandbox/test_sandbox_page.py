"""The page's files, read as text: three languages with the same words, no HTML from strings, nothing from elsewhere."""

import re

import pytest

from bot.sandbox.control import PAGE

SCRIPTS = sorted(PAGE.rglob("*.js"))
SOURCE = "\n".join(path.read_text("utf-8") for path in SCRIPTS if path.parent.name != "words")
INDEX = (PAGE / "index.html").read_text("utf-8")
PREFIXED = {"themeAuto", "themeLight", "themeDark", "observer", "coordinator", "administrator", "sent", "delivered"}


def words(language: str) -> dict[str, str]:
    text = (PAGE / "js" / "words" / f"{language}.js").read_text("utf-8")
    found = re.findall(r'^  (\w+): "((?:[^"\\]|\\.)*)",$', text, re.MULTILINE)
    assert len(found) == text.count("\n") - 4, "one word a line"
    return dict(found)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_page_says_everything_in_every_language(language):
    assert words(language).keys() == words("en").keys()
    assert all(said.strip() for said in words(language).values())


def test_every_word_that_the_page_asks_for_is_there_and_no_other():
    asked = set(re.findall(r'\bt\("(\w+)"\)', SOURCE)) | set(re.findall(r'data-t(?:-label)?="(\w+)"', INDEX))
    known = words("en").keys()
    assert asked <= known
    named = set(re.findall(r'"(\w+)"', SOURCE))
    assert known - asked - named - PREFIXED == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_foreign_text_never_becomes_html(path):
    text = path.read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(", text)
    assert text.count("\n") < 330


@pytest.mark.parametrize("path", [path for path in PAGE.rglob("*") if path.is_file()], ids=lambda path: path.name)
def test_nothing_is_asked_from_elsewhere(path):
    addresses = set(re.findall(r"\bhttps?://[\w.-]+", path.read_text("utf-8")))
    assert addresses <= {"http://www.w3.org"}
