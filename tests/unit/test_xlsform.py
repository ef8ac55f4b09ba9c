"""A spreadsheet becomes a form or a refusal that says where; hostile files cost a child process and nothing else."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bot.cases.xlsform import MAX_BYTES, Converted, FormProblem, Refused, convert_xlsform

ROOT = Path(__file__).parents[2]
Sheets = dict[str, list[list[str]]]

HEADER = ["type", "name", "label", "relevant"]
FIRST = ["text", "seen", "What did you see?"]
YES_NO = [["list_name", "name", "label"], ["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]
SETTINGS = [["form_title", "form_id", "version"], ["Opening", "opening", "7"]]


def markdown(sheets: Sheets) -> bytes:
    lines = []
    for name, rows in sheets.items():
        lines.append(f"| {name} |")
        lines += ["| | " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines).encode()


def xlsx(sheets: Sheets) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def csv(sheets: Sheets) -> bytes:
    lines = []
    for name, rows in sheets.items():
        lines.append(f'"{name}"')
        lines += [",".join(["", *(f'"{cell}"' for cell in row)]) for row in rows]
    return "\n".join(lines).encode()


WRITERS = {".md": markdown, ".xlsx": xlsx, ".csv": csv}


def survey(*rows: list[str], **others: list[list[str]]) -> Sheets:
    return {"survey": [HEADER, FIRST, *rows], **others}


def refusal(content: bytes, file_type: str = ".md", timeout: float = 20) -> FormProblem:
    result = convert_xlsform(content, file_type, timeout=timeout)
    assert isinstance(result, Refused), result
    (problem,) = result.problems
    return problem


@pytest.mark.parametrize("file_type", WRITERS)
def test_a_good_form_becomes_an_xform_that_names_itself(file_type: str) -> None:
    form = survey(["select_one yes_no", "box_empty", "Was the box empty?"], choices=YES_NO, settings=SETTINGS)
    result = convert_xlsform(WRITERS[file_type](form), file_type.upper())
    assert isinstance(result, Converted), result
    assert (result.form_id, result.version, result.title) == ("opening", "7", "Opening")
    assert 'nodeset="/data/box_empty"' in result.xform_xml
    assert result.warnings == ()


def test_a_form_without_settings_is_named_by_the_caller_as_odk_names_it_by_its_file() -> None:
    result = convert_xlsform(markdown(survey()), ".md", fallback_form_id="night_count")
    assert isinstance(result, Converted), result
    assert (result.form_id, result.version) == ("night_count", "")


def test_excel_begins_its_csv_with_a_byte_order_mark() -> None:
    assert isinstance(convert_xlsform(b"\xef\xbb\xbf" + csv(survey()), ".csv"), Converted)


def test_a_warning_does_not_stop_a_form_and_says_where() -> None:
    choices = [*YES_NO, ["yes_no", "perhaps", ""]]
    result = convert_xlsform(markdown(survey(["select_one yes_no", "empty", "Empty?"], choices=choices)), ".md")
    assert isinstance(result, Converted), result
    (warning,) = result.warnings
    assert (warning.sheet, warning.row, warning.column) == ("choices", 4, "label")


# What is wrong with the form, its third row of the survey sheet unless said otherwise; where; a part of the sentence.
BROKEN = {
    "an unknown type": (survey(["txet", "b", "B"]), ("survey", 3, "type"), "'txet'"),
    "no type": (survey(["", "b", "B"]), ("survey", 3, "type"), "no type"),
    "no name": (survey(["text", "", "B"]), ("survey", 3, "name"), "no name"),
    "a name with a space": (survey(["text", "a b", "B"]), ("survey", 3, "name"), "letter"),
    "the same name twice": (survey(["text", "seen", "B"]), ("survey", 3, "name"), "“seen”"),
    "no label": (survey(["text", "b", ""]), ("survey", 3, "label"), "no label"),
    "an unclosed reference": (survey(["text", "b", "B", "${seen = 1"]), ("survey", 3, "relevant"), "end with '}'"),
    "an unknown reference": (survey(["text", "b", "B", "${sene} = 1"]), ("survey", 3, "relevant"), "'sene'"),
    "no choices sheet": (survey(["select_one yes_no", "b", "B"]), ("choices", None, None), "choices sheet"),
    "no such list": (survey(["select_one yesno", "b", "B"], choices=YES_NO), ("survey", 3, "type"), "yesno"),
    "a choice twice": (
        survey(["select_one yes_no", "b", "B"], choices=[*YES_NO, ["yes_no", "no", "No"]]),
        ("choices", 4, "name"),
        "unique",
    ),
    "a group left open": (survey(["begin_group", "g", "G"]), ("survey", 3, "type"), "end_group"),
    "no survey sheet": ({"choices": YES_NO}, ("survey", None, None), "sheet named 'survey'"),
    "no type column": ({"survey": [["name", "label"], ["a", "A"]]}, ("survey", 1, None), "'type'"),
    "no questions": ({"survey": [HEADER]}, ("survey", None, None), "no rows"),
    "a space in its id": (
        survey(settings=[["form_id"], ["opening 7"]]),
        ("settings", 2, "form_id"),
        "spaces",
    ),
}


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_broken_form_is_refused_where_it_is_broken(wrong: str) -> None:
    form, place, words = BROKEN[wrong]
    problem = refusal(xlsx(form), ".xlsx")
    assert (problem.sheet, problem.row, problem.column) == place
    assert words in problem.message
    assert "[row" not in problem.message
    assert "http" not in problem.message


def test_an_empty_row_does_not_shift_the_row_that_is_named() -> None:
    assert refusal(xlsx(survey([], ["txet", "b", "B"])), ".xlsx").row == 4


@pytest.mark.parametrize("file_type", [".md", ".csv"])
def test_text_formats_name_the_place_too(file_type: str) -> None:
    problem = refusal(WRITERS[file_type](survey(["txet", "b", "B"])), file_type)
    assert (problem.sheet, problem.row, problem.column) == ("survey", 3, "type")


@pytest.mark.parametrize("file_type", [".md", ".xlsx", ".xls", ".csv"])
@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"PK\x03\x04" + b"\0" * 100, b"hello, world\n1,2,3,4"])
def test_what_is_not_a_form_is_refused_in_a_sentence(content: bytes, file_type: str) -> None:
    problem = refusal(content, file_type)
    assert problem.message.endswith(".")
    assert "Error:" not in problem.message


def test_an_empty_file_a_large_file_and_another_type_are_refused_before_they_are_read() -> None:
    assert "empty" in refusal(b"").message
    assert "10 MB" in refusal(b"x" * (MAX_BYTES + 1)).message
    assert ".ods" in refusal(b"x", ".ods").message


def test_a_bare_exception_of_the_converter_is_a_refusal() -> None:
    problem = refusal(b"| survey |\n| | type | name |\n| | text | a | one cell too many |\n")
    assert "more cells" in problem.message


def with_a_huge_sheet(*, declared: bool) -> bytes:
    """A sound workbook of some 100 KB, one sheet of which unpacks to 100 MB of blanks, and may say that it does not."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(survey()))) as sound, zipfile.ZipFile(file, "w") as bomb:
        for entry in sound.infolist():
            with bomb.open(zipfile.ZipInfo(entry.filename), "w") as into:
                into.write(sound.read(entry))
        bombed = zipfile.ZipInfo("xl/worksheets/blanks.xml")
        bombed.compress_type = zipfile.ZIP_DEFLATED
        with bomb.open(bombed, "w") as into:
            for _ in range(100):
                into.write(b" " * 1024 * 1024)
        if not declared:
            bombed.file_size = 1000
    return file.getvalue()


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused() -> None:
    content = with_a_huge_sheet(declared=True)
    assert len(content) < 1024 * 1024
    assert "unpacks" in refusal(content, ".xlsx").message


