"""What people type, and the value it becomes."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.forms import Kind, Problem, Question
from bot.core.forms.moments import DayAlone, Doubt
from bot.core.forms.typed import between, read
from bot.core.forms.words import NOTHING
from tests.unit.forms.sheets import NOW


def reading(kind: Kind, text: str, now: datetime = NOW, day: date | None = None) -> str:
    """The value; a problem's code; `? value` for a guess that is to be asked back; `day alone`."""
    match read(Question(0, "q", "/data/q", kind, NOTHING), text, now, day):
        case Problem(code=code):
            return code
        case Doubt(value):
            return f"? {value}"
        case DayAlone(alone):
            return f"{alone} alone"
        case value:
            return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", "42"),
        (" 1 200 ", "1200"),
        ("1\u00a0200\u202f300", "1200300"),
        ("٤٢", "42"),
        ("०", "0"),
        ("-7", "-7"),
        ("−7", "-7"),
        ("+7", "7"),
        ("007", "7"),
        ("12.0", "12"),
        ("12,5", "not_a_number"),
        ("12 5", "not_a_number"),
        ("about 5", "5"),
        ("примерно 12 человек", "12"),
        ("~30 адам", "30"),
        ("-9 °C", "-9"),
        ("－９", "-9"),
        ("１２３４", "1234"),
        ("١٬٢٠٠", "1200"),
        ("1 234", "1234"),
        ("12 thousand", "not_a_number"),
        ("12 тыс", "not_a_number"),
        ("2 мың", "not_a_number"),
        ("12²", "not_a_number"),
        ("7-8", "one_number"),
        ("7–8 people", "one_number"),
        ("от 30 до 50 человек", "one_number"),
        ("8-7", "not_a_number"),
        ("1e5", "not_a_number"),
        ("5000000000", "out_of_range"),
        ("9" * 200, "not_a_number"),
        ("", "empty"),
    ],
)
def test_a_whole_number(text: str, value: str) -> None:
    assert reading(Kind.INTEGER, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("١٢٫٥", "12.5"),
        ("１２．５", "12.5"),
        ("-0.50", "-0.5"),
        ("0", "0"),
        ("-0", "0"),
        ("nan", "not_a_number"),
        ("1000", "1000"),
    ],
)
def test_a_decimal_number(text: str, value: str) -> None:
    assert reading(Kind.DECIMAL, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10.01", "2021-01-10"),
        ("28.12", "2020-12-28"),
        ("11.01", "? 2020-01-11"),
        ("11.01.2020", "2020-01-11"),
        ("11.01.20", "2020-01-11"),
        ("29.02", "? 2020-02-29"),
        ("١٠.٠١", "2021-01-10"),
        ("today", "2021-01-10"),
        ("Вчера", "2021-01-09"),
        ("кеше", "2021-01-09"),
        ("9.1.2021", "2021-01-09"),
        ("09/01/21", "2021-01-09"),
        ("2021-01-09", "2021-01-09"),
        ("31.02.2021", "not_a_date"),
        ("00.00", "not_a_date"),
        ("someday", "not_a_date"),
        ("14:30", "not_a_date"),
    ],
)
def test_a_date_without_a_year_is_the_latest_that_was(text: str, value: str) -> None:
    assert reading(Kind.DATE, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("14:30", "14:30:00.000+06:00"),
        ("1430", "14:30:00.000+06:00"),
        ("14 30", "14:30:00.000+06:00"),
        ("9.05", "09:05:00.000+06:00"),
        ("24:00", "not_a_time"),
        ("14", "not_a_time"),
    ],
)
def test_a_time_of_day(text: str, value: str) -> None:
    assert reading(Kind.TIME, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("14:30", "2021-01-10T14:30:00.000+06:00"),
        ("14:35", "2021-01-10T14:35:00.000+06:00"),
        ("23:50", "? 2021-01-09T23:50:00.000+06:00"),
        ("вчера 23:50", "2021-01-09T23:50:00.000+06:00"),
        ("yesterday at 23:50", "2021-01-09T23:50:00.000+06:00"),
        ("кеше 23:50-де", "2021-01-09T23:50:00.000+06:00"),
        ("23.50 вчера", "2021-01-09T23:50:00.000+06:00"),
        ("1430", "2021-01-10T14:30:00.000+06:00"),
        ("14 30", "2021-01-10T14:30:00.000+06:00"),
        ("14-30", "2021-01-10T14:30:00.000+06:00"),
        ("１４：３０", "2021-01-10T14:30:00.000+06:00"),
        ("١٤:٣٠", "2021-01-10T14:30:00.000+06:00"),
        ("около 14:30", "2021-01-10T14:30:00.000+06:00"),
        ("шамамен сағат 14:30", "2021-01-10T14:30:00.000+06:00"),
        ("now", "2021-01-10T14:30:00.000+06:00"),
        ("Қазір", "2021-01-10T14:30:00.000+06:00"),
        ("только что", "2021-01-10T14:30:00.000+06:00"),
        ("15 min ago", "2021-01-10T14:15:00.000+06:00"),
        ("15 минут назад", "2021-01-10T14:15:00.000+06:00"),
        ("15 минут бұрын", "2021-01-10T14:15:00.000+06:00"),
        ("час назад", "2021-01-10T13:30:00.000+06:00"),
        ("an hour ago", "2021-01-10T13:30:00.000+06:00"),
        ("2 сағат бұрын", "2021-01-10T12:30:00.000+06:00"),
        ("полчаса назад", "2021-01-10T14:00:00.000+06:00"),
        ("жарты сағат бұрын", "2021-01-10T14:00:00.000+06:00"),
        ("2 weeks ago", "not_a_moment"),
        ("10.01 14:30", "2021-01-10T14:30:00.000+06:00"),
        ("12.01 14:30", "? 2020-01-12T14:30:00.000+06:00"),
        ("yesterday", "2021-01-09 alone"),
        ("10.01.2021 14:30", "2021-01-10T14:30:00.000+06:00"),
        ("9.1, 8.15", "2021-01-09T08:15:00.000+06:00"),
        ("2021-01-10 14:30", "2021-01-10T14:30:00.000+06:00"),
        ("2021-01-10T08:30:00Z", "2021-01-10T14:30:00.000+06:00"),
        ("2021-01-10T08:30:00+0000", "2021-01-10T14:30:00.000+06:00"),
        ("10.01", "2021-01-10 alone"),
        ("2021-01-10", "2021-01-10 alone"),
        ("12.38", "2021-01-10T12:38:00.000+06:00"),
        ("25:99", "not_a_moment"),
        ("10.01 25:00", "not_a_moment"),
        ("soon", "not_a_moment"),
    ],
)
def test_a_moment_is_meant_on_the_stations_clock_and_not_in_the_future(text: str, value: str) -> None:
    assert reading(Kind.DATETIME, text) == value


