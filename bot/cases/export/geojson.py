"""The reports on a map: a FeatureCollection by RFC 7946, one feature a line, which QGIS opens as it is.

A point is where the observer sent a place from (the desk only), else the station's. Reports without either have no
geometry at the desk and are left out of what the public gets.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import datetime
from typing import Any, TextIO

from bot.cases.export.job import Job
from bot.cases.export.profiles import columns_of
from bot.cases.export.record import Columns, Record, as_object, instant
from bot.cases.export.tables import to_json

Point = tuple[float, float]  # longitude, latitude: RFC 7946, 3.1.1
DIGITS = 6  # ten centimetres


class ReportMap:
    """One feature a report, written as they come; `finish` says what the collection is."""

    def __init__(self, file: TextIO, job: Job) -> None:
        self._collection = Collection(file, job)
        self._columns = columns_of(job.terms.profile)

    def write(self, record: Record) -> None:
        point, source = _point(record)
        self._collection.write(
            record.report.code, point, {**_properties(record, self._columns), "coordinates_of": source}
        )

    def finish(self) -> None:
        self._collection.finish()


def write_geojson(file: TextIO, job: Job) -> None:
    made = ReportMap(file, job)
    for record in job.records():
        made.write(record)
    made.finish()


class Collection:
    """A FeatureCollection. What has no point is without geometry at the desk, and left out of what the public gets."""

    def __init__(self, file: TextIO, job: Job) -> None:
        self._file, self._job = file, job
        self._box, self._written = _Box(), 0
        file.write('{"type": "FeatureCollection", "features": [')

    def write(self, name: str, point: Point | None, properties: dict[str, Any]) -> None:
        if point is None and self._job.terms.is_public:
            self._box.left_out += 1
            return
        if point:
            self._box.take(point)
        geometry = {"type": "Point", "coordinates": list(point)} if point else None
        feature = {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
        self._file.write((",\n" if self._written else "\n") + to_json(feature))
        self._written += 1

    def finish(self) -> None:
        told = _told(self._job, self._box)
        self._file.write(
            "\n]" + "".join(f", {to_json(name)}: {to_json(value)}" for name, value in told.items()) + "}\n"
        )


def _point(record: Record) -> tuple[Point | None, str | None]:
    """The public profile has taken the place out of the answers already."""
    place = record.answers.get("place")
    if place is not None and isinstance(place.value, dict):
        found = valid_point(place.value["longitude"], place.value["latitude"])
        if found:
            return found, "place"
    found = valid_point(record.report.longitude, record.report.latitude)
    return (found, "station") if found else (None, None)


def valid_point(longitude: float | None, latitude: float | None) -> Point | None:
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
    """West, south, east, north of all points, and how many features had none and were left out."""

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
