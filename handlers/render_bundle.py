"""One card for many reports: late ones, a storm of them, what came in quiet hours. It moves as the reports move."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.core.words import AlertState, Severity
from bot.text import Words
from handlers import paging
from handlers.house import House
from handlers.messages import Button, TextMessage, bold, plain, shorten
from handlers.render_desk import Labels, zone_of
from handlers.vocabulary import SEVERITIES
from storage import accounts, bundles
from storage.accounts import Chat
from storage.bundles import BundleRow, Kind
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import ReportRow

ON_A_PAGE = 8
LONGEST_LINE = 120
LONGEST_CODES = 2500  # some 240 codes; with the lines of a page a message takes 4096
LONGEST_BUTTON = 48

Found = list[tuple[int, ReportRow]]


def bundle(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The bundle as it stands; `page` counts from 0. Nothing for a reader who is not of the desk any more."""
    row = bundles.get(tx, int(letter.subject))
    if row is None or not chat.is_desk:
        return None
    found = bundles.alerts_in(tx, row.id)
    if not found:
        return None
    subject = f"bundle:{row.id}"
    shown = accounts.message_of(tx, chat.account_id, subject)
    page = min(letter.params.get("page", 0), (len(found) - 1) // ON_A_PAGE)
    here = found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    listed = (plain(line(tx, house, one, words)) for _, one in here)
    lines = [bold(_head(row, found, house, words)), _weights(found), *_critical(row, found), "", *listed]
    turns = paging.turner(page, paging.count_of(len(found), ON_A_PAGE), lambda to: f"k:page:{row.id}:{to}")
    rows = (*(button(alert, one) for alert, one in here), *turns)
    return TextMessage("\n".join(lines), rows, edit=shown, remember=subject, protect=True, silent=row.kind is Kind.LATE)


def _head(row: BundleRow, found: Found, house: House, words: Words) -> str:
    reports = [one for _, one in found]
    match row.kind:
        case Kind.LATE:
            said = words.count("🕓 {n} late report", "🕓 {n} late reports", len(found))
        case Kind.QUIET:
            said = words.count("🌙 {n} report in the quiet hours", "🌙 {n} reports in the quiet hours", len(found))
        case Kind.STORM:
            said = words.count("⚡ {n} more report", "⚡ {n} more reports", len(found))
    return " · ".join(part for part in (said, _span(reports, house), _region(reports, words)) if part)


def happened(report: ReportRow) -> datetime:
    """When it happened, by what is known."""
    return report.occurred_at or report.sent_at


def _span(found: list[ReportRow], house: House) -> str:
    """From the first to the last, by the clock of the place."""
    zone = zone_of(found[0], house)
    times = sorted(happened(one) for one in found)
    first, last = (moment.astimezone(zone) for moment in (times[0], times[-1]))
    if first.date() != last.date():
        return f"{first:%d.%m %H:%M}–{last:%d.%m %H:%M}"
    return f"{first:%H:%M}–{last:%H:%M}" if f"{first:%H:%M}" != f"{last:%H:%M}" else f"{first:%H:%M}"


def _region(found: list[ReportRow], words: Words) -> str:
    regions = {one.region for one in found if one.region}
    if len(regions) <= 1:
        return next(iter(regions), "")
    return words.count("{n} region", "{n} regions", len(regions))


def _weights(found: Found) -> str:
    """`🔴 2 · 🟠 7 · ✋ 3 · ☑ 1`"""
    known = Counter(one.severity for _, one in found)
    parts = [f"{SEVERITIES[one][1]} {known[one]}" for one in reversed(Severity) if known[one]]
    states = Counter(one.alert for _, one in found)
    parts += [f"✋ {states[AlertState.CLAIMED]}"] if states[AlertState.CLAIMED] else []
    parts += [f"☑ {states[AlertState.RESOLVED]}"] if states[AlertState.RESOLVED] else []
    return " · ".join(parts)


def _critical(row: BundleRow, found: Found) -> list[str]:
    """Of a storm every critical one by its code, whatever page is shown: `🔴 482-913, 571-204✋`"""
    codes = [one.code + marks(one)[1:] for _, one in found if one.severity == Severity.CRITICAL]
    return [shorten("🔴 " + ", ".join(codes), LONGEST_CODES)] if codes and row.kind is Kind.STORM else []


def line(tx: Tx, house: House, report: ReportRow, words: Words) -> str:
    """`🔴✋ 12:05 · 482-913 · K-1 · Pack of ballots put in box`"""
    told = Labels(house.library.get(tx, report.form_version_id), words)
    where = report.station or report.region
    parts = (_marked_time(report, house), report.code, where, told.of("category", report.category) or report.form_id)
    return shorten(" · ".join(part for part in parts if part), LONGEST_LINE)


def _marked_time(report: ReportRow, house: House) -> str:
    moment = happened(report).astimezone(zone_of(report, house))
    return f"{marks(report)} {moment:%H:%M}".strip()


def marks(report: ReportRow) -> str:
    """How grave it is, and what became of it."""
    sign = SEVERITIES[Severity(report.severity)][1] if report.severity else "▫"
    became = {AlertState.CLAIMED.value: "✋", AlertState.RESOLVED.value: "☑"}.get(report.alert or "", "")
    return sign + ("⛔" if report.withdrawn_at else became)


def button(alert_id: int, report: ReportRow) -> tuple[Button]:
    parts = (marks(report), report.code, report.station or report.region)
    return (Button(shorten(" ".join(part for part in parts if part), LONGEST_BUTTON), f"a:{alert_id}:show"),)


KINDS = {"bundle": bundle}
