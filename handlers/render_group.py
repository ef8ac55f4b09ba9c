"""What a desk in a group reads: that something happened and where to see it. No story, no observer, no photo.

Groups leak: cards are minimal and cannot be forwarded; everything else is shown in private.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.cases import sos as calls
from bot.core.distress import CallState, Distress
from bot.core.words import AlertState, Severity
from bot.text import Words
from handlers import render_bundle
from handlers.doorkeeping import DOOR
from handlers.house import House
from handlers.messages import Button, Deleted, Message, Rows, TextMessage, bold, plain
from handlers.render_climbing import ring
from handlers.render_desk import Labels, headline, outcomes, times, zone_of
from handlers.render_sos_card import clock, state
from handlers.render_standing import rung_line, state_line
from handlers.sos_words import KINDS as SORTS
from handlers.vocabulary import SEVERITIES
from storage import accounts, attachments, report_lists, report_notes, reports, revisions, sos, stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.report_lists import Wanted

MOST_OPEN = 20
TOPIC_OF = {
    "card": "reports",
    "ring": "reports",
    "bundle": "reports",
    "sos_card": "sos",
}  # by kind of letter; critical cards have their own


def said(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """Of what is written to the desk only this is said in groups; with a stranger there only that it is so."""
    clear = chat.desk is not None and chat.desk.clear
    if letter.kind not in KINDS or not (clear or letter.kind in DOOR):
        return None
    message = KINDS[letter.kind](tx, house, chat, letter, words)
    topic = TOPIC_OF.get(letter.kind)
    if chat.desk is None or topic is None or not isinstance(message, TextMessage):
        return message
    topic = "critical" if message.text.startswith(SEVERITIES[Severity.CRITICAL][1]) else topic
    return replace(message, thread=chat.desk.topics.get(topic))


def card(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Severity, category, code, station, times, state; the rest is in private."""
    alert = reports.alert(tx, int(letter.subject))
    report = reports.find(tx, alert.report_id) if alert is not None else None
    if alert is None or report is None or report.practice:
        return None
    zone, notes = zone_of(report, house), report_notes.of_report(tx, report.id)
    told = Labels(house.library.get(tx, report.form_version_id), words)
    files = attachments.count_of(tx, report.id)[0]
    where = ", ".join(part for part in (report.station, report.region) if part)
    lines = [
        headline(report, told, words),
        plain(" · ".join([report.code, *([f"📷 {files}"] if files else [])])),
        plain(f"📍 {where}") if where else "",
        plain(times(report, zone, words)),
        "🕓 " + plain(words.say("Came late")) if report.late else "",
        "⛔ " + plain(words.say("Withdrawn")) if report.withdrawn_at else "",
        rung_line(notes, zone, words),
        state_line(tx, alert, notes, zone, words),
    ]
    first = {
        AlertState.OPEN: [Button(words.say("✋ Claim"), f"a:{alert.id}:claim")],
        AlertState.CLAIMED: [Button(words.say("☑ Resolve"), f"a:{alert.id}:resolve")],
    }.get(alert.state, [])
    rows: Rows = ((*first, Button(words.say("👁 In private"), f"k:see:{alert.id}")),)
    if letter.params.get("asking") and alert.state is AlertState.CLAIMED:
        rows = outcomes(alert, words)
    subject = f"card:{alert.id}"
    shown = None if letter.params.get("below") else accounts.message_of(tx, chat.account_id, subject)
    text = "\n".join(line for line in lines if line)
    return TextMessage(text, rows, edit=shown, remember=subject, protect=True, silent=report.late)


