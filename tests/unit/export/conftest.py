from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases import standard_forms
from bot.cases.forms import CheckedForm, check_form, publish_form
from bot.core.words import FetchState, PersonState
from storage import people, reports, stations
from storage.database import Database
from storage.media import MediaFolder
from storage.stations import StationRow
from tests.unit.export.mission import DAY, DENIED, JPEG, KETTLING, LATE, PDF, Mission


@pytest.fixture(scope="session")
def incident_form() -> CheckedForm:
    checked = check_form(standard_forms.source("incident"), ".md")
    assert isinstance(checked, CheckedForm)
    return checked


@pytest.fixture
def empty_mission(database: Database, tmp_path: Path, incident_form: CheckedForm) -> Mission:
    """Three regions with a station each, one observer, the incident form, no report yet."""
    out = tmp_path / "out"
    out.mkdir()
    mission = Mission(database, MediaFolder(tmp_path / "media"), out)
    one = StationRow("001", "Алматы", "Asia/Almaty", number="№ 1", address="=Абай к-сі, 1")
    rows = [
        replace(one, latitude=43.2, longitude=76.9),
        StationRow("002", "Astana", "Asia/Almaty", number="-2"),
        StationRow("003", "Орал", "Asia/Oral"),
    ]
    with database.transaction() as tx:
        stations.save(tx, rows)
        mission.regions = {name: stations.ensure_region(tx, name) for name in stations.region_names(tx)}
        mission.person = people.add_person(tx, "O-1001", PersonState.ACTIVE, DAY)
        assert publish_form(tx, incident_form, DAY)
    return mission


@pytest.fixture
def mission(empty_mission: Mission) -> Mission:
    """Four reports that count and one from practice; files kept (one photograph twice), pending, too big and gone."""
    made = empty_mission
    kettling = made.report(KETTLING, at=DAY + timedelta(hours=8))
    made.attach(kettling, JPEG)
    made.attach(kettling, None)
    made.attach(kettling, PDF)
    denied = made.report(DENIED, at=DAY + timedelta(hours=2))
    made.attach(denied, JPEG)
    made.attach(denied, None, FetchState.TOO_BIG)
    made.attach(denied, None, FetchState.GONE)
    made.report(LATE, region="Орал", at=DAY + timedelta(hours=9), late=True)
    made.report({**LATE, "description": "жаттығу"}, practice=True)
    made.report({"description": "тыныш"}, region="Astana", at=DAY + timedelta(hours=10))
    with made.database.transaction() as tx:
        alert = reports.raise_alert(tx, kettling.id, kettling.received_at)
        assert reports.claim(tx, alert, made.person, kettling.received_at + timedelta(seconds=30))
    return made