def test_a_sheet_that_lies_about_its_size_is_not_unpacked_beyond_the_lie() -> None:
    honest = with_a_huge_sheet(declared=False)
    bomb = honest.replace(b"xl/worksheets/blanks.xml", b"xl/worksheets/sheet1.xml")
    assert refusal(bomb, ".xlsx").message


def test_a_form_that_takes_too_long_is_refused() -> None:
    assert "seconds" in refusal(markdown(survey()), timeout=0.01).message


def test_the_bot_itself_never_imports_the_converter_and_its_folder_does_not_matter(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from bot.cases.xlsform import Converted, convert_xlsform\n"
        "assert isinstance(convert_xlsform(sys.stdin.buffer.read(), '.md'), Converted)\n"
        "assert not {'pyxform', 'openpyxl', 'xlrd'} & set(sys.modules)\n"
    )
    (tmp_path / "pyxform.py").write_text("raise SystemExit('imported from the current folder')")
    subprocess.run([sys.executable, "-c", program, str(ROOT)], input=markdown(survey()), cwd=tmp_path, check=True)


def test_the_child_does_not_see_the_bots_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment is empty: even a form that took it over would find no token there."""
    given: list[dict[str, str]] = []
    run = subprocess.run

    def noted(*args: Any, **named: Any) -> Any:
        given.append(named["env"])
        return run(*args, **named)

    monkeypatch.setenv("BOT_TOKEN", "123:secret")
    monkeypatch.setattr(subprocess, "run", noted)
    assert isinstance(convert_xlsform(markdown(survey()), ".md"), Converted)
    assert "BOT_TOKEN" not in given[0]
