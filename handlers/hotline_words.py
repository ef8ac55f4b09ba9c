"""Words of the hotline that are chosen by name, and what cards say of who wrote something down."""

from __future__ import annotations

from bot.cases.hotline import BY_TELEPHONE
from bot.core.words import Channel
from bot.text import Words, later
from storage import sos
from storage.database import Tx
from storage.reports import ReportRow
from storage.sos import CallRow

CHANNELS = {
    Channel.PHONE: later("☎ Phone"),
    Channel.SMS: "✉ SMS",
    Channel.PAPER: later("📄 Paper"),
}

COLUMNS = {  # of the spreadsheet
    "pseudonym": later("Observer, for example {example}"),
    "station": later("Station (empty: the observer’s own)"),
    "channel": later("How it came: {known}"),
    "told_at": later("When it was told (empty: not known)"),
}

DIGITS = (
    later("zero"),
    later("one"),
    later("two"),
    later("three"),
    later("four"),
    later("five"),
    later("six"),
    later("seven"),
    later("eight"),
    later("nine"),
)


def entered_by(report: ReportRow, words: Words) -> str:
    """For the cards; empty for what the observer wrote."""
    if report.entered_by == report.reported_by:
        return ""
    sign = words.named(CHANNELS[Channel(report.channel)]).partition(" ")[0]
    return f"{sign} " + words.say("Written down by {name}", name=report.entered_by)


def called_by(tx: Tx, call: CallRow, words: Words) -> str:
    """For the card of a call for help that came by telephone."""
    found = next((one for one in sos.entries(tx, call.id) if one.what == BY_TELEPHONE), None)
    return "☎ " + words.say("Written down by {name}", name=found.by) if found else ""
