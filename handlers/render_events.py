"""The list of events, and the small screens of one: its figures, what to take out, what to merge it with."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cases import event_view
from bot.cases.event_view import EventView
from bot.core.event_figures import Figure
from bot.core.words import Severity
from bot.text import Words
from handlers import paging
from handlers.event_words import ASKED, FIGURES, SAID, value_said
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage, bold, plain, shorten
from handlers.render_event import category_said, may_read, page, zone_of
from handlers.vocabulary import ACTIONS, SEVERITIES
from storage import events
from storage.accounts import Chat
from storage.database import Tx
from storage.events import Listed
from storage.outbox import Letter

PAGE = 8
MOST_OFFERED = 6
LONGEST = 60


def listed(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """Events of this desk's region, the gravest and newest first."""
    if not chat.is_desk:
        return None
    skip = int(letter.params.get("skip", 0))
    every = events.count(tx, chat.region_id, chat.practises)
    found = events.listed(tx, chat.region_id, chat.practises, PAGE, skip)
    rows = tuple((Button(_in_short(tx, house, one, words), f"e:v:{one.event.id}"),) for one in found)
    turns = paging.turner(skip // PAGE, paging.count_of(every, PAGE), lambda to: f"e:l:{to * PAGE}")
    records = Button(words.say("⚖ Checklists that differ"), "e:k")
    head = words.count("{n} event, the worst first:", "{n} events, the worst first:", every)
    text = head if every else words.say("No events yet. Reports become one when you press 🔗.")
    return TextMessage(plain(text), (*rows, *turns, (records,)), edit=letter.params.get("edit"), protect=True)


def _in_short(tx: Tx, house: House, one: Listed, words: Words) -> str:
    event = one.event
    zone = ZoneInfo(event.time_zone) if event.time_zone else house.time_zone
    sign = SEVERITIES[Severity(one.severity)][1] if one.severity else "▫"
    at = f"{one.happened_at.astimezone(zone):%H:%M}" if one.happened_at else ""
    category = category_said(tx, house, event.category, (), words)
    parts = (f"{'🎓' if event.practice else ''}{sign} {event.code} ({one.sources})", at, event.station, category)
    return shorten(" ".join(part for part in parts if part), LONGEST)


def figures(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """All figures of an event with their values; or of one figure who says what, to choose from."""
    number, _, name = letter.subject.partition(":")
    shown = _shown(tx, chat, number)
    if shown is None:
        return None
    head = bold(shown.event.code)
    if not name:
        rows = [[_figure_button(shown, figure, house, words)] for figure in Figure]
        return _screen(head, rows, shown, letter, words)
    figure = Figure(name)
    return _screen(
        f"{head} · {plain(words.named(FIGURES[figure]))}", _values(shown, figure, house, words), shown, letter, words
    )


def _figure_button(shown: EventView, figure: Figure, house: House, words: Words) -> Button:
    stated = shown.figures[figure]
    said = value_said(figure, stated.value, zone_of(shown, house), shown.happened_at, words) if stated.value else "—"
    return Button(shorten(f"{words.named(FIGURES[figure])}: {said}", LONGEST), f"e:f:{shown.event.id}:{figure.value}")


def _values(shown: EventView, figure: Figure, house: House, words: Words) -> list[list[Button]]:
    stated, zone, number = shown.figures[figure], zone_of(shown, house), shown.event.id
    rows = []
    for one in stated.told:
        mark = "✓ " if one.value == stated.stands else ""
        said = value_said(figure, one.value, zone, shown.happened_at, words)
        label = shorten(f"{mark}{said} · {', '.join(one.codes)}", LONGEST)
        rows.append([Button(label, f"e:f:{number}:{figure.value}:{one.codes[0]}")])
    rows.append([Button(words.say("✏ Type it"), f"e:f:{number}:{figure.value}:type")])
    if stated.stands:
        rows.append([Button(words.say("↩ Leave it open"), f"e:f:{number}:{figure.value}:open")])
    return rows


def taking_out(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    shown = _shown(tx, chat, letter.subject)
    if shown is None:
        return None
    rows = [[Button(f"✂ {one.code}", f"e:x:{shown.event.id}:{one.code}")] for one in shown.sources]
    which = words.say("Which one is not of this event?")
    return _screen(f"{bold(shown.event.code)} · {plain(which)}", rows, shown, letter, words)


def merging(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """Which event to merge with; or, when it is known, whether really."""
    number, _, another = letter.subject.partition(":")
    shown = _shown(tx, chat, number)
    if shown is None:
        return None
    if not another:
        others = events.listed(tx, chat.region_id, chat.practises, MOST_OFFERED + 1, 0)
        offered = [
            one for one in others if one.event.id != shown.event.id and one.event.practice == shown.event.practice
        ]
        rows = [[Button(_in_short(tx, house, one, words), f"e:m:{number}:{one.event.id}")] for one in offered]
        rows.append([Button(words.say("✏ Type the code"), f"e:m:{number}:type")])
        which = words.say("Which event is the same?")
        return _screen(f"{bold(shown.event.code)} · {plain(which)}", rows, shown, letter, words)
    other = _shown(tx, chat, another)
    if other is None:
        return None
    asks = words.say(
        "Are {one} and {other} one event? All that tells of {one} goes to {other}.",
        one=shown.event.code,
        other=other.event.code,
    )
    yes = Button(words.say("🔗 Yes, one event"), f"e:m:{number}:{another}:y")
    return _screen(plain(asks), [[yes]], shown, letter, words)


def asks(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """What is to be sent now; the subject names it."""
    if not chat.is_desk:
        return None
    back = letter.params.get("back")
    rows: Rows = ((Button(words.named(ACTIONS["cancel"]), back),),) if back else ()
    return TextMessage(plain(words.named(ASKED[letter.subject])), rows, edit=letter.params.get("edit"), protect=True)


def says(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    if not chat.is_desk:
        return None
    return TextMessage(plain(words.named(SAID[letter.subject], **letter.params.get("facts", {}))))


def _shown(tx: Tx, chat: Chat, number: str) -> EventView | None:
    shown = event_view.view(tx, int(number))
    return shown if shown is not None and may_read(chat, shown) else None


def _screen(text: str, rows: list[list[Button]], shown: EventView, letter: Letter, words: Words) -> TextMessage:
    back = [Button(words.named(ACTIONS["back"]), f"e:v:{shown.event.id}")]
    buttons = tuple(tuple(row) for row in [*rows, back])
    return TextMessage(text, buttons, edit=letter.params.get("edit"), protect=True)


KINDS = {
    "events": listed,
    "event": page,
    "event_figures": figures,
    "event_taking_out": taking_out,
    "event_merging": merging,
    "event_asks": asks,
    "event_says": says,
}
