"""The rows of a filled-in spreadsheet, held to their form: what is right and what is wrong, row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.cases.batch_rows import Desk, Flaw, Row, Told, filled, flaw_of, key_of, place_of_report, zone_at
from bot.cases.sheet_file import Cell, Cells, SheetRefused
from bot.cases.sheet_template import CHANNELS, FIRST, MARK, OWN, columns
from bot.core import sms
from bot.core.forms.model import Form
from bot.core.forms.moments import read_moment
from bot.core.forms.typed import western
from bot.core.incidents import facts_of
from bot.core.words import Channel
from storage import batches, forms, hotline
from storage.accounts import Member
from storage.database import Tx
from storage.stations import StationCard

KIND = "sheet"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all rows have in common."""

    name: str
    form: Form
    version: int
    places: dict[str, int]
    people: dict[str, Member]
    codes: dict[str, str]

    def where(self, row: int, column: str, said: str = "") -> str:
        """`reports!F7: xx`, as a spreadsheet program writes it."""
        at = self.places.get(column)
        cell = f"{self.name}!{_letters(at) if at is not None else ''}{row}"
        return f"{cell}: {said}" if said else cell


def read_rows(tx: Tx, desk: Desk, cells: Cells) -> list[Row] | SheetRefused:
    """Every row with anything in it. One that was filed before, from whichever sheet, says so."""
    sheet = _sheet(tx, desk, cells)
    if isinstance(sheet, SheetRefused):
        return sheet
    before = {one["key"]: one["filed"] for one in batches.filed_before(tx, KIND, None) if one["filed"]}
    rows: list[Row] = []
    for number, row in enumerate(cells.rows[FIRST - 1 :], start=FIRST):
        if any(cell is None or cell.strip() for cell in row):
            read = _row(tx, desk, sheet, number, row)
            rows.append(replace(read, again="" if read.flaws else before.get(read.key, "")))
            before.setdefault(read.key, "…")  # the same twice in one sheet
    return rows or SheetRefused("no_rows", {})


def _sheet(tx: Tx, desk: Desk, cells: Cells) -> _Sheet | SheetRefused:
    if len(cells.rows) < FIRST - 1 or not cells.rows[0] or cells.rows[0][0] != MARK:
        return SheetRefused("not_a_sheet", {})
    _, form_id, version = (*cells.rows[0], "", "")[:3]
    found = next((one for one, form, said in forms.versions_of(tx) if (form, said) == (form_id, version)), None)
    if found is None:
        return SheetRefused("unknown_version", {})
    form = desk.library.get(tx, found)
    places = {str(name).strip(): at for at, name in enumerate(cells.rows[1]) if name and str(name).strip()}
    known = {*OWN, *(one.name for one in columns(form))}
    if not known >= set(places) or "pseudonym" not in places:
        return SheetRefused("unknown_column", {})
    people = {_digits(one.pseudonym): one for one in hotline.all_reporters(tx)}
    codes = {sms.station_key(code): code for code in hotline.station_codes(tx)}
    return _Sheet(cells.sheet, form, found, places, people, codes)


def _row(tx: Tx, desk: Desk, sheet: _Sheet, number: int, cells: tuple[Cell, ...]) -> Row:
    said = {name: cells[at] if at < len(cells) else "" for name, at in sheet.places.items()}
    flaws = [Flaw("formula", sheet.where(number, name)) for name, cell in said.items() if cell is None]
    texts = {name: (cell or "").strip() for name, cell in said.items()}
    who = sheet.people.get(_digits(western(texts["pseudonym"])))
    if who is None or not who.active:
        code = "unknown_observer" if who is None else "not_active"
        flaws.append(Flaw(code, sheet.where(number, "pseudonym", texts["pseudonym"])))
    place = _place(tx, sheet, number, texts.get("station", ""), who, flaws)
    channel = _channel(sheet, number, texts.get("channel", ""), flaws)
    told = _told(desk, sheet, number, texts.get("told_at", ""), place, flaws)
    values = {name: text for name, text in texts.items() if text and name not in OWN}
    done = filled(desk, Told(sheet.form, sheet.version, values, told), place)
    flaws += [
        flaw_of(one, sheet.where(number, one.name, values.get(one.name, "")[:30])) for one in done.misfits if not flaws
    ]
    happened = facts_of(done.state.answers).occurred_at
    at = told or happened  # a sheet is filled in afterwards: what it tells must not ring as if it were happening now
    return Row(
        number,
        "",
        "report",
        key_of(who.pseudonym if who else "", sheet.form.form_id, str(sorted(texts.items()))),
        channel,
        who.person_id if who else None,
        who.pseudonym if who else texts["pseudonym"][:20],
        place.code if place else "",
        sheet.version,
        min(at, desk.now).isoformat() if at else "",
        done.state.to_json(),
        flaws=tuple(flaws),
    )


def _place(tx: Tx, sheet: _Sheet, number: int, said: str, who: Member | None, flaws: list[Flaw]) -> StationCard | None:
    code = sheet.codes.get(sms.station_key(said)) if said else ""
    if code is None:
        flaws.append(Flaw("unknown_station", sheet.where(number, "station", said[:30])))
        return None
    return place_of_report(tx, code, who)


def _channel(sheet: _Sheet, number: int, said: str, flaws: list[Flaw]) -> Channel:
    found = next((one for one in CHANNELS if one.value == said.casefold()), None)
    if found is None and said:
        known = {"known": ", ".join(CHANNELS)}
        flaws.append(Flaw("no_channel", sheet.where(number, "channel", said[:30]), known))
    return found or Channel.PAPER


def _told(
    desk: Desk, sheet: _Sheet, number: int, said: str, place: StationCard | None, flaws: list[Flaw]
) -> datetime | None:
    if not said:
        return None
    read = read_moment(western(said), desk.now.astimezone(zone_at(place, desk)), None)
    if isinstance(read, str):
        return datetime.fromisoformat(read)
    flaws.append(Flaw("not_yet", sheet.where(number, "told_at", said[:30])))
    return None


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _letters(at: int) -> str:
    """0 is A, 26 is AA."""
    said = ""
    while at >= 0:
        said = chr(ord("A") + at % 26) + said
        at = at // 26 - 1
    return said
