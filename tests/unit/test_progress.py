"""The bar of long work: for people at a terminal, not for logs."""

from __future__ import annotations

import pytest

from bot.commands.progress import show_progress


def test_a_bar_is_drawn_over_itself_and_ended_with_the_last_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    show_progress(50, 100)
    show_progress(100, 100)
    first, second = capsys.readouterr().err.split("\r")[1:]
    assert (first.count("█"), first.endswith("50/100")) == (15, True)
    assert (second.count("█"), second.endswith("100/100\n")) == (30, True)


def test_a_log_gets_no_bar_and_nothing_at_all_needs_none(capsys: pytest.CaptureFixture[str]) -> None:
    show_progress(1, 2)
    show_progress(0, 0)
    assert capsys.readouterr().err == ""
