"""The lists of the desk and the index of words say the same on both databases, and stay true at every write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, insert, select

from bot.core.stems import sought
from bot.core.words import AlertState, PersonState
from storage import people, report_index, report_lists, report_notes, reports, revisions
from storage.database import Database, Tx
from storage.models import Alert, Form, FormVersion, ReportWords
from storage.report_lists import Wanted

NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)
VERSION = {"form_id": 1, "version": "1", "xform": "", "source": b"", "source_type": "md", "published_at": NOON}

STORY = (
    ("high", "open"),
    ("critical", "claimed"),
    ("low", "open"),
    ("critical", "open"),
    ("critical", "open"),
    ("high", "claimed"),
    ("critical", "resolved"),
    ("medium", "open"),
)


@pytest.fixture
def tx(database: Database):
    with database.transaction() as opened:
        opened.execute(insert(Form).values(id=1, form_id="incident"))
        opened.execute(insert(FormVersion).values(**VERSION))
        people.add_person(opened, "O-0001", PersonState.ACTIVE, NOON)
        yield opened


def file(tx: Tx, words: str, severity: str = "high", state: str | None = "open", practice: bool = False) -> UUID:
    number = tx.execute(select(func.count()).select_from(ReportWords)).scalar_one() + 1
    at = NOON + timedelta(minutes=number)
    told = {"category": "kettling", "severity": severity, "basis": None, "phase": None, "description": words}
    when = {"occurred_at": None, "sent_at": at, "received_at": at, "late": False, "practice": practice}
    who = {"reported_by": 1, "entered_by": 1, "channel": "chat", "station_id": None, "region_id": None}
    status = {"verification": "unverified", "follow_up": "needs_follow_up"}
    new = reports.NewReport(id=uuid4(), code=f"{number:03}-000", form_version_id=1, **told, **when, **who, **status)
    reports.add(tx, new, {"description": words, "who_did_it": "police", "instanceID": "uuid:deadbeef"})
    if state is not None:
        claimed = {"claimed_by": 1, "claimed_at": at} if state != AlertState.OPEN else {}
        tx.execute(insert(Alert).values(report_id=new.id, state=state, raised_at=at, **claimed))
    return new.id


def found(tx: Tx, words: str, **more: object) -> list[str]:
    wanted = Wanted(region_id=None, sought=sought(words), **more)  # type: ignore[arg-type]
    return [one.code for one in report_lists.page(tx, wanted, 10, 0)]


def test_open_ones_come_worst_first_then_unclaimed_then_oldest(tx: Tx) -> None:
    for severity, state in STORY:
        file(tx, "x", severity, state)
    file(tx, "x", state=None)
    listed = report_lists.page(tx, Wanted(region_id=None, unresolved=True), 20, 0)
    assert [int(one.code[:3]) for one in listed] == [4, 5, 2, 1, 6, 8, 3]
    counts = report_lists.counted(tx, Wanted(region_id=None, unresolved=True), 1)
    assert (counts.every, counts.mine, counts.unclaimed, counts.follow_up) == (7, 2, 5, 7)
    assert report_lists.by(tx, Wanted(region_id=None, unresolved=True), "severity") == {
        "critical": 3, "high": 2, "low": 1, "medium": 1,
    }  # fmt: skip


def test_pages_follow_each_other(tx: Tx) -> None:
    for _ in range(5):
        file(tx, "бюллетень")
    wanted = Wanted(region_id=None, sought=sought("бюллетени"))
    pages = [[one.code for one in report_lists.page(tx, wanted, 2, skip)] for skip in (0, 2, 4)]
    assert pages == [["005-000", "004-000"], ["003-000", "002-000"], ["001-000"]]


def test_what_is_written_later_is_found_and_what_is_gone_is_not(tx: Tx) -> None:
    first = file(tx, "Жәшік бос тұр")
    assert found(tx, "жәшіктерді") == ["001-000"]
    report_notes.add(tx, first, NOON, 1, "noted", "Прокуратура знает")
    assert found(tx, "прокуратуре") == ["001-000"]
    promoted = revisions.promoted(tx, first)
    assert revisions.add(tx, first, 1, {"description": "Сейф ашық"}, _told(promoted, "Сейф ашық"), 1, "corrected", NOON)
    assert found(tx, "жәшік") == []
    assert found(tx, "сейфтерді") == found(tx, "прокуратура") == ["001-000"]
    assert revisions.withdraw(tx, first, "Перепутала здание", NOON)
    assert found(tx, "здания") == ["001-000"]
    assert revisions.restore(tx, first, NOON)
    assert found(tx, "здания") == []


def _told(promoted: revisions.Promoted, words: str) -> revisions.Promoted:
    from dataclasses import replace

    return replace(promoted, description=words)


def test_choices_are_found_and_what_a_machine_wrote_is_not(tx: Tx) -> None:
    file(tx, "x")
    assert found(tx, "police") == ["001-000"]
    assert found(tx, "deadbeef") == []


def test_practice_is_found_by_those_who_practise(tx: Tx) -> None:
    file(tx, "урна", practice=True)
    assert found(tx, "урну") == []
    assert found(tx, "урну", practice=True) == ["001-000"]


def test_all_words_or_any_of_them(tx: Tx) -> None:
    file(tx, "урна")
    file(tx, "урна и протокол")
    assert found(tx, "урны протоколы") == ["002-000"]
    assert found(tx, "урны протоколы", any_word=True) == ["002-000", "001-000"]


def test_reports_from_before_the_index_are_indexed_at_the_start(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(insert(Form).values(id=1, form_id="incident"))
        tx.execute(insert(FormVersion).values(**VERSION))
        people.add_person(tx, "O-0001", PersonState.ACTIVE, NOON)
        file(tx, "урна")
        file(tx, "протокол")
        tx.execute(delete(ReportWords))
        assert found(tx, "урна") == []
    report_index.index_old(database)
    with database.reading() as tx:
        assert found(tx, "урна") == ["001-000"]
        assert found(tx, "протокол") == ["002-000"]
