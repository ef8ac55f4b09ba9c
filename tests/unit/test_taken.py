"""What a photo claims of its time and place, beside what the report says."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.taken import is_another_day, moment_of

ALMATY = ZoneInfo("Asia/Almaty")  # six hours before UTC in 2021
NOON = datetime(2021, 1, 10, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "said", "another"),
    [
        ("2021-01-10T11:38:00", NOON, False),
        ("2021-01-09T11:38:00", NOON, True),
        ("2021-01-10T23:50:00", datetime(2021, 1, 10, 18, 40, tzinfo=UTC), False),  # ten to midnight, told at 00:40
        ("2021-01-10T05:38:00+00:00", NOON, False),
        ("2021-01-09T20:00:00+00:00", NOON, False),  # two in the morning of the tenth, in Almaty
        ("2021-01-10T20:00:00+00:00", NOON, True),
        ("0001-01-01T00:00:00", NOON, True),
    ],
)
def test_another_day_is_told_in_the_zone_of_the_station(taken: str, said: datetime, another: bool) -> None:
    moment = moment_of(taken)
    assert moment is not None
    assert is_another_day(moment, said, ALMATY) is another


@pytest.mark.parametrize("taken", [None, "", "yesterday", 5])
def test_what_is_no_time_is_none(taken: object) -> None:
    assert moment_of(taken) is None


@pytest.mark.parametrize("taken", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00"])
def test_a_time_at_the_end_of_all_calendars_is_another_day(taken: str) -> None:
    moment = moment_of(taken)
    assert moment is not None
    assert is_another_day(moment, NOON, ALMATY)
