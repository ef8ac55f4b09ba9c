"""What the desk sees of a report: a card of text that moves as the report moves, and its photos on demand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.core.forms import Form, describe
from bot.core.words import AlertState, Basis, Severity
from bot.text import Words
from handlers import maybe_same
from handlers.desk_words import OUTCOMES
from handlers.hotline_words import entered_by
from handlers.house import House
from handlers.messages import AlbumMessage, Button, Message, Rows, TextMessage, bold, plain, shorten, with_colon
from handlers.render_practice import marked
from handlers.render_revisions import changes_buttons, revised_lines
from handlers.render_standing import UP, rung_line, state_line, unread_line, verdict_line
from handlers.vocabulary import ACTIONS, BASES, LINES, SEVERITIES
from storage import accounts, attachments, report_notes, reports
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.report_notes import NoteRow
from storage.reports import AlertRow, ReportRow

LONGEST_STORY = 1000  # with the lines below, a card stays under the 4096 of a message
LONGEST_LINE = 120
MOST_LINES = 15
ASKED_ONCE = "_confirmed"  # of a results protocol: figures that do not add up or differ, and stay so
SAID_ABOVE = frozenset(
    {"category_group", "category", "severity", "basis", "station", "other_station", "occurred_at", "description"}
)


def card(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The card of an alert as it stands; None for a reader who is not of the desk any more."""
    alert = reports.alert(tx, int(letter.subject))
    if alert is None or not chat.is_desk:
        return None
    report = reports.find(tx, alert.report_id)
    assert report is not None
    subject = f"card:{alert.id}"
    notes = report_notes.of_report(tx, report.id)
    standing = _standing(tx, report, alert, notes, zone_of(report, house), words)
    lines = [
        *report_lines(tx, house, chat, report, words),
        *maybe_same.lines(tx, house, chat, report, words),
        *standing,
    ]
    text = "\n".join(line for line in lines if line)
    text = marked(text, report.practice, words)
    shown = None if letter.params.get("below") else accounts.message_of(tx, chat.account_id, subject)
    closing = letter.params.get("asking") and alert.state is AlertState.CLAIMED
    event = tuple(maybe_same.card_buttons(tx, house, chat, report, words))
    buttons = outcomes(alert, words) if closing else _buttons(tx, report, alert, words)
    buttons = (*buttons, event) if event and not closing else buttons
    silent = report.late and not any(one.what in UP for one in notes)  # what climbs is to be heard
    return TextMessage(text, buttons, edit=shown, remember=subject, protect=True, silent=silent)


