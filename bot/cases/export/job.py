"""What the writers of the formats are given of an export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bot.cases.export.census import Census
from bot.cases.export.profiles import Terms
from bot.cases.export.reading import Plan
from bot.cases.export.record import Record
from bot.core.forms import Form
from storage.database import Database
from storage.media import MediaFolder


class Job(Protocol):
    """`forms` by the number of their version, the oldest first; `records` as the profile shows them."""

    @property
    def database(self) -> Database: ...
    @property
    def media(self) -> MediaFolder: ...
    @property
    def plan(self) -> Plan: ...
    @property
    def terms(self) -> Terms: ...
    @property
    def forms(self) -> dict[int, Form]: ...
    @property
    def census(self) -> Census: ...

    def records(self) -> Iterator[Record]: ...
    def names(self) -> list[str]: ...
