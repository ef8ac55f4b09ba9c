"""The buttons of /export, its progress, and what is said of a file that is too large."""

from __future__ import annotations

import asyncio
import shlex
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

import bot.__main__
from bot.cases.export import ExportFormat, Profile
from bot.core.words import Language
from bot.text import words_of
from handlers import exporting, render_export
from handlers.export_choice import SCREENS, WHENS, Choice, choice_of, typed_day
from handlers.export_progress import Progress
from handlers.exporting import ExportOrder, command_line
from handlers.messages import TextMessage
from storage.reports import Filter

ENGLISH = words_of(Language.ENGLISH)
EDGES = ("", "x", "::::::", "csv:desk:all:0:0", "pdf:desk:all:0:0:go", "csv:all:all:0:0:go", "csv:desk:never:0:0:go")
EDGES += ("csv:desk:20211301:0:0:go", "csv:desk:2021-01-10:0:0:go", "csv:desk:٢٠٢١٠١١٠:0:0:go")
WRONG = (*EDGES, "csv:desk:all:-1:0:go", "csv:desk:all:0:9999999999999:go", "csv:desk:all:٣:0:go", "csv::all:0:0:go")


def test_every_choice_is_read_back_and_fits_a_button() -> None:
    for format, profile, when, screen in product(ExportFormat, Profile, (*WHENS, "20210110"), SCREENS):
        choice = Choice(format.value, profile.value, when, 999_999_999, 999_999_999, screen)
        assert choice_of(choice.data.removeprefix("x:")) == choice
        assert len(choice.data.encode()) <= 64
    assert choice_of(Choice().data.removeprefix("x:")) == Choice()


@pytest.mark.parametrize("data", WRONG)
def test_what_no_button_carried_is_no_choice(data: str) -> None:
    assert choice_of(data) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10.01.2021", "20210110"),
        ("2021-01-10", "20210110"),
        ("9.1", "20210109"),
        ("кеше", "20210109"),
        ("Today", "20210110"),
        ("31.12", "20201231"),
        ("32.13", None),
        ("10.01.20211", None),
        ("x:csv:desk:all:0:0:go", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: str | None) -> None:
    assert typed_day(text, datetime(2021, 1, 10, 12, tzinfo=UTC)) == day


@pytest.mark.parametrize("language", list(Language))
def test_the_buttons_are_short_enough_for_a_small_phone(language: Language) -> None:
    words = words_of(language)
    wide = [*render_export.FORMATS.values(), *render_export.PROFILES.values()]
    assert max(len(words.named(said)) for said in wide) <= 24
    assert max(len(words.named(said)) + 2 for said in render_export.WHENS.values()) <= 20


def order(**more: object) -> ExportOrder:
    facts = {"format": ExportFormat.ZIP, "profile": Profile.PUBLIC, "wanted": Filter(), "words": ENGLISH} | more
    return ExportOrder(account_id=1, **facts)  # type: ignore[arg-type]


def test_the_command_for_the_administrator_is_one_that_the_program_takes() -> None:
    since = datetime(2021, 1, 10, 3, tzinfo=UTC)
    hostile = "Алматы'; rm -rf / #"
    given = order(wanted=Filter(since=since, region=hostile, form="incident"), words=words_of(Language.KAZAKH))
    program, *words = shlex.split(command_line(given))
    assert (program, words[:3]) == (".venv/bin/python", ["-m", "bot", "export"])
    read = bot.__main__.parser().parse_args(words[2:])
    assert (read.format, read.profile, read.language) == ("zip", "public", "kk")
    assert (read.region, read.form, datetime.fromisoformat(read.since)) == (hostile, "incident", since)
    assert read.out == Path("export.zip")


def test_a_file_too_large_is_answered_with_its_size_and_the_command() -> None:
    said = exporting._too_large(order(screen=7, wanted=Filter(region="<b>")), 73_000_000)
    assert said.text.startswith("The file is 73 MB; Telegram takes 50.")
    assert "<code>.venv/bin/python -m bot export --format zip" in said.text
    assert "&lt;b&gt;" in said.text
    assert said.edit == 7


def test_progress_is_said_in_tenths_and_the_last_word_comes_last() -> None:
    said: list[TextMessage] = []

    async def make() -> None:
        async def tell(message: TextMessage) -> None:
            await asyncio.sleep(0)
            said.append(message)

        progress = Progress(tell, lambda: 5, ENGLISH)
        for done in (1, 5, 9, 10, 11, 95, 100):
            await asyncio.to_thread(progress.heard, done, 100)
            while progress._saying is not None and not progress._saying.done():
                await progress._saying
        assert progress.said_something
        await progress.end("✅")

    asyncio.run(make())
    assert [message.text for message in said] == [
        "⏳ The file is being made: 10 %",
        "⏳ The file is being made: 90 %",
        "✅",
    ]
    assert {message.edit for message in said} == {5}


def test_where_there_is_no_message_to_edit_nothing_is_said() -> None:
    async def make() -> None:
        async def tell(message: TextMessage) -> None:
            raise AssertionError(message)

        progress = Progress(tell, lambda: None, ENGLISH)
        progress.heard(50, 100)
        await asyncio.sleep(0)
        await progress.end("✅")

    asyncio.run(make())
