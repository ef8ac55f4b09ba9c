"""The exports in the hands of a program that has nothing to do with us: LibreOffice opens, reads and prints them."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cases.export import Profile, Terms
from bot.core.words import Language
from tests.unit.export.mission import Mission
from tests.unit.export.story import tell
from tests.unit.export.test_export_briefing import as_text

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
PATIENCE = 120  # seconds; the first start makes a profile


@pytest.fixture
def told(empty_mission: Mission) -> Mission:
    tell(empty_mission)
    return empty_mission


def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed (libreoffice-writer-nogui, libreoffice-calc-nogui); CI has it")
    return found


def converted(path: Path, into: str) -> list[Path]:
    """The files it makes of it, in a folder of their own."""
    out = path.parent / "converted"
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    command = [soffice(), profile, "--headless", "--convert-to", into, "--outdir", str(out), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    made = sorted(out.iterdir()) if out.exists() else []
    assert made, done.stderr
    return made


def terms(language: Language) -> Terms:
    return Terms(Profile.DESK, language, ZoneInfo("Asia/Almaty"))


def said(text: str) -> list[str]:
    """The words, wherever the lines end."""
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("language", list(Language))
def test_the_briefing_reads_the_same_in_a_word_processor(told: Mission, language: Language) -> None:
    made = told.export("docx", terms=terms(language)).path
    (text,) = converted(made, "txt:Text (encoded):UTF8")
    page = told.export("html", terms=terms(language)).path.read_text("utf-8")
    assert said(text.read_text("utf-8-sig")) == said(as_text(page))


def test_the_briefing_prints_on_a4_across(told: Mission) -> None:
    (pdf,) = converted(told.export("docx", terms=terms(Language.KAZAKH)).path, "pdf")
    assert 2 <= pages(pdf) <= 6


def test_the_workbook_opens_with_every_sheet_and_every_cell(told: Mission) -> None:
    sheets = {
        path.stem: path for path in converted(told.export("xlsx", terms=terms(Language.RUSSIAN)).path, EVERY_SHEET)
    }
    names = {stem.partition("-")[2] for stem in sheets}
    assert names >= {"Об этом файле", "Сообщения", "Инцидент", "Участки", "Посещения", "Журнал"}
    (path,) = (path for stem, path in sheets.items() if stem.endswith("-Сообщения"))
    with path.open(encoding="utf-8", newline="") as file:
        _, codes, *rows = list(csv.reader(file))
    read = [dict(zip(codes, row, strict=True)) for row in rows]
    wanted = told.rows()
    for column in ("code", "category", "severity", "region", "station", "reported_by"):
        assert [row[column] for row in read] == [row[column] for row in wanted], column
    assert [row["description"] for row in read] == [row["description"].replace("\r\n", "\n") for row in wanted]


def test_the_workbook_prints_on_a_few_pages(told: Mission) -> None:
    (pdf,) = converted(told.export("xlsx", terms=terms(Language.ENGLISH)).path, "pdf")
    assert pages(pdf) <= 25


def pages(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
