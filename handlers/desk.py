"""The coordinators' side: claim, resolve, look at photos."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bot.cases import seeing
from bot.cases.alerts import OUTCOMES, AlreadyTaken, Claimed, NotYours, claim_alert, resolve_alert
from bot.core.words import AlertState, Lane
from handlers import alerting, climbing, sos_desk
from handlers.events import Tapped
from handlers.messages import albums
from handlers.turns import Turn
from storage import accounts, attachments, outbox, reports

MOST_WAITING = 20
FOLLOWING = ("card", "ring", "bundle", "answer")  # messages of the desk that move as a report moves
LONGEST_NUMBER = 10  # digits: larger ones fit no column


def show_waiting(turn: Turn, region_id: int | None, practice: bool) -> None:
    """Somebody who joins the desk finds what nobody has claimed yet, the oldest first; calls for help before all."""
    sos_desk.show_waiting(turn, region_id)
    for alert_id in reports.open_alerts(turn.tx, region_id, MOST_WAITING, practice):
        turn.send("card", str(alert_id), lane=Lane.ALERT, key=f"card:{alert_id}")


def catch_up(turn: Turn, since: datetime) -> None:
    """Somebody of the desk is back: what could not be shown meanwhile is drawn as it stands now."""
    for kind, subject in outbox.unsaid(turn.tx, turn.chat.account_id, FOLLOWING, since):
        if kind == "ring":
            turn.send("ring", subject, key=alerting.redraw_key(int(subject)), redraw=True)
        else:
            turn.send(kind, subject, key=f"{kind}:{subject}")


def tapped(turn: Turn, rest: str) -> None:
    """`a:<alert>:<what>`. A button outlives a role, so the role is asked again here."""
    number, _, what = rest.partition(":")
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    if number == "ladder":
        climbing.tapped_ladder(turn, what)
        return
    is_number = number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER
    alert = reports.alert(turn.tx, int(number)) if is_number else None
    if alert is None or not may_see(turn, alert):
        turn.pop_up("closed")
    else:
        _do(turn, alert, what)


def _do(turn: Turn, alert: reports.AlertRow, what: str) -> None:
    match what.partition(":")[::2]:
        case "claim", _:
            _take_in_hand(turn, alert.id)
            claim(turn, alert.id)
        case "take", _:
            _claim_by_line(turn, alert.id)
        case "resolve", _ if alert.state is AlertState.CLAIMED:
            _take_in_hand(turn, alert.id)
            ask_how(turn, alert.id)
        case "resolve", _:
            _take_in_hand(turn, alert.id)
            _resolve(turn, alert.id, "dealt_with")  # refused, with the reason
        case "done", how if how in OUTCOMES:
            _take_in_hand(turn, alert.id)
            _resolve(turn, alert.id, how)
        case "reopen" | "back" | "up", _:
            _take_back(turn, alert, *what.partition(":")[::2])
        case _:
            _show(turn, alert, what)


def ask_how(turn: Turn, alert_id: int, below: bool = False) -> None:
    """What came of it, before it is resolved: on the card, or on one that comes below."""
    turn.send("card", str(alert_id), key=f"card:{alert_id}", asking=True, below=below)


def _show(turn: Turn, alert: reports.AlertRow, what: str) -> None:
    match what:
        case "card":
            turn.send("card", str(alert.id), key=f"card:{alert.id}")
        case "show":
            turn.send("card", str(alert.id), key=f"card:{alert.id}", below=True)
        case "changes":
            turn.send("what_changed", str(alert.report_id))
        case "photos":
            show_files(turn, alert.report_id)
        case _:
            turn.pop_up("closed")
            turn.send("card", str(alert.id), key=f"card:{alert.id}")


def _take_back(turn: Turn, alert: reports.AlertRow, what: str, reason: str) -> None:
    """Undo, let go, or send up: from the card or from the report's page."""
    assert isinstance(turn.event, Tapped)
    match what:
        case "reopen":
            _take_in_hand(turn, alert.id)
            _reopen(turn, alert)
            return
        case "up" if not reason and alert.state is not AlertState.RESOLVED:
            turn.send("why_up", str(alert.id), edit=turn.event.message_id)
            return
        case "up":
            turn.pop_up("gone_up" if climbing.escalate(turn, alert.id, reason) else "closed")
        case _:
            turn.pop_up("given_back" if climbing.give_back(turn, alert.id) else "closed")
    turn.send("report_page", str(alert.report_id), edit=turn.event.message_id)


