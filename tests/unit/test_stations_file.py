"""Stations from a CSV file: every kind of table people keep, all of it or nothing, each wrong row named."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cases import station_table
from bot.cases.station_workbook import UNREADABLE
from bot.cases.stations_file import ImportSummary, StationsRead, StationsRefused, import_stations, read_stations
from bot.core.words import StationType
from storage import stations
from storage.database import Database
from storage.stations import StationRow

NOW = datetime(2021, 1, 9, tzinfo=UTC)
FULL = """code,region,district,number,address,latitude,longitude,registered_voters,time_zone,type
KZ-001,Алматы,Бостандық,1,"Абай к-сі, 10",43.2380,76.9452,1520,Asia/Almaty,ordinary
KZ-002,Батыс Қазақстан,,2,,-51.5,0,,Asia/Oral,hospital
"""


def read(text: str, encoding: str = "utf-8", zone: str = "Asia/Almaty") -> StationsRead:
    found = read_stations(text.encode(encoding), zone)
    assert isinstance(found, StationsRead), found
    return found


def refused(content: str | bytes) -> list[tuple[int, str, str]]:
    found = read_stations(content.encode() if isinstance(content, str) else content, "Asia/Almaty")
    assert isinstance(found, StationsRefused)
    return [(one.row, one.column, one.message) for one in found.problems]


def test_every_column_is_read() -> None:
    assert read(FULL) == [
        StationRow(
            "KZ-001",
            "Алматы",
            "Asia/Almaty",
            StationType.ORDINARY,
            "Бостандық",
            "1",
            "Абай к-сі, 10",
            43.238,
            76.9452,
            1520,
        ),
        StationRow(
            "KZ-002",
            "Батыс Қазақстан",
            "Asia/Oral",
            StationType.HOSPITAL,
            number="2",
            latitude=-51.5,
            longitude=0.0,
        ),
    ]


def test_what_is_not_said_takes_the_missions_zone_and_the_ordinary_type() -> None:
    assert read("region;code\nАқтау;A1\n", zone="Asia/Aqtau") == [StationRow("A1", "Ақтау", "Asia/Aqtau")]


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_delimiter_encoding_and_line_end_will_do(between: str, encoding: str, end: str) -> None:
    text = end.join(between.join(cells) for cells in (("code", "region"), ("1", "Алматы"), ("", ""), ("2", "Астана")))
    assert [(one.code, one.region) for one in read(text, encoding)] == [("1", "Алматы"), ("2", "Астана")]


def test_headers_may_be_written_as_people_write_them_and_in_any_order() -> None:
    (station,) = read('Registered voters;"Time-Zone"; REGION ;Code\n1 520;Asia/Oral;Орал;7\n')
    assert (station.code, station.registered_voters, station.time_zone) == ("7", 1520, "Asia/Oral")


def test_columns_that_mean_nothing_to_us_are_named_and_left_alone() -> None:
    found = read("code,region,Төраға,,notes\n1,Алматы,Ахметов,,x\n")
    assert (found, found.ignored) == ([StationRow("1", "Алматы", "Asia/Almaty")], ("Төраға", "notes"))


def test_a_comma_may_part_the_decimals_as_it_does_here() -> None:
    (station,) = read("code;region;latitude;longitude\n1;Алматы;43,2380;76,9452\n")
    assert (station.latitude, station.longitude) == (43.238, 76.9452)


def test_blanks_around_and_line_breaks_inside_a_cell_are_tidied() -> None:
    (station,) = read('code,region,address\n 1 ,  Алматы,"Абай\n к-сі,\u00a0 10"\n')
    assert (station.code, station.address) == ("1", "Абай к-сі, 10")


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (",Алматы,,,,,", "code", "is missing"),
        ("2,,,,,,", "region", "is missing"),
        ("1,Алматы,,,,,", "code", "1 is in row 2 already"),
        ("2,Алматы,91,0,,,", "latitude", "91 is not between -90 and 90"),
        ("2,Алматы,0,-180.5,,,", "longitude", "-180.5 is not between -180 and 180"),
        ("2,Алматы,nan,0,,,", "latitude", "“nan” is not a number of degrees, such as 51.1694"),
        ("2,Алматы,43.2,,,,", "longitude", "is missing beside the other"),
        ("2,Алматы,,,many,,", "registered_voters", "“many” is not a number of voters"),
        ("2,Алматы,,,-5,,", "registered_voters", "“-5” is not a number of voters"),
        ("2,Алматы,,,9999999999,,", "registered_voters", "“9999999999” is not a number of voters"),
        ("2,Алматы,,,,../../etc,", "time_zone", "there is no time zone “../../etc”; write one such as Asia/Almaty"),
        ("2,Алматы,,,,,prison", "type", f"“prison” is not one of {', '.join(StationType)}"),
        ("x" * 41 + ",Алматы,,,,,", "code", "is longer than 40 characters"),
        (
            "2,Алматы,,,,,,Абай,10",
            "",
            "more cells than the header has; is a comma in an address without quotation marks?",
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(row: str, column: str, message: str) -> None:
    header = "code,region,latitude,longitude,registered_voters,time_zone,type"
    assert refused(f"{header}\n1,Алматы,,,,,\n{row}\n") == [(3, column, message)]


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = refused("code,region,type\n,Алматы,prison\n\n2,,\n")
    assert [(row, column) for row, column, _ in told] == [(2, "code"), (2, "type"), (4, "region")]


def test_a_header_without_what_must_be_there_is_refused() -> None:
    assert refused("name,address\nx,y\n") == [
        (1, "code", "there is no such column"),
        (1, "region", "there is no such column"),
    ]
    assert refused("code,region,Code\n1,2,3\n") == [(1, "code", "two columns have this name")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n\n , ,\n", "the file is empty"),
        (b"code,region\n", "there is a header, but no station"),
        (b"PK\x03\x04...", UNREADABLE),
        (b"\xd0\xcf\x11\xe0...", "this is an old .xls workbook, or one with a password; save it as .xlsx without one"),
        (b"code\0,region\n", "this is not a text file; save the table as .xlsx or as CSV in UTF-8"),
        (b"\xff\xfe\x00", "this is not a text file; save the table as .xlsx or as CSV in UTF-8"),
        (b'code,region\n1,"open\n2,b\n', "a quotation mark is not closed, or stands inside a cell undoubled"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, message: str) -> None:
    assert [told for _, _, told in refused(content)] == [message]


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(station_table, "MOST_ROWS", 2)
    assert refused("code,region\n1,a\n2,a\n3,a\n") == [(4, "", "more than 2 stations")]
    monkeypatch.setattr(station_table, "MOST_BYTES", 2**20)
    assert refused(b"x" * (2**20 + 1)) == [(1, "", "the file is larger than 1 MB")]


def test_an_import_adds_new_stations_and_brings_known_ones_up_to_date(database: Database) -> None:
    with database.transaction() as tx:
        assert import_stations(tx, read(FULL), NOW, None) == ImportSummary(2, 0)
    changed = FULL.replace("Абай к-сі, 10", "Абай к-сі, 12") + "KZ-003,Алматы,,,,,,,,\n"
    with database.transaction() as tx:
        assert import_stations(tx, read(changed), NOW, None) == ImportSummary(1, 2)
        card = stations.by_code(tx, "KZ-001")
        assert card is not None
        assert (card.address, card.region, stations.count(tx)) == ("Абай к-сі, 12", "Алматы", 3)


def test_an_import_is_logged(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    monkeypatch.setattr("bot.cases.stations_file.people.log", lambda tx, *what, **more: said.append((what, more)))
    with database.transaction() as tx:
        import_stations(tx, read(FULL), NOW, 7)
    assert said == [((NOW, 7, "import_stations", "stations"), {"new": 2, "updated": 0})]


def test_a_whole_country_is_imported(database: Database) -> None:
    text = "code,region\n" + "".join(f"KZ-{number:05},region {number % 17}\n" for number in range(10_061))
    with database.transaction() as tx:
        assert import_stations(tx, read(text), NOW, None) == ImportSummary(10_061, 0)
        assert len(stations.region_names(tx)) == 17