def test_an_evening_hour_just_after_midnight_is_asked_back() -> None:
    night = datetime(2021, 1, 11, 0, 20, tzinfo=ZoneInfo("Asia/Almaty"))
    assert reading(Kind.DATETIME, "23:50", night) == "? 2021-01-10T23:50:00.000+06:00"
    assert reading(Kind.DATETIME, "00:10", night) == "2021-01-11T00:10:00.000+06:00"


@pytest.mark.parametrize("text", ["14:30", "1430", "14.30", "14 30", "٢٣:٥٠", "10.01", "в 9:05"])
def test_the_hour_of_a_day_that_was_chosen(text: str) -> None:
    hours = {"٢٣:٥٠": "23:50", "10.01": "10:01", "в 9:05": "09:05"}
    value = f"2021-01-08T{hours.get(text, '14:30')}:00.000+06:00"
    assert reading(Kind.DATETIME, text, day=date(2021, 1, 8)) == value


def test_a_text_that_names_its_own_day_wins_over_the_one_chosen() -> None:
    assert reading(Kind.DATETIME, "09.01 14:30", day=date(2021, 1, 8)) == "2021-01-09T14:30:00.000+06:00"


@pytest.mark.parametrize("text", ["7-8", "7–8 people", "7 — 8", "от 7 до 8 человек", "from 7 to 8", "7...8", "٧-٨"])
def test_a_range_is_two_numbers(text: str) -> None:
    assert between(text) == ("7", "8")


def test_the_offset_is_the_one_the_zone_had_on_that_day() -> None:
    later = datetime(2024, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    assert reading(Kind.DATETIME, "29.02.2024 12:00", later) == "2024-02-29T12:00:00.000+06:00"
    assert reading(Kind.DATETIME, "01.03.2024 12:00", later) == "2024-03-01T12:00:00.000+05:00"


def test_a_text_may_fill_a_message_but_no_more_and_keeps_no_control_signs() -> None:
    assert reading(Kind.TEXT, "x" * 4096) == "x" * 4096
    assert reading(Kind.TEXT, "x" * 4097) == "too_long"
    assert reading(Kind.TEXT, " a\x00b\nc ") == "ab\nc"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("43.25, 76.95", "43.25 76.95 0 0"),
        ("43,25 76,95", "43.25 76.95 0 0"),
        ("91, 0", "out_of_range"),
        ("here", "location_wanted"),
    ],
)
def test_a_place_may_be_typed_as_coordinates(text: str, value: str) -> None:
    assert reading(Kind.GEOPOINT, text) == value
