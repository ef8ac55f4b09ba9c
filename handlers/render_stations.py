"""What an observer reads of stations: where one is, which fit what was typed, what a chosen one is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases.forms import INCIDENT
from bot.cases.whereabouts import Whereabouts, whereabouts
from bot.core.words import Language
from bot.text import Words
from handlers import paging
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.render_checklists import title
from handlers.vocabulary import ACTIONS, later, menu_texts
from storage import filed, forms, stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.stations import StationCard

LONGEST_LABEL = 60  # characters of a button in a row of its own
MOST_STATIONS = 12
REGIONS = 20  # on a page
KILOMETRE = 1000
NEWS = {
    "station_set": later("✅ This is your station now."),
    "station_added": later("✅ One more station is on your list."),
    "arrival_noted": later("✅ Your arrival is noted."),
    "took_over": later("🤝 You have taken over. Your colleague is told."),
}


def whereabouts_view(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The one picture of where somebody is; every act of `/station` ends in it."""
    if chat.member is None:
        return None
    found = whereabouts(tx, chat.member.person_id, house.clock())
    if found.here is None:
        return TextMessage(plain(words.say("You have no station yet: /station")))
    news = letter.params.get("news")
    lines = [plain(words.named(NEWS[news]))] if news in NEWS else []
    lines += ["📍 " + told(found.here, words), *_state(found, letter.created_at, words)]
    return TextMessage("\n".join(lines), _acts(found, words), edit=letter.params.get("edit"))


def _state(found: Whereabouts, now: datetime, words: Words) -> list[str]:
    assert found.here is not None
    lines = []
    if found.since is not None:
        lines.append(plain(words.say("You have been here since {time}.", time=_clock(found.since, now, found.here))))
    else:
        lines.append(plain(words.say("Are you there now?")))
    if found.others:
        lines.append(plain(words.say("One of our observers is at this station already.")))
    return lines


def _acts(found: Whereabouts, words: Words) -> Rows:
    here = found.here
    assert here is not None
    rows: list[tuple[Button, ...]] = []
    if found.since is not None:
        rows.append((Button(words.say("👋 I am leaving"), "p:leave"),))
    elif found.others:
        rows.append((Button(words.say("👥 We work side by side"), f"p:arrive:{here.id}"),))
    else:
        rows.append((Button(words.say("✅ I have arrived"), f"p:arrive:{here.id}"),))
    if found.others:
        rows.append((Button(words.say("🤝 I take over"), f"p:relieve:{here.id}"),))
    for one in [one for one in found.mine if one.id != here.id][:MOST_STATIONS]:
        label = words.say("📍 I am at: {station}", station=label_of(one))
        rows.append((Button(shorten(label, LONGEST_LABEL), f"p:now:{one.id}"),))
    rows.append((Button(words.say("🔁 Another station"), "p:go:change"), Button(words.say("➕ One more"), "p:go:add")))
    rows.append((Button(words.say("✏ It was the wrong one"), "p:go:wrong"),))
    return tuple(rows)


