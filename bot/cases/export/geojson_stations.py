"""The stations on a map, each with how much was seen there: a FeatureCollection by RFC 7946, like that of the reports.

Every station of the region asked for is there, also those that nobody came to: the silence is what such a map shows.
The public gets numbers only, and of the visits those that ended: where an observer is now is nobody's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from bot.cases.export.geojson import Collection, valid_point
from bot.cases.export.job import Job
from bot.cases.export.record import Record
from bot.cases.export.visits import told_visits
from bot.cases.export.workbook_field import lines
from bot.core.words import Severity, Verification
from storage import field_pages
from storage.field_pages import StationLine

GRAVE = (Severity.HIGH, Severity.CRITICAL)


@dataclass(slots=True)
class Seen:
    """At one station. `hours` are those of visits that ended; of `open_visits` nobody said when."""

    reports: int = 0
    incidents: int = 0
    grave: int = 0
    confirmed: int = 0
    visits: int = 0
    open_visits: int = 0
    hours: float = 0.0

    def count(self, record: Record) -> None:
        report = record.report
        self.reports += 1
        self.incidents += report.category is not None
        self.grave += report.severity in GRAVE
        self.confirmed += report.verification == Verification.CONFIRMED


class StationMap:
    """Reports are counted as they come; then all stations are written."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._seen: defaultdict[str, Seen] = defaultdict(Seen)

    def count(self, record: Record) -> None:
        if record.report.station:
            self._seen[record.report.station].count(record)

    def write(self, file: TextIO) -> None:
        job, seen = self._job, self._seen
        _count_visits(seen, job)
        made = Collection(file, job)
        for station in lines(job, field_pages.stations_page):
            made.write(station.code, valid_point(station.longitude, station.latitude), _properties(station, seen, job))
        made.finish()


def write_stations(file: TextIO, job: Job) -> None:
    made = StationMap(job)
    for record in job.records():
        made.count(record)
    made.write(file)


def _count_visits(seen: defaultdict[str, Seen], job: Job) -> None:
    for visit in told_visits(job.database, job.plan):
        if visit.was_mistaken:
            continue
        there = seen[visit.station]
        if visit.left_at is None:
            there.open_visits += 1
        else:
            there.visits += 1
            there.hours += max(0.0, (visit.left_at - visit.arrived_at).total_seconds() / 3600)


def _properties(station: StationLine, seen: Mapping[str, Seen], job: Job) -> dict[str, Any]:
    there = seen[station.code] if station.code in seen else Seen()
    told: dict[str, Any] = {
        "station": station.code,
        "region": station.region,
        "district": station.district,
        "station_number": station.number,
        "station_address": station.address,
        "type": station.type,
        "registered_voters": station.registered_voters,
        "time_zone": station.time_zone,
        "reports": there.reports,
        "incidents": there.incidents,
        "incidents_high_or_critical": there.grave,
        "reports_confirmed": there.confirmed,
        "visits_ended": there.visits,
    }
    return told if job.terms.is_public else {**told, "visits_open": there.open_visits, "hours": round(there.hours, 2)}