def _reopen(turn: Turn, alert: reports.AlertRow) -> None:
    done = climbing.reopen(turn, alert.id)
    if done is None:
        turn.send("card", str(alert.id), key=f"card:{alert.id}")
    else:
        _tell_reporter(turn, alert.report_id, "reopened", done.note)


def show_files(turn: Turn, report_id: UUID) -> None:
    """A letter for each album: what has been shown is not shown again when the next one must wait. Then the facts."""
    files = attachments.telegram_files(turn.tx, turn.house.bot_id, report_id)
    for together in albums(files) or [[]]:
        turn.send("album", str(report_id), files=together)
    if attachments.count_of(turn.tx, report_id)[0]:
        turn.send("files", str(report_id), key=f"files:{report_id}")


def _take_in_hand(turn: Turn, alert_id: int) -> None:
    """A card that Telegram delivered twice stands twice in the chat: the one that is tapped is the one that moves."""
    _moves_here(turn, alerting.card_key(alert_id))


def _moves_here(turn: Turn, subject: str) -> None:
    assert isinstance(turn.event, Tapped)
    if turn.event.message_id is not None:
        accounts.set_message(turn.tx, turn.chat.account_id, turn.house.bot_id, subject, turn.event.message_id)


def _claim_by_line(turn: Turn, alert_id: int) -> None:
    """✋ under a line that rang, which stays a line; several may stand in the chat, and the tapped one moves."""
    _moves_here(turn, alerting.ring_key(alert_id))
    claim(turn, alert_id)
    turn.send("ring", str(alert_id), key=alerting.redraw_key(alert_id), redraw=True)


def may_see(turn: Turn, alert: reports.AlertRow) -> bool:
    report = reports.find(turn.tx, alert.report_id)
    return report is not None and seeing.may_see(turn.tx, turn.chat, turn.member, report)


def claim(turn: Turn, alert_id: int) -> None:
    match claim_alert(turn.tx, alert_id, turn.member, turn.now):
        case Claimed(report_id=report_id):
            turn.pop_up("claimed")
            turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))
            _tell_reporter(turn, report_id, "seen")
        case AlreadyTaken(by=name):
            turn.pop_up("already_claimed", name=name)
            turn.send("card", str(alert_id), key=f"card:{alert_id}")
        case NotYours():
            turn.send("card", str(alert_id), key=f"card:{alert_id}")


def _resolve(turn: Turn, alert_id: int, how: str) -> None:
    match resolve_alert(turn.tx, alert_id, turn.member, turn.now, how):
        case Claimed(report_id=report_id, note=note):
            turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))
            _tell_reporter(turn, report_id, "resolved", note)
        case AlreadyTaken(by=name):
            turn.pop_up("already_resolved", name=name)
            turn.send("card", str(alert_id), key=f"card:{alert_id}")
        case NotYours():
            turn.pop_up("claim_first")
            turn.send("card", str(alert_id), key=f"card:{alert_id}")


def _tell_reporter(turn: Turn, report_id: UUID, news: str, note: int | None = None) -> None:
    """Once ever; where it can happen again (`note` says which time it is), once each time."""
    report = reports.find(turn.tx, report_id)
    assert report is not None
    for account_id in accounts.accounts_of(turn.tx, turn.house.bot_id, report.reporter_id):
        dedupe = f"{news}:{report_id}:{account_id}" + (f":{note}" if note else "")
        turn.send(news, str(report_id), to=account_id, dedupe=dedupe)
