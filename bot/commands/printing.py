"""What is printed: the sheet of invites that `invite --sheet` writes, and `card`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.commands.opening import Commands, Refusal, mission
from bot.core.words import Language, Role

if TYPE_CHECKING:
    from bot.app import Mission
    from bot.cases.printed import Ticket
    from storage.database import Tx
    from storage.stations import StationCard


def add(commands: Commands[Any]) -> None:
    card = commands.add_parser("card", help="write the observer's card, a page in each language, to be printed")
    card.add_argument("--out", required=True, type=Path)
    card.add_argument("--language", choices=[one.value for one in Language], help="one page alone (all three)")
    card.add_argument("--phone", help="a coordinator's telephone number, to stand on it")
    card.set_defaults(command=_card)


def _card(wanted: argparse.Namespace) -> None:
    from bot.cases.printed import observer_card

    languages = [Language(wanted.language)] if wanted.language else list(Language)
    write_new(wanted.out, observer_card(languages, _username(mission()), wanted.phone))
    print(f"{wanted.out}: {len(languages)} pages, A4.")


def write_sheet(opened: Mission, wanted: argparse.Namespace, most: int) -> None:
    """All the invites and the file, or neither: the codes are nowhere else."""
    from bot.cases.printed import invite_sheet

    username, settings = _username(opened), opened.settings
    if username is None:
        raise Refusal("Let the bot run once, so that it learns its own name; the sheet holds whole links.")
    kept = False
    try:
        with opened.database.transaction() as tx:
            tickets = _tickets(tx, wanted, f"https://t.me/{username}?start=", settings.time_zone, most)
            write_new(wanted.sheet, invite_sheet(tickets, settings.default_language))
            kept = True
    except BaseException:
        if kept:
            wanted.sheet.unlink(missing_ok=True)
        raise
    print(f"{wanted.sheet}: {len(tickets)} invites. Print it, then delete the file: whoever has it can get in.")


def _tickets(tx: Tx, wanted: argparse.Namespace, link: str, zone: ZoneInfo, most: int) -> list[Ticket]:
    places = _places(tx, wanted)
    if len(places) * wanted.count > most:
        raise Refusal(f"That would be {len(places) * wanted.count} invites; {most} at once are the most.")
    now = datetime.now(UTC)
    return [_ticket(tx, wanted, link, zone, place, now) for place in places for _ in range(wanted.count)]


def _places(tx: Tx, wanted: argparse.Namespace) -> Sequence[StationCard | None]:
    """Where they lead, `--count` of them each. A station that is not there is refused with its invite."""
    from storage import stations

    if not wanted.each_station:
        return [stations.by_code(tx, wanted.station) if wanted.station else None]
    region_id = stations.region_named(tx, wanted.region) if wanted.region else None
    if wanted.region and region_id is None:
        raise Refusal(f"There is no region called {wanted.region!r} in this mission.")
    found = stations.cards(tx, region_id)
    if not found:
        raise Refusal("There are no stations yet; see: baqylau stations import --help")
    return found


def _ticket(
    tx: Tx, wanted: argparse.Namespace, link: str, zone: ZoneInfo, place: StationCard | None, now: datetime
) -> Ticket:
    from bot.cases.getting_in import VALID_FOR, NoSuchPlace, make_invite
    from bot.cases.printed import Ticket

    station, role = place.code if place else wanted.station, Role(wanted.role)
    code = make_invite(tx, role, wanted.region, station, None, now, wanted.vetted, wanted.practice)
    if isinstance(code, NoSuchPlace):
        raise Refusal(f"There is no {code.what} called {code.name!r} in this mission.")
    expires = (now + VALID_FOR).astimezone(zone)
    if place is None:
        return Ticket(link + code, role, expires, wanted.region, practice=wanted.practice)
    told = (place.region, place.code, place.number, place.address)
    return Ticket(link + code, role, expires, *told, wanted.practice)


def _username(opened: Mission) -> str | None:
    from storage import accounts

    bot_id = opened.settings.bot_id if opened.settings.bot_token else None
    with opened.database.reading() as tx:
        return accounts.bot_username(tx, bot_id)


def write_new(path: Path, text: str) -> None:
    """For this account alone (0600), whole, and never over another file: the codes in that one would be lost."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise Refusal(f"{path} is there already; choose another name.") from None
    except OSError as error:  # a disk that is full leaves half of it
        with suppress(OSError):
            path.unlink()
        raise Refusal(f"{path} cannot be written: {error.strerror}.") from error
