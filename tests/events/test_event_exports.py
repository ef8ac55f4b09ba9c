"""Events in exports: the code beside every report, a sheet of them, one stub of the briefing an event."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.cases import event_view, events
from bot.cases.export import Profile, Terms
from bot.core.event_figures import Figure
from bot.core.words import Language, PersonState, Role
from storage import events as stored
from storage import people, sos
from storage.accounts import Member
from storage.models import SosCall
from tests.unit.export.conftest import empty_mission, incident_form  # noqa: F401
from tests.unit.export.mission import Mission
from tests.unit.export.story import INSIDE, at, happened
from tests.unit.export.test_export_briefing import as_text

RING = {**INSIDE, "station": "001", "occurred_at": happened(5.67), "held_since": happened(5.67)}


@pytest.fixture
def mission(empty_mission: Mission) -> Iterator[Mission]:  # noqa: F811
    """Story 1: two reports and a call of one ring, put together; a third that nobody has put there."""
    told = empty_mission
    first = told.report({**RING, "held_from": "30"}, at=at(5.8))
    second = told.report({**RING, "held_to": "50", "held_until": happened(14.5), "in_hospital": "2"}, at=at(14.7))
    told.report({**RING, "held_from": "5"}, at=at(6))
    with told.database.transaction() as tx:
        desk = people.add_person(tx, "C-2001", PersonState.ACTIVE, at(0))
        member = Member(desk, "C-2001", PersonState.ACTIVE, False, Role.COORDINATOR, None)
        call = {"caller_state": "active", "practice": False, "kind": "kettled", "details": {"how_many": "21-50"}}
        times = {"sent_at": at(5.7), "raised_at": at(5.7), "last_word_at": at(5.7)}
        row = {"id": at_id(7), "code": "SOS-1234", "raised_by": told.person, "late": False, "state": "open", "rung": 0}
        tx.execute(SosCall.__table__.insert(), {**row, **call, **times, "region_id": told.regions["Алматы"]})
        assert sos.find(tx, at_id(7)) is not None
        for other in (second.id, at_id(7)):
            events.put_together(tx, first.id, other, member, at(15))
        number = stored.event_of(tx, first.id)
        assert number is not None
        event_view.choose(tx, number, Figure.PEOPLE, "30..50", None, member, at(15))
        event_view.choose(tx, number, Figure.OUTCOME, "let go, says O-1001", None, member, at(15))
    yield told


def at_id(number: int):  # type: ignore[no-untyped-def]
    from uuid import UUID

    return UUID(int=number)


def code(mission: Mission) -> str:
    with mission.database.reading() as tx:
        return stored.listed(tx, None, False, 1, 0)[0].event.code


def test_the_code_stands_beside_each_report_in_every_format(mission: Mission) -> None:
    assert [row["event"] for row in mission.rows()] == [code(mission), code(mission), ""]
    assert [one["event"] for one in mission.objects()] == [code(mission), code(mission), None]
    public = mission.export("json", terms=Terms(Profile.PUBLIC)).path.read_text("utf-8")
    assert public.count(code(mission)) == 2
    assert mission.export("geojson").path.read_text("utf-8").count(f'"event": "{code(mission)}"') == 2


def test_the_workbook_has_a_sheet_of_events_with_their_figures(mission: Mission) -> None:
    book = openpyxl.load_workbook(mission.export("xlsx").path)
    rows = list(book["Events"].iter_rows(values_only=True))
    told = [dict(zip(rows[1], row, strict=True)) for row in rows[2:]]
    assert [(one["event"], one["people_least"], one["people_most"], one["hours"]) for one in told] == [
        (code(mission), 30, 50, 8.83)
    ]
    assert (told[0]["in_hospital"], told[0]["temperature"], told[0]["chosen"]) == (2, -9, "people outcome")
    assert (told[0]["reports"], told[0]["calls"], "SOS-1234" in str(told[0]["codes"])) == (2, 1, True)
    assert "Events" not in openpyxl.load_workbook(mission.export("xlsx", terms=Terms(Profile.PUBLIC)).path).sheetnames


def page(mission: Mission, profile: Profile = Profile.DESK) -> str:
    terms = Terms(profile, Language.ENGLISH, ZoneInfo("Asia/Almaty"))
    return as_text(mission.export("html", terms=terms).path.read_text("utf-8"))


def test_the_briefing_tells_of_it_once(mission: Mission) -> None:
    text = page(mission)
    stub = text.partition(f"· {code(mission)}\n")[2].partition("\n### ")[0]
    assert "2 reports say" in stub and "1 call for help tells of it" in stub
    assert "at least 30, at most 50" in stub and "From 11:40 to 20:30: 8 h 50 min" in stub
    assert "Taken to hospital: 2" in stub and "let go, says O-1001" in stub
    assert "Reports: 100-100, 101-101, SOS-1234." in stub
    assert "Incident reports | 3\nEvents that they tell of | 2" in text
    assert text.count("\n### ") == 2


def test_the_public_hears_nothing_of_calls_nor_the_words_of_the_desk(mission: Mission) -> None:
    text = page(mission, Profile.PUBLIC)
    assert code(mission) in text and "at least 30, at most 50" in text
    assert "SOS-1234" not in text and "O-1001" not in text and "call for help" not in text