def sos_card(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """What, where, since when; the map and the words are in private. A redraw is nothing where none is shown."""
    call = sos.get(tx, int(letter.subject))
    subject = calls.card_key(int(letter.subject))
    shown = accounts.message_of(tx, chat.account_id, subject) if letter.params.get("redraw") else None
    if call is None or call.practice or (letter.params.get("redraw") and shown is None):
        return None
    zone = ZoneInfo(call.time_zone) if call.time_zone else house.time_zone
    kind = words.named(SORTS[Distress(call.kind)]) if call.kind in tuple(Distress) else ""
    where = ", ".join(part for part in (call.station, call.region) if part)
    lines = [
        "🆘 " + bold(" · ".join(part for part in ("SOS", kind) if part)),
        plain(" · ".join((call.code, clock(call.raised_at, house.clock(), zone)))),
        plain(f"📍 {where}") if where else "",
        plain(state(tx, call, zone, words)),
    ]
    claim = [Button(words.say("✋ Claim"), f"s:{call.seq}:claim")] if call.state == CallState.OPEN else []
    rows = ((*claim, Button(words.say("👁 In private"), f"k:see:sos{call.seq}")),)
    return TextMessage("\n".join(line for line in lines if line), rows, edit=shown, remember=subject, protect=True)


def open_list(tx: Tx, house: House, chat: Chat, _letter: Letter, words: Words) -> Message | None:
    """What is not resolved, the worst first; a tap brings the card below."""
    if chat.desk is None:
        return None
    found = report_lists.page(tx, Wanted(chat.region_id, unresolved=True), MOST_OPEN, 0)
    if not found:
        return TextMessage(plain(words.say("Nothing is open.")), protect=True)
    head = bold(words.say("Open reports, the worst first"))
    lines = [plain(render_bundle.line(tx, house, report, words)) for report in found]
    numbered = ((revisions.alert_of(tx, report.id), report) for report in found)
    rows = tuple(render_bundle.button(alert, report) for alert, report in numbered if alert is not None)
    return TextMessage("\n".join([head, *lines]), rows, protect=True)


def opened(tx: Tx, _house: House, chat: Chat, _letter: Letter, words: Words) -> Message | None:
    """The answer to /desk, once it was counted who is there."""
    if chat.desk is None:
        return None
    if not chat.desk.clear:
        return TextMessage(plain(strangers_line(chat.desk.strangers, words)))
    region = chat.desk.region_id
    whose = stations.region_name(tx, region) if region is not None else words.say("the whole mission")
    lines = (
        words.say("✅ The desk of {region} works here now. Only people of the desk are in this group.", region=whose),
        words.say("Alerts come here: no names, no texts, no photos. 👁 shows them in private."),
        words.say("/open — what is open. To change or close this desk: /rules in your private chat."),
    )
    return TextMessage(plain("\n".join(lines)))


def door(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """That strangers came, or are gone; nothing when it only had to be counted."""
    strangers = letter.params.get("strangers")
    if chat.desk is None or strangers is None:
        return None
    if strangers:
        return TextMessage(plain(strangers_line(strangers, words)))
    return TextMessage(plain(words.say("✅ Only people of the desk are here. Alerts come here again.")))


def strangers_line(strangers: int | None, words: Words) -> str:
    """How many, and what to do."""
    return words.count(
        "⛔ {n} member of this group is not of the desk. Nothing comes here until they leave. /desk counts again",
        "⛔ {n} members of this group are not of the desk. Nothing comes here until they leave. /desk counts again",
        strangers or 0,
    )


def closed(_tx: Tx, _house: House, _chat: Chat, _letter: Letter, words: Words) -> Message:
    return TextMessage(plain(words.say("🚫 This desk is closed. Nothing comes here any more.")))


def blanked(_tx: Tx, _house: House, _chat: Chat, letter: Letter, _words: Words) -> Message:
    """What was shown in a group whose desk is closed."""
    return Deleted(tuple(letter.params["messages"]))


Renderer = Callable[[Tx, House, Chat, Letter, Words], "Message | None"]
KINDS: dict[str, Renderer] = {
    "card": card,
    "ring": ring,
    "sos_card": sos_card,
    "bundle": render_bundle.bundle,
    "group_open": open_list,
    "desk_opened": opened,
    "desk_door": door,
}
AFTERWARDS: dict[str, Renderer] = {"desk_closed": closed, "desk_blanked": blanked}  # no desk works there any more
