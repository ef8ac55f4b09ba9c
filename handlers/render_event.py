"""An event's page: what, where, when, its figures with who says them, its reports and calls, what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases import event_view
from bot.cases.event_view import EventView, Stated, Told
from bot.cases.forms import INCIDENT
from bot.core.event_figures import Figure
from bot.core.words import Severity
from bot.text import Words
from handlers.digest_text import lasted
from handlers.event_words import FIGURES, value_said
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage, bold, italic, plain, shorten
from handlers.render_practice import marked
from handlers.vocabulary import SEVERITIES
from storage import attachments, forms
from storage.accounts import Chat
from storage.database import Tx
from storage.event_sources import SourceRow
from storage.outbox import Letter

MOST_SOURCES = 30  # as buttons; the rest is counted
LONGEST_LINE = 200
LONGEST_NOTE = 900


def may_read(chat: Chat, shown: EventView) -> bool:
    own = chat.region_id is None or shown.event.region_id in (None, chat.region_id)
    return chat.is_desk and own and (not shown.event.practice or chat.practises)


def zone_of(shown: EventView, house: House) -> ZoneInfo:
    return ZoneInfo(shown.time_zone) if shown.time_zone else house.time_zone


def page(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The subject is the event's number; one that was merged shows the event it is part of."""
    shown = event_view.view(tx, int(letter.subject))
    while shown is not None and shown.event.merged_into is not None:
        shown = event_view.view(tx, shown.event.merged_into)
    if shown is None or not may_read(chat, shown):
        return None
    text = "\n".join(line for line in _lines(tx, house, shown, words) if line)
    text = marked(text, shown.event.practice, words)
    return TextMessage(text, _buttons(tx, shown, words), edit=letter.params.get("edit"), protect=True)


def category_said(tx: Tx, house: House, category: str | None, sources: tuple[SourceRow, ...], words: Words) -> str:
    """The words of the form that asked; of a call those of the incident form."""
    if category is None:
        return words.say("not said yet")
    version = next((one.form_version_id for one in sources if one.form_version_id), None)
    version = version or forms.current_version(tx, INCIDENT)
    return house.library.get(tx, version).choice_name("category", category, words.language.value) if version else ""


def _lines(tx: Tx, house: House, shown: EventView, words: Words) -> Iterator[str]:
    event, zone = shown.event, zone_of(shown, house)
    said = category_said(tx, house, event.category, shown.sources, words)
    yield f"🔗 {bold(shorten(f'{event.code} · {said}', LONGEST_LINE))}"
    yield plain(_where(shown))
    yield plain(_when(shown, zone, words))
    yield plain("👥 " + _tellers(shown, words))
    for stated in shown.figures.values():
        yield from _figure(shown, stated, zone, words)
    yield from (f"{_sign(one)} {plain(_source(one, zone, words))}" for one in shown.sources[:MOST_SOURCES])
    yield f"📝 {italic(event.note[-LONGEST_NOTE:])}" if event.note else ""


def _where(shown: EventView) -> str:
    stations = dict.fromkeys(one.station for one in shown.sources if one.station)
    named = ", ".join([*list(stations)[:3], *([shown.event.region] if shown.event.region else [])])
    return f"📍 {shorten(named, LONGEST_LINE)}" if named else ""


def _when(shown: EventView, zone: ZoneInfo, words: Words) -> str:
    begin = shown.happened_at
    if begin is None:
        return ""
    since, until = shown.figures[Figure.SINCE].value, shown.figures[Figure.UNTIL].value
    day = f"{begin.astimezone(zone):%d.%m}"
    if since is None:
        return f"🕐 {day} {begin.astimezone(zone):%H:%M}"
    clock = value_said(Figure.SINCE, since, zone, begin, words)
    if until is None:
        return f"🕐 {day} " + words.say("since {time}; the end is not known", time=clock)
    span = f"{clock}–{value_said(Figure.UNTIL, until, zone, begin, words)}"
    held = f" · {lasted(shown.held_for, words)}" if shown.held_for else ""
    return f"🕐 {day} {span}{held}"


def _tellers(shown: EventView, words: Words) -> str:
    calls = sum(one.is_call for one in shown.sources)
    told = words.count("{n} account", "{n} accounts", len(shown.sources))
    people = words.count("{n} observer", "{n} observers", shown.tellers)
    sos = f", 🆘 {calls}" if calls else ""
    return f"{told}{sos} · {people}"


def _figure(shown: EventView, stated: Stated, zone: ZoneInfo, words: Words) -> Iterator[str]:
    """`Injured: 0–2` and below it who says what; ✓ before what the desk holds to be right."""
    value = stated.value
    day = shown.happened_at
    if value is None and not stated.told:
        return
    said = value_said(stated.figure, value, zone, day, words) if value else "?"
    mark = "✓ " if stated.stands else ""
    alone = len(stated.told) == 1 and stated.told[0].value == value
    codes = f" ({', '.join(stated.told[0].codes)})" if alone else ""
    yield f"▫ {plain(words.named(FIGURES[stated.figure]))}: {mark}{bold(said)}{codes}"
    if stated.told and not alone:
        each = (_told(stated, one, zone, day, words) for one in stated.told)
        yield "   " + plain(shorten(" · ".join(each), 2 * LONGEST_LINE))


def _told(stated: Stated, one: Told, zone: ZoneInfo, day: datetime | None, words: Words) -> str:
    return f"{value_said(stated.figure, one.value, zone, day, words)} ({', '.join(one.codes)})"


def _sign(source: SourceRow) -> str:
    if source.is_call:
        return "🆘"
    if not source.counts:
        return "⛔"
    return SEVERITIES[Severity(source.severity)][1] if source.severity else "▫"


def _source(source: SourceRow, zone: ZoneInfo, words: Words) -> str:
    withdrawn = words.say("withdrawn") if source.withdrawn_at else ""
    rejected = words.say("rejected") if not source.counts and not source.withdrawn_at else ""
    parts = (source.code, f"{source.happened_at.astimezone(zone):%H:%M}", source.teller, withdrawn, rejected)
    return " · ".join(part for part in parts if part)


def source_button(source: SourceRow) -> Button:
    """To the report's page, or the call's card."""
    return Button(source.code, f"s:{source.number}:show" if source.is_call else f"e:r:{source.number}")


def _buttons(tx: Tx, shown: EventView, words: Words) -> Rows:
    number = shown.event.id
    told = [source_button(one) for one in shown.sources[:MOST_SOURCES]]
    undecided = [one for one in shown.figures.values() if one.differs and not one.stands]
    rows = [told[at : at + 3] for at in range(0, len(told), 3)]
    rows += [[Button("✏ " + words.named(FIGURES[one.figure]), f"e:f:{number}:{one.figure.value}")] for one in undecided]
    files = sum(attachments.count_of(tx, one.id)[0] for one in shown.sources)
    rows += [
        [Button(words.say("🔢 Figures"), f"e:f:{number}"), Button(words.say("➕ Add by code"), f"e:a:{number}")],
        [Button(words.say("✂ Split"), f"e:x:{number}"), Button(words.say("🔗 Merge with …"), f"e:m:{number}")],
        [Button(words.say("📝 Note"), f"e:n:{number}"), *([Button(f"📷 {files}", f"e:g:{number}")] if files else [])],
        [Button(words.say("⬅ Events"), "e:l:0")],
    ]
    return tuple(tuple(row) for row in rows)
