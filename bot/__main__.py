"""The command line. Exit 0, or 2 with one sentence on stderr."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.words import Role
from bot.settings import BadSetting, Settings, load

if TYPE_CHECKING:
    from bot.app import Mission


class Refusal(Exception):
    """One sentence for the person at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    wanted = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = wanted.command
    try:
        command(wanted)
    except (Refusal, BadSetting) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="baqylau", description="Reports from observers, alerts to coordinators.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="try it here: no token, no server, a page in the browser")
    demo.add_argument("--port", type=int, default=8477, help="port of the page (8477; 0 for any free one)")
    demo.add_argument("--no-browser", action="store_true", help="do not open the page")
    demo.set_defaults(command=_demo)
    commands.add_parser("run", help="serve the bot of BOT_TOKEN").set_defaults(command=_run)
    init = commands.add_parser("init", help="print the first administrator's one-time link")
    init.set_defaults(command=_init)
    _invite_parser(commands)
    stations = commands.add_parser("stations", help="the mission's polling stations").add_subparsers(required=True)
    importing = stations.add_parser("import", help="import stations from a .csv file, or bring them up to date")
    importing.add_argument("file", type=Path)
    importing.set_defaults(command=_import_stations)
    _forms_parser(commands)
    _export_parser(commands)
    verify = commands.add_parser("verify", help="check an exported zip or folder against its hashes")
    verify.add_argument("path", type=Path)
    verify.set_defaults(command=_verify)
    return parser


def _invite_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    invite = commands.add_parser("invite", help="print one-time links")
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.add_argument("--region", help="name of a region of the mission")
    invite.add_argument("--station", help="code of a station of the mission")
    invite.add_argument("--count", type=int, default=1, help="how many links (1)")
    invite.set_defaults(command=_invite)


def _forms_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    forms = commands.add_parser("forms", help="the mission's forms").add_subparsers(required=True)
    for name, about in (("check", "see whether an XLSForm is right"), ("add", "publish an XLSForm")):
        one = forms.add_parser(name, help=about)
        one.add_argument("file", type=Path)
        one.set_defaults(command=_check_form if name == "check" else _add_form)
    forms.add_parser("list", help="list the published forms").set_defaults(command=_list_forms)


def _export_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="write what was collected to a file")
    export.add_argument("--format", required=True, choices=["csv", "json", "zip"])
    export.add_argument("--out", required=True, type=Path)
    export.add_argument("--since", help="received at or after this date or time (the mission's zone if none is said)")
    export.add_argument("--until", help="received before this date or time")
    export.add_argument("--region")
    export.add_argument("--form")
    export.add_argument("--category")
    export.set_defaults(command=_export)


def _demo(wanted: argparse.Namespace) -> None:
    from bot.demo import run_demo

    _quiet_logs("WARNING")
    asyncio.run(run_demo(wanted.port, not wanted.no_browser))


def _run(_wanted: argparse.Namespace) -> None:
    settings = _settings(token=True)
    _quiet_logs(settings.log_level)
    from telegram.error import InvalidToken

    from bot.app import RunningBot, open_mission
    from storage.alone import AlreadyRunning

    mission = _opened(lambda: open_mission(settings))
    running = RunningBot(mission)
    try:
        asyncio.run(running.run(lambda: logging.getLogger("baqylau").info("reading updates")))
    except InvalidToken as error:
        raise Refusal("Telegram does not know this BOT_TOKEN; ask @BotFather for the right one.") from error
    except AlreadyRunning as error:
        raise Refusal("The bot is already running on this database; stop that process first.") from error


def _init(_wanted: argparse.Namespace) -> None:
    from storage import people

    mission = _mission()
    with mission.database.reading() as tx:
        if people.count_with_role(tx, Role.ADMINISTRATOR):
            raise Refusal("There is an administrator already; use: baqylau invite --role administrator")
    _print_invites(mission, Role.ADMINISTRATOR, None, None, 1)


def _invite(wanted: argparse.Namespace) -> None:
    if not 1 <= wanted.count <= 10_000:
        raise Refusal("--count must be between 1 and 10000.")
    _print_invites(_mission(), Role(wanted.role), wanted.region, wanted.station, wanted.count)


def _print_invites(mission: Mission, role: Role, region: str | None, station: str | None, count: int) -> None:
    from bot.cases.getting_in import NoSuchPlace, make_invite
    from storage import accounts

    now = datetime.now(UTC)
    with mission.database.transaction() as tx:
        username = accounts.bot_username(tx)
        codes = [make_invite(tx, role, region, station, None, now) for _ in range(count)]
        refused = next((code for code in codes if isinstance(code, NoSuchPlace)), None)
        if refused is not None:
            raise Refusal(f"There is no {refused.what} called {refused.name!r} in this mission.")
    for code in codes:
        print(f"https://t.me/{username}?start={code}" if username else f"/start {code}")
    if username is None:
        print("Send this line to your bot. Once `baqylau run` has run, whole links are printed.", file=sys.stderr)


