"""`init`, `invite`, `people` and `stations import`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.complaints import put_samples
from bot.commands.opening import Commands, Refusal, bytes_of, mission
from bot.commands.printing import write_sheet
from bot.commands.progress import show_progress
from bot.core.words import Role

if TYPE_CHECKING:
    from bot.app import Mission
    from storage.database import Tx

MOST_INVITES = 10_000
MOST_PROBLEMS = 50


def add(commands: Commands[Any]) -> None:
    commands.add_parser("init", help="print the first administrator's one-time link").set_defaults(command=_init)
    invite = commands.add_parser("invite", help="print one-time links")
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.add_argument("--region", help="name of a region of the mission")
    invite.add_argument("--station", help="code of a station of the mission")
    invite.add_argument("--count", type=int, default=1, help="how many links (1)")
    invite.add_argument(
        "--vetted", action="store_true", help="whoever presses it waits until a coordinator admits them"
    )
    invite.add_argument("--practice", action="store_true", help="they begin in practice mode")
    invite.add_argument("--sheet", type=Path, help="write a page of QR codes to be printed, and the links nowhere else")
    invite.add_argument(
        "--each-station", action="store_true", help="with --sheet: for every station, of --region if it is given"
    )
    invite.set_defaults(command=_invite)
    people = commands.add_parser("people", help="who is in the mission").add_subparsers(required=True)
    people.add_parser("list", help="pseudonym, role, region, state; practice where it is on").set_defaults(
        command=_list_people
    )
    for name, about in (
        ("suspend", "shut somebody out, from their next message on"),
        ("reinstate", "let them in again"),
    ):
        one = people.add_parser(name, help=about)
        one.add_argument("pseudonym")
        one.set_defaults(command=_suspend, suspended=name == "suspend")
    admitting = people.add_parser("admit", help="let in somebody who pressed a vetted link")
    admitting.add_argument("pseudonym")
    admitting.set_defaults(command=_admit)
    practising = people.add_parser("practice", help="practice mode: everything works, nothing counts")
    practising.add_argument("pseudonym")
    practising.add_argument("mode", choices=["on", "off"])
    practising.set_defaults(command=_practice)
    stations = commands.add_parser("stations", help="the mission's polling stations").add_subparsers(required=True)
    importing = stations.add_parser(
        "import", help="import stations from a .csv or .xlsx file, or bring them up to date"
    )
    importing.add_argument("file", type=Path)
    importing.set_defaults(command=_import_stations)


def _init(_wanted: argparse.Namespace) -> None:
    from storage import people

    opened = mission()
    with opened.database.reading() as tx:
        if people.count_with_role(tx, Role.ADMINISTRATOR):
            raise Refusal("There is an administrator already; use: baqylau invite --role administrator")
    put_samples()
    _print_invites(opened, Role.ADMINISTRATOR, None, None, 1)


def _invite(wanted: argparse.Namespace) -> None:
    if not 1 <= wanted.count <= MOST_INVITES:
        raise Refusal(f"--count must be between 1 and {MOST_INVITES}.")
    if wanted.each_station and (wanted.station or not wanted.sheet):
        raise Refusal("--each-station goes with --sheet, and without --station.")
    if wanted.sheet:
        write_sheet(mission(), wanted, MOST_INVITES)
        return
    how = {"vetted": wanted.vetted, "practice": wanted.practice}
    _print_invites(mission(), Role(wanted.role), wanted.region, wanted.station, wanted.count, **how)


def _print_invites(
    opened: Mission, role: Role, region: str | None, station: str | None, count: int, **how: bool
) -> None:
    from bot.cases.getting_in import NoSuchPlace, make_invite
    from storage import accounts

    bot_id = opened.settings.bot_id if opened.settings.bot_token else None
    links = []
    with opened.database.transaction() as tx:
        username = accounts.bot_username(tx, bot_id)
        for _ in range(count):
            code = make_invite(tx, role, region, station, None, datetime.now(UTC), **how)
            if isinstance(code, NoSuchPlace):
                raise Refusal(f"There is no {code.what} called {code.name!r} in this mission.")
            links.append(f"https://t.me/{username}?start={code}" if username else f"/start {code}")
    print("\n".join(links))
    if username is None:
        print("Send this line to your bot. Once the bot has run, whole links are printed.", file=sys.stderr)


def _list_people(_wanted: argparse.Namespace) -> None:
    from storage import people

    with mission().database.reading() as tx:
        for person in people.listed(tx):
            told = (person.pseudonym, person.role or "-", person.region or "-", person.state)
            print("\t".join((*told, "practice") if person.practice else told))


def _person(tx: Tx, pseudonym: str) -> int:
    from storage import people

    person_id = people.find_person(tx, pseudonym)
    if person_id is None:
        raise Refusal(f"There is nobody called {pseudonym!r} in this mission.")
    return person_id


def _admit(wanted: argparse.Namespace) -> None:
    """The person and the desk hear it from the bot, within a second where it runs."""
    from bot.cases.admission import Decided, admit, told_of
    from storage import outbox

    opened, now = mission(), datetime.now(UTC)
    with opened.database.transaction() as tx:
        decided = admit(tx, _person(tx, wanted.pseudonym), None, now)
        if not isinstance(decided, Decided):
            raise Refusal(f"{wanted.pseudonym} does not wait to be admitted.")
        if opened.settings.bot_token:
            for intent in told_of(tx, opened.settings.bot_id, decided.applicant, admitted=True):
                outbox.enqueue(tx, opened.settings.bot_id, intent, now)
    print(f"{wanted.pseudonym} is admitted.")


def _practice(wanted: argparse.Namespace) -> None:
    from bot.cases.practice import set_practice
    from storage.practice import has_open_drafts

    with mission().database.transaction() as tx:
        person_id = _person(tx, wanted.pseudonym)
        if wanted.mode == "on" and has_open_drafts(tx, person_id):
            raise Refusal(f"{wanted.pseudonym} has begun a report that would not count in practice.")
        set_practice(tx, person_id, wanted.mode == "on", None, datetime.now(UTC))
    print(f"{wanted.pseudonym}: practice mode is {wanted.mode}.")


def _suspend(wanted: argparse.Namespace) -> None:
    from bot.cases.getting_in import set_suspended
    from bot.cases.team import is_last_administrator

    with mission().database.transaction() as tx:
        person_id = _person(tx, wanted.pseudonym)
        if wanted.suspended and is_last_administrator(tx, person_id):
            raise Refusal(f"{wanted.pseudonym} is the last administrator; make another one first.")
        set_suspended(tx, person_id, wanted.suspended, None, datetime.now(UTC))
    print(f"{wanted.pseudonym} is {'suspended' if wanted.suspended else 'active'}.")


def _import_stations(wanted: argparse.Namespace) -> None:
    from bot.cases.stations_file import StationsRefused, import_stations, read_stations

    if wanted.file.suffix.lower() not in (".csv", ".xlsx"):
        raise Refusal("Stations are read from a .csv or an .xlsx file.")
    opened = mission()
    rows = read_stations(bytes_of(wanted.file), opened.settings.time_zone.key, show_progress)
    if isinstance(rows, StationsRefused):
        for problem in rows.problems[:MOST_PROBLEMS]:
            where = f"row {problem.row}, {problem.column}" if problem.column else f"row {problem.row}"
            print(f"{where}: {problem.message}", file=sys.stderr)
        if len(rows.problems) > MOST_PROBLEMS:
            print(f"… and {len(rows.problems) - MOST_PROBLEMS} more", file=sys.stderr)
        raise Refusal(f"Nothing was imported: {len(rows.problems)} problems in {wanted.file.name}.")
    if rows.ignored:
        print(f"Columns that were not used: {', '.join(rows.ignored)}.", file=sys.stderr)
    with opened.database.transaction() as tx:
        summary = import_stations(tx, rows, datetime.now(UTC), None, show_progress)
    print(f"New stations: {summary.new}. Brought up to date: {summary.updated}.")
