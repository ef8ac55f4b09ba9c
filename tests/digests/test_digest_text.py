"""The words of a digest: one phone screen, the counts first, what has nothing to say left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from bot.cases.forms import FormLibrary, publish_shipped
from bot.core.digests import (
    Alerts,
    Changes,
    Coverage,
    Digest,
    Kind,
    News,
    OpenCall,
    OpenReport,
    Share,
    Silent,
    Window,
)
from bot.core.words import Language, Severity
from bot.text import words_of
from handlers.digest_text import MOST_UNITS, digest_text, lasted
from handlers.messages import units
from storage import forms
from storage.database import Database, Tx

ALMATY = ZoneInfo("Asia/Almaty")
MIDNIGHT = datetime(2021, 1, 10, tzinfo=ALMATY).astimezone(UTC)
NOON, THREE = MIDNIGHT + timedelta(hours=12), MIDNIGHT + timedelta(hours=15)
WINDOW = Window(NOON, THREE, MIDNIGHT)
QUIET = Digest(WINDOW, None, 0, News(0, 0, {}, (), ()), Alerts(), (), Silent(), Coverage(), Changes())
LONG = "Солтүстік Қазақстан облысының орталық аудандары"


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.transaction() as opened:
        publish_shipped(opened, MIDNIGHT)
        yield opened


def said(tx: Tx, digest: Digest, language: str = "en", zone: ZoneInfo = ALMATY, preview: bool = False) -> list[str]:
    house: Any = SimpleNamespace(library=FormLibrary())
    return digest_text(tx, house, digest, zone, words_of(Language(language)), preview).split("\n")


def version(tx: Tx, form: str = "incident") -> int:
    found = forms.current_version(tx, form)
    assert found is not None
    return found


def an_open_report(tx: Tx, number: int = 1, **more: Any) -> OpenReport:
    report = OpenReport(
        UUID(int=number), f"100-{number:03}", Severity.CRITICAL, version(tx), "kettling", "T-1", "Алатау", NOON, False
    )
    return replace(report, **more)


def test_when_nothing_happened_that_is_said_in_a_line(tx: Tx) -> None:
    assert said(tx, QUIET) == [
        "<b>🗞 Digest, 10.01 15:00 · the whole mission</b>",
        "Nothing new since 12:00.",
    ]
    assert said(tx, replace(QUIET, scope="Алатау", window=replace(WINDOW, since=MIDNIGHT, closing=True))) == [
        "<b>🌙 The day 10.01 · Алатау</b>",
        "Nothing was received that day.",
    ]


def test_the_counts_come_first_by_weight(tx: Tx) -> None:
    news = News(
        7, 0, {Severity.LOW: 1, Severity.CRITICAL: 2, Severity.HIGH: 3}, (Kind(version(tx), "kettling", 7),), ()
    )
    assert said(tx, replace(QUIET, news=news, day_total=20))[1:3] == [
        "7 new reports since 12:00: 🔴 2 · 🟠 3 · ⚪ 1",
        "Today in all: 20",
    ]


@pytest.mark.parametrize(
    ("n", "wanted"),
    [
        (1, "С 12:00 — 1 новое сообщение"),
        (2, "С 12:00 — 2 новых сообщения"),
        (5, "С 12:00 — 5 новых сообщений"),
        (21, "С 12:00 — 21 новое сообщение"),
        (112, "С 12:00 — 112 новых сообщений"),
    ],
)
def test_numbers_take_their_form(tx: Tx, n: int, wanted: str) -> None:
    assert said(tx, replace(QUIET, news=News(n, 0, {}, (), ())), "ru")[1] == wanted


def test_times_are_by_the_readers_clock_and_name_the_day_when_it_is_another(tx: Tx) -> None:
    qyzylorda = ZoneInfo("Asia/Qyzylorda")
    assert said(tx, QUIET, zone=qyzylorda)[0].startswith("<b>🗞 Digest, 10.01 14:00")
    before = replace(QUIET, window=replace(WINDOW, since=MIDNIGHT - timedelta(hours=1)))
    assert said(tx, before)[1] == "Nothing new since 09.01 23:00."


def test_categories_speak_the_readers_language_and_checklists_by_their_title(tx: Tx) -> None:
    kinds = (
        Kind(version(tx), "repeat_voting", 4),
        Kind(version(tx, "opening"), None, 2),
        Kind(version(tx), "strange", 1),
    )
    news = News(7, 1, {}, kinds, (("Алатау", 6), (None, 1)))
    assert said(tx, replace(QUIET, news=news), "kk")[4:] == [
        "▫ 4 · Бір адам қайта дауыс берді",
        "▫ 2 · Учаскенің ашылуы",
        "▫ 1 · strange",
        "📍 Алатау 6 · өңірі белгісіз 1",
        "🕓 оның 1 хабары кеш келді",
    ]
    assert not any("📍" in line for line in said(tx, replace(QUIET, news=news, scope="Алатау")))


def test_calls_for_help_come_before_everything_else(tx: Tx) -> None:
    calls = (OpenCall("900-001", "Алатау", NOON, False), OpenCall("900-002", None, THREE - timedelta(minutes=5), True))
    news = News(1, 0, {}, (Kind(version(tx), "kettling", 1),), ())
    lines = said(tx, replace(QUIET, calls=calls, news=news))
    assert lines[4:7] == [
        "🆘 <b>2 calls for help are open</b>",
        "900-001 · Алатау · 3 h 0 min · nobody took it",
        "900-002 · 5 minutes · ✋",
    ]


def test_open_reports_are_named_by_their_codes_in_a_few_words(tx: Tx) -> None:
    worst = (
        an_open_report(tx),
        an_open_report(tx, 2, severity=Severity.HIGH, station=None, claimed=True),
        an_open_report(tx, 3, severity=None, station=None, region=None, category=None),
    )
    lines = said(tx, replace(QUIET, alerts=Alerts(3, 2, NOON, worst)))
    assert lines[3:] == [
        "<b>3 reports are open, the worst first</b>",
        "🔴 100-001 · T-1 · People surrounded, kept inside",
        "🟠✋ 100-002 · Алатау · People surrounded, kept inside",
        "▫ 100-003 · Incident",
        "❗ Nobody took 2, the oldest waits 3 h 0 min: /open",
    ]


def test_silence_coverage_and_changes_close_the_letter(tx: Tx) -> None:
    silent = Silent(4, (("Алатау", ("T-1", "T-2", "T-3")), ("Сарыарқа", ("S-9",))))
    coverage = Coverage(Share(12, 15), Share(10, 12), Share(14200, 18000))
    lines = said(tx, replace(QUIET, silent=silent, coverage=coverage, changes=Changes(3, 1, 2, 0)))
    assert lines[3:] == [
        "🔇 4 stations have been silent for 3 h: Алатау T-1, T-2, T-3; Сарыарқа S-9",
        "👥 Observers at their stations: 12 of 15",
        "🏫 Stations observed: 10 of 12 · voters there: 14\N{NO-BREAK SPACE}200 of 18\N{NO-BREAK SPACE}000",
        "🔁 taken 2 · changed 3 · withdrawn 1",
    ]
    more = replace(silent, total=5)
    assert said(tx, replace(QUIET, silent=more))[3].endswith("S-9 …")


def test_names_that_look_like_markup_stay_names(tx: Tx) -> None:
    worst = (an_open_report(tx, station="<b>&", region="x"),)
    lines = said(tx, replace(QUIET, scope="<i>", alerts=Alerts(1, 0, None, worst)))
    assert "&lt;i&gt;" in lines[0]
    assert "&lt;b&gt;&amp;" in lines[4]


@pytest.mark.parametrize("language", list(Language))
def test_the_fullest_letter_still_fits_one_screen(tx: Tx, language: Language) -> None:
    kinds = tuple(Kind(version(tx), "observer_accreditation_rejected", 10_000) for _ in range(30))
    regions = tuple((f"{LONG} {n}", 10_000) for n in range(20))
    news = News(100_000, 9_000, dict.fromkeys(Severity, 10_000), kinds, regions)
    worst = tuple(an_open_report(tx, n, station=LONG, category="tabulation_access_denied") for n in range(7))
    silent = Silent(900, tuple((f"{LONG} {n}", (LONG, LONG, LONG)) for n in range(20)))
    coverage = Coverage(Share(9999, 9999), Share(9999, 9999), Share(9_999_999, 9_999_999))
    calls = tuple(OpenCall(f"900-{n:03}", LONG, MIDNIGHT, False) for n in range(50))
    fullest = Digest(
        WINDOW, None, 100_000, news, Alerts(20_000, 9_000, MIDNIGHT, worst), calls, silent, coverage,
        Changes(9_999, 9_999, 9_999, 9_999),
    )  # fmt: skip
    text = "\n".join(said(tx, fullest, language.value))
    assert units(text) <= MOST_UNITS
    assert "100-002" in text


@pytest.mark.parametrize("language", list(Language))
def test_a_preview_says_that_it_is_one(tx: Tx, language: Language) -> None:
    assert "👁" in said(tx, QUIET, language.value, preview=True)[0]


def test_how_long_something_lasted() -> None:
    english = words_of(Language.ENGLISH)
    told = [lasted(timedelta(minutes=n), english) for n in (-5, 0, 1, 59, 60, 130, 47 * 60, 72 * 60)]
    assert told == [
        "0 minutes", "0 minutes", "1 minute", "59 minutes", "1 h 0 min", "2 h 10 min", "47 h 0 min", "3 days",
    ]  # fmt: skip
