"""The rules of the house that a reader cannot see at a glance, kept by a test."""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import bot.__main__

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SOURCES = [path for top in ("bot", "handlers", "storage") for path in sorted((ROOT / top).rglob("*.py"))]
SETTINGS = (ROOT / "bot" / "settings.py").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
LOCKS = ("requirements.lock", "requirements-dev.lock")


def contracts() -> list[dict[str, Any]]:
    return PYPROJECT["tool"]["importlinter"]["contracts"]


def test_the_directions_of_import_are_kept() -> None:
    command = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run([sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_the_bot_belongs_to_a_layer() -> None:
    (layers,) = [contract["layers"] for contract in contracts() if contract["type"] == "layers"]
    named = {name.strip() for layer in layers for name in layer.split("|")}
    bots = {f"bot.{path.stem}" for path in (ROOT / "bot").iterdir() if _is_module(path)}
    assert bots | {"handlers", "storage"} == named


def _is_module(path: Path) -> bool:
    return (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()


def test_the_folders_at_the_top_are_the_agreed_ones() -> None:
    packages = {path.name for path in ROOT.iterdir() if path.is_dir() and list(path.glob("*.py"))}
    assert {"bot", "storage", "handlers", "tests"} <= packages
    assert packages <= {"bot", "storage", "handlers", "tests", "locales", "benchmarks"}


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("telegram", ("handlers/", "bot/app.py")),
        ("sqlalchemy", ("storage/",)),
        ("alembic", ("storage/",)),
        ("psycopg", ("storage/",)),
        ("pyxform", ("bot/cases/xlsform_child.py",)),
        ("apscheduler", ("bot/app.py",)),
        (
            "matplotlib",
            ("bot/cases/pictures/drawing.py", "bot/cases/pictures/drawing_coverage.py", "bot/cases/pictures/sheet.py"),
        ),
        ("sqlite3", ("storage/",)),
    ],
)
def test_a_library_is_imported_only_where_it_lives(library: str, homes: tuple[str, ...]) -> None:
    strangers = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if library in _imported(path) and not str(path.relative_to(ROOT)).startswith(homes)
    ]
    assert strangers == []


def _imported(path: Path) -> set[str]:
    """The top-level names of everything a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_only_the_owner_of_a_transaction_opens_one() -> None:
    """Use cases and rendering work on the transaction they are given."""
    for path in SOURCES:
        if "cases" in path.parts and path.stem not in ("fetch", "reports_pages"):
            assert ".commit()" not in path.read_text("utf-8"), path


def test_nobody_turns_to_the_environment_but_the_settings() -> None:
    allowed = {"bot/settings.py", "bot/commands/opening.py", "bot/cases/xlsform.py", "bot/cases/photos/inspector.py"}
    allowed |= {"bot/cases/pictures/painter.py"}  # what an interpreter needs to start
    allowed |= {"bot/cases/complaints/filling.py"}
    allowed |= {"handlers/sending.py"}  # a switch of the library, which reads it from there
    found = {str(path.relative_to(ROOT)) for path in SOURCES if "os.environ" in path.read_text("utf-8")}
    assert found <= allowed


def test_every_setting_that_is_read_is_in_the_example_and_the_other_way_round() -> None:
    read = set(re.findall(r'\bget\("([A-Z_]+)"', SETTINGS))
    shown = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE))
    assert read == shown


def test_every_setting_of_the_example_has_a_comment() -> None:
    for block in re.split(r"\n\s*\n", EXAMPLE.strip()):
        names = re.findall(r"^([A-Z_]+)=", block, flags=re.MULTILINE)
        assert block.startswith("#"), names
        assert len(names) <= 1 or all(name in block.split("=", 1)[0] for name in names), names


def test_the_example_names_the_files_that_secrets_may_come_from() -> None:
    from bot.settings import SECRETS

    for name in SECRETS:
        assert f"{name}_FILE" in EXAMPLE


def test_the_example_as_it_stands_is_what_happens_without_it(tmp_path: Path) -> None:
    from bot.settings import load

    assert load({}, ROOT / ".env.example") == load({})


def _commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [before] if before else []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                found += _commands(sub, (*before, name))
    return found


@pytest.mark.parametrize("command", [(), *_commands(bot.__main__.parser())], ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bot.__main__.parser().parse_args([*command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("usage: baqylau")
    assert " ".join(command) in said


def test_every_subcommand_has_a_word_of_help() -> None:
    def check(parser: argparse.ArgumentParser) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                assert {choice.dest for choice in action._choices_actions if choice.help} == set(action.choices)
                for sub in action.choices.values():
                    check(sub)

    check(bot.__main__.parser())


def test_the_commands_that_were_promised_are_there() -> None:
    there = {" ".join(command) for command in _commands(bot.__main__.parser())}
    promised = {"demo", "run", "init", "invite", "stations import", "forms check", "forms add", "forms list"}
    assert promised | {"export", "verify", "digest"} <= there


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes_and_none_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"https?://|--index|--find-links|-i |@ |file:", text)
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if entry and not entry.startswith("#")]
    assert len(entries) > 10
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked(lock: str) -> None:
    wanted = list(PYPROJECT["project"]["dependencies"])
    if "dev" in lock:
        wanted += PYPROJECT["dependency-groups"]["dev"]
    locked = {
        _plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    }
    assert {_plain(re.split(r"[\[<>=;, ]", name)[0]) for name in wanted} <= locked


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
