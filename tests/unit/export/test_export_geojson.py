"""The map, held against RFC 7946 by a reader that forgives nothing."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cases.export import NothingToExport, Profile, Terms
from bot.core.words import PersonState
from storage import people, stations, visits
from storage.database import Database
from storage.media import MediaFolder
from storage.reports import Filter
from tests.unit.export.mission import DAY, KETTLING, LATE, Mission
from tests.unit.export.story import tell

SEVEN = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}


def read(mission: Mission, profile: Profile = Profile.DESK, format: str = "geojson", **more: Any) -> dict[str, Any]:
    text = mission.export(format, terms=Terms(profile), **more).path.read_bytes().decode("utf-8")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    def refuse(name: str) -> None:
        raise AssertionError(name)

    told: dict[str, Any] = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    check(told)
    return told


def check(told: dict[str, Any]) -> None:
    """Sections 3.1.1, 3.2, 3.3, 4, 5 and 7.1."""
    assert told["type"] == "FeatureCollection"
    assert not {"coordinates", "geometries", "geometry", "properties", "crs"} & told.keys()
    points = []
    for feature in told["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature.get("id", ""), str | int)
        assert {"geometry", "properties"} <= feature.keys()
        assert not {"coordinates", "geometries", "features"} & feature.keys()
        assert isinstance(feature["properties"], dict | None)
        if feature["geometry"] is not None:
            assert set(feature["geometry"]) == {"type", "coordinates"}
            assert feature["geometry"]["type"] == "Point"
            longitude, latitude = feature["geometry"]["coordinates"]
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
            assert len(str(longitude).partition(".")[2]) <= 7
            points.append((longitude, latitude))
    if points:
        west, south, east, north = told["bbox"]
        assert (west, east) == (min(one[0] for one in points), max(one[0] for one in points))
        assert (south, north) == (min(one[1] for one in points), max(one[1] for one in points))
    else:
        assert "bbox" not in told


def test_the_place_that_was_sent_goes_before_the_stations(mission: Mission) -> None:
    features = read(mission)["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [76.945, -43.238]}
    assert features[0]["properties"]["coordinates_of"] == "place"
    assert [one["geometry"] for one in features[1:]] == [None, None, None]


def test_the_public_sees_the_station_and_no_more(mission: Mission) -> None:
    told = read(mission, Profile.PUBLIC)
    (feature,) = told["features"]
    assert feature["geometry"]["coordinates"] == [76.9, 43.2]
    assert feature["properties"]["coordinates_of"] == "station"
    assert told["without_coordinates_left_out"] == 3
    assert "76.945" not in json.dumps(told)
    assert told["profile"] == "public"


def test_properties_are_flat_and_typed(mission: Mission) -> None:
    properties = read(mission)["features"][0]["properties"]
    assert (properties["answers.temperature"], properties["late"], properties["latitude"]) == (-15, False, 43.2)
    assert properties["answers.who_did_it"] == ["police", "unknown_men"]
    assert properties["answers.place"] == KETTLING["place"]
    assert properties["attachments"] == 3
    assert properties["received_at"] == "2021-01-10T08:00:01.000Z"


@pytest.mark.parametrize("place", ["91 0 0 0", "0 181", "43.2", "здесь", "1e400 1"])
def test_a_place_that_is_nowhere_is_no_point(empty_mission: Mission, place: str) -> None:
    empty_mission.report({**LATE, "place": place})
    assert read(empty_mission)["features"][0]["geometry"] is None


def test_what_was_withdrawn_is_not_for_the_public(empty_mission: Mission) -> None:
    tell(empty_mission)
    desk, public = read(empty_mission), read(empty_mission, Profile.PUBLIC)
    codes = {one["id"] for one in desk["features"]} - {one["id"] for one in public["features"]}
    assert "108-108" in codes
    assert desk["reports"] == public["reports"] + 1


# The map of the stations


def stations_of(mission: Mission, profile: Profile = Profile.DESK, **more: Any) -> dict[str, dict[str, Any]]:
    return {one["id"]: one["properties"] for one in read(mission, profile, "stations", **more)["features"]}


def visit(mission: Mission, station: str, hours: float | None, pseudonym: str, practice: bool = False) -> None:
    with mission.database.transaction() as tx:
        person = people.add_person(tx, pseudonym, PersonState.ACTIVE, DAY, practice)
        place = stations.by_code(tx, station)
        assert place is not None
        visits.arrive(tx, person, place.id, DAY)
        if hours is not None:
            visits.leave(tx, person, DAY + timedelta(hours=hours))


def test_every_station_is_on_its_map_with_what_was_seen_there(mission: Mission) -> None:
    visit(mission, "001", 8.5, "O-1")
    visit(mission, "001", None, "O-2")
    visit(mission, "001", 0, "O-3")  # chosen wrongly
    visit(mission, "003", 4, "O-4", practice=True)
    told = stations_of(mission)
    assert list(told) == ["001", "002", "003"]
    first = told["001"]
    assert (first["reports"], first["incidents"], first["incidents_high_or_critical"]) == (1, 1, 1)
    assert (first["visits_ended"], first["visits_open"], first["hours"]) == (1, 1, 8.5)
    assert (first["station_address"], first["region"]) == ("=Абай к-сі, 1", "Алматы")
    assert (told["003"]["reports"], told["003"]["visits_ended"]) == (0, 0)


def test_a_station_without_coordinates_is_at_the_desk_alone(mission: Mission) -> None:
    desk, public = (read(mission, profile, "stations") for profile in Profile)
    assert [one["geometry"] is None for one in desk["features"]] == [False, True, True]
    assert [one["id"] for one in public["features"]] == ["001"]
    assert public["without_coordinates_left_out"] == 2


def test_the_public_map_of_stations_does_not_say_who_is_where_now(mission: Mission) -> None:
    visit(mission, "001", None, "O-2")
    public = stations_of(mission, Profile.PUBLIC)["001"]
    desk = stations_of(mission)["001"]
    assert desk.keys() - public.keys() == {"visits_open", "hours"}
    assert public["visits_ended"] == 0
    assert all(isinstance(value, int | str | None) for value in public.values())


def test_the_map_of_stations_is_of_the_region_asked_for_and_needs_no_report(empty_mission: Mission) -> None:
    assert list(stations_of(empty_mission)) == ["001", "002", "003"]
    assert list(stations_of(empty_mission, wanted=Filter(region="Орал"))) == ["003"]


def test_without_stations_there_is_nothing_to_map(database: Database, tmp_path: Path) -> None:
    empty = Mission(database, MediaFolder(tmp_path / "media"), tmp_path)
    assert isinstance(empty.try_export("stations"), NothingToExport)
