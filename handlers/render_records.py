"""Checklists of one station that differ: each answer with who gave it and when, and which one stands."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cases import station_records
from bot.cases.station_records import StationView
from bot.core.forms import describe
from bot.core.station_records import Answered, Difference
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, Message, TextMessage, bold, plain, shorten
from handlers.render_checklists import title
from handlers.vocabulary import ACTIONS
from storage import station_records as stored
from storage import stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import ReportRow
from storage.station_records import Pair

MOST = 12  # stations in one message
MOST_LOOKED_AT = 200
MOST_SHOWN = 20  # questions that differ
LONGEST = 60


def lines(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """For the page of a checklist that somebody else filed there too."""
    shown = _of_report(tx, house, report)
    return [plain(f"⚖ {_counted(shown, words)}")] if shown else []


def buttons(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    shown = _of_report(tx, house, report)
    if shown is None or not shown.record.differing:
        return []
    return [Button(words.say("⚖ Put side by side"), _data(shown.pair))]


def _of_report(tx: Tx, house: House, report: ReportRow) -> StationView | None:
    pair = stored.pair_of(tx, report.id) if report.category is None else None
    return station_records.view(tx, house.library, pair) if pair else None


def listed(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """Stations whose checklists differ, those with something undecided first."""
    if not chat.is_desk:
        return None
    pairs = stored.pairs(tx, chat.region_id, (0, 0), MOST_LOOKED_AT)
    seen = [shown for pair in pairs if (shown := station_records.view(tx, house.library, pair))]
    differing = sorted((one for one in seen if one.record.differing), key=lambda one: -one.record.undecided)
    rows = [[Button(_in_short(one, words), _data(one.pair))] for one in differing[:MOST]]
    rows.append([Button(words.say("⬅ Events"), "e:l:0")])
    text = words.count("⚖ {n} checklist differs", "⚖ {n} checklists differ", len(differing))
    if not differing:
        text = words.say("⚖ No checklists of one station differ.")
    return TextMessage(plain(text), tuple(map(tuple, rows)), edit=letter.params.get("edit"), protect=True)


def _in_short(shown: StationView, words: Words) -> str:
    mark = "❗" if shown.record.undecided else "✓"
    return shorten(f"{mark} {shown.pair.station} · {title(shown.form, words)} · {len(shown.record.differing)}", LONGEST)


def record(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The subject is `<station>:<form>`; with `:<question>` the answers to choose from."""
    station, form, *question = letter.subject.split(":")
    pair = stored.pair(tx, int(station), int(form))
    shown = station_records.view(tx, house.library, pair) if pair and _may_read(tx, chat, pair) else None
    if shown is None:
        return None
    chosen = shown.difference(question[0]) if question else None
    text = [bold(f"🏫 {_head(shown, words)}")]
    if chosen is not None:
        rows = _choices(shown, chosen, words)
        text += _told(shown, chosen, words)
        back = _data(shown.pair)
    else:
        rows = [
            [Button(_label(shown, one, words), f"{_data(shown.pair)}:{_index(shown, one)}")] for one in _some(shown)
        ]
        text += [line for one in _some(shown) for line in _told(shown, one, words)]
        back = "e:k"
    rows.append([Button(words.named(ACTIONS["back"]), back)])
    return TextMessage("\n".join(text), tuple(map(tuple, rows)), edit=letter.params.get("edit"), protect=True)


def _may_read(tx: Tx, chat: Chat, pair: Pair) -> bool:
    station = stations.by_id(tx, pair.station_id)
    return chat.is_desk and chat.region_id in (None, station.region_id)


def _some(shown: StationView) -> tuple[Difference, ...]:
    return shown.record.differing[:MOST_SHOWN]


def _head(shown: StationView, words: Words) -> str:
    """`T-1 · Opening: 2 reports, 1 answer differs`"""
    return f"{shown.pair.station} · {title(shown.form, words)}: {_counted(shown, words)}"


def _counted(shown: StationView, words: Words) -> str:
    told = words.count("{n} report", "{n} reports", len(shown.record.checklists))
    differing = len(shown.record.differing)
    if not differing:
        return f"{told}, " + words.say("all answers agree")
    return f"{told}, " + words.count("{n} answer differs", "{n} answers differ", differing)


def _told(shown: StationView, difference: Difference, words: Words) -> list[str]:
    lines = ["", bold(_question(shown, difference, words))]
    for one in difference.answers:
        mark = "✓" if one == difference.stands else "▫"
        by = f"{one.by.pseudonym}, {_clock(shown, one)} ({one.by.code})"
        lines.append(plain(f"{mark} {_said(shown, difference.name, one, words)} · {by}"))
    if difference.is_left_open:
        lines.append(plain("○ " + words.say("left open")))
    return lines


def _choices(shown: StationView, difference: Difference, words: Words) -> list[list[Button]]:
    data = f"{_data(shown.pair)}:{_index(shown, difference)}"
    rows = []
    for one in difference.answers:
        mark = "✓ " if one == difference.stands else ""
        label = f"{mark}{_said(shown, difference.name, one, words)} · {one.by.code}"
        rows.append([Button(shorten(label, LONGEST), f"{data}:{one.by.code}")])
    return [*rows, [Button(words.say("○ Leave it open"), f"{data}:open")]]


def _label(shown: StationView, difference: Difference, words: Words) -> str:
    mark = "✓" if difference.stands else "✏"
    return shorten(f"{mark} {_question(shown, difference, words)}", LONGEST)


def _question(shown: StationView, difference: Difference, words: Words) -> str:
    asked = shown.form.question(difference.name)
    assert asked is not None
    one = difference.answers[0].by
    return asked.named(shown.form.environment(one.answers, one.at, words.language.value))


def _said(shown: StationView, name: str, one: Answered, words: Words) -> str:
    asked = shown.form.question(name)
    assert asked is not None
    environment = shown.form.environment(one.by.answers, one.by.at, words.language.value)
    return describe(asked, one.value, environment) or one.value


def _clock(shown: StationView, one: Answered) -> str:
    return f"{one.by.at.astimezone(ZoneInfo(shown.pair.time_zone)):%H:%M}"


def _index(shown: StationView, difference: Difference) -> int:
    asked = shown.form.question(difference.name)
    assert asked is not None
    return asked.index


def _data(pair: Pair) -> str:
    return f"e:k:{pair.station_id}:{pair.form_number}"


KINDS = {"records": listed, "record": record}
