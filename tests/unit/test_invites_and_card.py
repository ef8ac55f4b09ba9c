"""Invites on paper and the observer's card, as the command line writes them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import Mission, open_mission
from bot.cases.getting_in import Admitted, accept_invite
from bot.cases.printed import MOST_ON_PAGE, Ticket, invite_sheet, observer_card
from bot.core.words import Language, Role
from bot.settings import load
from storage import accounts, field_pages, stations
from storage.database import Database, Tx
from storage.reports import Filter
from storage.stations import StationRow

TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAA"
LINK = re.compile(r"t\.me/baqylau_test_bot\?start=([A-Za-z0-9_-]+)")
NOW = datetime(2021, 1, 10, 6, 0, tzinfo=UTC)


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mission]:
    """Three stations in two regions; the bot has run and knows its name."""
    for name in [name for name in os.environ if name.isupper() and name not in ("PATH", "HOME", "LANG")]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    opened = open_mission(load({"BOT_TOKEN": TOKEN}))
    rows = [StationRow(f"T-{n}", region, "Asia/Almaty", number=str(n), address=f"Мектеп {n} <test>") for n, region in
            ((2, "Алатау"), (1, "Алатау"), (3, "Сарыарқа"))]  # fmt: skip
    with opened.database.transaction() as tx:
        stations.save(tx, rows)
        accounts.remember_bot(tx, 123456789, "baqylau_test_bot")
    yield opened
    opened.database.close()


def invite(*arguments: str) -> int:
    return main(["invite", "--role", "observer", *arguments])


def codes(path: Path) -> list[str]:
    return LINK.findall(path.read_text("utf-8"))


def invites(mission: Mission) -> int:
    with mission.database.reading() as tx:
        return sum(line.action == "invite" for line in field_pages.audit_page(tx, Filter(), 0, 100))


def test_a_sheet_has_an_invite_for_each_station_of_the_region(
    mission: Mission, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invite("--each-station", "--region", "Алатау", "--count", "2", "--sheet", "out.html") == 0
    found = codes(Path("out.html"))
    assert len(set(found)) == 4
    html = Path("out.html").read_text("utf-8")
    assert re.findall(r"<h2>(T-\d) · № \d</h2>", html) == ["T-1", "T-1", "T-2", "T-2"]
    assert "Мектеп 1 &lt;test&gt;" in html
    said = capsys.readouterr()
    assert said.out.startswith("out.html: 4 invites.")
    assert not any(code in said.out + said.err for code in found)


def test_what_a_sheet_holds_lets_in_once_and_to_that_station(mission: Mission) -> None:
    assert invite("--each-station", "--region", "Сарыарқа", "--sheet", "out.html", "--practice") == 0
    (code,) = codes(Path("out.html"))
    with mission.database.transaction() as tx:
        chat = accounts.add_chat(tx, 123456789, "0" * 32, b"sealed", NOW)
        admitted = accept_invite(tx, chat, code, NOW)
        assert isinstance(admitted, Admitted)
        assert [one.code for one in stations.assigned_to(tx, admitted.person_id)] == ["T-3"]


def test_a_sheet_for_the_desks_of_a_region_names_the_region(mission: Mission) -> None:
    assert main(["invite", "--role", "coordinator", "--region", "Алатау", "--count", "3", "--sheet", "out.html"]) == 0
    assert len(set(codes(Path("out.html")))) == 3
    assert Path("out.html").read_text("utf-8").count("<h2>Алатау</h2>") == 3


def test_a_sheet_is_for_its_account_alone_and_never_takes_the_place_of_another(
    mission: Mission, capsys: pytest.CaptureFixture[str]
) -> None:
    mask = os.umask(0o022)
    try:
        assert invite("--station", "T-1", "--sheet", "out.html") == 0
    finally:
        os.umask(mask)
    first = Path("out.html").read_bytes()
    assert stat.S_IMODE(Path("out.html").stat().st_mode) == 0o600
    assert invite("--station", "T-1", "--sheet", "out.html") == 2
    assert "out.html is there already" in capsys.readouterr().err
    assert Path("out.html").read_bytes() == first
    assert invites(mission) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--each-station",), "goes with --sheet"),
        (("--each-station", "--sheet", "out.html", "--station", "T-1"), "without --station"),
        (("--each-station", "--sheet", "out.html", "--region", "East"), "no region called 'East'"),
        (("--sheet", "out.html", "--station", "T-9"), "no station called 'T-9'"),
        (("--sheet", "out.html", "--region", "East"), "no region called 'East'"),
        (("--each-station", "--sheet", "out.html", "--count", "4000"), "10000 at once are the most"),
        (("--sheet", "none/out.html",), "none/out.html cannot be written"),
    ],
)  # fmt: skip
def test_a_sheet_that_makes_no_sense_is_refused_and_leaves_nothing(
    mission: Mission, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert invite(*arguments) == 2
    assert words in capsys.readouterr().err
    assert not Path("out.html").exists()
    assert invites(mission) == 0


def test_a_sheet_whose_invites_were_not_stored_is_gone(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Database.transaction

    @contextmanager
    def fails_at_the_end(database: Database) -> Iterator[Tx]:
        with begun(database) as tx:
            yield tx
            if Path("out.html").exists():
                raise SystemExit(1)

    monkeypatch.setattr(Database, "transaction", fails_at_the_end)
    with pytest.raises(SystemExit):
        invite("--station", "T-1", "--sheet", "out.html")
    assert not Path("out.html").exists()
    assert invites(mission) == 0


def test_without_the_bots_name_no_sheet_is_written(
    mission: Mission, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "987654321:AAAAAAAAAAAAAAAAAAAAAA")
    assert invite("--station", "T-1", "--sheet", "out.html") == 2
    assert "Let the bot run once" in capsys.readouterr().err


def test_a_sheet_says_its_three_languages_and_runs_nothing() -> None:
    ticket = Ticket("https://t.me/x_bot?start=abc", Role.COORDINATOR, NOW, region="<b>")
    html = invite_sheet([ticket] * (MOST_ON_PAGE + 1), Language.RUSSIAN)
    assert html.count('class="page"') == 2
    assert "Үйлестіруші · Координатор · Coordinator" in html
    assert "&lt;b&gt;" in html
    assert "10.01.2021 06:00" in html
    assert re.findall(r"<(script|img|link|iframe|object|form|a)\b", html) == []
    assert "default-src 'none'" in html


def test_the_card_is_a_page_in_each_language_with_what_is_known(mission: Mission) -> None:
    assert main(["card", "--out", "card.html", "--phone", "+7 700 000 00 00"]) == 0
    html = Path("card.html").read_text("utf-8")
    assert re.findall(r'<section class="page" lang="(\w\w)">', html) == ["kk", "ru", "en"]
    assert html.count("@baqylau_test_bot") == html.count("+7 700 000 00 00") == 3
    assert re.findall(r"<(script|img|link|iframe|object|form|a)\b", html) == []
    assert main(["card", "--out", "card.html"]) == 2
    assert main(["card", "--out", "russian.html", "--language", "ru"]) == 0
    assert Path("russian.html").read_text("utf-8").count('class="page"') == 1


def test_the_card_says_the_buttons_by_the_words_on_them() -> None:
    from bot.text import words_of
    from handlers.vocabulary import ACTIONS, MENU

    for language in Language:
        html = observer_card([language]).replace("\u00a0", " ")
        words = words_of(language)
        buttons = [MENU[name] for name in ("sos", "report", "checklists", "station", "myreports")]
        buttons += [ACTIONS[name] for name in ("back", "skip", "cancel", "submit")]
        assert [said for said in map(words.named, buttons) if said not in html] == []


def test_the_card_in_the_docs_is_the_one_the_command_writes(request: pytest.FixtureRequest) -> None:
    kept = Path(__file__).parents[2] / "docs" / "observer-card.html"
    card = observer_card(list(Language))
    if request.config.getoption("--update"):
        kept.write_text(card, "utf-8")
    assert kept.read_text("utf-8") == card, "pytest tests/unit/test_invites_and_card.py --update"