def album(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    if not chat.is_desk:
        return None
    report = reports.find(tx, UUID(letter.subject))
    assert report is not None
    files = tuple((str(came_as), str(file_id)) for came_as, file_id in letter.params["files"])
    return AlbumMessage(files, report.code) if files else TextMessage(plain(words.named(LINES["no_photos"])))


def zone_of(report: ReportRow, house: House) -> ZoneInfo:
    return ZoneInfo(report.time_zone) if report.time_zone else house.time_zone


def report_lines(tx: Tx, house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """What the report says, as Telegram HTML; a line may be empty."""
    zone = zone_of(report, house)
    told = Labels(house.library.get(tx, report.form_version_id), words)
    return [
        headline(report, told, words),
        plain(words.say("Code: {code}", code=report.code)),
        "📍 " + plain(_station(report, words)),
        plain(times(report, zone, words)),
        "🕓 " + plain(words.say("Came late")) if report.late else "",
        plain(_basis(report, told, words)),
        plain(shorten(report.description or "", LONGEST_STORY)),
        *(plain(line) for line in told.rest(report)),
        plain(words.say("Observer: {pseudonym}", pseudonym=report.reported_by)),
        plain(entered_by(report, words)),
        *revised_lines(tx, report, zone, words),
    ]


def _basis(report: ReportRow, told: Labels, words: Words) -> str:
    said = told.of("basis", report.basis)
    return words.named(BASES[Basis(said)]) if said in tuple(Basis) else said


class Labels:
    """The form's own words for the codes in its answers."""

    def __init__(self, form: Form, words: Words) -> None:
        self._form, self._language, self._words = form, words.language.value, words

    def rest(self, report: ReportRow, most: int = MOST_LINES) -> list[str]:
        """What else was answered, in the order of the form: `Doctor needed: Yes`; figures that do not fit first."""
        asked = [question for question in self._form.questions if question.name in report.answers]
        environment = self._form.environment(report.answers, report.received_at, self._language)
        lines, first = [], []
        for one in asked:
            said = describe(one, report.answers[one.name], environment) if one.name not in SAID_ABOVE else ""
            if said and one.name.endswith(ASKED_ONCE):  # its words hold the figures
                first.append("⚠ " + shorten(f"{one.label.say(environment)} {said}", 2 * LONGEST_LINE))
            elif said:
                lines.append("▫ " + shorten(f"{with_colon(one.named(environment))} {said}", LONGEST_LINE))
        return self._cut([*first, *lines], most - len(first))  # those are twice as long

    def _cut(self, lines: list[str], most: int) -> list[str]:
        more = len(lines) - most
        if more <= 1:
            return lines
        return [*lines[:most], self._words.count("… and {n} more answer", "… and {n} more answers", more)]

    def of(self, question: str, code: str | None) -> str:
        return shorten(self._form.choice_name(question, code, self._language), LONGEST_LINE) if code else ""


def headline(report: ReportRow, told: Labels, words: Words) -> str:
    category = told.of("category", report.category) or report.form_id
    if report.severity is None:
        return bold(category)
    said, sign = SEVERITIES[Severity(report.severity)]
    return f"{sign} {bold(f'{words.named(said)} · {category}')}"


def _station(report: ReportRow, words: Words) -> str:
    if report.station is None:
        told = report.answers.get("other_station") or report.answers.get("station")  # a code the mission does not know
        where = told or words.say("Not at a station")
        return shorten(f"{where}, {report.region}" if report.region else where, 2 * LONGEST_LINE)
    said = ", ".join(part for part in (report.station, report.station_address, report.region) if part)
    return shorten(said, 2 * LONGEST_LINE)


def times(report: ReportRow, zone: ZoneInfo, words: Words) -> str:
    arrived = words.say("Received {time}", time=_clock(report.received_at, report.received_at, zone))
    if report.occurred_at is None:
        return arrived
    happened = words.say("Happened {time}", time=_clock(report.occurred_at, report.received_at, zone))
    return f"{happened} · {arrived}"


def _clock(moment: datetime, today: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    same_day = local.date() == today.astimezone(zone).date()
    return f"{local:%H:%M}" if same_day else f"{local:%d.%m %H:%M}"


def _standing(
    tx: Tx, report: ReportRow, alert: AlertRow, notes: list[NoteRow], zone: ZoneInfo, words: Words
) -> list[str]:
    return [
        verdict_line(report, notes, zone, words),
        rung_line(notes, zone, words),
        state_line(tx, alert, notes, zone, words),
        unread_line(notes, words),
    ]


def outcomes(alert: AlertRow, words: Words) -> Rows:
    """How it is closed; in place of the card's own buttons until one is tapped or the card moves."""
    rows = tuple((Button(words.named(said), f"a:{alert.id}:done:{one}"),) for one, said in OUTCOMES.items())
    return (*rows, (Button(words.named(ACTIONS["back"]), f"a:{alert.id}:card"),))


def _buttons(tx: Tx, report: ReportRow, alert: AlertRow, words: Words) -> Rows:
    every, _pending = attachments.count_of(tx, report.id)
    first = []
    match alert.state:
        case AlertState.OPEN:
            first.append(Button(words.say("✋ Claim"), f"a:{alert.id}:claim"))
        case AlertState.CLAIMED:
            first.append(Button(words.say("☑ Resolve"), f"a:{alert.id}:resolve"))
        case AlertState.RESOLVED:
            first.append(Button(words.say("↩ Reopen"), f"a:{alert.id}:reopen"))
    if every:
        first.append(Button(f"📷 {every}", f"a:{alert.id}:photos"))
    second = (Button(words.say("💬 Ask"), f"w:{report.seq}:ask"), Button(words.say("⋯ More"), f"o:{report.seq}"))
    return tuple(row for row in (tuple(first), second, tuple(changes_buttons(report, alert, words))) if row)
