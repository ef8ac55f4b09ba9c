"""`forms check`, `forms add`, `forms protocol` and `forms list`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.opening import Commands, Refusal, bytes_of, mission

if TYPE_CHECKING:
    from bot.cases.contests import Contest
    from bot.cases.forms import CheckedForm
    from bot.cases.xlsform import FormProblem

MOST_PROBLEMS = 50
CONTEST_FILES = (".csv", ".xlsx", ".md")


def add(commands: Commands[Any]) -> None:
    forms = commands.add_parser("forms", help="the mission's forms").add_subparsers(required=True)
    check = forms.add_parser("check", help="see whether an XLSForm is right")
    publish = forms.add_parser("add", help="publish an XLSForm: new drafts begin on it")
    protocol = forms.add_parser(
        "protocol",
        help="publish the results protocol of the contests in a .csv, .xlsx or .md file",
        description="One row a candidate, the columns of bot/cases/standard_forms/contests.sample.csv.",
    )
    for one, carry_out in ((check, _check), (publish, _add), (protocol, _protocol)):
        one.add_argument("file", type=Path)
        one.set_defaults(command=carry_out)
    forms.add_parser("list", help="list the published forms").set_defaults(command=_list)


def _check(wanted: argparse.Namespace) -> None:
    form = _checked(wanted.file).form
    print(f"{form.form_id} {form.version}: {len(form.questions)} questions in {', '.join(form.languages)}.")


def _add(wanted: argparse.Namespace) -> None:
    from bot.cases.forms import publish_form

    checked = _checked(wanted.file)
    with mission().database.transaction() as tx:
        if not publish_form(tx, checked, datetime.now(UTC)):
            raise Refusal(f"{checked.form.form_id} {checked.form.version} is published already; give it a new version.")
    print(f"{checked.form.form_id} {checked.form.version} is published.")


def _protocol(wanted: argparse.Namespace) -> None:
    """The form's version follows from the file, so the same file twice is one version."""
    from bot.cases.contests import results_protocol_form
    from bot.cases.forms import CheckedForm, check_form, publish_form

    contests = _contests(wanted.file)
    checked = check_form(results_protocol_form(contests), ".md")
    assert isinstance(checked, CheckedForm), checked
    with mission().database.transaction() as tx:
        if not publish_form(tx, checked, datetime.now(UTC)):
            raise Refusal("The results protocol of these contests is published already.")
    for contest in contests:
        print(f"{contest.code}: {len(contest.candidates)} candidates")
    print(f"{checked.form.form_id} {checked.form.version} is published.")


def _contests(path: Path) -> tuple[Contest, ...]:
    from bot.cases.contests import ContestsRefused, read_contests

    kind = path.suffix.lower()
    if kind not in CONTEST_FILES:
        raise Refusal(f"Contests are read from a {', '.join(CONTEST_FILES[:-1])} or {CONTEST_FILES[-1]} file.")
    read = read_contests(bytes_of(path), kind)
    if not isinstance(read, ContestsRefused):
        return read
    for problem in read.problems[:MOST_PROBLEMS]:
        place = f"row {problem.row}, {problem.column}" if problem.column else f"row {problem.row}"
        print(f"{place}: {problem.message}", file=sys.stderr)
    raise Refusal(f"Nothing was published: {len(read.problems)} problems in {path.name}.")


def _checked(path: Path) -> CheckedForm:
    from bot.cases.forms import CheckedForm, check_form

    checked = check_form(bytes_of(path), path.suffix.lower())
    if isinstance(checked, CheckedForm):
        return checked
    for problem in checked.problems[:MOST_PROBLEMS]:
        print(_told(problem), file=sys.stderr)
    raise Refusal(f"{path.name} is not a form that can be used.")


def _told(problem: FormProblem) -> str:
    places = (("sheet", problem.sheet), ("row", problem.row), ("column", problem.column))
    place = ", ".join(f"{name} {at}" for name, at in places if at)
    return f"{place}: {problem.message}" if place else problem.message


def _list(_wanted: argparse.Namespace) -> None:
    from storage import forms

    with mission().database.reading() as tx:
        for form_id, version, published in forms.listed(tx):
            print(f"{form_id}\t{version}\t{published:%Y-%m-%d %H:%M}Z")
