"""`complaints samples` and `complaints check`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.commands.opening import Commands, Refusal, quiet_logs, settings_from_environment


def add(commands: Commands[Any]) -> None:
    about = commands.add_parser("complaints", help="the templates of complaints").add_subparsers(required=True)
    samples = about.add_parser("samples", help="put the shipped samples into the folder of templates")
    samples.set_defaults(command=_samples)
    checking = about.add_parser("check", help="look for mistakes in the templates of a folder")
    checking.add_argument("folder", type=Path)
    checking.set_defaults(command=_check)


def put_samples() -> tuple[int, Path]:
    from bot.cases.complaints.folder import seed

    settings = settings_from_environment(token=False)
    quiet_logs(settings.log_level)
    try:
        return len(seed(settings.complaints)), settings.complaints
    except OSError as error:
        raise Refusal(f"The folder of COMPLAINTS cannot be written: {error.strerror}.") from error


def _samples(_wanted: argparse.Namespace) -> None:
    new, folder = put_samples()
    print(f"New samples in {folder}: {new}. They are no legal advice: a lawyer looks at them first.")


def _check(wanted: argparse.Namespace) -> None:
    """One sentence a mistake, and how many templates there are."""
    from bot.cases.complaints.filling import check
    from bot.cases.complaints.folder import templates

    if not wanted.folder.is_dir():
        raise Refusal(f"There is no folder {wanted.folder}.")
    found = templates(wanted.folder)
    named = {one.path.name for one in found}
    problems = [
        f"{path.name}: call it by its language too, like {path.stem}.ru.docx."
        for path in sorted(wanted.folder.glob("*.docx"))
        if path.name not in named and not path.name.startswith(("~", "."))
    ]
    problems += [problem for one in found for problem in check(one.path)]
    for problem in problems:
        print(problem)
    if problems:
        raise Refusal(f"Mistakes in the templates: {len(problems)}.")
    print(f"Templates without a mistake: {len(found)}.")
