"""The reports on a map: a FeatureCollection by RFC 7946, one feature a line, which QGIS opens as it is.

A point is where the observer sent a place from (the desk only), else the station's. Reports without either have no
geometry at the desk and are left out of what the public gets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, TextIO

from bot.cases.export.job import Job
from bot.cases.export.profiles import columns_of
from bot.cases.export.record import Columns, Record, as_object, instant
from bot.cases.export.tables import to_json

Point = tuple[float, float]  # longitude, latitude: RFC 7946, 3.1.1
DIGITS = 6  # ten centimetres


def write_geojson(file: TextIO, job: Job) -> None:
    box = _Box()
    columns = columns_of(job.terms.profile)
    file.write('{"type": "FeatureCollection", "features": [')
    for number, feature in enumerate(_features(job, columns, box)):
        file.write(("\n" if number == 0 else ",\n") + to_json(feature))
    file.write(
        "\n]" + "".join(f", {to_json(name)}: {to_json(value)}" for name, value in _told(job, box).items()) + "}\n"
    )


def _features(job: Job, columns: Columns, box: _Box) -> Iterator[dict[str, Any]]:
    for record in job.records():
        point, source = _point(record)
        if point is None and job.terms.is_public:
            box.left_out += 1
            continue
        if point:
            box.take(point)
        yield {
            "type": "Feature",
            "id": record.report.code,
            "geometry": {"type": "Point", "coordinates": list(point)} if point else None,
            "properties": {**_properties(record, columns), "coordinates_of": source},
        }


def _point(record: Record) -> tuple[Point | None, str | None]:
    """The public profile has taken the place out of the answers already."""
    place = record.answers.get("place")
    if place is not None and isinstance(place.value, dict):
        found = _valid(place.value["longitude"], place.value["latitude"])
        if found:
            return found, "place"
    found = _valid(record.report.longitude, record.report.latitude)
    return (found, "station") if found else (None, None)


def _valid(longitude: float | None, latitude: float | None) -> Point | None:
    if longitude is None or latitude is None or not (math.isfinite(longitude) and math.isfinite(latitude)):
        return None
    fits = -180 <= longitude <= 180 and -90 <= latitude <= 90
    return (round(longitude, DIGITS), round(latitude, DIGITS)) if fits else None


def _properties(record: Record, columns: Columns) -> dict[str, Any]:
    """Flat, as GIS tables are: an answer is `answers.<name>`, of several codes a list, a place its text."""
    told = as_object(record, columns)
    told.pop("attachments")
    told.pop("answers")
    answers = {
        f"answers.{name}": one.text if isinstance(one.value, dict) else one.value
        for name, one in record.answers.items()
    }
    return {**told, "attachments": len(record.attachments), **answers}


class _Box:
    """West, south, east, north of all points, and how many reports had none and were left out."""

    def __init__(self) -> None:
        self.left_out = 0
        self._longitudes = [180.0, -180.0]
        self._latitudes = [90.0, -90.0]
        self._taken = False

    def take(self, point: Point) -> None:
        self._taken = True
        for reach, value in ((self._longitudes, point[0]), (self._latitudes, point[1])):
            reach[:] = [min(reach[0], value), max(reach[1], value)]

    @property
    def bounds(self) -> list[float] | None:
        if not self._taken:
            return None
        (west, east), (south, north) = self._longitudes, self._latitudes
        return [west, south, east, north]


def _told(job: Job, box: _Box) -> dict[str, Any]:
    """After the features, for only then is it known; readers do not mind the order."""
    filters = {name: instant(value) if isinstance(value, datetime) else value for name, value in _filters(job)}
    told = {
        "as_of": instant(job.plan.as_of),
        "profile": job.terms.profile.value,
        "filters": filters,
        "reports": job.census.told,
        "without_coordinates_left_out": box.left_out,
    }
    return ({"bbox": box.bounds} if box.bounds else {}) | told


def _filters(job: Job) -> list[tuple[str, Any]]:
    wanted = asdict(job.plan.wanted)
    return [(name, value) for name, value in wanted.items() if value is not None]
