"""Lists of reports at the desk: what is open, what was found, what came from a station; filters are buttons below."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.report_search import MOST_STATIONS, Meant, understand
from bot.core.stems import snippet
from bot.core.words import AlertState, Severity
from bot.text import Words
from handlers import paging, render_sos_desk
from handlers.house import House
from handlers.list_filters import filter_rows, menu, said_filters
from handlers.list_state import FOUND, OF_STATION, OPEN, ListState, read_state
from handlers.messages import Button, Message, Rows, TextMessage, bold, italic, plain, shorten
from handlers.report_lines import zone_of
from handlers.vocabulary import ACTIONS, SEVERITIES
from handlers.wanted_reports import wanted_of
from storage import report_index, report_lists, stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.report_facts import SEARCHED
from storage.report_lists import Counted, Wanted
from storage.reports import ReportRow

PAGE = 8
LONGEST_BUTTON = 60
LONGEST_SNIPPET = 140


def report_list(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The subject is the state of the list, `words` what was searched for, `part` a filter to be chosen, `edit` where.

    A message with what was found is remembered by the words, which its buttons have no room for.
    """
    state = read_state(letter.subject)
    if state is None or chat.member is None or not chat.is_desk:
        return None
    typed, now = letter.params.get("words") or "", house.clock()
    wanted = wanted_of(tx, house, chat, state, typed, now)
    remember = SEARCHED + typed if typed else None
    part = letter.params.get("part")
    if part:
        text, rows = menu(tx, house, chat, state, wanted, part, words)
    else:
        text, rows = _list(tx, house, chat, state, wanted, typed, words)
    return TextMessage(text, rows, edit=letter.params.get("edit"), remember=remember, protect=True)


