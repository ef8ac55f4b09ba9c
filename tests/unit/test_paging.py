"""The buttons that turn over the pages of a list."""

from __future__ import annotations

import pytest

from handlers.paging import count_of, turner


@pytest.mark.parametrize(
    ("page", "count", "shown"),
    [
        (0, 0, []),
        (0, 1, []),
        (0, 2, ["1/2 x:0", "▶ x:1"]),
        (1, 3, ["◀ x:0", "2/3 x:1", "▶ x:2"]),
        (2, 3, ["◀ x:1", "3/3 x:2"]),
    ],
)
def test_there_are_buttons_only_for_pages_that_there_are(page: int, count: int, shown: list[str]) -> None:
    assert [f"{one.text} {one.data}" for row in turner(page, count, "x:{}".format) for one in row] == shown


def test_more_pages_than_were_counted_are_said() -> None:
    ((_, here, _),) = turner(1, 3, str, beyond="+")
    assert here.text == "2/3+"


@pytest.mark.parametrize(("things", "pages"), [(0, 1), (1, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_a_page_more_begins_when_one_is_full(things: int, pages: int) -> None:
    assert count_of(things, 8) == pages
