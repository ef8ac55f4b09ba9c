"""Whatever a desk does with reports and events, in whatever order: nothing is lost, and nothing is in two events."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.cases import event_view, events, proposing
from bot.cases.digests import compose_digest
from bot.cases.event_parts import source
from bot.core.digests import Window
from bot.core.event_figures import Figure
from storage import event_sources, proposals
from storage import events as stored
from storage.database import Database, Tx
from storage.models import EventProposal, EventSource, Report, SosCall
from tests.events.desk import NOON, Desk

REPORTS, CALLS = 5, 2

numbers = st.integers(0, REPORTS + CALLS - 1)
acts = st.lists(
    st.tuples(
        st.sampled_from(["accept", "refuse", "split", "merge", "add", "figure", "withdraw", "again"]), numbers, numbers
    ),
    max_size=25,
)


class Together:
    """Reports and calls of one ring, and what a desk may do with them; numbers choose whom it does it to."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.desk = Desk(tx)
        self.all = [self.desk.report(by=n % 4, minutes=n * 7) for n in range(REPORTS)]
        self.all += [self.desk.call(by=n % 4, minutes=n * 5) for n in range(CALLS)]
        self.withdrawn: set[UUID] = set()

    def does(self, what: str, one: int, other: int) -> None:
        act: Callable[[UUID, UUID], object] = getattr(self, what)
        act(self.all[one], self.all[other])
        self.check()

    def accept(self, one: UUID, _other: UUID) -> None:
        for waits in proposing.waiting(self.tx, one)[:1]:
            events.accept(self.tx, waits.proposal_id, self.desk.member, NOON)

    def refuse(self, one: UUID, _other: UUID) -> None:
        for waits in proposing.waiting(self.tx, one)[:1]:
            events.refuse(self.tx, waits.proposal_id, self.desk.member, NOON)
            assert waits.other not in self.desk.waiting(one)

    def split(self, one: UUID, _other: UUID) -> None:
        here = stored.event_of(self.tx, one)
        if here is not None:
            events.split(self.tx, here, one, self.desk.member, NOON)

    def merge(self, one: UUID, other: UUID) -> None:
        here, there = stored.event_of(self.tx, one), stored.event_of(self.tx, other)
        if here is not None and there is not None:
            events.merge(self.tx, here, there, self.desk.member, NOON)

    def add(self, one: UUID, other: UUID) -> None:
        here, new = stored.event_of(self.tx, one), source(self.tx, other)
        if here is not None and new is not None:
            events.add_source(self.tx, here, new, self.desk.member, NOON)

    def figure(self, one: UUID, other: UUID) -> None:
        here = stored.event_of(self.tx, one)
        if here is not None:
            event_view.choose(self.tx, here, Figure.INJURED, "2", other, self.desk.member, NOON)

    def withdraw(self, one: UUID, _other: UUID) -> None:
        if one in self.all[:REPORTS]:
            self.desk.sets(one, withdrawn_at=NOON)
            self.withdrawn.add(one)

    def again(self, one: UUID, _other: UUID) -> None:
        refused = [row.id for row in proposals.about(self.tx, one) if row.state == proposals.REFUSED]
        if one in self.all[:REPORTS]:
            proposing.propose_for_report(self.tx, one, NOON)
        else:
            proposing.propose_for_call(self.tx, one, NOON)
        still = [row.id for row in proposals.about(self.tx, one) if row.state == proposals.REFUSED]
        assert still == refused, "what was refused is not proposed again"

    def check(self) -> None:
        inside = stored.events_of(self.tx, self.all)
        shown = {one.event.id: one for one in stored.listed(self.tx, None, False, 100, 0)}
        assert set(inside.values()) == set(shown), "an event that is listed has somebody in it"
        told = event_sources.sources(self.tx, list(shown))
        assert sorted(str(one.id) for rows in told.values() for one in rows) == sorted(map(str, inside))
        assert all(one.event.merged_into is None for one in shown.values())
        twice = select(EventSource.report_id).where(EventSource.left_at.is_(None), EventSource.report_id.is_not(None))
        assert not self.tx.execute(twice.group_by(EventSource.report_id).having(func.count() > 1)).all()
        for table, count in ((Report, REPORTS), (SosCall, CALLS)):
            assert self.tx.execute(select(func.count()).select_from(table)).scalar_one() == count
        for waiting in (self.desk.waiting(one) for one in self.all):
            assert len(waiting) == len(set(waiting))
        self.counts(inside)

    def counts(self, inside: dict[UUID, int]) -> None:
        """A digest counts the distinct events, and each standing report that is in none."""
        standing = [one for one in self.all[:REPORTS] if one not in self.withdrawn]
        alone = sum(one not in inside for one in standing)
        together = len({inside[one] for one in standing if one in inside})
        window = Window(NOON - timedelta(hours=9), NOON + timedelta(hours=9), NOON - timedelta(hours=9))
        digest = compose_digest(self.tx, window)
        assert (digest.news.total, digest.news.reports) == (alone + together, len(standing))
        assert sum(kind.events for kind in digest.news.kinds) == digest.news.total
        assert sum(digest.news.by_severity.values()) == digest.news.total


@pytest.fixture(scope="module")
def empty(sqlite_template: Path) -> Path:
    return sqlite_template


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=acts)
def test_any_sequence_keeps_every_report_and_counts_each_event_once(
    empty: Path, what: list[tuple[str, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.db"
        shutil.copyfile(empty, path)
        database = Database(f"sqlite:///{path}")
        with database.transaction() as tx:
            together = Together(tx)
            together.check()
            for act in what:
                together.does(*act)
            assert tx.execute(select(func.count()).select_from(EventProposal)).scalar_one() >= 1
        database.close()
