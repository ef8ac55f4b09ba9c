"""Buttons of a report's page and of the lists it is chosen from: `o:…`. The role is asked again at every tap.

o:<seq>                    the page of a report, below
o:<seq>:<page>:<list>      a page of it, in the place of the tapped message; `list` is where ⬅ goes, or empty
o:<seq>:h<page>:<list>     its history
o:<seq>:photos|map|claim|resolve
"""

from __future__ import annotations

import re
from uuid import UUID

from bot.cases.seeing import may_see
from handlers import desk
from handlers.callbacks import number_of
from handlers.events import Tapped
from handlers.turns import Turn
from storage import report_facts, reports, revisions
from storage.reports import ReportRow

_PAGE = re.compile(r"(h?)(\d{1,4})")


def tapped(turn: Turn, rest: str) -> None:
    if turn.chat.member is None:
        turn.pop_up("in_private")
        return
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    first, _, more = rest.partition(":")
    _tapped_report(turn, number_of(first), more)


def _tapped_report(turn: Turn, seq: int | None, more: str) -> None:
    found = report_facts.id_of(turn.tx, seq) if seq is not None else None
    report = reports.find(turn.tx, found) if found is not None else None
    if report is None or not may_see(turn.tx, turn.chat, turn.member, report):
        turn.pop_up("closed")
        return
    what, _, back = more.partition(":")
    match what:
        case "":
            turn.send("report_page", str(report.id))
        case "photos":
            desk.show_files(turn, report.id)
        case "map":
            turn.send("report_map", str(report.id))
        case "claim" | "resolve":
            _move(turn, report, what, back)
        case _ if (asked := _PAGE.fullmatch(what)) is not None:
            kind = "report_history" if asked[1] else "report_page"
            turn.send(kind, str(report.id), edit=here(turn), page=int(asked[2]), back=back)
        case _:
            turn.pop_up("closed")
            redraw(turn, report.id, back)


def _move(turn: Turn, report: ReportRow, what: str, back: str) -> None:
    """The same as on the card, which moves with it wherever it is shown."""
    alert_id = revisions.alert_of(turn.tx, report.id)
    if alert_id is not None:
        (desk.claim if what == "claim" else desk.resolve)(turn, alert_id)
    redraw(turn, report.id, back)


def redraw(turn: Turn, report_id: UUID, back: str = "") -> None:
    """The page where the tapped button hangs, as it is now. For whoever puts buttons on the page."""
    turn.send("report_page", str(report_id), edit=here(turn), back=back)


def here(turn: Turn) -> int | None:
    return turn.event.message_id if isinstance(turn.event, Tapped) else None
