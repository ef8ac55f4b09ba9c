"""Buttons of a report's page and of the lists it is chosen from: `o:…`. The role is asked again at every tap.

o:<seq>                    the page of a report, below
o:<seq>:<page>:<list>      a page of it, in the place of the tapped message; `list` is where ⬅ goes, or empty
o:<seq>:h<page>:<list>     its history
o:<seq>:photos|map|claim|resolve
"""

from __future__ import annotations

import re
from uuid import UUID

from bot.cases.report_search import understand
from bot.cases.seeing import may_see
from handlers import asking, desk, dialogues, sos_desk
from handlers.callbacks import number_of
from handlers.events import Said
from handlers.list_filters import MENUS
from handlers.list_state import FOUND, OF_STATION, OPEN, read_state
from handlers.messages import shorten
from handlers.turns import Turn
from storage import report_facts, reports, revisions, sos
from storage.reports import ReportRow

KIND = "find"
LONGEST_SEARCH = 70  # UTF-16 units; with its prefix it fits the subject of a message
_PAGE = re.compile(r"(h?)(\d{1,4})")


def tapped(turn: Turn, rest: str) -> None:
    if turn.chat.member is None:
        turn.pop_up("only_private")
        return
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    first, _, more = rest.partition(":")
    if first == "l" or first in MENUS:
        _redraw_list(turn, more, None if first == "l" else first)
    else:
        _tapped_report(turn, number_of(first), more)


def show_open(turn: Turn) -> None:
    """`/open`."""
    turn.send("report_list", OPEN + "0")


def find(turn: Turn, typed: str) -> None:
    """`/find words…`; without words they are asked for."""
    if typed.strip():
        _search(turn, typed)
    else:
        dialogues.begin(turn, KIND)
        turn.line("find_how")


@dialogues.answers(KIND)
def _typed(turn: Turn, _known: dialogues.Known) -> bool:
    if not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    dialogues.end(turn)
    _search(turn, turn.event.text)
    return True


def _search(turn: Turn, typed: str) -> None:
    """One report or call is shown at once, a station's reports as a list of their own; anything else is looked for."""
    typed = shorten(" ".join("".join(one if one.isprintable() else " " for one in typed).split()), LONGEST_SEARCH)
    meant = understand(turn.tx, turn.house.finder, turn.chat.region_id, typed, turn.now)
    report = reports.find(turn.tx, meant.report_id) if meant.report_id is not None else None
    call = sos.by_code(turn.tx, meant.call_code) if meant.call_code else None
    if report is not None and may_see(turn.tx, turn.chat, turn.member, report):
        turn.send("report_page", str(report.id))
    elif call is not None and sos_desk.may_see(turn, call):
        sos_desk.show(turn, call)
    elif meant.exact and meant.person_id is None:
        turn.send("report_list", f"{OF_STATION}0.t{meant.stations[0]}")
    else:
        turn.send("report_list", FOUND + "0", words=typed)


def _redraw_list(turn: Turn, written: str, part: str | None) -> None:
    """What was searched for is known by the message that shows it."""
    state, here_ = read_state(written), turn.tapped_message
    words = report_facts.words_shown(turn.tx, turn.chat.account_id, here_) if here_ is not None else None
    if state is None or (state.kind == FOUND and words is None):
        turn.pop_up("closed")
        return
    turn.send("report_list", state.written(), words=words, edit=here_, part=part)


def _tapped_report(turn: Turn, seq: int | None, more: str) -> None:
    found = report_facts.id_of(turn.tx, seq) if seq is not None else None
    report = reports.find(turn.tx, found) if found is not None else None
    if report is None or not may_see(turn.tx, turn.chat, turn.member, report):
        turn.pop_up("closed")
        return
    what, _, back = more.partition(":")
    match what:
        case "":
            asking.read(turn, report)
            turn.send("report_page", str(report.id))
        case "photos":
            desk.show_files(turn, report.id)
        case "map":
            turn.send("report_map", str(report.id))
        case "claim" | "resolve":
            _move(turn, report, what, back)
        case _ if (asked := _PAGE.fullmatch(what)) is not None:
            kind = "report_history" if asked[1] else "report_page"
            turn.send(kind, str(report.id), edit=turn.tapped_message, page=int(asked[2]), back=back)
        case _:
            turn.pop_up("closed")
            redraw(turn, report.id, back)


def _move(turn: Turn, report: ReportRow, what: str, back: str) -> None:
    """The same as on the card, which moves with it wherever it is shown."""
    alert_id = revisions.alert_of(turn.tx, report.id)
    if alert_id is not None and what == "resolve":
        desk.ask_how(turn, alert_id, below=True)
        return
    if alert_id is not None:
        desk.claim(turn, alert_id)
    redraw(turn, report.id, back)


def redraw(turn: Turn, report_id: UUID, back: str = "") -> None:
    """The page where the tapped button hangs, as it is now. For whoever puts buttons on the page."""
    turn.send("report_page", str(report_id), edit=turn.tapped_message, back=back)