def _import_stations(wanted: argparse.Namespace) -> None:
    from bot.cases.stations_file import StationsRefused, import_stations, read_stations

    if wanted.file.suffix.lower() != ".csv":
        raise Refusal("Stations are read from a .csv file.")
    mission = _mission()
    rows = read_stations(_bytes_of(wanted.file), mission.settings.time_zone.key)
    if isinstance(rows, StationsRefused):
        for problem in rows.problems[:50]:
            print(f"row {problem.row}, {problem.column}: {problem.message}", file=sys.stderr)
        raise Refusal(f"Nothing was imported: {len(rows.problems)} problems in {wanted.file.name}.")
    with mission.database.transaction() as tx:
        summary = import_stations(tx, rows, datetime.now(UTC), None)
    print(f"{summary.new} new stations, {summary.updated} brought up to date.")


def _check_form(wanted: argparse.Namespace) -> None:
    form = _checked(wanted.file).form
    print(f"{form.form_id} {form.version}: {len(form.questions)} questions in {', '.join(form.languages)}.")


def _add_form(wanted: argparse.Namespace) -> None:
    from bot.cases.forms import publish_form

    checked = _checked(wanted.file)
    mission = _mission()
    with mission.database.transaction() as tx:
        if not publish_form(tx, checked, datetime.now(UTC)):
            raise Refusal(f"{checked.form.form_id} {checked.form.version} is published already; give it a new version.")
    print(f"{checked.form.form_id} {checked.form.version} is published.")


def _checked(path: Path):  # type: ignore[no-untyped-def]
    from bot.cases.forms import CheckedForm, check_form

    checked = check_form(_bytes_of(path), path.suffix.lower())
    if isinstance(checked, CheckedForm):
        return checked
    for problem in checked.problems[:50]:
        place = ", ".join(
            f"{name} {at}"
            for name, at in zip(("sheet", "row", "column"), (problem.sheet, problem.row, problem.column), strict=True)
            if at
        )
        print(f"{place}: {problem.message}" if place else problem.message, file=sys.stderr)
    raise Refusal(f"{path.name} is not a form that can be used.")


def _list_forms(_wanted: argparse.Namespace) -> None:
    from storage import forms

    with _mission().database.reading() as tx:
        for form_id, version, published in forms.listed(tx):
            print(f"{form_id}\t{version}\t{published:%Y-%m-%d %H:%M}Z")


def _export(wanted: argparse.Namespace) -> None:
    from bot.cases.export import ExportFailed, ExportFormat, NothingToExport, export_reports
    from storage.reports import Filter

    mission = _mission()
    zone = mission.settings.time_zone
    chosen = Filter(
        since=_moment(wanted.since, zone),
        until=_moment(wanted.until, zone),
        region=wanted.region,
        form=wanted.form,
        category=wanted.category,
    )
    try:
        made = export_reports(
            mission.database,
            mission.library,
            mission.media,
            chosen,
            ExportFormat(wanted.format),
            wanted.out,
            datetime.now(UTC),
            _progress,
        )
    except ExportFailed as error:
        raise Refusal(str(error)) from error
    if isinstance(made, NothingToExport):
        raise Refusal("There is nothing to export.")
    print(f"{made.reports} reports, {made.attachments} files, {made.pending} not there yet: {made.path}")


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)


def _verify(wanted: argparse.Namespace) -> None:
    from bot.cases.verify import Broken, verify_export

    found = verify_export(wanted.path)
    if isinstance(found, Broken):
        for problem in found.problems[:50]:
            print(problem, file=sys.stderr)
        raise Refusal(f"{wanted.path.name} is not as it was exported.")
    print(f"{found.files} files are as they were exported.")


def _moment(text: str | None, zone) -> datetime | None:  # type: ignore[no-untyped-def]
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"{text!r} is not a date like 2021-01-10 or a time like 2021-01-10T07:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read.") from error


def _mission() -> Mission:
    from bot.app import open_mission

    settings = _settings(token=False)
    _quiet_logs(settings.log_level)
    return _opened(lambda: open_mission(settings))


def _opened(opening: Callable[[], Mission]) -> Mission:
    from storage.database import BadDatabaseUrl, Unopened
    from storage.seal import BadKey

    try:
        return opening()
    except (BadDatabaseUrl, BadKey) as error:
        raise Refusal(f"{error}.") from error
    except Unopened as error:
        raise Refusal("The database cannot be opened; look at DATABASE_URL.") from error
    except OSError as error:
        raise Refusal(f"{error.filename or 'A file'} cannot be opened: {error.strerror}.") from error


def _settings(token: bool) -> Settings:
    settings = load(os.environ, Path(".env"))
    if token and not settings.bot_token:
        raise Refusal("BOT_TOKEN is empty; get one from @BotFather and put it into .env.")
    return settings


def _quiet_logs(level: str) -> None:
    """Our own lines at the level asked for; the libraries', which may quote people, only when they are errors."""
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("baqylau", "bot", "handlers", "storage"):
        logging.getLogger(name).setLevel(level)


if __name__ == "__main__":
    sys.exit(main())
