"""Lines of SMS that a coordinator pastes: read against the mission's forms, stations and observers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from bot.cases.batch_rows import Desk, Flaw, Row, Told, filled, flaw_of, key_of, place_of_report, zone_at
from bot.core import sms, sms_card
from bot.core.forms.model import Form
from bot.core.forms.moments import read_moment
from bot.core.sms import Book
from bot.core.sms_answers import Line
from bot.core.words import Channel
from storage import batches, forms, hotline
from storage.accounts import Member
from storage.database import Tx
from storage.stations import StationCard

KIND = "sms"


@dataclass(frozen=True, slots=True)
class Card:
    """The book of the parser, and what its letters and numbers stand for."""

    book: Book
    versions: dict[str, int]
    people: dict[str, Member]


def letters(tx: Tx) -> dict[str, int]:
    """Which form version each letter stands for: in the order in which the forms came, so that cards stay true."""
    return {
        sms_card.LETTERS[number - 1]: version
        for number, _, version in forms.current(tx)
        if number <= len(sms_card.LETTERS)
    }


def card(tx: Tx, desk: Desk) -> Card:
    versions = letters(tx)
    people = {"".join(filter(str.isdigit, one.pseudonym)): one for one in hotline.all_reporters(tx)}
    stations: dict[str, str] = {}
    for code in hotline.station_codes(tx):
        key = sms.station_key(code)
        stations[key] = "" if key in stations else code  # two codes that read alike mean neither
    known = {letter: desk.library.get(tx, version) for letter, version in versions.items()}
    return Card(Book(known, {key: code for key, code in stations.items() if code}, frozenset(people)), versions, people)


def read_paste(tx: Tx, desk: Desk, text: str) -> list[Row]:
    """Every line, good and bad; one that was filed today already says so."""
    known = card(tx, desk)
    before = _filed_today(tx, desk)
    rows: list[Row] = []
    for line in sms.parse(text, known.book):
        row = _row(tx, desk, known, line)
        again = before.get(row.key, "") if not row.flaws else ""
        before.setdefault(row.key, "…")  # the same twice in one paste
        rows.append(replace(row, again=again))
    return rows


def read_again(tx: Tx, desk: Desk, row: Row, text: str) -> Row:
    """One line corrected; of several the first counts."""
    found = read_paste(tx, desk, text)
    return replace(found[0], at=row.at) if found else row


def _filed_today(tx: Tx, desk: Desk) -> dict[str, str]:
    midnight = datetime.combine(desk.now.astimezone(desk.zone).date(), time(), desk.zone)
    return {one["key"]: one["filed"] for one in batches.filed_before(tx, KIND, midnight) if one["filed"]}


def _row(tx: Tx, desk: Desk, known: Card, line: Line) -> Row:
    who = known.people.get(line.observer)
    place = place_of_report(tx, line.station, who)
    flaws = [Flaw(one.code, one.place, dict(one.facts)) for one in line.troubles]
    if line.observer and who is None:
        flaws.append(Flaw("unknown_observer", line.observer))
    elif who is not None and not who.active and line.what != "sos":
        flaws.append(Flaw("not_active", line.observer))
    key = key_of(line.observer, " ".join(sms_card.fold(line.text).split()))
    row = Row(line.number, line.text, line.what, key, Channel.SMS, who.person_id if who else None)
    row = replace(row, name=who.pseudonym if who else "", station=place.code if place else "", words=line.words)
    match line.what:
        case "report" if line.form in known.versions:
            return _report(desk, known, line, row, place, flaws)
        case "arrived" | "left":
            return _movement(desk, line, row, place, flaws)
        case "sos":
            return _call(tx, row, place, flaws)
    return replace(row, flaws=tuple(flaws))


def _report(desk: Desk, known: Card, line: Line, row: Row, place: StationCard | None, flaws: list[Flaw]) -> Row:
    form, version = known.book.forms[line.form], known.versions[line.form]
    done = filled(desk, Told(form, version, line.values), place)
    if not line.troubles:  # what could not be read would seem to be missing
        flaws = [*flaws, *(flaw_of(one, _said(form, line, one.name)) for one in done.misfits)]
    return replace(row, version=version, state=done.state.to_json(), flaws=tuple(flaws))


def _said(form: Form, line: Line, name: str) -> str:
    """The answer as the line has it: `3=xx`; empty for one that is missing."""
    value = line.values.get(name, "")
    number = next((at for at, one in enumerate(sms_card.asked(form), 1) if one.name == name), 0)
    return f"{number}={value}" if value and number else value


def _movement(desk: Desk, line: Line, row: Row, place: StationCard | None, flaws: list[Flaw]) -> Row:
    if place is None and not flaws:
        flaws.append(Flaw("unknown_station", line.text[:40]))
    local = desk.now.astimezone(zone_at(place, desk))
    told = read_moment(line.told, local, None) if line.told else local.isoformat()
    if not isinstance(told, str):
        flaws.append(Flaw("not_yet", line.told))
        told = ""
    return replace(row, told=told, flaws=tuple(flaws))


def _call(tx: Tx, row: Row, place: StationCard | None, flaws: list[Flaw]) -> Row:
    """Whoever is alone at the station is meant where no number is given."""
    if row.who is None and not flaws:
        there = hotline.at_station(tx, place.id, 2) if place else []
        if len(there) == 1:
            return replace(row, who=there[0].person_id, name=there[0].pseudonym)
        flaws.append(Flaw("who_calls", row.text[:40]))
    return replace(row, flaws=tuple(flaws))
