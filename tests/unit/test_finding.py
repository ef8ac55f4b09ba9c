"""The search index is kept for a minute, and never hides a station that was just imported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.cases.finding import FRESH_FOR, StationFinder
from storage import stations
from storage.database import Database
from storage.stations import StationRow

NOW = datetime(2021, 1, 10, tzinfo=UTC)


def row(code: str, address: str, region: str = "Алатау") -> StationRow:
    return StationRow(code, region, "Asia/Almaty", address=address)


def test_a_new_station_is_found_at_once_and_a_new_address_within_a_minute(database: Database) -> None:
    finder = StationFinder()
    with database.transaction() as tx:
        stations.save(tx, [row("T-1", "Абай")])
        assert len(finder.of(tx, None, NOW).find("абай")) == 1
        stations.save(tx, [row("T-2", "Гоголь")])
        assert len(finder.of(tx, None, NOW).find("гоголь")) == 1
        stations.save(tx, [row("T-1", "Достық")])
        assert finder.of(tx, None, NOW + FRESH_FOR).find("абай") == []
        assert len(finder.of(tx, None, NOW + FRESH_FOR).find("достык")) == 1


def test_what_was_read_is_kept(database: Database) -> None:
    finder = StationFinder()
    with database.transaction() as tx:
        stations.save(tx, [row("T-1", "Абай")])
        first = finder.of(tx, None, NOW)
        assert finder.of(tx, None, NOW + timedelta(seconds=59)) is first
        assert finder.of(tx, None, NOW - timedelta(hours=1)) is not first  # the clock was put back


def test_regions_are_searched_apart(database: Database) -> None:
    finder = StationFinder()
    with database.transaction() as tx:
        stations.save(tx, [row("T-1", "Абай"), row("S-1", "Абай", "Сарыарқа")])
        other = stations.by_code(tx, "S-1")
        assert other is not None
        assert finder.of(tx, other.region_id, NOW).find("абай") == [other.id]
        assert len(finder.of(tx, None, NOW).find("абай")) == 2
