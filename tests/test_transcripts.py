"""Every conversation of the program, played in three languages and compared with the text of it under transcripts/.

`pytest --update` writes the texts anew; read the difference before you commit it.
"""

from __future__ import annotations

import asyncio
import difflib
from pathlib import Path

import pytest

from bot.core.words import Language
from tests.transcript import SCRIPTS, perform
from tests.transcripts import desk, entry, exporting, reporting, trouble  # noqa: F401 - they fill SCRIPTS

FOLDER = Path(__file__).parent / "transcripts"


def kept(name: str, language: Language) -> Path:
    return FOLDER / f"{name}.{language.value}.txt"


def assert_same(played: str, path: Path) -> None:
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if played != expected:
        difference = difflib.unified_diff(expected.splitlines(), played.splitlines(), path.name, "played", lineterm="")
        pytest.fail("\n".join(difference), pytrace=False)


@pytest.mark.parametrize("language", list(Language), ids=lambda one: one.value)
@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_conversation_reads_as_it_is_written(
    name: str, language: Language, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    played = asyncio.run(perform(name, tmp_path, language))
    if request.config.getoption("--update"):
        kept(name, language).write_text(played, encoding="utf-8")
    assert_same(played, kept(name, language))


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_restart_between_any_two_messages_changes_nothing(name: str, tmp_path: Path) -> None:
    assert_same(asyncio.run(perform(name, tmp_path, Language.KAZAKH, restarting=True)), kept(name, Language.KAZAKH))


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_updates_delivered_twice_change_nothing(name: str, tmp_path: Path) -> None:
    assert_same(asyncio.run(perform(name, tmp_path, Language.RUSSIAN, twice=True)), kept(name, Language.RUSSIAN))


def test_every_text_has_its_script() -> None:
    expected = {kept(name, language).name for name in SCRIPTS for language in Language}
    assert {path.name for path in FOLDER.glob("*.txt")} == expected
