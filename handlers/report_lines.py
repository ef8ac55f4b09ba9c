"""The page of a report, part by part: what it says, when, who filed it, who took it, which files came with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.forms import Form, describe
from bot.core.words import AlertState, Basis, CameAs, Channel, FetchState, Severity
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, bold, plain, shorten, with_colon
from handlers.paging import wrapped
from handlers.render_files import KINDS, STATES
from handlers.render_revisions import revised_lines
from handlers.report_place import place_of
from handlers.vocabulary import BASES, SEVERITIES, later
from storage import attachments, report_facts, reports, revisions, subscriptions
from storage.accounts import Chat
from storage.attachments import AttachmentRow
from storage.database import Tx
from storage.reports import ReportRow

SAID_ABOVE = frozenset({"category", "severity", "station", "other_station", "occurred_at", "description"})
TERMS = "photo_terms"
NEAR = timedelta(hours=12)  # a call for help by the same observer belongs to the same day
LONGEST_LABEL = 120
CHANNELS = {
    Channel.CHAT: later("in the bot"),
    Channel.PHONE: later("by telephone"),
    Channel.SMS: later("by SMS"),
    Channel.PAPER: later("on paper"),
}


def zone_of(report: ReportRow, house: House) -> ZoneInfo:
    return ZoneInfo(report.time_zone) if report.time_zone else house.time_zone


def head(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    form = house.library.get(tx, report.form_version_id)
    code = words.say("Code: {code}", code=report.code)
    late = ["🕓 " + plain(words.say("Came late"))] if report.late else []
    changed = revised_lines(tx, report, zone_of(report, house), words)
    return [_headline(form, report, words), plain(code), *_station(report, words), *late, *changed]


def _headline(form: Form, report: ReportRow, words: Words) -> str:
    category = form.choice_name("category", report.category, words.language.value) if report.category else form.title
    if report.severity is None:
        return bold(shorten(category, 500))
    said, sign = SEVERITIES[Severity(report.severity)]
    return f"{sign} {bold(shorten(f'{words.named(said)} · {category}', 500))}"


def _station(report: ReportRow, words: Words) -> list[str]:
    if report.station is None:
        told = report.answers.get("other_station") or report.answers.get("station")
        where = told or words.say("Not at a station")
        return wrapped("📍 " + (f"{where}, {report.region}" if report.region else where))
    number = f"№ {report.station_number}" if report.station_number else None
    parts = (report.station, number, report.station_address, report.region)
    return wrapped("📍 " + ", ".join(part for part in parts if part))


def times(tx: Tx, house: House, chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """The three times, where it happened; and where the reader is, if the clock there says something else."""
    here, there = zone_of(report, house), _readers_zone(tx, house, chat)

    def said(moment: datetime) -> str:
        local, own = f"{moment.astimezone(here):%d.%m.%Y %H:%M}", f"{moment.astimezone(there):%d.%m %H:%M}"
        same = moment.astimezone(here).utcoffset() == moment.astimezone(there).utcoffset()
        return local if same else words.say("{local} (on your clock {own})", local=local, own=own)

    happened = [words.say("Happened {time}", time=said(report.occurred_at))] if report.occurred_at else []
    sent = words.say("Sent {time}", time=said(report.sent_at))
    received = words.say("Received {time}", time=said(report.received_at))
    return [f"🕐 {plain(line)}" for line in (*happened, sent, received)]


def _readers_zone(tx: Tx, house: House, chat: Chat) -> ZoneInfo:
    """The zone that the chat chose for its digests, else the mission's."""
    chosen = subscriptions.of_account(tx, chat.account_id)
    return chosen.schedule.zone if chosen else house.time_zone