def regions(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    every = stations.regions(tx)
    page = min(letter.params.get("page", 0), (len(every) - 1) // REGIONS)
    shown = every[page * REGIONS : (page + 1) * REGIONS]
    rows = [(Button(shorten(name, LONGEST_LABEL), f"p:region:{number}"),) for number, name in shown]
    text = words.say("Which region is your station in? You may also type the station's number or street.")
    turns = paging.turner(page, paging.count_of(len(every), REGIONS), "p:page:{}".format)
    return TextMessage(plain(text), (*rows, *turns, *_always(words)), edit=letter.params.get("edit"))


def search(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    region = stations.region_name(tx, int(letter.subject))
    text = words.say("{region}. Type the station's number, code or street.", region=region)
    others: Rows = ()
    if len(stations.regions(tx)) > 1:
        others = ((Button(words.say("🗺 Another region"), "p:page:0"),),)
    return TextMessage(plain(text), (*others, *_always(words)), edit=letter.params.get("edit"))


def _always(words: Words) -> Rows:
    near = Button(words.say("📍 Stations near me"), "p:near")
    return (near,), (Button(words.named(ACTIONS["cancel"]), "p:cancel"),)


def hits(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """What fits: each with its district and address, for the same number is in many places."""
    if chat.member is None:
        return None
    cards = [(stations.find(tx, station_id), metres) for station_id, metres in letter.params["hits"]]
    several = len({card.region_id for card, _ in cards if card}) > 1
    found = tuple(_hit(card, metres, several, words) for card, metres in cards if card)
    near = letter.params.get("near", False)
    if found:
        text = words.say("The nearest stations:") if near else words.say("Which one? If none of these, type more.")
    elif near:
        text = words.say("We do not know where the stations lie. Type the number or the street.")
    else:
        typed = letter.params.get("typed", "")
        text = words.say(
            "Nothing found: “{typed}”. Type the number or one word of the street. Something happened? /report",
            typed=typed,
        )
    return TextMessage(plain(text), (*found, (Button(words.named(ACTIONS["cancel"]), "p:cancel"),)))


def _hit(card: StationCard, metres: int | None, several: bool, words: Words) -> tuple[Button, ...]:
    """`several`: what fits lies in several regions, so each says its own."""
    far = distance_said(metres, words) if metres is not None else None
    parts = (far, label_of(card, card.region if several and far is None else None))
    return (Button(shorten(" · ".join(part for part in parts if part), LONGEST_LABEL), f"p:pick:{card.id}"),)


def distance_said(metres: int, words: Words) -> str:
    if metres < KILOMETRE:
        return words.say("{n} m", n=max(10, round(metres, -1)))
    kilometres = metres / KILOMETRE
    said = f"{kilometres:.1f}" if kilometres < 10 else f"{kilometres:.0f}"
    return words.say("{n} km", n=said if words.language is Language.ENGLISH else said.replace(".", ","))


def read_back(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    card = stations.find(tx, int(letter.subject))
    if chat.member is None or card is None:
        return None
    lines = [plain(words.say("Is this your station?")), "📍 " + told(card, words)]
    if card.registered_voters is not None:
        lines.append(plain(words.say("Registered voters: {n}", n=card.registered_voters)))
    yes = Button(words.say("✅ Yes, this one"), f"p:yes:{card.id}")
    return TextMessage("\n".join(lines), ((yes,), (Button(words.say("⬅ No"), "p:no"),)), edit=letter.params.get("edit"))


def left(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The departure is noted; its checklist is offered if this person did not file it today."""
    card = stations.find(tx, int(letter.subject))
    if chat.member is None or card is None:
        return None
    at = datetime.fromisoformat(letter.params["at"])
    midnight = at.astimezone(ZoneInfo(card.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    done = filed.latest_at(tx, [card.id], midnight, letter.created_at, chat.member.person_id)
    text = words.say("👋 Departure noted: {station}, {time}.", station=label_of(card), time=_clock(at, at, card))
    button = None if (card.id, "departure") in done else checklist_button(tx, house, "departure", words)
    rows: Rows = ((button,),) if button else ()
    menu = menu_texts(words, chat.member.is_desk)
    return TextMessage(plain(text), rows, menu=menu, edit=letter.params.get("edit"))


def relieved(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    card = stations.find(tx, int(letter.subject))
    if chat.member is None or card is None:
        return None
    station = label_of(card)
    return TextMessage(
        plain(words.say("🤝 Somebody has taken over from you: {station}. If that is wrong: /station", station=station))
    )


def move_offer(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    former, here = (stations.find(tx, int(number)) for number in letter.subject.split("-"))
    if chat.member is None or former is None or here is None:
        return None
    text = words.count(
        "{n} report was filed today for {former}. Move it to {here}?",
        "{n} reports were filed today for {former}. Move them to {here}?",
        letter.params["reports"],
        former=former.code,
        here=here.code,
    )
    yes = Button(words.say("✅ Yes, move them"), f"p:move:{letter.subject}")
    return TextMessage(plain(text), ((yes,), (Button(words.say("⬅ No, leave them"), "p:stay"),)))


def moved(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    card = stations.find(tx, int(letter.subject))
    if chat.member is None or card is None:
        return None
    text = words.count(
        "✅ {n} report now belongs to {station}.",
        "✅ {n} reports now belong to {station}.",
        letter.params["reports"],
        station=card.code,
    )
    return TextMessage(plain(text), edit=letter.params.get("edit"))


def checklist_button(tx: Tx, house: House, form_id: str, words: Words) -> Button | None:
    """The button that opens a form of the mission; None when it has no such form."""
    for number, each, version in forms.current(tx):
        if each == form_id and each != INCIDENT:
            return Button("📝 " + title(house.library.get(tx, version), words), f"f:{number}")
    return None


def told(card: StationCard, words: Words) -> str:
    """A station in full, as HTML: what tells it from all others in bold."""
    number = f", № {card.number}" if card.number and card.number != card.code else ""
    where = ", ".join(part for part in (card.district, card.region) if part)
    lines = [bold(card.code + number), *(plain(part) for part in (card.address, where) if part)]
    return "\n".join(lines)


def label_of(card: StationCard, region: str | None = None) -> str:
    """A station on a button: the number people say, or its code, then what tells it from the others."""
    name = f"№ {card.number}" if card.number else card.code
    return " · ".join(part for part in (name, region, card.district, card.address) if part)


def _clock(moment: datetime, now: datetime, card: StationCard) -> str:
    """By the station's clock; with its date when that is another day."""
    local, today = (one.astimezone(ZoneInfo(card.time_zone)) for one in (moment, now))
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%d.%m %H:%M}"