def _list(
    tx: Tx, house: House, chat: Chat, state: ListState, wanted: Wanted, typed: str, words: Words
) -> tuple[str, Rows]:
    assert chat.member is not None
    meant = understand(tx, house.finder, chat.region_id, typed, house.clock()) if state.kind == FOUND else Meant()
    counts, wanted = _counted(tx, wanted, chat.member.person_id, state)
    pages = max(1, -(-counts.every // PAGE))
    shown = min(state.page, pages - 1)
    found = report_lists.page(tx, wanted, PAGE, shown * PAGE) if counts.every else []
    here = state.but(page=shown)
    called = render_sos_desk.listed(tx, chat, words) if state.kind == OPEN and not shown else ()
    lines = _head(tx, house, state, wanted, counts, typed, bool(called), words)
    lines += _found_lines(tx, house, found, wanted, words) if state.kind == FOUND else []
    buttons = [_button(tx, house, one, here, words) for one in found]
    abreast = 2 if state.kind == FOUND else 1  # a code is short
    reports = tuple(tuple(buttons[at : at + abreast]) for at in range(0, len(buttons), abreast))
    places = _places(tx, meant, state) if state.kind == FOUND and not shown else ()
    filters = filter_rows(here, counts, words) if counts.every or state.filtered else ()
    back = _back(state, typed, words)
    return "\n".join(lines), (*called, *reports, *places, *_turner(here, pages, counts), *filters, *back)


def _counted(tx: Tx, wanted: Wanted, me: int, state: ListState) -> tuple[Counted, Wanted]:
    """Where no report has all the words, those count that have some."""
    if state.kind == FOUND and not wanted.sought and wanted.reported_by is None:
        return Counted(0, 0, 0, 0, 0), wanted
    counts = report_lists.counted(tx, wanted, me)
    if counts.every or len(wanted.sought) < 2:
        return counts, wanted
    wider = report_lists.with_any_word(wanted)
    return report_lists.counted(tx, wider, me), wider


def _head(
    tx: Tx,
    house: House,
    state: ListState,
    wanted: Wanted,
    counts: Counted,
    typed: str,
    called: bool,
    words: Words,
) -> list[str]:
    filters = said_filters(tx, house, state, words)
    if not counts.every:
        where = [bold(_title(tx, state, typed, words))] if state.kind == OF_STATION else []
        return [*where, plain(_nothing(state, typed, called, filters, words)), *filters]
    title, number = (
        _title(tx, state, typed, words),
        f"{counts.every}+" if counts.every >= report_lists.CAP else counts.every,
    )
    lines = [f"{bold(title)} · {number}", *filters]
    if wanted.any_word:
        lines.append(plain(words.say("No report has all these words; these have some of them.")))
    return lines


def _title(tx: Tx, state: ListState, typed: str, words: Words) -> str:
    if state.kind == FOUND:
        return "🔎 " + words.quoted(shorten(typed, 60))
    if state.kind == OF_STATION:
        place = stations.find(tx, state.station) if state.station is not None else None
        return "📍 " + shorten(", ".join(part for part in (place.code, place.address) if part), 120) if place else "📍"
    return words.say("Open reports, the worst first")


def _nothing(state: ListState, typed: str, called: bool, filters: list[str], words: Words) -> str:
    if filters:
        return words.say("Nothing passes these filters.")
    if state.kind == FOUND:
        said = words.quoted(shorten(typed, 60))
        return words.say(
            "Nothing found for {words}. Try one word, or the code of a report, a station, an observer.", words=said
        )
    if state.kind == OF_STATION:
        return words.say("No reports from this station.")
    return words.say("No open reports, but calls for help:") if called else words.say("Nothing is open.")


def _found_lines(tx: Tx, house: House, found: list[ReportRow], wanted: Wanted, words: Words) -> list[str]:
    """What each report says around the words that were sought."""
    lines = []
    for one in found:
        shown = snippet(report_index.texts_of(tx, one.id), wanted.sought, LONGEST_SNIPPET)
        lines += [plain(_in_short(tx, house, one, words, with_code=True)), italic(shown) if shown else ""]
    return [line for line in lines if line]


def _button(tx: Tx, house: House, report: ReportRow, state: ListState, words: Words) -> Button:
    said = report.code if state.kind == FOUND else ""
    label = said or shorten(_in_short(tx, house, report, words), LONGEST_BUTTON)
    return Button(label, f"o:{report.seq}:0:{state.written()}")


def _in_short(tx: Tx, house: House, report: ReportRow, words: Words, with_code: bool = False) -> str:
    form = house.library.get(tx, report.form_version_id)
    category = form.choice_name("category", report.category, words.language.value) if report.category else form.title
    sign = SEVERITIES[Severity(report.severity)][1] if report.severity else ""
    taken = {AlertState.CLAIMED.value: "✋", AlertState.RESOLVED.value: "☑"}.get(report.alert or "", "")
    marks = ("🎓" if report.practice else "") + ("⛔" if report.withdrawn_at else "")
    at = _clock(report.received_at, house.clock(), zone_of(report, house))
    parts = (marks + sign + taken, report.code if with_code else "", at, report.station or report.region, category)
    return " ".join(part for part in parts if part)


def _clock(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    recent = timedelta() <= now - moment < timedelta(days=1) and local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if recent else f"{local:%d.%m %H:%M}"


def _places(tx: Tx, meant: Meant, state: ListState) -> Rows:
    """Stations that may be meant; everything from one of them is a tap away."""
    cards = [card for one in meant.stations[:MOST_STATIONS] if (card := stations.find(tx, one)) is not None]
    return tuple(
        (
            Button(
                shorten(f"📍 {card.code} {card.address or ''}", LONGEST_BUTTON).strip(), f"o:l:{OF_STATION}0.t{card.id}"
            ),
        )
        for card in cards
        if state.station != card.id
    )


def _turner(state: ListState, pages: int, counts: Counted) -> Rows:
    beyond = "+" if counts.every >= report_lists.CAP else ""
    return paging.turner(state.page, pages, lambda page: f"o:l:{state.but(page=page).written()}", beyond)


def _back(state: ListState, typed: str, words: Words) -> Rows:
    """From a station's reports to what was found before."""
    there = state.kind == OF_STATION and typed
    return ((Button(words.named(ACTIONS["back"]), f"o:l:{FOUND}0"),),) if there else ()
