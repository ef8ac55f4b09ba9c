"""The buttons of /export, and the order that they come to."""

from __future__ import annotations

from datetime import datetime

from bot.cases.export import ExportFormat, Profile, form_title
from bot.text import Words, later
from handlers.export_choice import Choice, choice_of, day_of
from handlers.exporting import ExportOrder
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage, plain, shorten
from storage import forms, stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import Filter

FORMATS = {
    ExportFormat.XLSX: later("📊 Excel: all tables"),
    ExportFormat.ZIP: later("🗂 zip: with photos"),
    ExportFormat.DOCX: later("📄 Briefing for Word"),
    ExportFormat.HTML: later("🌐 Briefing as a page"),
    ExportFormat.CSV: later("🔢 csv: one table"),
    ExportFormat.JSON: later("🔣 json: for programs"),
    ExportFormat.GEOJSON: later("🗺 Map (GeoJSON)"),
    ExportFormat.STATIONS: later("🏫 Map of stations"),
}
PROFILES = {
    Profile.DESK: later("🔒 Everything, for us"),
    Profile.PUBLIC: later("📢 For the public"),
}
WHENS = {
    "all": later("All days"),
    "today": later("Today"),
    "yesterday": later("Since yesterday"),
    "week": later("Seven days"),
}
MOST_LISTED = 60
WIDE = 40  # letters of a button that has its row alone


def export_menu(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    choice = choice_of(letter.subject)
    if choice is None or not chat.is_desk:
        return None
    text, rows = _screen(tx, house, chat, choice, words)
    return TextMessage(plain(text), rows, edit=letter.params.get("edit"))


def _screen(tx: Tx, house: House, chat: Chat, choice: Choice, words: Words) -> tuple[str, Rows]:
    match choice.screen:
        case "format":
            return words.say("Which file?"), _formats(choice, words)
        case "profile":
            return words.say("For whom? For the public: no pseudonyms, no unchecked texts."), _profiles(choice, words)
        case "since":
            asked = words.say("Since which day? Write it like this: {day}", day=f"{house.clock():%d.%m.%Y}")
            return asked, (_back(choice, "filter", words),)
        case "region":
            return words.say("Which region?"), _regions(tx, choice, words)
        case "form":
            return words.say("Which form?"), _forms(tx, house, choice, words)
    return _summary(tx, house, chat, choice, words), _filters(chat, choice, words)


def _formats(choice: Choice, words: Words) -> Rows:
    buttons = [
        Button(words.named(said), choice.but(format=one.value, screen="profile").data) for one, said in FORMATS.items()
    ]
    return tuple((button,) for button in buttons)


def _profiles(choice: Choice, words: Words) -> Rows:
    rows = [
        (Button(words.named(said), choice.but(profile=one.value, screen="filter").data),)
        for one, said in PROFILES.items()
    ]
    return (*rows, _back(choice, "format", words))


def _back(choice: Choice, screen: str, words: Words) -> tuple[Button, ...]:
    return (Button(words.say("⬅ Back"), choice.but(screen=screen).data),)


def _filters(chat: Chat, choice: Choice, words: Words) -> Rows:
    """The days two by two; region and form only where there is something to choose."""
    days = [
        Button(_ticked(words.named(said), choice.when == one), choice.but(when=one).data) for one, said in WHENS.items()
    ]
    day = day_of(choice.when)
    said = f"📅 {day:%d.%m.%Y}" if day else words.say("📅 Another day")
    another = (Button(_ticked(said, day is not None), choice.but(screen="since").data),)
    narrower = [Button(words.say("📝 Form"), choice.but(screen="form").data)]
    if chat.member is not None and chat.member.region_id is None:
        narrower.insert(0, Button(words.say("📍 Region"), choice.but(screen="region").data))
    make = (Button(words.say("✅ Make the file"), choice.but(screen="go").data),)
    return (tuple(days[:2]), tuple(days[2:]), another, tuple(narrower), make, _back(choice, "profile", words))


def _ticked(said: str, on: bool) -> str:
    return f"• {said}" if on else said


def _regions(tx: Tx, choice: Choice, words: Words) -> Rows:
    every = (Button(words.say("All regions"), choice.but(region=0, screen="filter").data),)
    found = stations.all_regions(tx)[:MOST_LISTED]
    listed = [(Button(shorten(name, WIDE), choice.but(region=number, screen="filter").data),) for number, name in found]
    return (every, *listed, _back(choice, "filter", words))


def _forms(tx: Tx, house: House, choice: Choice, words: Words) -> Rows:
    every = (Button(words.say("All forms"), choice.but(form=0, screen="filter").data),)
    listed = [
        (Button(shorten(_title(tx, house, version, words), WIDE), choice.but(form=number, screen="filter").data),)
        for number, _, version in forms.current(tx)[:MOST_LISTED]
    ]
    return (every, *listed, _back(choice, "filter", words))


def _title(tx: Tx, house: House, version: int, words: Words) -> str:
    return form_title(house.library.get(tx, version), words.language)


def _summary(tx: Tx, house: House, chat: Chat, choice: Choice, words: Words) -> str:
    """What would be made, a line each."""
    member = chat.member
    region = (member.region_id if member else None) or choice.region
    said = [words.named(FORMATS[ExportFormat(choice.format)]), words.named(PROFILES[Profile(choice.profile)])]
    day = day_of(choice.when)
    when = words.say("Since {day}", day=f"{day:%d.%m.%Y}") if day else words.named(WHENS[choice.when])
    said.append("🗓 " + when)
    name = dict(stations.all_regions(tx)).get(region) if region else None
    said.append("📍 " + (name or words.say("All regions")))
    version = next((version for number, _, version in forms.current(tx) if number == choice.form), None)
    said.append("📝 " + (_title(tx, house, version, words) if version else words.say("All forms")))
    return "\n".join(said)


def order(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> ExportOrder | None:
    if not chat.is_desk:  # the role may be gone since the order was given
        return None
    since = letter.params.get("since")
    wanted = Filter(
        since=datetime.fromisoformat(since) if since else None,
        region=letter.params.get("region"),
        form=letter.params.get("form"),
    )
    profile = Profile(letter.params.get("profile") or Profile.DESK)
    screen = letter.params.get("screen")
    return ExportOrder(ExportFormat(letter.subject), profile, wanted, words, letter.account_id, screen)