def people_lines(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """Who told of it, how it came, and who typed it where that is another."""
    filed = revisions.count_of(tx, report.reporter_id)
    told = words.say("Observer: {pseudonym}", pseudonym=report.reported_by)
    lines = ["👤 " + told + " · " + words.say("reports: {n}", n=filed)]
    if report.channel != Channel.CHAT or report.entered_by != report.reported_by:
        how = words.named(CHANNELS[Channel(report.channel)])
        lines.append("⌨ " + words.say("Came {how}, entered by {name}", how=how, name=report.entered_by))
    return [plain(line) for line in lines]


def alert_lines(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """What `render_judging.standing_lines` has no line for: nobody was called, or nobody came."""
    alert_id = revisions.alert_of(tx, report.id)
    alert = reports.alert(tx, alert_id) if alert_id is not None else None
    if alert is None:
        return ["🔕 " + plain(words.say("It did not ring."))]
    return ["🔔 " + plain(words.say("Nobody has taken it yet."))] if alert.claimed_by is None else []


def story(_tx: Tx, _house: House, _chat: Chat, report: ReportRow, _words: Words) -> list[str]:
    return ["", *wrapped("💬 " + report.description)] if report.description else []


def answers(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """Every answer, whole, in the order of the form; then what the form does not know."""
    form = house.library.get(tx, report.form_version_id)
    asked = [one.name for one in form.questions if one.name not in SAID_ABOVE and one.name != TERMS]
    lines = [line for name in asked for line in _answer(form, report, name, words)]
    if report.basis and "basis" not in asked:
        lines += [plain(words.named(BASES[Basis(report.basis)]))]
    known = {*form.names, *form.by_name, *SAID_ABOVE}
    beside = {name: value for name, value in report.answers.items() if name not in known and value}
    return lines + [line for name, value in beside.items() for line in wrapped(f"▫ {name}: {value}")]


def _answer(form: Form, report: ReportRow, name: str, words: Words) -> list[str]:
    question = form.question(name)
    value = str(report.answers.get(name) or "")
    if question is None or not value:
        return []
    environment = form.environment(report.answers, report.received_at, words.language.value)
    said = describe(question, value, environment)
    label = with_colon(shorten(question.named(environment), LONGEST_LABEL))
    return wrapped(f"▫ {label} {said}") if said else []


def files(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """Each file by its number in the album, what it is, what was written under it; then how it may be used."""
    rows = attachments.of_report(tx, report.id)
    form = house.library.get(tx, report.form_version_id)
    told = [line for number, row in enumerate(rows, 1) for line in wrapped(_file(number, row, words))]
    head = "📎 " + plain(words.say("Files: {n}", n=len(rows)))
    return [head, *told, *_answer(form, report, TERMS, words)] if rows else _answer(form, report, TERMS, words)


def _file(number: int, row: AttachmentRow, words: Words) -> str:
    kind = words.named(KINDS[CameAs(row.came_as)])
    state = words.named(STATES[FetchState(row.fetch_state)]) if row.fetch_state != FetchState.KEPT else ""
    caption = words.quoted(row.caption) if row.caption else ""
    return f"{number}. " + " · ".join(part for part in (kind, state, row.file_name, caption) if part)


def calls(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    zone = zone_of(report, house)
    found = _calls(tx, report)
    return [
        "🆘 " + plain(words.say("Call for help {code}, {time}", code=one.code, time=_clock(one.raised_at, zone)))
        for one in found
    ]


def _calls(tx: Tx, report: ReportRow) -> list[report_facts.CallNear]:
    since, until = report.sent_at - NEAR, report.received_at + NEAR
    return report_facts.calls_of(tx, report.reporter_id, since, until, report.practice)[:5]


def call_row(tx: Tx, _house: House, _chat: Chat, report: ReportRow, _words: Words) -> list[Button]:
    return [Button(f"🆘 {one.code}", f"s:{one.seq}:show") for one in _calls(tx, report)]


def alert_row(_tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    match report.alert:
        case AlertState.OPEN:
            return [Button(words.say("✋ Claim"), f"o:{report.seq}:claim")]
        case AlertState.CLAIMED:
            return [Button(words.say("☑ Resolve"), f"o:{report.seq}:resolve")]
    return []


def look_row(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    every, _pending = attachments.count_of(tx, report.id)
    row = [Button(f"📷 {every}", f"o:{report.seq}:photos")] if every else []
    if place_of(house.library.get(tx, report.form_version_id), report) is not None:
        row.append(Button(words.say("🗺 Location"), f"o:{report.seq}:map"))
    return [*row, Button(words.say("🕓 History"), f"o:{report.seq}:h0")]


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d.%m %H:%M}"
