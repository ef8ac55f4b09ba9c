"""The coordinators' side: claim, resolve, look at photos."""

from __future__ import annotations

from uuid import UUID

from bot.cases.alerts import AlreadyTaken, Claimed, NotYours, claim_alert, resolve_alert
from bot.core.words import Lane
from handlers import alerting, sos_desk
from handlers.events import Tapped
from handlers.messages import albums
from handlers.turns import Turn
from storage import accounts, attachments, bundles, reports

MOST_WAITING = 20
LONGEST_NUMBER = 10  # digits: larger ones fit no column


def show_waiting(turn: Turn, region_id: int | None, practice: bool) -> None:
    """Somebody who joins the desk finds what nobody has claimed yet, the oldest first; calls for help before all."""
    sos_desk.show_waiting(turn, region_id)
    for alert_id in reports.open_alerts(turn.tx, region_id, MOST_WAITING, practice):
        turn.send("card", str(alert_id), lane=Lane.ALERT, key=f"card:{alert_id}")


def tapped(turn: Turn, rest: str) -> None:
    """`a:<alert>:<what>`. A button outlives a role, so the role is asked again here."""
    number, _, what = rest.partition(":")
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    is_number = number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER
    alert = reports.alert(turn.tx, int(number)) if is_number else None
    if alert is None or not may_see(turn, alert):
        turn.pop_up("closed")
        return
    match what:
        case "claim":
            _take_in_hand(turn, alert.id)
            _claim(turn, alert.id)
        case "resolve":
            _take_in_hand(turn, alert.id)
            _resolve(turn, alert.id)
        case "show":
            turn.send("card", str(alert.id), key=f"card:{alert.id}", below=True)
        case "changes":
            turn.send("what_changed", str(alert.report_id))
        case "photos":
            _show_files(turn, alert.report_id)
        case _:
            turn.pop_up("closed")
            turn.send("card", str(alert.id), key=f"card:{alert.id}")


def _show_files(turn: Turn, report_id: UUID) -> None:
    """A letter for each album: what has been shown is not shown again when the next one must wait. Then the facts."""
    files = attachments.telegram_files(turn.tx, turn.house.bot_id, report_id)
    for together in albums(files) or [[]]:
        turn.send("album", str(report_id), files=together)
    if attachments.count_of(turn.tx, report_id)[0]:
        turn.send("files", str(report_id), key=f"files:{report_id}")


def _take_in_hand(turn: Turn, alert_id: int) -> None:
    """A card that Telegram delivered twice stands twice in the chat: the one that is tapped is the one that moves."""
    assert isinstance(turn.event, Tapped)
    if turn.event.message_id is not None:
        accounts.set_message(
            turn.tx, turn.chat.account_id, turn.house.bot_id, f"card:{alert_id}", turn.event.message_id
        )


def may_see(turn: Turn, alert: reports.AlertRow) -> bool:
    """A regional desk sees its region, and whatever it was shown."""
    report = reports.find(turn.tx, alert.report_id)
    own = turn.member.region_id in (None, report and report.region_id)
    own = own and (report is None or not report.practice or turn.member.practice)
    shown = accounts.message_of(turn.tx, turn.chat.account_id, f"card:{alert.id}") is not None
    return own or shown or bundles.holds(turn.tx, turn.chat.account_id, alert.id)


def _claim(turn: Turn, alert_id: int) -> None:
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


def _resolve(turn: Turn, alert_id: int) -> None:
    match resolve_alert(turn.tx, alert_id, turn.member, turn.now):
        case Claimed(report_id=report_id):
            turn.post(alerting.redraw(turn.tx, turn.house.bot_id, alert_id))
            _tell_reporter(turn, report_id, "resolved")
        case AlreadyTaken(by=name):
            turn.pop_up("already_resolved", name=name)
            turn.send("card", str(alert_id), key=f"card:{alert_id}")
        case NotYours():
            turn.pop_up("claim_first")
            turn.send("card", str(alert_id), key=f"card:{alert_id}")


def _tell_reporter(turn: Turn, report_id: UUID, news: str) -> None:
    report = reports.find(turn.tx, report_id)
    assert report is not None
    for account_id in accounts.accounts_of(turn.tx, turn.house.bot_id, report.reporter_id):
        turn.send(news, str(report_id), to=account_id, dedupe=f"{news}:{report_id}:{account_id}")
