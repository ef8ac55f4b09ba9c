"""The sheet that says what a workbook is: as of when, for whom, what was asked for, how much is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.cases.export.census import program_version
from bot.cases.export.job import Job
from bot.cases.export.sheets import Book, Cell, Sheet
from bot.text import Words, later

FILTERS = {
    "since": later("Received since"),
    "until": later("Received before"),
    "region": later("Region"),
    "form": later("Form"),
    "category": later("Category"),
}
PROFILES = {
    "desk": later("For the desk: it holds personal data, do not pass it on"),
    "public": later("For the public: no pseudonyms, free text of confirmed reports only"),
}


@dataclass(slots=True)
class Listed:
    """What a workbook came to hold. `hashes`: over a line `SHA-256, two blanks, report/number` for each attachment."""

    pictures: int = 0
    pictures_left_out: int = 0
    hashes: Any = field(default_factory=hashlib.sha256)


def write_about(sheet: Sheet, book: Book, job: Job, words: Words, listed: Listed) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    sheet.to_be_printed(114)
    for label, cell in _lines(job, words, listed):
        sheet.append([label, cell], book.left)


def _lines(job: Job, words: Words, listed: Listed) -> Iterator[tuple[str, Cell]]:
    zone = job.terms.zone
    yield "Baqylau", program_version()
    yield words.say("As of"), f"{job.plan.as_of.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
    yield words.say("Profile"), words.named(PROFILES[job.terms.profile.value])
    yield from filters_said(job, words)
    withdrawn = words.say("included") if job.plan.wanted.withdrawn else words.say("left out")
    yield words.say("Withdrawn reports"), withdrawn
    yield words.say("Practice reports"), words.say("left out")
    yield words.say("Reports"), job.census.told
    yield words.say("Attachments"), job.census.attachments
    yield words.say("Attachments on their way"), job.census.pending
    yield words.say("Small photos shown"), listed.pictures
    if listed.pictures_left_out:
        yield words.say("Photos not shown, to keep the file small"), listed.pictures_left_out
    yield words.say("SHA-256 of the list of attachments"), listed.hashes.hexdigest()
    yield words.say("Times"), words.say("on the clock of the station; the row names its time zone")
    yield words.say("Codes"), words.say("the second row of a sheet; beside a code stands its label")


def filters_said(job: Job, words: Words) -> Iterator[tuple[str, str]]:
    """What the reports were chosen by; one line that says so when by nothing."""
    wanted = {name: getattr(job.plan.wanted, name) for name in FILTERS}
    for name, value in wanted.items():
        if value is not None:
            said = value if isinstance(value, str) else f"{value.astimezone(job.terms.zone):%Y-%m-%d %H:%M}"
            yield words.named(FILTERS[name]), said
    if not any(wanted.values()):
        yield words.say("Chosen by"), words.say("nothing: all reports of the mission")
