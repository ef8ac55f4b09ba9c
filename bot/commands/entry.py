"""`reports template` and `reports import`: many reports in a spreadsheet; `reports card`: the observers' SMS card."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.opening import Commands, Refusal, bytes_of, mission, settings_from_environment
from bot.core.words import Language

if TYPE_CHECKING:
    from bot.app import Mission
    from bot.cases.batch_rows import Desk, Flaw, Row
    from storage.accounts import Member
    from storage.database import Tx

MOST_PROBLEMS = 50


def add(commands: Commands[Any]) -> None:
    reports = commands.add_parser("reports", help="reports written down for observers").add_subparsers(required=True)
    template = reports.add_parser("template", help="write the empty spreadsheet of a form")
    template.add_argument("form", help="form_id of a published form")
    template.add_argument("--language", choices=[one.value for one in Language], default="ru")
    template.add_argument("--out", type=Path, required=True, help="where to write it (.xlsx)")
    template.set_defaults(command=_template)
    importing = reports.add_parser(
        "import",
        help="file the reports of a filled-in spreadsheet",
        description="What is wrong is named by sheet, column and row; what is right is filed once, however often.",
    )
    importing.add_argument("file", type=Path)
    importing.add_argument("--by", required=True, metavar="PSEUDONYM", help="the coordinator who answers for them")
    importing.set_defaults(command=_import)
    card = reports.add_parser("card", help="write the SMS card of the mission's forms, a page a language")
    card.add_argument("--out", type=Path, required=True, help="where to write it (.html)")
    card.set_defaults(command=_card)


def _template(wanted: argparse.Namespace) -> None:
    from bot.cases.sheet_template import OWN, template
    from storage import forms

    opened = mission()
    with opened.database.reading() as tx:
        version = forms.current_version(tx, wanted.form)
        if version is None:
            raise Refusal(f"There is no form {wanted.form}.")
        made = template(opened.library.get(tx, version), wanted.language, {name: name for name in OWN})
    _write(wanted.out, made)


def _card(wanted: argparse.Namespace) -> None:
    from bot.cases.sms_batch import letters
    from handlers.sms_page import card_page

    opened = mission()
    with opened.database.reading() as tx:
        forms = {letter: opened.library.get(tx, version) for letter, version in letters(tx).items()}
    _write(wanted.out, card_page(forms).encode())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refusal(f"{path} cannot be written.") from error
    print(f"Written: {path}")


def _import(wanted: argparse.Namespace) -> None:
    from bot.cases.sheet_file import SheetRefused, read_cells

    settings_from_environment(token=True)  # the desk is to hear of what rings
    opened, cells = mission(), read_cells(bytes_of(wanted.file))
    if isinstance(cells, SheetRefused):
        raise Refusal(f"{wanted.file.name} is not a spreadsheet of this mission, or too large ({cells.code}).")
    with opened.database.transaction() as tx:
        batch_id, rows = _keep(tx, opened, cells, wanted.by)
    for row in rows:
        for flaw in row.flaws:
            print(_told(flaw), file=sys.stderr)
        if row.again:
            print(f"row {row.at}: filed before as {row.again}", file=sys.stderr)
    filed = _file(opened, batch_id, wanted.by)
    print(f"Filed: {filed} of {len(rows)} reports.")
    if any(row.flaws for row in rows):
        raise Refusal(f"{sum(bool(row.flaws) for row in rows)} rows are not filed; correct them and import again.")


def _keep(tx: Tx, opened: Mission, cells: Any, by: str) -> tuple[int, list[Row]]:
    from bot.cases import batches, sheet_batch
    from bot.cases.sheet_file import SheetRefused

    desk = _desk(tx, opened, by)
    rows = sheet_batch.read_rows(tx, desk, cells)
    if isinstance(rows, SheetRefused):
        raise Refusal(f"The spreadsheet cannot be used ({rows.code}); make it anew with `reports template`.")
    return batches.keep(tx, sheet_batch.KIND, desk.member, rows, desk.now), rows


def _file(opened: Mission, batch_id: int, by: str) -> int:
    """Some at a time, so that a running bot can write between them."""
    from bot.cases import batches as cases
    from handlers.batches import told
    from storage import batches, outbox

    filed, left = 0, 1
    while left:
        with opened.database.transaction() as tx:
            batch = batches.get(tx, batch_id)
            assert batch is not None
            desk = _desk(tx, opened, by)
            done = cases.file_some(tx, desk, batch)
            for intent in told(tx, opened.settings.bot_id, done, desk.now):
                outbox.enqueue(tx, opened.settings.bot_id, intent, desk.now)
        filed, left = filed + len(done.reports), done.left if done.reports else 0
    return filed


def _desk(tx: Tx, opened: Mission, by: str) -> Desk:
    from bot.cases.batch_rows import Desk

    return Desk(opened.library, _member(tx, by), datetime.now(UTC), opened.settings.time_zone)


def _member(tx: Tx, pseudonym: str) -> Member:
    from storage import hotline

    member = hotline.desk_member(tx, pseudonym)
    if member is None:
        raise Refusal(f"There is no coordinator {pseudonym}.")
    return member


def _told(flaw: Flaw) -> str:
    return ": ".join(part for part in (flaw.place, flaw.question, flaw.code.replace("_", " ")) if part)
